import { randomBytes } from 'node:crypto';
import { type Item, type LevelDb, type Operation, type TableDescription } from 'dynalite/db';
import { DynamoDbError } from './errors';
import { itemSize } from './item-size';
import { type ItemChange } from './write-set';

/** Who deleted an item when no caller did: TTL (developer guide, "DynamoDB Streams and Time to Live"). */
export interface UserIdentity {
  readonly Type: 'Service';
  readonly PrincipalId: 'dynamodb.amazonaws.com';
}

interface StreamRow {
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
  /** Records up to here are gone. */
  readonly trimmed: number;
}

/** A record as it is kept. */
interface StreamRecord {
  readonly eventName: StreamedChange['change'];
  readonly dynamodb: { readonly ApproximateCreationDateTime: number; readonly Keys: Item };
}

interface Stream {
  row: StreamRow;
  /** Number of the next record; records are numbered 1, 2, 3 … */
  next: number;
  /** Number of the newest record that readers see; those after it are being written. */
  written: number;
}

/** Records to be written. */
export interface NewRecords {
  readonly operations: readonly Operation[];
  /** To be called when they are written, in the order in which they were made. */
  written(): void;
}

/** The part of a record that a viewer of the stream needs. */
export interface StreamedChange {
  readonly number: number;
  /** Epoch milliseconds, to the second. */
  readonly at: number;
  readonly change: 'INSERT' | 'MODIFY' | 'REMOVE';
  readonly keys: Item;
}

const rowPrefix = 'stream-row~';
const recordPrefix = 'stream-record~';
const day = 24 * 60 * 60 * 1000;
const iteratorLifetime = 15 * 60 * 1000;
const maximumRecords = 1000;
const maximumBytes = 1024 * 1024;

/**
 * Sequence numbers on the wire have at least 21 digits (API reference, "StreamRecord") and no leading zero.
 */
const onWire = (number: number): string => `1${String(number).padStart(20, '0')}`;
function fromWire(text: unknown): number {
  if (typeof text !== 'string' || !/^1\d{20}$/.test(text))
    throw new DynamoDbError('ValidationException', 'Invalid SequenceNumber');
  return Number(text.slice(1));
}
const recordKey = (arn: string, number: number): string => `${recordPrefix}${arn}~${onWire(number)}`;

/**
 * Streams with one shard each, kept in LevelDB beside the tables: a record is written in the same batch as
 * the change that it tells of. Records are trimmed after 24 hours, as on AWS.
 */
export class Streams {
  readonly #db: LevelDb;
  readonly #now: () => number;
  readonly #region: string;
  readonly #byArn = new Map<string, Stream>();
  readonly #byTable = new Map<string, Stream>();

  private constructor(db: LevelDb, now: () => number, region: string) {
    this.#db = db;
    this.#now = now;
    this.#region = region;
  }

  /** Reads the streams that the database has. */
  static async open(db: LevelDb, now: () => number, region: string): Promise<Streams> {
    const streams = new Streams(db, now, region);
    for await (const [, value] of db.iterator({ gte: rowPrefix, lt: `${rowPrefix}~` })) {
      const row = value as StreamRow;
      let next = row.trimmed + 1;
      for await (const [key] of db.iterator({
        gte: recordKey(row.arn, 0),
        lte: `${recordPrefix}${row.arn}~~`,
        reverse: true,
        limit: 1,
      })) {
        next = fromWire(key.slice(key.lastIndexOf('~') + 1)) + 1;
      }
      streams.#remember({ row, next, written: next - 1 });
    }
    return streams;
  }

  /** The stream that a table writes to now. */
  arnOf(table: string): { readonly LatestStreamArn: string; readonly LatestStreamLabel: string } | undefined {
    const row = this.#byTable.get(table)?.row;
    return row && { LatestStreamArn: row.arn, LatestStreamLabel: row.label };
  }

