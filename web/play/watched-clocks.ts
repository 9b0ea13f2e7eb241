import { MatchClocks } from '../../client/match-clocks';
import { type WatchedStep } from '../../client/index';
import { type Game } from '../../core/define';
import { timeRulesOf } from './match-time';

/**
 * The clocks of a step as a spectator sees them: as late as the step. Between steps they run by this device's
 * time, which the server's need not equal: what a spectator reads decides nothing.
 * @param behindMs how long ago, in the spectator's delayed view, the step happened when it arrived
 * @param now a monotonic clock, milliseconds; `arrivedAt` is a time of it
 */
export function watchedClocks(
  { clocks, match }: Pick<WatchedStep, 'clocks' | 'match'>,
  game: Game | undefined,
  arrived: { readonly arrivedAt: number; readonly behindMs: number },
  now: () => number,
): MatchClocks | undefined {
  if (clocks === null) return undefined;
  // Without the game's code the time of a seat counts down to its deadline.
  const control = timeRulesOf(game, match.options)?.control ?? { kind: 'none' as const };
  const wireClocks = { now: clocks.now, seats: clocks.seats, lag: null };
  return new MatchClocks(wireClocks, control, arrived.arrivedAt, arrived.behindMs, now);
}
