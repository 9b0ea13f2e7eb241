import { type EnvironmentKey } from '../contract/environment';
import { type TableName } from '../contract/tables';

/** Which rows of a table a function follows. */
export interface RowFilter {
  /** The prefix of the sort key. */
  readonly sortPrefix: string;
  /** An attribute that the new row has. */
  readonly has?: string;
  /** A text attribute of the new row, and what it may be. */
  readonly where?: { readonly name: string; readonly values: readonly string[] };
}

/** A value as a stream's record has it. */
type TextValue = { readonly S?: string | undefined };

/**
 * Whether a function follows a record: the filter of its event source mapping, for the code that emulates the
 * mapping.
 * @param newRow undefined for a row that was deleted
 */
export function followsRow(
  rows: readonly RowFilter[] | undefined,
  sortKey: string,
  newRow: Readonly<Record<string, TextValue>> | undefined,
): boolean {
  if (rows === undefined) return true;
  return rows.some(
    ({ sortPrefix, has, where }) =>
      sortKey.startsWith(sortPrefix) &&
      (has === undefined || newRow?.[has]?.S !== undefined) &&
      (where === undefined || where.values.includes(newRow?.[where.name]?.S ?? '')),
  );
}

/** The source of a function's invocations. HTTP routes are in contract/rest; they name their function. */
export type Trigger =
  | { readonly kind: 'http' }
  | { readonly kind: 'eventbridge'; readonly source: 'aws.gamelift'; readonly detailTypes: readonly string[] }
  | {
      readonly kind: 'stream';
      readonly table: TableName;
      readonly batchSize: number;
      readonly windowSeconds: number;
      /** Only records of rows that fit one of these; absent: all. */
      readonly rows?: readonly RowFilter[];
      /** The function gets the id of the shard that its records belong to. */
      readonly tellsShard?: true;
      /**
       * Batches of a shard that are handled at once; records of one partition key stay in order. 1 when
       * absent.
       */
      readonly parallel?: number;
    }
  /** Messages of the queue of each webhook. */
  | { readonly kind: 'queue'; readonly queues: 'webhooks'; readonly batchSize: number }
  | { readonly kind: 'schedule'; readonly every: '1 minute' | '5 minutes' | '1 hour' | '1 day' };

/**
 * Whether a function handles its failures itself, and logs them as errors. Those of streams throw: their
 * batch is given to them again.
 */
export function catchesFailures({ trigger }: Pick<FunctionDeclaration, 'trigger'>): boolean {
  return trigger.kind !== 'stream';
}

/**
 * A call that a function may make. Its role (stacks/) and the check against its actual calls are made from
 * this.
 */
export type Grant =
  | {
      readonly service: 'dynamodb';
      readonly table: TableName;
      readonly indexes?: readonly string[];
      readonly actions: readonly string[];
      /** Only items with these partition keys (IAM condition `dynamodb:LeadingKeys`); absent: all. */
      readonly partitionKeys?: readonly string[];
    }
  | {
      readonly service: 'gamelift';
      readonly actions: readonly string[];
      /** GameLift's matchmaking and session calls know no resource ARN. */ readonly reason: string;
    }
  /** Actions on the queue that places matches, and on no other queue. */
  | { readonly service: 'gamelift'; readonly actions: readonly string[]; readonly resource: 'queue' }
  | {
      readonly service: 'secretsmanager';
      /** `webhooks`: the secrets of all webhooks of the environment. */
      readonly secret: 'signing-keys' | 'webhooks';
      readonly actions: readonly string[];
    }
  /** On the bus of the environment, and on no other bus. */
  | { readonly service: 'events'; readonly actions: readonly string[] }
  /** On the queues of the webhooks. */
  | { readonly service: 'sqs'; readonly queues: 'webhooks'; readonly actions: readonly string[] };

/**
 * One Lambda function: its folder is functions/<name>/, its entry functions/<name>/index.ts exporting
 * `handler`.
 */
export interface FunctionDeclaration {
  readonly name: string;
  readonly description: string;
  readonly trigger: Trigger;
  readonly memoryMegabytes: number;
  readonly timeoutSeconds: number;
  /** Protects the services that the function calls; absent: the account's pool. */
  readonly reservedConcurrency?: number;
  readonly environment: readonly EnvironmentKey[];
  readonly grants: readonly Grant[];
}

/** Keeps the names of the variables for the compiler: the index.ts of the function reads them by these. */
export const declareFunction = <const Keys extends readonly EnvironmentKey[]>(
  declaration: FunctionDeclaration & { readonly environment: Keys },
): FunctionDeclaration & { readonly environment: Keys } => declaration;
