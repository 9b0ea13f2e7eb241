import fc from 'fast-check';

/**
 * Tries a property on drawn values. A failure says first what is wrong, and then with which values.
 * @param numRuns how many values are drawn; default 100
 */
export function holds<Values>(property: fc.IProperty<Values>, numRuns = 100): void {
  fc.assert(property, { numRuns, includeErrorInReport: true });
}
