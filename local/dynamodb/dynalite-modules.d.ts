/**
 * The part of dynalite 4.0.0 that the emulator uses: the checks of a request's form and its LevelDB
 * layout. None of these functions calls back: what they throw, their caller catches. dynalite publishes no
 * types; its version is pinned exactly because these modules are not a public interface.
 */
declare module 'dynalite/db' {
  /** DynamoDB's JSON: one key, the type. */
  export interface AttributeValue {
    readonly S?: string;
    readonly N?: string;
    readonly B?: string;
    readonly BOOL?: boolean;
    readonly NULL?: boolean;
    readonly SS?: readonly string[];
    readonly NS?: readonly string[];
    readonly BS?: readonly string[];
    readonly L?: readonly AttributeValue[];
    readonly M?: Readonly<Record<string, AttributeValue>>;
  }
  export type Item = Readonly<Record<string, AttributeValue>>;

  export interface KeySchemaElement {
    readonly AttributeName: string;
    readonly KeyType: string;
  }
  export interface SecondaryIndex {
    readonly IndexName: string;
    readonly KeySchema: readonly KeySchemaElement[];
    readonly Projection: { readonly ProjectionType?: string; readonly NonKeyAttributes?: readonly string[] };
    readonly [more: string]: unknown;
  }
  export interface TableDescription {
    readonly TableName: string;
    readonly TableArn: string;
    readonly TableStatus: string;
    readonly KeySchema: readonly KeySchemaElement[];
    readonly AttributeDefinitions: ReadonlyArray<{
      readonly AttributeName: string;
      readonly AttributeType: string;
    }>;
    readonly GlobalSecondaryIndexes?: readonly SecondaryIndex[];
    readonly LocalSecondaryIndexes?: readonly SecondaryIndex[];
    readonly StreamSpecification?: { readonly StreamEnabled: boolean; readonly StreamViewType?: string };
    readonly DeletionProtectionEnabled?: boolean;
    readonly BillingModeSummary?: { readonly BillingMode: string; readonly [more: string]: unknown };
    readonly [more: string]: unknown;
  }

  /** The error that dynalite throws, or calls back with, for a refusal. */
  export interface ServiceError extends Error {
    readonly statusCode: number;
    readonly body: { readonly __type: string; readonly message?: string; readonly [more: string]: unknown };
  }

  export type Operation =
    | { readonly type: 'put'; readonly key: string; readonly value: unknown }
    | { readonly type: 'del'; readonly key: string };
  export interface Range {
    readonly gte?: string;
    readonly gt?: string;
    readonly lt?: string;
    readonly lte?: string;
    readonly limit?: number;
    readonly reverse?: boolean;
  }

  /** The LevelDB database itself (abstract-level), values are JSON. */
  export interface LevelDb {
    open(): Promise<void>;
    close(): Promise<void>;
    get(key: string): Promise<unknown>;
    /** On this thread: some microseconds, where `get` waits for a thread of the pool. */
    getSync(key: string): unknown;
    batch(operations: readonly Operation[]): Promise<void>;
    clear(range: Range): Promise<void>;
    iterator(range: Range): AsyncIterable<readonly [string, unknown]>;
  }
  export interface DynaliteStore {
    readonly options: { readonly maxItemSize: number };
    readonly db: LevelDb;
  }

  interface CreateOptions {
    path?: string;
    createTableMs: number;
    deleteTableMs: number;
    updateTableMs: number;
  }
  export function create(options: CreateOptions): DynaliteStore;
  export function validateItem(item: Item, table: TableDescription): ServiceError | null | undefined;
  export function validateKey(key: Item, table: TableDescription): ServiceError | null | undefined;
  export function createKey(
    item: Item,
    table: TableDescription,
    keySchema?: readonly KeySchemaElement[],
  ): string;
  export function createIndexKey(
    item: Item,
    table: TableDescription,
    keySchema: readonly KeySchemaElement[],
  ): string;
  /** The first part of every key: where a partition lies among the others. */
  export function hashPrefix(value: string | undefined, type: string): string;
  /** A key attribute's value as text that sorts as the values do. */
  export function toRangeStr(value: AttributeValue): string;
}

declare module 'dynalite/validations' {
  import { type DynaliteStore } from 'dynalite/db';

  /** dynalite's own little schema language. */
  export type TypeSpecification =
    | string
    | {
        readonly type: string;
        readonly children?: TypeSpecification | Types;
        readonly [rule: string]: unknown;
      };
  export interface Types {
    readonly [field: string]: TypeSpecification;
  }
  export type Custom = (request: Record<string, unknown>, store: DynaliteStore) => string | undefined;

  /** Keeps what the types name, refuses what has the wrong shape. */
  export function checkTypes(request: object, types: Types): Record<string, unknown>;
  export function checkValidations(
    request: object,
    types: Types,
    custom: Custom | undefined,
    store: DynaliteStore,
  ): void;
  /** Checks parameters that exclude each other, and returns the problem; changes `nonExpressions`. */
  export function validateExpressionParams(
    request: object,
    expressions: readonly string[],
    nonExpressions: string[],
  ): string | undefined;
}

declare module 'dynalite/validations/*' {
  import { type Custom, type Types } from 'dynalite/validations';

  export const types: Types;
  export const custom: Custom | undefined;
}
