import { type Item, type TableDescription } from 'dynalite/db';
import { DynamoDbError } from '../errors';
import { isRecord } from '../fields';

/**
 * The deleter of an item that no caller deleted: TTL (developer guide, "DynamoDB Streams and Time to Live").
 */
export interface UserIdentity {
  readonly Type: 'Service';
  readonly PrincipalId: 'dynamodb.amazonaws.com';
}

/** A stream as it is stored. */
export interface StreamRow {
  readonly arn: string;
  readonly label: string;
  readonly table: string;
  readonly view: string;
  readonly keySchema: TableDescription['KeySchema'];
  readonly shardId: string;
  /** Epoch milliseconds. */
  readonly createdAt: number;
  /** When the stream was switched off, or its table deleted; it can be read for a day more. */
  readonly disabledAt?: number;
  /** Number of the newest record that was deleted. */
  readonly trimmed: number;
}

/** A stream, and the numbers of its records. */
export interface Stream {
  row: StreamRow;
  /** Number of the next record; records are numbered 1, 2, 3 … */
  next: number;
  /** Number of the newest record that readers see; later records are being written. */
  written: number;
}

/** A record as it is stored, in the form of GetRecords. */
export interface StreamRecord {
  readonly eventID: string;
  readonly eventName: 'INSERT' | 'MODIFY' | 'REMOVE';
  readonly eventVersion: '1.1';
  readonly eventSource: 'aws:dynamodb';
  readonly awsRegion: string;
  readonly dynamodb: {
    /** Epoch seconds. */
    readonly ApproximateCreationDateTime: number;
    readonly Keys: Item;
    readonly NewImage?: Item;
    readonly OldImage?: Item;
    readonly SequenceNumber: string;
    readonly SizeBytes: number;
    readonly StreamViewType: string;
  };
  readonly userIdentity?: UserIdentity;
}

/** @throws Error when a value of the database is not a stream */
export function streamRow(value: unknown): StreamRow {
  if (!isStreamRow(value)) throw new Error('a row of the database is not a stream');
  return value;
}

/** @throws Error when a value of the database is not a record of a stream */
export function streamRecord(value: unknown): StreamRecord {
  if (!isStreamRecord(value)) throw new Error('a row of the database is not a record of a stream');
  return value;
}

function isStreamRow(value: unknown): value is StreamRow {
  return (
    isRecord(value) &&
    ['arn', 'label', 'table', 'view', 'shardId'].every((name) => typeof value[name] === 'string') &&
    ['createdAt', 'trimmed'].every((name) => typeof value[name] === 'number') &&
    Array.isArray(value.keySchema)
  );
}

function isStreamRecord(value: unknown): value is StreamRecord {
  return (
    isRecord(value) &&
    typeof value.eventName === 'string' &&
    isRecord(value.dynamodb) &&
    typeof value.dynamodb.ApproximateCreationDateTime === 'number' &&
    typeof value.dynamodb.SizeBytes === 'number' &&
    isRecord(value.dynamodb.Keys)
  );
}

const rowPrefix = 'stream-row~';
const recordPrefix = 'stream-record~';

/**
 * Sequence numbers on the wire have at least 21 digits (API reference, "StreamRecord") and no leading zero.
 */
export const onWire = (number: number): string => `1${String(number).padStart(20, '0')}`;

/** @throws DynamoDbError ValidationException */
export function fromWire(text: unknown): number {
  if (typeof text !== 'string' || !/^1\d{20}$/.test(text))
    throw new DynamoDbError('ValidationException', 'Invalid SequenceNumber');
  return Number(text.slice(1));
}

/** The range of the keys of all streams. */
export const streamRange = { gte: rowPrefix, lt: `${rowPrefix}~` } as const;
export const rowKey = (arn: string): string => rowPrefix + arn;

export const recordKey = (arn: string, number: number): string => `${recordPrefix}${arn}~${onWire(number)}`;

/** The stream of the record with a key; undefined: it is the key of something else. */
export const recordArn = (key: string): string | undefined =>
  key.startsWith(recordPrefix) ? key.slice(recordPrefix.length, key.lastIndexOf('~')) : undefined;

/** The range of the keys of a stream's records from a number on. */
export const recordRange = (arn: string, from = 0): { readonly gte: string; readonly lte: string } => ({
  gte: recordKey(arn, from),
  lte: `${recordPrefix}${arn}~~`,
});

/** The number of the record with a key. */
export const numberOf = (key: string): number => fromWire(key.slice(key.lastIndexOf('~') + 1));
