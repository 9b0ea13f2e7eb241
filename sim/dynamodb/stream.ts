import { type Item } from 'dynalite/db';
import { type Write } from './table';

/** A change of a row as DynamoDB Streams passes it to Lambda. */
export interface StreamRecord {
  readonly dynamodb: {
    /** Epoch seconds. */
    readonly ApproximateCreationDateTime: number;
    readonly Keys: Item;
    readonly SequenceNumber: string;
    readonly NewImage?: Item;
    readonly OldImage?: Item;
  };
}

/** @param order counts the writes of the table @param at epoch milliseconds */
export function streamRecord({ before, after }: Write, order: number, at: number): StreamRecord | undefined {
  const { pk, sk } = after ?? before ?? {};
  if (pk === undefined || sk === undefined) return undefined;
  return {
    dynamodb: {
      ApproximateCreationDateTime: Math.floor(at / 1000),
      Keys: { pk, sk },
      SequenceNumber: `1${String(order).padStart(20, '0')}`,
      ...(after === undefined ? {} : { NewImage: after }),
      ...(before === undefined ? {} : { OldImage: before }),
    },
  };
}
