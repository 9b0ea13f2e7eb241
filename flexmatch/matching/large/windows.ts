import { at } from '../../at';
import { byLine } from './group';
import { type DistanceLimit, type MeasuredTicket } from './rules';

/** Whether two tickets lie within the distance of a rule. */
export function areWithin(
  { column, distance }: DistanceLimit,
  one: MeasuredTicket,
  other: MeasuredTicket,
): boolean {
  return (
    Math.max(at(one.highs, column), at(other.highs, column)) -
      Math.min(at(one.lows, column), at(other.lows, column)) <=
    distance
  );
}

/** Whether a window that starts at a ticket can contain another one completely. */
export function canContain(
  anchor: MeasuredTicket,
  first: MeasuredTicket | undefined,
  span: DistanceLimit,
): boolean {
  const low = at(anchor.lows, span.column);
  const least = first === undefined ? low : Math.min(low, at(first.lows, span.column));
  return at(anchor.highs, span.column) - least <= span.distance;
}

/** Takes a window: the tickets from one index to another, with their party sizes and players. */
export type VisitWindow = (from: number, to: number, counts: readonly number[], players: number) => void;

/** Slides a window of a rule's distance over tickets, which are sorted by its column. */
export function slide(tickets: MeasuredTicket[], span: DistanceLimit, visit: VisitWindow): void {
  const lowOf = (ticket: MeasuredTicket): number => at(ticket.lows, span.column);
  tickets.sort((a, b) => lowOf(a) - lowOf(b) || byLine(a, b));
  const counts: number[] = [];
  let players = 0;
  let to = 0;
  const change = ({ entry: { size } }: MeasuredTicket, sign: 1 | -1): void => {
    while (counts.length <= size) counts.push(0);
    counts[size] = at(counts, size) + sign;
    players += sign * size;
  };
  for (const [from, first] of tickets.entries()) {
    const before = to;
    while (to < tickets.length && lowOf(at(tickets, to)) - lowOf(first) <= span.distance) {
      change(at(tickets, to), 1);
      to += 1;
    }
    // a window that only lost tickets holds no more than the window before it
    if (to > before) visit(from, to, counts, players);
    change(first, -1);
  }
}

/**
 * The range of values of possible partners: slightly wider than the distance, because sums round where
 * differences do not.
 */
export function reachOf(anchor: MeasuredTicket, span: DistanceLimit): readonly [number, number] {
  const low = at(anchor.lows, span.column);
  const high = at(anchor.highs, span.column);
  const reach = span.distance + 1e-9 * (Math.abs(low) + Math.abs(high) + span.distance);
  return [high - reach, low + reach];
}