  /** Opens a stream for a table. The operations are the caller's to write. */
  enable(table: TableDescription, view: string): readonly Operation[] {
    // Labels are times; two streams of one table must not share one.
    let at = this.#now();
    while (this.#byArn.has(`${table.TableArn}/stream/${label(at)}`)) at += 1;
    const row: StreamRow = {
      arn: `${table.TableArn}/stream/${label(at)}`,
      label: label(at),
      table: table.TableName,
      view,
      keySchema: table.KeySchema,
      shardId: `shardId-${String(at).padStart(20, '0')}-${randomBytes(4).toString('hex')}`,
      createdAt: at,
      trimmed: 0,
    };
    this.#remember({ row, next: 1, written: 0 });
    return [{ type: 'put', key: rowPrefix + row.arn, value: row }];
  }

  /** Closes a table's stream; it stays readable until its records are trimmed. */
  disable(table: string): readonly Operation[] {
    const stream = this.#byTable.get(table);
    if (!stream) return [];
    this.#byTable.delete(table);
    stream.row = { ...stream.row, disabledAt: this.#now() };
    return [{ type: 'put', key: rowPrefix + stream.row.arn, value: stream.row }];
  }

  /** The records of changes, to be written with them. */
  record(changes: readonly ItemChange[], userIdentity?: UserIdentity): NewRecords {
    const operations: Operation[] = [];
    const numbers = new Map<Stream, number>();
    for (const { table, before, after } of changes) {
      const stream = this.#byTable.get(table.TableName);
      const source = after ?? before;
      if (!stream || !source || (before && after && same(before, after))) continue;
      const number = stream.next;
      stream.next += 1;
      numbers.set(stream, number);
      const keys: Item = Object.fromEntries(
        table.KeySchema.flatMap(({ AttributeName }) =>
          source[AttributeName] ? [[AttributeName, source[AttributeName]]] : [],
        ),
      );
      const newImage = after && /NEW/.test(stream.row.view) ? after : undefined;
      const oldImage = before && /OLD/.test(stream.row.view) ? before : undefined;
      const value = {
        eventID: randomBytes(16).toString('hex'),
        eventName: !before ? 'INSERT' : !after ? 'REMOVE' : 'MODIFY',
        eventVersion: '1.1',
        eventSource: 'aws:dynamodb',
        awsRegion: this.#region,
        dynamodb: {
          ApproximateCreationDateTime: Math.floor(this.#now() / 1000),
          Keys: keys,
          ...(newImage ? { NewImage: newImage } : {}),
          ...(oldImage ? { OldImage: oldImage } : {}),
          SequenceNumber: onWire(number),
          SizeBytes:
            itemSize(keys) + (newImage ? itemSize(newImage) : 0) + (oldImage ? itemSize(oldImage) : 0),
          StreamViewType: stream.row.view,
        },
        ...(userIdentity ? { userIdentity } : {}),
      };
      operations.push({ type: 'put', key: recordKey(stream.row.arn, number), value });
    }
    return {
      operations,
      written: () => {
        for (const [stream, number] of numbers) stream.written = Math.max(stream.written, number);
      },
    };
  }

  /**
   * Sequence number of the newest record that readers see, or one before the first.
   * @returns undefined for a stream that is closed or unknown
   */
  newest(arn: string): string | undefined {
    const stream = this.#byArn.get(arn);
    return stream === undefined || stream.row.disabledAt !== undefined ? undefined : onWire(stream.written);
  }

  /**
   * The last records of a table's stream, newest first, and the number of the newest.
   * @returns undefined for a table without a stream
   */
  async latest(
    table: string,
    limit: number,
  ): Promise<{ readonly newest: number; readonly records: readonly StreamedChange[] } | undefined> {
    const stream = this.#byTable.get(table);
    if (stream === undefined) return undefined;
    const { arn } = stream.row;
    const records: StreamedChange[] = [];
    for await (const [key, value] of this.#db.iterator({
      gte: recordKey(arn, 0),
      lte: `${recordPrefix}${arn}~~`,
      reverse: true,
      limit,
    })) {
      const { eventName, dynamodb } = value as StreamRecord;
      records.push({
        number: fromWire(key.slice(key.lastIndexOf('~') + 1)),
        at: dynamodb.ApproximateCreationDateTime * 1000,
        change: eventName,
        keys: dynamodb.Keys,
      });
    }
    return { newest: stream.next - 1, records };
  }

  /** Removes records older than a day, and closed streams that have none left. @returns what to delete */
  async trim(): Promise<readonly Operation[]> {
    const horizon = this.#now() - day;
    const operations: Operation[] = [];
    for (const stream of [...this.#byArn.values()]) {
      let trimmed = stream.row.trimmed;
      for await (const [key, value] of this.#db.iterator({
        gte: recordKey(stream.row.arn, 0),
        lte: `${recordPrefix}${stream.row.arn}~~`,
      })) {
        if (
          (value as { dynamodb: { ApproximateCreationDateTime: number } }).dynamodb
            .ApproximateCreationDateTime *
            1000 >
          horizon
        )
          break;
        operations.push({ type: 'del', key });
        trimmed = fromWire(key.slice(key.lastIndexOf('~') + 1));
      }
      if (stream.row.disabledAt !== undefined && stream.row.disabledAt < horizon) {
        this.#byArn.delete(stream.row.arn);
        operations.push({ type: 'del', key: rowPrefix + stream.row.arn });
      } else if (trimmed !== stream.row.trimmed) {
        stream.row = { ...stream.row, trimmed };
        operations.push({ type: 'put', key: rowPrefix + stream.row.arn, value: stream.row });
      }
    }
    return operations;
  }

