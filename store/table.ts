import { type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { type RetryPolicy } from './contention';

/**
 * A DynamoDB table as the functions of a store take it: a client, the real name, and how calls are retried.
 */
export interface Table {
  readonly client: DynamoDBDocumentClient;
  readonly TableName: string;
  readonly retry: RetryPolicy;
}

/** A table whose rows have times. */
export interface TimedTable extends Table {
  /** Epoch milliseconds. */
  readonly now: () => number;
}

/** The tables of entries and of their counters. */
export interface RankTables {
  readonly client: DynamoDBDocumentClient;
  /** Real names. */
  readonly names: { readonly leaderboards: string; readonly ranks: string };
  readonly retry: RetryPolicy;
}
