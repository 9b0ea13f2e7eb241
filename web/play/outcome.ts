import { type Seat } from '../../core/ids';
import { type Result } from '../../client/index';

export type Outcome = Result['outcomes'][number] | 'void';

const headings = { win: 'You won', loss: 'You lost', draw: 'A draw' } as const;

/** Why a match is not counted. */
export const voidWords = 'A seat never played: the match has no winner.';

/** The result of a seat: won, lost or drawn between two, the place among more; none when a seat never played. */
export function outcomeOf(
  { outcomes, places, void: isVoid }: Pick<Result, 'outcomes' | 'places' | 'void'>,
  seat: Seat,
): { readonly outcome: Outcome; readonly words: string } {
  if (isVoid === true) return { outcome: 'void', words: 'Not counted' };
  const outcome = outcomes[seat] ?? 'draw';
  const words = places.length > 2 ? `${ordinal(places[seat] ?? 0)} of ${places.length}` : headings[outcome];
  return { outcome, words };
}

/** 1 → `1st`. */
export function ordinal(place: number): string {
  const tens = place % 100;
  if (tens >= 11 && tens <= 13) return `${place}th`;
  return `${place}${['th', 'st', 'nd', 'rd'][place % 10] ?? 'th'}`;
}
