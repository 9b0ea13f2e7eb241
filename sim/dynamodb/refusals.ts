import {
  ConditionalCheckFailedException,
  ThrottlingException,
  TransactionCanceledException,
  TransactionConflictException,
} from '@aws-sdk/client-dynamodb';
import { type Item } from 'dynalite/db';

const metadata = { $metadata: { httpStatusCode: 400 } };

/** DynamoDB's own JSON as the SDK's errors hold it. */
type SdkItem = NonNullable<ConditionalCheckFailedException['Item']>;

/** An item in the form that the SDK returns: members of lists and maps are mutable there. */
export function sdkItem(item: Item): SdkItem {
  const copy: SdkItem = JSON.parse(JSON.stringify(item));
  return copy;
}

export function conditionFailed(item: Item | undefined): ConditionalCheckFailedException {
  return new ConditionalCheckFailedException({
    ...metadata,
    message: 'The conditional request failed',
    ...(item === undefined ? {} : { Item: sdkItem(item) }),
  });
}

export interface CancelledItem {
  readonly Code: 'None' | 'ConditionalCheckFailed' | 'TransactionConflict' | 'ValidationError';
  readonly Item?: Item;
}

export function cancelled(reasons: readonly CancelledItem[]): TransactionCanceledException {
  return new TransactionCanceledException({
    ...metadata,
    message:
      'Transaction cancelled, please refer cancellation reasons for specific reasons ' +
      `[${reasons.map(({ Code }) => Code).join(', ')}]`,
    CancellationReasons: reasons.map(({ Code, Item: item }) => ({
      Code,
      ...(item === undefined ? {} : { Item: sdkItem(item) }),
    })),
  });
}

export const conflict = (): TransactionConflictException =>
  new TransactionConflictException({ ...metadata, message: 'Transaction is ongoing for the item' });

export const throttled = (): ThrottlingException =>
  new ThrottlingException({ ...metadata, message: 'Throughput exceeds the current capacity of your table' });