  list(request: Readonly<Record<string, unknown>>): Record<string, unknown> {
    const limit = typeof request.Limit === 'number' ? request.Limit : 100;
    const all = [...this.#byArn.values()]
      .filter(({ row }) => request.TableName === undefined || row.table === request.TableName)
      .sort((left, right) => (left.row.arn < right.row.arn ? -1 : 1));
    const from =
      request.ExclusiveStartStreamArn === undefined
        ? 0
        : all.findIndex(({ row }) => row.arn === request.ExclusiveStartStreamArn) + 1;
    const page = all.slice(from, from + limit);
    const last = page.at(-1);
    return {
      Streams: page.map(({ row }) => ({ StreamArn: row.arn, TableName: row.table, StreamLabel: row.label })),
      ...(last && from + limit < all.length ? { LastEvaluatedStreamArn: last.row.arn } : {}),
    };
  }

  describe(request: Readonly<Record<string, unknown>>): Record<string, unknown> {
    const { row, next } = this.#find(request.StreamArn);
    const range = {
      StartingSequenceNumber: onWire(row.trimmed + 1),
      ...(row.disabledAt === undefined ? {} : { EndingSequenceNumber: onWire(next - 1) }),
    };
    return {
      StreamDescription: {
        StreamArn: row.arn,
        StreamLabel: row.label,
        StreamStatus: row.disabledAt === undefined ? 'ENABLED' : 'DISABLED',
        StreamViewType: row.view,
        TableName: row.table,
        KeySchema: row.keySchema,
        CreationRequestDateTime: row.createdAt / 1000,
        Shards:
          request.ExclusiveStartShardId === row.shardId
            ? []
            : [{ ShardId: row.shardId, SequenceNumberRange: range }],
      },
    };
  }

  iterator(request: Readonly<Record<string, unknown>>): Record<string, unknown> {
    const { row, next } = this.#find(request.StreamArn);
    if (request.ShardId !== row.shardId)
      throw new DynamoDbError(
        'ResourceNotFoundException',
        `Requested resource not found: Shard does not exist: ${String(request.ShardId)}`,
      );
    const start = (): number => {
      switch (request.ShardIteratorType) {
        case 'TRIM_HORIZON':
          return row.trimmed + 1;
        case 'LATEST':
          return next;
        case 'AT_SEQUENCE_NUMBER':
          return fromWire(request.SequenceNumber);
        case 'AFTER_SEQUENCE_NUMBER':
          return fromWire(request.SequenceNumber) + 1;
        default:
          throw new DynamoDbError(
            'ValidationException',
            `1 validation error detected: Value '${String(request.ShardIteratorType)}' at 'shardIteratorType' failed to satisfy constraint: Member must satisfy enum value set: [AFTER_SEQUENCE_NUMBER, LATEST, AT_SEQUENCE_NUMBER, TRIM_HORIZON]`,
          );
      }
    };
    const at = start();
    if (at <= row.trimmed) throw trimmedAccess();
    return { ShardIterator: this.#iteratorText(row.arn, at) };
  }

  async records(request: Readonly<Record<string, unknown>>): Promise<Record<string, unknown>> {
    const { arn, at, issuedAt } = iteratorParts(request.ShardIterator);
    if (this.#now() - issuedAt > iteratorLifetime)
      throw new DynamoDbError(
        'ExpiredIteratorException',
        'Iterator expired. The iterator was created at a time older than 15 minutes',
      );
    const { row, next } = this.#find(arn);
    if (at <= row.trimmed) throw trimmedAccess();
    const limit = Math.min(
      typeof request.Limit === 'number' ? request.Limit : maximumRecords,
      maximumRecords,
    );
    const records: unknown[] = [];
    let bytes = 0;
    let following = at;
    for await (const [key, value] of this.#db.iterator({
      gte: recordKey(arn, at),
      lte: `${recordPrefix}${arn}~~`,
      limit,
    })) {
      bytes += (value as { dynamodb: { SizeBytes: number } }).dynamodb.SizeBytes;
      if (records.length > 0 && bytes > maximumBytes) break;
      records.push(value);
      following = fromWire(key.slice(key.lastIndexOf('~') + 1)) + 1;
    }
    const ended = row.disabledAt !== undefined && following >= next;
    return { Records: records, ...(ended ? {} : { NextShardIterator: this.#iteratorText(arn, following) }) };
  }

  #iteratorText(arn: string, at: number): string {
    return `${arn}|1|${Buffer.from(JSON.stringify({ at, issuedAt: this.#now() })).toString('base64')}`;
  }

  #remember(stream: Stream): void {
    this.#byArn.set(stream.row.arn, stream);
    if (stream.row.disabledAt === undefined) this.#byTable.set(stream.row.table, stream);
  }

  #find(arn: unknown): Stream {
    const stream = typeof arn === 'string' ? this.#byArn.get(arn) : undefined;
    if (!stream)
      throw new DynamoDbError(
        'ResourceNotFoundException',
        `Requested resource not found: Stream: ${String(arn)} not found`,
      );
    return stream;
  }
}

function label(at: number): string {
  return new Date(at).toISOString().replace('Z', '');
}

function trimmedAccess(): DynamoDbError {
  return new DynamoDbError(
    'TrimmedDataAccessException',
    'The operation attempted to read past the oldest stream record in a shard.',
  );
}

function iteratorParts(text: unknown): {
  readonly arn: string;
  readonly at: number;
  readonly issuedAt: number;
} {
  const [arn, version, position] = typeof text === 'string' ? text.split('|') : [];
  if (arn !== undefined && version === '1' && position !== undefined) {
    try {
      const { at, issuedAt } = JSON.parse(Buffer.from(position, 'base64').toString()) as {
        at: unknown;
        issuedAt: unknown;
      };
      if (typeof at === 'number' && typeof issuedAt === 'number') return { arn, at, issuedAt };
    } catch {
      /* not one of ours */
    }
  }
  throw new DynamoDbError('ValidationException', 'Invalid ShardIterator');
}

/** Attribute order does not make two items different. */
function same(left: Item, right: Item): boolean {
  const names = Object.keys(left);
  return (
    names.length === Object.keys(right).length &&
    names.every((name) => JSON.stringify(left[name]) === JSON.stringify(right[name]))
  );
}
