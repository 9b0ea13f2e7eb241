import { type Past } from './match-state';
import { type Seat } from '../ids';
import { type Json } from '../json';
import { type Clocks, clocksAt, clocksTakenBack } from './clock/clocks';
import { type OpenOffer } from './match-state';
import { type Match } from './match-state';
import { refuse, type Refused } from './refusal';

/** The effect of a takeback: the newest command of a seat is undone, and all that came after it. */
export interface Undone<State> {
  readonly state: State;
  readonly toAct: readonly Seat[];
  readonly clocks: Clocks;
  readonly past: Past<State> | undefined;
}

/** The newest command of a seat that can be undone. */
function lastOf<State>(past: Past<State> | undefined, by: Seat): Past<State> | undefined {
  for (let one = past; one !== undefined; one = one.before) if (one.by === by) return one;
  return undefined;
}

/** Why a seat cannot ask for a takeback; undefined when it can. */
export function takebackRefusal<State extends Json, Command extends Json, View extends Json>(
  { takebacks, past, header }: Match<State, Command, View>,
  by: Seat,
): Refused | undefined {
  if (!takebacks) return refuse('no-takeback', `${header.game} has no takebacks`);
  return lastOf(past, by) === undefined
    ? refuse('no-takeback', 'your seat has no command that can be taken back')
    : undefined;
}

/**
 * The changes of a takeback. The randomness is not rewound: dice that were seen are rolled again.
 * @param asked the offer that all other seats have accepted
 * @param at epoch ms of the last answer
 */
export function undo<State extends Json, Command extends Json, View extends Json>(
  { past, time, clocks }: Match<State, Command, View>,
  asked: OpenOffer,
  at: number,
): Undone<State> | undefined {
  const undone = lastOf(past, asked.by);
  if (undone === undefined) return undefined;
  return {
    state: undone.state,
    toAct: undone.toAct,
    clocks: clocksTakenBack(time, undone.clocks, undone.at, asked, clocksAt(clocks, at)),
    past: undone.before,
  };
}
