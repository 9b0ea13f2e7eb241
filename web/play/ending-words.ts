import { type Seat } from '../../core/ids';
import { calledOffBy, type Ending } from '../parts/called-off';

/**
 * The end of a match in a sentence.
 * @param isAbandoned it has no result
 * @param reason in words
 * @param entries of its log, as far as they are known
 */
export function endingWords(
  isAbandoned: boolean,
  reason: string,
  entries: readonly Ending[],
  nameOf: (seat: Seat) => string,
): string {
  const by = calledOffBy(entries);
  if (isAbandoned) return `It ended without a result: ${reason}.`;
  return by === undefined ? `It is over: ${reason}.` : `${nameOf(by)} called the match off.`;
}
