import { type Seat } from '../../core/ids';
import { type Result } from '../../client/index';

export type Outcome = Result['outcomes'][number] | 'void';

/**
 * How good an outcome looks. Among more than two seats the last place alone is a loss: a place between is
 * neither.
 */
export const toneOf = (outcome: Outcome, place: number, last: number): Outcome =>
  outcome === 'loss' && place < last ? 'draw' : outcome;

/** The fields that every form of a result has. */
type Ended = Pick<Result, 'outcomes' | 'places' | 'void'>;

const headings = { win: 'You won', loss: 'You lost', draw: 'A draw' } as const;

/**
 * The result of a seat: won, lost or drawn between two, the place among more. A void match is not counted.
 */
export function outcomeOf(
  { outcomes, places, void: isVoid }: Ended,
  seat: Seat,
): { readonly outcome: Outcome; readonly words: string } {
  if (isVoid === true) return { outcome: 'void', words: 'Not counted' };
  const outcome = outcomes[seat] ?? 'draw';
  const place = placeOf(outcome, places[seat] ?? 0);
  const words = places.length > 2 ? `${sentence(place)} of ${places.length}` : headings[outcome];
  return { outcome: toneOf(outcome, places[seat] ?? 0, Math.max(...places)), words };
}

/** `1st`; `shared 1st` of seats that drew. */
const placeOf = (outcome: Result['outcomes'][number], place: number): string =>
  `${outcome === 'draw' ? 'shared ' : ''}${ordinal(place)}`;

const sentence = (words: string): string => words.slice(0, 1).toUpperCase() + words.slice(1);

/**
 * How a match ended, for a reader who had no seat: `Ada won`, `Ada and Bo share the first place`, `A draw`.
 */
export function winnersOf({ outcomes, places, void: isVoid }: Ended, nameOf: (seat: Seat) => string): string {
  if (isVoid === true) return 'Not counted';
  if (outcomes.every((outcome) => outcome === 'draw')) return headings.draw;
  const first = places.flatMap((place, seat) => (place === 1 ? [seat] : []));
  const names = first.map(nameOf).join(' and ');
  return first.some((seat) => outcomes[seat] === 'draw') ? `${names} share the first place` : `${names} won`;
}

const shortWords = { win: 'won', loss: 'lost', draw: 'draw' } as const;

/**
 * The result of a seat beside its name: `won` between two, `2nd` among more; '' in a match that does not
 * count.
 */
export function placeText({ outcomes, places, void: isVoid }: Ended, seat: Seat): string {
  const outcome = outcomes[seat];
  if (isVoid === true || outcome === undefined) return '';
  return places.length > 2 ? placeOf(outcome, places[seat] ?? 0) : shortWords[outcome];
}

/** 1 → `1st`. */
export function ordinal(place: number): string {
  const tens = place % 100;
  if (tens >= 11 && tens <= 13) return `${place}th`;
  return `${place}${['th', 'st', 'nd', 'rd'][place % 10] ?? 'th'}`;
}
