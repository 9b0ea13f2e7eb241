import { DefinitionError, type Game } from '../core/define';
import { checkFields, checkList, checkObject, textOf } from '../core/definition-error';
import { type GameName, idPatterns, matchmakingName, type MatchmakingName } from '../core/ids';
import { defaultRatedWithinDay } from '../core/ranking/scoring';
import { type AttributeSource } from './attribute-sources';
import { checkAttributes, checkGiven } from './matchmaking-attributes';
import { defineRuleSet, type RuleSetDefinition } from './rule-set';

/** One matchmaking as its developers declare it in game/index.ts. */
export interface MatchmakingSource {
  /** The imported JSON of game/rule-sets/<its name>.json. */
  readonly ruleSet: object;
  /** Names of the games that can be played in it. */
  readonly games: readonly string[];
  /** `false`: matches change no rating, no statistics and no leaderboard. Default `true`. */
  readonly rated?: boolean;
  /**
   * Limit of rated matches between the same opponents within 24 hours; further ones count in statistics only.
   * `Infinity`: no limit. Default 10.
   */
  readonly ratedWithinDay?: number;
  /**
   * Limit of running matches at which a player cannot open another ticket of this matchmaking. 1, the
   * default: the player cannot be in a match of any matchmaking that has the limit 1. `Infinity`: no limit.
   */
  readonly concurrentMatches?: number;
  /** How long a ticket searches. Default: the environment's. */
  readonly requestTimeoutSeconds?: number;
  /** Present: every player must accept the match within this time. */
  readonly acceptanceSeconds?: number;
  /**
   * A ticket that still searches after this many seconds gets an unrated match against bots instead. Every
   * game of the matchmaking needs a bot.
   */
  readonly fillWithBots?: { readonly afterSeconds: number };
  /** `bot`: a bot plays for a seat whose player never connects; such a match is not rated. */
  readonly absentSeats?: 'bot';
  /** Sources of the rule set's attributes, besides `game`, `options` and `skill`. */
  readonly attributes?: Readonly<Record<string, AttributeSource>>;
}

const matchmakingFields: Readonly<Record<keyof MatchmakingSource, true>> = {
  ruleSet: true,
  games: true,
  rated: true,
  ratedWithinDay: true,
  concurrentMatches: true,
  requestTimeoutSeconds: true,
  acceptanceSeconds: true,
  fillWithBots: true,
  absentSeats: true,
  attributes: true,
};

/** One checked matchmaking: a FlexMatch configuration in every environment. */
export interface Matchmaking {
  /** Its name in game/index.ts. */
  readonly key: MatchmakingName;
  readonly ruleSet: RuleSetDefinition;
  readonly games: readonly GameName[];
  readonly rated: boolean;
  readonly ratedWithinDay: number;
  readonly concurrentMatches: number;
  readonly requestTimeoutSeconds: number | undefined;
  readonly acceptanceSeconds: number | undefined;
  readonly fillAfterSeconds: number | undefined;
  /** Bots play for seats whose players never connect. */
  readonly absentSeats: 'bot' | undefined;
  readonly attributes: ReadonlyMap<string, AttributeSource>;
}

/** FlexMatch's own limits (API reference, CreateMatchmakingConfiguration). */
const maxSeconds = { requestTimeoutSeconds: 43_200, acceptanceSeconds: 600 } as const;

/**
 * Checks one matchmaking.
 * @param known all games of the backend
 * @throws DefinitionError with one line that names file and fix
 */
