import { DefinitionError, type Game } from '../core/define';
import {
  checkFields,
  checkFunctions,
  checkList,
  checkNotAsync,
  checkObject,
  checkWhole,
  textOf,
} from '../core/definition-error';
import { type GameName } from '../core/ids';
import {
  type LeaderboardDeclaration,
  leaderboardNamePattern,
  defaultLeaderboards,
  type Metric,
  type Rewards,
  visibilities,
  type Visibility,
} from '../core/ranking/leaderboards';
import { type Season, seasonNamePattern } from '../core/ranking/periods';
import { type Direction, directions, type PeriodKind, periodKinds } from '../core/ranking/score-change';
import { expectedScores, type ExpectedScores } from './expected-scores';

/**
 * The value that a leaderboard measures.
 *
 * - `rating`: the public rating; `wins`: matches won; `longest-streak`: most wins in a row
 * - `fastest-win`: milliseconds of the shortest match that the player won
 * - `points`, `best-score`: sum, or the best, of the `scores` of results
 * - `{ sum }`, `{ best }`, `{ last }`: of a number that the rules name (`numbers`)
 */
export type MetricSource =
  | Exclude<Metric, { readonly number: string }>['kind']
  | { readonly sum: string }
  | { readonly best: string }
  | { readonly last: string };

/** One leaderboard as its developers declare it. Only rated matches count. */
export interface LeaderboardSource {
  readonly metric: MetricSource;
  /** Which scores come first. Default `highest`; `lowest` for `fastest-win`. */
  readonly direction?: Direction;
  /** Decimal places in which scores differ, 0 to 9. Default 0. */
  readonly decimals?: number;
  /** Default `['all', 'month']`. */
  readonly periods?: readonly PeriodKind[];
  /** Rated matches within the period before a player is shown. Default 0. */
  readonly minimumGames?: number;
  /** `hidden`: players are shown once their rating is certain. Default `shown`. */
  readonly provisional?: 'shown' | 'hidden';
  /** Default `public`. */
  readonly visibility?: Visibility;
  /** Maximum changes per second that one period of the leaderboard is laid out for. Default 1,000. */
  readonly updatesPerSecond?: number;
  /**
   * The scores that are expected, both ends included, such as `{ from: 0, to: 2_000_000_000 }`: ranks among
   * them cost little, however large they are (docs/leaderboards.md). Others stay exact. A period keeps the
   * range with which it began. Default: best for scores from 0 to 16.7 million steps.
   */
  readonly scores?: ExpectedScores;
  /** Rewards at the end of a period. */
  readonly rewards?: Rewards;
}

/**
 * Leaderboards by game and name (game/leaderboards.ts). A game that is not listed has `rating` and `wins`.
 */
export type LeaderboardsSource = Readonly<Record<string, Readonly<Record<string, LeaderboardSource>>>>;

/** Seasons by name, with the day on which each begins, at midnight UTC: `2026-09-01`. */
export type SeasonsSource = Readonly<Record<string, string>>;

/**
 * Leaderboards of a game times their periods: a player's record keeps a score for each (docs/statistics.md,
 * "Costs").
 */
const maxScores = 24;
const maxMinimum = 10_000;
const maxRewarded = 1000;
const file = 'game/leaderboards.ts';

const plainMetrics = ['rating', 'wins', 'longest-streak', 'fastest-win', 'points', 'best-score'] as const;
const numberMetrics = ['sum', 'best', 'last'] as const;
/** The values of fields that have a choice. */
const choices: Readonly<Record<string, readonly string[]>> = {
  direction: directions,
  provisional: ['shown', 'hidden'],
  visibility: visibilities,
};
const leaderboardFields: Readonly<Record<keyof LeaderboardSource, true>> = {
  metric: true,
  direction: true,
  decimals: true,
  periods: true,
  minimumGames: true,
  provisional: true,
  visibility: true,
  updatesPerSecond: true,
  scores: true,
  rewards: true,
};

