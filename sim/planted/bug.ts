/** A deliberate defect: a change at one place of the deployed code. The simulator must find it. */
export interface PlantedBug {
  readonly name: string;
  readonly summary: string;
  /** Path from the project's folder. */
  readonly file: string;
  /** Text that occurs exactly once in the file. */
  readonly find: string;
  readonly replace: string;
  /** A second place of the same file. */
  readonly also?: { readonly find: string; readonly replace: string };
  /** The oracle that reports it first. */
  readonly oracle: string;
  /** Number of seeds, from the first, within which it is surely found: several times as many as it took. */
  readonly within: number;
}
