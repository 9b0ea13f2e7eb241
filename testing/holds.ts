import fc from 'fast-check';
import { tries } from './effort';

/**
 * Tries a property on drawn values. A failure says first what is wrong, and then with which values.
 * @param count how many values are drawn in CI (tries); default 40
 */
export function holds<Values>(property: fc.IProperty<Values>, count = 40): void {
  fc.assert(property, { numRuns: tries(count), includeErrorInReport: true });
}