/** @throws DefinitionError with one line that names the season and the fix */
export function defineSeasons(source: SeasonsSource = {}): readonly Season[] {
  checkObject(`${file}: seasons`, source, "{ NAME: '2026-09-01' }");
  const seasons = Object.entries(source).map(([name, start]): Season => {
    if (!seasonNamePattern.test(name))
      throw new DefinitionError(
        `${file}: season ${JSON.stringify(name)}: write 1 to 32 lower-case letters, digits and hyphens, ` +
          `beginning with a letter; not ${periodKinds.join(', ')}`,
      );
    const isDay = typeof start === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(start);
    const startsAt = isDay ? Date.parse(start) : Number.NaN;
    if (Number.isNaN(startsAt) || new Date(startsAt).toISOString().slice(0, 10) !== start)
      throw new DefinitionError(
        `${file}: season ${name} begins on ${textOf(start)}: write a day such as "2026-09-01"`,
      );
    return { name, startsAt };
  });
  const sorted = seasons.sort((one, other) => one.startsAt - other.startsAt);
  for (const [index, { name, startsAt }] of sorted.entries())
    if (sorted[index + 1]?.startsAt === startsAt)
      throw new DefinitionError(
        `${file}: seasons ${name} and ${sorted[index + 1]?.name ?? ''} begin on one day: change one of them`,
      );
  return sorted;
}

/**
 * Checks the leaderboards of a backend.
 * @param isRated whether a matchmaking of the game is rated: only rated matches count on leaderboards
 * @throws DefinitionError with one line that names the leaderboard and the fix
 */
export function defineLeaderboards(
  source: LeaderboardsSource = {},
  games: ReadonlyMap<GameName, Game>,
  seasons: readonly Season[],
  isRated: (game: GameName) => boolean,
): readonly LeaderboardDeclaration[] {
  checkObject(`${file}: leaderboards`, source, '{ GAME: { NAME: { metric } } }');
  for (const name of Object.keys(source))
    if (![...games.keys()].some((known) => known === name))
      throw new DefinitionError(
        `${file}: ${JSON.stringify(name)} is not a game of this backend: ` +
          `take one of ${[...games.keys()].join(', ')}`,
      );
  return [...games.values()].flatMap((game) => {
    const own = Object.hasOwn(source, game.name) ? source[game.name] : undefined;
    if (own === undefined) return isRated(game.name) ? defaultLeaderboards(game.name) : [];
    checkObject(`${file}: ${game.name}`, own, '{ NAME: { metric } }, or {} for no leaderboard');
    const leaderboards = Object.entries(own).map(([name, leaderboard]) =>
      defineLeaderboard(game, name, leaderboard, seasons),
    );
    if (leaderboards.length > 0 && !isRated(game.name))
      throw new DefinitionError(
        `${file}: the leaderboards of ${game.name} never have a score, since all its matchmakings say ` +
          'rated: false: ' +
          `remove that from one in game/index.ts, or write ${game.name}: {}`,
      );
    const scores = leaderboards.reduce((sum, { periods }) => sum + periods.length, 0);
    if (scores > maxScores)
      throw new DefinitionError(
        `${file}: the leaderboards of ${game.name} have ${scores} periods together: ` +
          `declare at most ${maxScores}`,
      );
    return leaderboards;
  });
}

function defineLeaderboard(
  game: Game,
  name: string,
  source: LeaderboardSource,
  seasons: readonly Season[],
): LeaderboardDeclaration {
  const here = `${file}: leaderboard ${JSON.stringify(name)} of ${game.name}`;
  if (!leaderboardNamePattern.test(name) || name in {})
    throw new DefinitionError(
      `${here}: write 1 to 16 lower-case letters, digits and hyphens, beginning with a letter`,
    );
  checkObject(here, source, '{ metric }');
  checkFields(here, source, Object.keys(leaderboardFields));
  const metric = metricOf(here, source.metric);
  for (const [field, values] of Object.entries(choices)) checkChoice(here, field, source, values);
  checkMetric(here, metric, source, game);
  const { minimumGames = 0, decimals = 0, updatesPerSecond } = source;
  checkWhole(here, 'minimumGames', minimumGames, 0, maxMinimum);
  checkWhole(here, 'decimals', decimals, 0, 9);
  if (updatesPerSecond !== undefined) checkWhole(here, 'updatesPerSecond', updatesPerSecond, 1, 1_000_000);
  return {
    id: `${game.name}.${name}`,
    game: game.name,
    name,
    metric,
    direction: source.direction ?? (metric.kind === 'fastest-win' ? 'lowest' : 'highest'),
    decimals,
    periods: periodsOf(here, source.periods ?? ['all', 'month'], seasons),
    minimumGames,
    hidesProvisional: source.provisional === 'hidden',
    visibility: source.visibility ?? 'public',
    ...(updatesPerSecond === undefined ? {} : { updatesPerSecond }),
    ...(source.scores === undefined ? {} : { scores: expectedScores(here, source.scores, decimals) }),
    ...(source.rewards === undefined ? {} : { rewards: rewardsOf(here, source.rewards, source.periods) }),
  };
}

