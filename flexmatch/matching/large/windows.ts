import { byLine } from './group';
import { type Span, type MeasuredTicket } from './rules';

/** Whether two tickets lie within the distance of a rule. */
export function areWithin({ column, distance }: Span, one: MeasuredTicket, other: MeasuredTicket): boolean {
  return (
    Math.max(one.highs[column] ?? 0, other.highs[column] ?? 0) -
      Math.min(one.lows[column] ?? 0, other.lows[column] ?? 0) <=
    distance
  );
}

/** Whether a window that starts at a ticket can contain another one completely. */
export function canContain(anchor: MeasuredTicket, first: MeasuredTicket | undefined, span: Span): boolean {
  const low = anchor.lows[span.column] ?? 0;
  return (anchor.highs[span.column] ?? 0) - Math.min(low, first?.lows[span.column] ?? low) <= span.distance;
}

/** Looks at a window: the tickets from one index to another, with their party sizes and players. */
export type LookAtWindow = (from: number, to: number, counts: readonly number[], players: number) => void;

/** Slides a window of a rule's distance over tickets, which are sorted by its column. */
export function slide(tickets: MeasuredTicket[], span: Span, look: LookAtWindow): void {
  const at = (index: number): number => tickets[index]?.lows[span.column] ?? 0;
  tickets.sort((a, b) => (a.lows[span.column] ?? 0) - (b.lows[span.column] ?? 0) || byLine(a, b));
  const counts: number[] = [];
  let players = 0;
  let to = 0;
  const change = (ticket: MeasuredTicket | undefined, sign: 1 | -1): void => {
    const size = ticket?.entry.size ?? 0;
    while (counts.length <= size) counts.push(0);
    counts[size] = (counts[size] ?? 0) + sign;
    players += sign * size;
  };
  for (let from = 0; from < tickets.length; from += 1) {
    const before = to;
    while (to < tickets.length && at(to) - at(from) <= span.distance) {
      change(tickets[to], 1);
      to += 1;
    }
    // a window that only lost tickets holds no more than the one before it
    if (to > before) look(from, to, counts, players);
    change(tickets[from], -1);
  }
}

/**
 * The range of values of possible partners: slightly wider than the distance, because sums round where
 * differences do not.
 */
export function reachOf(anchor: MeasuredTicket, span: Span): readonly [number, number] {
  const low = anchor.lows[span.column] ?? 0;
  const high = anchor.highs[span.column] ?? 0;
  const reach = span.distance + 1e-9 * (Math.abs(low) + Math.abs(high) + span.distance);
  return [high - reach, low + reach];
}
