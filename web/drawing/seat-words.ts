import { type Json } from '../../core/json';
import { type DrawingContext } from './drawing-context';

type SeatContext = Pick<DrawingContext, 'nameOf' | 'seats'>;

/** Who has which number: `You are seat 0. Seat 1 is Ada.` Empty: the page does not know the seats. */
export function seatsLine({ nameOf, seats }: SeatContext): string {
  if (seats === undefined) return '';
  const { count, own } = seats;
  const others = Array.from({ length: count }, (_, seat) => seat).filter((seat) => seat !== own);
  return [
    ...(own === undefined ? [] : [`You are seat ${own}.`]),
    ...others.map((seat) => `Seat ${seat} is ${nameOf(seat)}.`),
  ].join(' ');
}

/**
 * The player that a value of a view means; undefined: it may be any other number. A field `seat` is a seat in
 * all of the engine's own values. A field `turn` may count turns, so that it has a name only where it agrees
 * with the seat that is to act.
 * @param isTop the field is one of the view itself
 */
export function seatNameOf(
  field: string,
  value: Json,
  isTop: boolean,
  { nameOf, seats }: SeatContext,
): string | undefined {
  if (seats === undefined || typeof value !== 'number' || !Number.isInteger(value)) return undefined;
  if (value < 0 || value >= seats.count) return undefined;
  const { toAct = [] } = seats;
  const isTurn = field === 'turn' && isTop && toAct.length === 1 && toAct[0] === value;
  return field === 'seat' || isTurn ? nameOf(value) : undefined;
}

/**
 * The player of a line of a list; undefined: the list may be one of other things.
 * @param lines how many the list has
 */
export function lineSeatName(
  list: string,
  line: number,
  lines: number,
  { nameOf, seats }: SeatContext,
): string | undefined {
  return /^(?:seats|players)$/.test(list) && lines === seats?.count ? nameOf(line) : undefined;
}
