/** A defect on purpose: one place of the deployed code, changed. The simulator must find it. */
export interface PlantedBug {
  readonly name: string;
  readonly summary: string;
  /** Path from the project's folder. */
  readonly file: string;
  /** Stands exactly once in the file. */
  readonly find: string;
  readonly replace: string;
  /** A second place of the same file. */
  readonly also?: { readonly find: string; readonly replace: string };
  /** The oracle that objects first. */
  readonly oracle: string;
  /** Seeds, from the first, in which it is surely found: some times as many as it took. */
  readonly within: number;
}
