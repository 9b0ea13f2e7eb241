import { MatchClocks, type WatchedStep } from '../../client/index';
import { type Game } from '../../core/define';
import { type TimeControl } from '../../core/match/clock/time-control';
import { asOptions } from './as-options';

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
  const told = { now: clocks.now, seats: clocks.seats, lag: null };
  return new MatchClocks(told, controlOf(game, match.options), arrived.arrivedAt, arrived.behindMs, now);
}

/** Without the game's code the time of a seat counts down to its deadline. */
const controlOf = (game: Game | undefined, options: WatchedStep['match']['options']): TimeControl =>
  game?.with(({ readOptions, timeRules }) => {
    const read = readOptions(asOptions(options));
    return 'problem' in read ? undefined : timeRules(read.options).control;
  }) ?? { kind: 'none' };