export function defineMatchmaking(
  key: string,
  source: MatchmakingSource,
  known: ReadonlyMap<string, Game>,
): Matchmaking {
  const here = `game/index.ts: matchmaking ${JSON.stringify(key)}`;
  if (!idPatterns.matchmakingName.test(key))
    throw new DefinitionError(
      `${here}: write 1 to 32 lower case letters, digits and hyphens, beginning with a letter`,
    );
  checkObject(here, source, '{ ruleSet, games }');
  checkFields(here, source, Object.keys(matchmakingFields));
  if (source.rated !== undefined && typeof source.rated !== 'boolean')
    throw new DefinitionError(`${here}: rated is ${textOf(source.rated)}: write true or false`);
  const games = gamesOf(here, source, known);
  for (const name of ['requestTimeoutSeconds', 'acceptanceSeconds'] as const) {
    const seconds = source[name];
    if (seconds !== undefined && (!Number.isInteger(seconds) || seconds < 1 || seconds > maxSeconds[name]))
      throw new DefinitionError(
        `${here}: ${name} is ${textOf(seconds)}: write a whole number of seconds from 1 to ` +
          `${maxSeconds[name]}`,
      );
  }
  const { ratedWithinDay = defaultRatedWithinDay, concurrentMatches = 1 } = source;
  for (const [name, count] of Object.entries({ ratedWithinDay, concurrentMatches }))
    if (count !== Infinity && (!Number.isInteger(count) || count < 1))
      throw new DefinitionError(
        `${here}: ${name} is ${textOf(count)}: write a whole number from 1, or Infinity`,
      );
  checkBots(here, source, games);
  const ruleSet = defineRuleSet(source.ruleSet, `matchmaking ${JSON.stringify(key)}`);
  for (const game of games) checkSeats(ruleSet, game);
  checkGiven(ruleSet, games);
  if (source.attributes !== undefined)
    checkObject(`${here}: attributes`, source.attributes, '{ NAME: rating() }');
  const attributes = new Map(Object.entries(source.attributes ?? {}));
  checkAttributes(here, ruleSet, games, attributes);
  return {
    key: matchmakingName(key),
    ruleSet,
    games: games.map(({ name }) => name),
    rated: source.rated ?? true,
    ratedWithinDay,
    concurrentMatches,
    requestTimeoutSeconds: source.requestTimeoutSeconds,
    acceptanceSeconds: source.acceptanceSeconds,
    fillAfterSeconds: source.fillWithBots?.afterSeconds,
    absentSeats: source.absentSeats,
    attributes,
  };
}

/** A matchmaking with bots needs games that have a bot. */
function checkBots(
  here: string,
  { fillWithBots, absentSeats }: MatchmakingSource,
  games: readonly Game[],
): void {
  const afterSeconds = fillWithBots?.afterSeconds;
  if (fillWithBots !== undefined && (!Number.isInteger(afterSeconds) || fillWithBots.afterSeconds < 1))
    throw new DefinitionError(
      `${here}: fillWithBots.afterSeconds is ${textOf(afterSeconds)}: write a whole number of seconds from 1`,
    );
  if (absentSeats !== undefined && absentSeats !== 'bot')
    throw new DefinitionError(`${here}: absentSeats is ${textOf(absentSeats)}: write "bot"`);
  const botless = games.find(({ botLevels }) => botLevels.length === 0);
  if (botless !== undefined && (fillWithBots !== undefined || absentSeats !== undefined))
    throw new DefinitionError(
      `${here}: ${fillWithBots === undefined ? 'absentSeats' : 'fillWithBots'} needs bots, but the ` +
        `game ${botless.name} has none: add one (game/games/${botless.name}), or remove it`,
    );
}

function gamesOf(
  here: string,
  { games }: MatchmakingSource,
  known: ReadonlyMap<string, Game>,
): readonly Game[] {
  checkList(`${here}: games`, games, "a list of names of games: ['chess']");
  if (games.length === 0) throw new DefinitionError(`${here} has no games: name at least one`);
  return games.map((name, index) => {
    const game = known.get(name);
    if (game === undefined)
      throw new DefinitionError(
        `${here}: ${JSON.stringify(name)} is not a game of this backend: take one of ` +
          `${[...known.keys()].join(', ')}, or add it to games`,
      );
    if (games.indexOf(name) !== index)
      throw new DefinitionError(`${here}: the game ${JSON.stringify(name)} occurs twice: remove one`);
    return game;
  });
}

const range = ({ min, max }: { readonly min: number; readonly max: number }): string =>
  min === max ? String(min) : `${min} to ${max}`;

/** The game must be able to play every match that the rule set can form. */
function checkSeats(
  { file, players, teams }: RuleSetDefinition,
  { name, seats, teams: inTeams }: Game,
): void {
  if (inTeams && teams.length === 1)
    throw new DefinitionError(
      `${file}: its only team ${teams[0] ?? ''} holds all players, but seats of one team win and lose ` +
        `together in the game ${name} (game/games/${name}): add a team, or remove teams from the rules`,
    );
  if (players.min >= seats.min && players.max <= seats.max) return;
  throw new DefinitionError(
    `${file}: the teams ${teams.join(', ')} hold ${range(players)} players, but the game ${name} has ` +
      `${range(seats)} seats (game/games/${name}): change minPlayers, maxPlayers and quantity of the ` +
      'teams, or seats of the game',
  );
}
