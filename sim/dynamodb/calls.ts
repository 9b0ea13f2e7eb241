/** Calls of the DynamoDB API as an IAM policy sees them. */
export type Calls = ReadonlyArray<{
  /** The table's real name. */
  readonly table: string;
  readonly action: string;
  readonly index: string | undefined;
}>;
