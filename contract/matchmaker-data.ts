import * as z from 'zod/mini';
import { gameName, type GameName, matchId, type MatchId, playerId, type PlayerId } from '../core/ids';
import { type Json } from '../core/json';
import { json } from './json';

// FlexMatch guide, "Work with matchmaker data": players by team, attributes as typed values.
const schema = z.object({
  matchId: z.string(),
  matchmakingConfigurationArn: z.string(),
  teams: z.array(
    z.object({
      name: z.string(),
      players: z.array(
        z.object({
          playerId: z.string(),
          attributes: z.optional(z.nullable(z.record(z.string(), z.object({ valueAttribute: z.unknown() })))),
        }),
      ),
    }),
  ),
});

/** FlexMatch's description of a match, in its own order. */
export type MatchmakerData = z.output<typeof schema>;

/** Matchmaker data that do not describe a match; the message is one sentence. */
export class MatchmakerDataError extends Error {
  override readonly name = 'MatchmakerDataError';
}

/** A match with its seats. */
export interface SeatedMatch {
  readonly matchId: MatchId;
  readonly game: GameName;
  /** As the players requested them; an empty object when the tickets named none. */
  readonly options: Json;
  /** Seat 0 first. */
  readonly players: readonly PlayerId[];
  /**
   * FlexMatch team of each seat, seat 0 first: teams with players, numbered from 0 in the order of the rule
   * set.
   */
  readonly teams: readonly number[];
}

/**
 * Reads the text of GameSession.MatchmakerData.
 * @throws MatchmakerDataError when it does not have FlexMatch's form
 */
export function parseMatchmakerData(text: string | null | undefined): MatchmakerData {
  if (text === undefined || text === null || text === '')
    throw new MatchmakerDataError(
      'the game session has no matchmaker data: only sessions placed by matchmaking are matches',
    );
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw new MatchmakerDataError('the matchmaker data are not JSON');
  }
  const read = schema.safeParse(json);
  if (read.success) return read.data;
  const [issue] = read.error.issues;
  throw new MatchmakerDataError(
    `the matchmaker data do not have FlexMatch's form: ${issue?.path.join('.') ?? ''} ${issue?.code ?? ''}`,
  );
}

/**
 * The seats of a match: teams in the order of the rule set, players within a team in the order of the data. A
 * team that is not in the order (a match of the rule set before this one) comes after the others.
 * @param order names of the rule set's teams, quantities expanded
 * @throws MatchmakerDataError when the data name no game, or an id is malformed
 */
export function seatsOf(data: MatchmakerData, order: readonly string[]): SeatedMatch {
  const names = [...order, ...data.teams.map(({ name }) => name).filter((name) => !order.includes(name))];
  const seats = names
    .flatMap((name) => data.teams.filter((team) => team.name === name && team.players.length > 0))
    .flatMap(({ players }, team) => players.map((player) => ({ team, player })));
  const first = seats[0]?.player.attributes;
  const game = first?.['game']?.valueAttribute;
  if (typeof game !== 'string')
    throw new MatchmakerDataError('the first player of the match has no attribute "game"');
  const options = first?.['options']?.valueAttribute;
  try {
    return {
      matchId: matchId(data.matchId),
      game: gameName(game),
      options: typeof options === 'string' ? json.parse(JSON.parse(options)) : {},
      players: seats.map(({ player }) => playerId(player.playerId)),
      teams: seats.map(({ team }) => team),
    };
  } catch (error) {
    throw new MatchmakerDataError(
      'the matchmaker data cannot be read: ' +
        `${error instanceof RangeError ? error.message : 'the attribute "options" is not JSON'}`,
    );
  }
}
