import { randomBytes } from 'node:crypto';
import { type Item, type LevelDb, type Operation, type TableDescription } from 'dynalite/db';
import { DynamoDbError } from '../errors';
import { type ItemChange } from '../write-set';
import { checkTrimmed, iteratorStart, iteratorText, iteratorPosition } from './iterators';
import { isChange, recordOfChange } from './record';
import { describeStream, listStreams, readRecords } from './requests';
import {
  numberOf,
  onWire,
  recordKey,
  recordRange,
  rowKey,
  type Stream,
  streamRange,
  type StreamRecord,
  streamRecord,
  type StreamRow,
  streamRow,
  type UserIdentity,
} from './rows';

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
  readonly change: StreamRecord['eventName'];
  readonly keys: Item;
}

/** How long records are kept, in milliseconds. */
const day = 24 * 60 * 60 * 1000;

/**
 * Streams with one shard each, kept in LevelDB beside the tables: a record is written in the same batch as
 * the change that it describes. Records are trimmed after 24 hours, as on AWS.
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
    for await (const [, value] of db.iterator(streamRange)) {
      const row = streamRow(value);
      let newest = row.trimmed;
      for await (const [key] of db.iterator({ ...recordRange(row.arn), reverse: true, limit: 1 }))
        newest = numberOf(key);
      streams.#remember({ row, next: newest + 1, written: newest });
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
    return [put(row)];
  }

  /** Closes a table's stream; it stays readable until its records are trimmed. */
  disable(table: string): readonly Operation[] {
    const stream = this.#byTable.get(table);
    if (!stream) return [];
    this.#byTable.delete(table);
    stream.row = { ...stream.row, disabledAt: this.#now() };
    return [put(stream.row)];
  }

  /** The records of changes, to be written with them. */
  record(changes: readonly ItemChange[], userIdentity?: UserIdentity): NewRecords {
    const operations: Operation[] = [];
    const numbers = new Map<Stream, number>();
    for (const change of changes) {
      const stream = this.#byTable.get(change.table.TableName);
      if (!stream || !isChange(change)) continue;
      const number = stream.next;
      stream.next += 1;
      numbers.set(stream, number);
      const { arn, view } = stream.row;
      const frame = { number, view, region: this.#region, at: this.#now(), userIdentity };
      operations.push({ type: 'put', key: recordKey(arn, number), value: recordOfChange(change, frame) });
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
    const records: StreamedChange[] = [];
    for await (const [key, value] of this.#db.iterator({
      ...recordRange(stream.row.arn),
      reverse: true,
      limit,
    })) {
      const { eventName, dynamodb } = streamRecord(value);
      records.push({
        number: numberOf(key),
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
      const { row } = stream;
      let { trimmed } = row;
      for await (const [key, value] of this.#db.iterator(recordRange(row.arn))) {
        if (streamRecord(value).dynamodb.ApproximateCreationDateTime * 1000 > horizon) break;
        operations.push({ type: 'del', key });
        trimmed = numberOf(key);
      }
      if (row.disabledAt !== undefined && row.disabledAt < horizon) {
        this.#byArn.delete(row.arn);
        operations.push({ type: 'del', key: rowKey(row.arn) });
      } else if (trimmed !== row.trimmed) {
        stream.row = { ...stream.row, trimmed };
        operations.push(put(stream.row));
      }
    }
    return operations;
  }

  list(request: Readonly<Record<string, unknown>>): Record<string, unknown> {
    return listStreams(this.#byArn.values(), request);
  }

  /** @throws DynamoDbError ResourceNotFoundException */
  describe(request: Readonly<Record<string, unknown>>): Record<string, unknown> {
    return describeStream(this.#find(request.StreamArn), request);
  }

  /** @throws DynamoDbError for an unknown stream, shard or type, and for a record that has been deleted */
  iterator(request: Readonly<Record<string, unknown>>): Record<string, unknown> {
    const stream = this.#find(request.StreamArn);
    const at = iteratorStart(stream, request);
    checkTrimmed(stream, at);
    return { ShardIterator: iteratorText({ arn: stream.row.arn, at }, this.#now()) };
  }

  /** @throws DynamoDbError for an invalid or expired iterator, and for a record that has been deleted */
  async records(request: Readonly<Record<string, unknown>>): Promise<Record<string, unknown>> {
    const { arn, at } = iteratorPosition(request.ShardIterator, this.#now());
    return readRecords(this.#db, this.#find(arn), at, request, this.#now);
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

const put = (row: StreamRow): Operation => ({ type: 'put', key: rowKey(row.arn), value: row });

const label = (at: number): string => new Date(at).toISOString().replace('Z', '');
