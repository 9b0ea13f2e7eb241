import { type GameName, type PlayerId, type Seat } from '../ids';
import { type Json } from '../json';
import { deadlineOf } from './clock/seat-clock';
import { type CourseEntry } from './log';
import { type Match } from './match';
import { sleepsUnattended, warningMs } from './sleep';
import { isBotSeat } from './step';

/** A turn that waits for a person: the facts that an event may send to that person. */
export interface AwaitedTurn {
  readonly game: GameName;
  readonly seat: Seat;
  readonly playerId: PlayerId;
  /** Number of the entry since which the seat has had its choice; 0: since the match began. */
  readonly sequence: number;
  /** Epoch ms at which that was. */
  readonly since: number;
  /** Epoch ms of the last moment in time; null without a clock. Vacation moves it. */
  readonly deadline: number | null;
}

/**
 * Turns of people that an entry has begun. Only matches of days have them: with another clock, a player
 * follows the match while it runs. The seat that sent the entry knows of it.
 */
export function turnsBegun<State extends Json, Command extends Json, View extends Json>(
  before: Pick<Match<State, Command, View>, 'toAct'>,
  after: Match<State, Command, View>,
  entry: CourseEntry,
): readonly AwaitedTurn[] {
  if (!sleepsUnattended(after)) return [];
  const isNew = (seat: Seat): boolean =>
    entry.kind === 'timeout'
      ? entry.seats.includes(seat) || !before.toAct.includes(seat)
      : entry.seat !== seat && !before.toAct.includes(seat);
  return turnsAwaited(after).filter(({ seat }) => isNew(seat));
}

/** Turns that wait for people; none in a match with another clock than one of days. */
export function turnsAwaited<State extends Json, Command extends Json, View extends Json>(
  match: Match<State, Command, View>,
): readonly AwaitedTurn[] {
  if (!sleepsUnattended(match)) return [];
  const { game, seats, startedAt } = match.header;
  return match.toAct.flatMap((seat) => {
    const [playerId, clock] = [seats[seat], match.clocks.seats[seat]];
    if (playerId === undefined || isBotSeat(match, seat)) return [];
    const deadline = clock === undefined ? null : deadlineOf(match.time, clock);
    const sequence = match.choicesChangedAt[seat] ?? 0;
    const [began] = sequence === 0 ? [] : match.log.after(sequence - 1);
    return [{ game, seat, playerId, sequence, since: began?.at ?? startedAt, deadline }];
  });
}

/** Turns of people whose time runs low at a moment, and is not up yet. */
export function turnsRunningLow<State extends Json, Command extends Json, View extends Json>(
  match: Match<State, Command, View>,
  at: number,
): readonly AwaitedTurn[] {
  const { control } = match.time;
  if (control.kind !== 'days') return [];
  const before = warningMs(control.daysPerTurn);
  return turnsAwaited(match).filter(
    ({ deadline }) => deadline !== null && at >= deadline - before && at <= deadline,
  );
}
