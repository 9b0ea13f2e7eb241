import { type EnvironmentSource, type LaptopSource } from '../config';
import { DefinitionError, type Game } from '../core/define';
import { checkFields, checkFunctions, checkList, checkObject } from '../core/definition-error';
import { type GameName, type MatchmakingName } from '../core/ids';
import { type LeaderboardDeclaration } from '../core/ranking/leaderboards';
import { type Season } from '../core/ranking/periods';
import {
  type LeaderboardsSource,
  defineLeaderboards,
  defineSeasons,
  type SeasonsSource,
} from './leaderboards';
import { defineMatchmaking, type Matchmaking, type MatchmakingSource } from './matchmaking';

/** The default environment of `npm start`. */
export const laptopName = 'laptop';

/** A backend as its developers declare it (game/index.ts). */
export interface BackendSource {
  readonly games: readonly Game[];
  /** By a name of their own, which appears in tickets and resources. */
  readonly matchmaking: Readonly<Record<string, MatchmakingSource>>;
  /** In the order in which a change is promoted. `laptop` is the environment of `npm start`. */
  readonly environments: Readonly<Record<string, EnvironmentSource | LaptopSource>>;
  /** By game and name. A game that is not listed has the leaderboards `rating` and `wins`. */
  readonly leaderboards?: LeaderboardsSource;
  /** By name, with the day on which each begins. */
  readonly seasons?: SeasonsSource;
}

/** A checked definition of a backend. */
export interface Backend {
  readonly games: ReadonlyMap<GameName, Game>;
  /** In the order of the definition: the first that lists a game is the game's default. */
  readonly matchmakings: ReadonlyMap<MatchmakingName, Matchmaking>;
  /** As their files declare them; `environmentOf` validates one. */
  readonly environments: BackendSource['environments'];
  /** Leaderboards of all games. */
  readonly leaderboards: readonly LeaderboardDeclaration[];
  /** In the order of their starts. */
  readonly seasons: readonly Season[];
}

/**
 * Checks the definition of a backend.
 * @throws DefinitionError naming file and fix
 */
export function defineBackend(source: BackendSource): Backend {
  checkObject('game/index.ts: what defineBackend is given', source, '{ games, matchmaking, environments }');
  const { games, matchmaking, environments } = source;
  checkFields('game/index.ts: defineBackend', source, [
    'games',
    'matchmaking',
    'environments',
    'leaderboards',
    'seasons',
  ]);
  checkList('game/index.ts: games', games, 'a list of games of defineGame');
  checkObject('game/index.ts: matchmaking', matchmaking, '{ NAME: { ruleSet, games } }');
  checkObject('game/index.ts: environments', environments, '{ laptop, … } of game/environments/');
  const byName = new Map<GameName, Game>();
  for (const [index, game] of games.entries()) {
    const place = `game/index.ts: games[${index}]`;
    checkObject(place, game, 'a game of defineGame, and see that its file exports it under that name');
    checkFunctions(place, game, ['with', 'readOptions']);
    if (byName.has(game.name))
      throw new DefinitionError(
        `game/index.ts: two games are named ${game.name}: give one of them another name`,
      );
    byName.set(game.name, game);
  }
  if (byName.size === 0) throw new DefinitionError('game/index.ts: games is empty: add a game to it');
  const matchmakings = new Map(
    Object.entries(matchmaking).map(([key, source]) => {
      const defined = defineMatchmaking(key, source, byName);
      return [defined.key, defined];
    }),
  );
  for (const name of byName.keys()) {
    if (![...matchmakings.values()].some((entry) => entry.games.includes(name)))
      throw new DefinitionError(
        `game/index.ts: the game ${name} is in no matchmaking: add it to the games of one, or remove ` +
          'it from games',
      );
  }
  checkBodies([...matchmakings.values()]);
  checkEnvironments(environments, [...matchmakings.keys()]);
  const seasons = defineSeasons(source.seasons);
  const leaderboards = defineLeaderboards(source.leaderboards, byName, seasons, (game) =>
    [...matchmakings.values()].some(({ games: of, rated }) => rated && of.includes(game)),
  );
  return { games: byName, matchmakings, environments, leaderboards, seasons };
}

/** The matchmakings that an environment overrides must exist. */
function checkEnvironments(
  environments: BackendSource['environments'],
  matchmakings: readonly string[],
): void {
  if (!Object.hasOwn(environments, laptopName))
    throw new DefinitionError(
      `game/index.ts: environments has no ${laptopName}: add game/environments/${laptopName}.ts, ` +
        'which npm start runs',
    );
  for (const [name, environment] of Object.entries(environments)) {
    const file = `game/environments/${name}.ts`;
    checkObject(`${file}: the environment`, environment, 'an environment, and see that the file exports it');
    // Anything else that is missing is reported by the schema when the environment is read (config/).
    const unknown = Object.keys(overridesOf(environment)).find((key) => !matchmakings.includes(key));
    if (unknown !== undefined)
      throw new DefinitionError(
        `${file}: matchmaking.overrides.${unknown} is not a matchmaking of game/index.ts: write one ` +
          `of ${matchmakings.join(', ')}, or remove it`,
      );
  }
}

function overridesOf(environment: BackendSource['environments'][string]): object {
  const matchmaking: unknown = environment.matchmaking;
  const overrides: unknown =
    typeof matchmaking === 'object' && matchmaking !== null && 'overrides' in matchmaking
      ? matchmaking.overrides
      : undefined;
  return typeof overrides === 'object' && overrides !== null ? overrides : {};
}

/** A rule set's name is that of its file, so two different bodies cannot have the same name. */
function checkBodies(matchmakings: readonly Matchmaking[]): void {
  for (const { key, ruleSet } of matchmakings) {
    const other = matchmakings.find(
      (candidate) => candidate.ruleSet.name === ruleSet.name && candidate.ruleSet.body !== ruleSet.body,
    );
    if (other !== undefined)
      throw new DefinitionError(
        `game/index.ts: the rule sets of ${key} and ${other.key} are both named ${ruleSet.name}, but ` +
          'differ: give each the name of its own file in game/rule-sets/',
      );
  }
}

/** The matchmaking of a game's ticket that names none. */
export function defaultMatchmaking(
  backend: Pick<Backend, 'matchmakings'>,
  game: GameName,
): Matchmaking | undefined {
  return [...backend.matchmakings.values()].find(({ games }) => games.includes(game));
}
