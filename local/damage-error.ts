/** The advice for damaged data. @param folder of the data, as it is typed */
export const remedy = (folder: string): string =>
  `Put a copy back, or save what can be saved: npm run repair -- --data ${folder}`;

/**
 * Data that are not what was written. Who knows the data folder writes the remedy again, with its name.
 * @param damage a sentence about a file, without its full stop
 */
export class DamageError extends Error {
  constructor(readonly damage: string) {
    super(`${damage}. ${remedy('DIR')}`);
  }
}
