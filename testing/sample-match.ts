import { type Game } from '../core/define';
import { type CommandId, commandId, matchId, matchmakingName, playerId } from '../core/ids';
import { type MatchHeader } from '../core/match/log';

/**
 * A header for a match of a game, as matchmaking would make it.
 * @param seats default: the minimum of the game
 */
export function header(
  game: Pick<Game, 'name' | 'version' | 'seats' | 'readOptions'>,
  {
    seed = '00000000000000000000000000000007',
    seats = game.seats.min,
    options = {},
  }: {
    readonly seed?: string;
    readonly seats?: number;
    readonly options?: MatchHeader['options'];
  } = {},
): MatchHeader {
  const read = game.readOptions(options);
  if ('problem' in read) throw new RangeError(`${read.problem.field}: ${read.problem.message}`);
  return {
    matchId: matchId('00000000-0000-4000-8000-000000000001'),
    game: game.name,
    rulesVersion: game.version,
    seed,
    seats: Array.from({ length: seats }, (_, seat) =>
      playerId(`p-00000000-0000-4000-8000-00000000000${seat}`),
    ),
    teams: Array.from({ length: seats }, (_, seat) => seat),
    options: read.options,
    bots: [],
    origin: 'matchmaking',
    matchmaking: matchmakingName('duel'),
    rated: true,
    startedAt: 1_700_000_000_000,
  };
}

export const id = (n: number): CommandId => commandId(`c${n}`);
