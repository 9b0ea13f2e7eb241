import fc from 'fast-check';
import { tries } from './effort';

/**
 * Checks a property on random values. A failure first reports the problem, and then the values.
 * @param count number of values in CI (tries); default 40
 */
export function holds<Values>(property: fc.IProperty<Values>, count = 40): void {
  fc.assert(property, { numRuns: tries(count), includeErrorInReport: true });
}
