import { type EnvironmentKey } from '../contract/environment';
import { type TableName } from '../contract/tables';

/** What starts a function. HTTP routes are in contract/rest; they name their function. */
export type Trigger =
  | { readonly kind: 'http' }
  | { readonly kind: 'eventbridge'; readonly source: 'aws.gamelift'; readonly detailTypes: readonly string[] }
  | {
      readonly kind: 'stream';
      readonly table: TableName;
      readonly batchSize: number;
      readonly windowSeconds: number;
      /** Only records of rows whose sort key begins with one of these; absent: all. */
      readonly sortKeys?: readonly string[];
      /** The function is told which shard its records are of. */
      readonly tellsShard?: true;
      /**
       * Batches of a shard that are handled at once; records of one partition key stay in order. 1 when
       * absent.
       */
      readonly parallel?: number;
    }
  | { readonly kind: 'schedule'; readonly every: '1 minute' | '5 minutes' | '1 hour' | '1 day' };

/**
 * What a function may do: the only source of its role (stacks/), and of the check against what it really
 * calls.
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
  /** Actions on the queue that places matches, and on no other. */
  | { readonly service: 'gamelift'; readonly actions: readonly string[]; readonly resource: 'queue' }
  | {
      readonly service: 'secretsmanager';
      readonly secret: 'signing-keys';
      readonly actions: readonly string[];
    };

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
  /** Protects what is behind the function; absent: the account's pool. */
  readonly reservedConcurrency?: number;
  readonly environment: readonly EnvironmentKey[];
  readonly grants: readonly Grant[];
}