function rewardsOf(here: string, rewards: Rewards, periods: LeaderboardSource['periods']): Rewards {
  checkObject(`${here}: rewards`, rewards, '{ places, give }');
  checkFields(`${here}: rewards`, rewards, ['places', 'give']);
  checkFunctions(`${here}: rewards`, rewards, ['give']);
  checkNotAsync(`${here}: rewards`, rewards, 'give');
  checkWhole(here, 'rewards.places', rewards.places, 1, maxRewarded);
  if (periods?.every((kind) => kind === 'all') === true)
    throw new DefinitionError(
      `${here}: rewards are given when a period ends, and "all" never does: add a period`,
    );
  return rewards;
}

function metricOf(here: string, source: unknown): Metric {
  const plain = plainMetrics.find((kind) => kind === source);
  if (plain !== undefined) return { kind: plain };
  const [[name, number] = [], ...more]: ReadonlyArray<readonly [string?, unknown?]> =
    typeof source === 'object' && source !== null ? Object.entries(source) : [];
  const kind = numberMetrics.find((one) => one === name);
  if (kind !== undefined && typeof number === 'string' && more.length === 0) return { kind, number };
  throw new DefinitionError(
    `${here}: metric is ${source === undefined ? 'missing' : textOf(source)}: write one of ` +
      `${plainMetrics.join(', ')}, ` +
      `or { ${numberMetrics.join(' }, { ')} } with the name of a number of the rules`,
  );
}

function checkChoice(here: string, field: string, source: object, values: readonly string[]): void {
  const value: unknown = Reflect.get(source, field);
  if (value !== undefined && !values.some((one) => one === value))
    throw new DefinitionError(`${here}: ${field} is ${textOf(value)}: write one of ${values.join(', ')}`);
}

function checkMetric(
  here: string,
  metric: Metric,
  { direction }: LeaderboardSource,
  { name, results }: Game,
): void {
  const rules = `game/games/${name}`;
  switch (metric.kind) {
    case 'points':
    case 'best-score':
      if (results.scores !== true)
        throw new DefinitionError(
          `${here}: ${metric.kind} needs points, but the rules of ${name} do not declare scores: ` +
            `write scores: true in the rules of ${rules}, or take another metric`,
        );
      break;
    case 'sum':
    case 'best':
    case 'last':
      if (results.numbers?.includes(metric.number) !== true)
        throw new DefinitionError(
          `${here}: results of ${name} have no number ${JSON.stringify(metric.number)}: ` +
            `name one of numbers (${results.numbers?.join(', ') ?? 'none'}), ` +
            `or add it to numbers in the rules of ${rules}`,
        );
      break;
    case 'fastest-win':
    case 'longest-streak':
      if (direction === (metric.kind === 'fastest-win' ? 'highest' : 'lowest'))
        throw new DefinitionError(
          `${here}: ${metric.kind} cannot have the direction ${direction}: leave direction out`,
        );
      break;
    case 'rating':
    case 'wins':
      break;
  }
}

function periodsOf(
  here: string,
  periods: readonly PeriodKind[],
  seasons: readonly Season[],
): readonly PeriodKind[] {
  checkList(`${here}: periods`, periods, `some of ['${periodKinds.join("', '")}']`);
  if (periods.length === 0 || new Set(periods).size < periods.length)
    throw new DefinitionError(`${here}: periods must be one or more, each once: ${periodKinds.join(', ')}`);
  const unknown = periods.find((kind) => !periodKinds.includes(kind));
  if (unknown !== undefined)
    throw new DefinitionError(
      `${here}: the period ${JSON.stringify(unknown)} is unknown: take some of ${periodKinds.join(', ')}`,
    );
  if (periods.includes('season') && seasons.length === 0)
    throw new DefinitionError(
      `${here}: it has seasons, but none is declared: ` +
        'add seasons to defineBackend in game/index.ts, or remove "season"',
    );
  return periods;
}
