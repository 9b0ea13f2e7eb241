import {
  type DynamoDBStreamsClient,
  GetRecordsCommand,
  type _Record as StreamRecord,
} from '@aws-sdk/client-dynamodb-streams';
import { messageOf } from '../../core/message-of';
import { type Clock } from '../../core/clock';
import { followsRow, type RowFilter } from '../../functions/declaration';
import { pauseUntil } from '../system-clock';
import { asEventRecord } from './event-record';
import { firstFailure } from './batch-answer';
import { type FunctionPool } from './function-pool';
import { startOfShard } from './shard-start';
import { KeptPositions } from './kept-positions';
import { type Position } from './stream-positions';
import { shardsOfTable, type TableShard } from './table-streams';

/** A function that reads a stream, and the limits of its batches. */
export interface StreamPollerOptions {
  readonly pool: FunctionPool;
  readonly tableName: string;
  /** Maximum number of records in a batch. */
  readonly batchSize: number;
  /** How long a batch that is not full waits for more records, in seconds. */
  readonly windowSeconds: number;
  /** Only records of rows that fit one of these; absent: all. */
  readonly rows?: readonly RowFilter[];
  /** Passes the shard of a batch to the function, as a tumbling window does. */
  readonly tellsShard?: true;
  readonly streams: DynamoDBStreamsClient;
  readonly clock: Clock;
  /** Pause before a shard is polled again that was read to its newest record. */
  readonly pollMs: number;
  /**
   * Sequence number of the newest record of a stream: no request is made for records that were read already.
   * Absent, or undefined: only a request shows it.
   */
  readonly newestRecord?: (streamArn: string) => string | undefined;
  readonly region: string;
  /** File for the positions; absent: every start begins with the oldest record. */
  readonly checkpointFile?: string;
  log(line: string): void;
}

/** How far a function has read a stream. */
export interface StreamReader {
  readonly function: string;
  readonly table: string;
  /** Number of the newest record that it has taken, or that is none of its own. */
  readonly position: number;
  /** Batches that it did not take at once. */
  readonly refused: number;
  /** Only rows with such sort keys are handed to it. */
  readonly sortKeys: readonly string[];
}

/** A shard that was read to its end. */
const finished = 'SHARD_END';
/** How often a shard is asked for records at least: its iterator expires after 15 minutes. */
const askAtLeastMs = 60_000;
/** How often new shards are looked for while a shard is read: one begins when another ends. */
const watchMs = 10_000;

/**
 * Lambda's event source mapping for a DynamoDB stream. It reads each shard in order, a parent before its
 * children, and passes batches to the function. A failed batch is retried until it succeeds, because a stream
 * does not move past it. The position is stored after each batch.
 */
export class StreamPoller {
  readonly #options: StreamPollerOptions;

  readonly #closing = new AbortController();
  readonly #running = new Map<string, Promise<void>>();
  readonly #positions: KeptPositions;
  #loop: Promise<void> | undefined;
  #refused = 0;

  constructor(options: StreamPollerOptions) {
    this.#options = options;

    this.#positions = new KeptPositions(options.pool.name, options);
  }

  start(): void {
    this.#loop ??= this.#watch();
  }

  get reader(): StreamReader {
    const { pool, tableName, rows = [] } = this.#options;
    const numbers = this.#positions.all().filter(({ sequence }) => sequence !== finished);
    return {
      function: pool.name,
      table: tableName,
      // Sequence numbers begin with a 1 that does not count (local/dynamodb/streams/rows.ts).
      position: Math.max(0, ...numbers.map(({ sequence }) => Number(sequence.slice(1)))),
      refused: this.#refused,
      sortKeys: rows.map(({ sortPrefix }) => sortPrefix),
    };
  }

  async close(): Promise<void> {
    this.#closing.abort();
    await this.#loop;
    await Promise.all(this.#running.values());
    await this.#positions.idle();
  }

  /** Finds shards, old and new, and reads those that come after none that is still open. */
  async #watch(): Promise<void> {
    const { streams, tableName, clock, pollMs, log } = this.#options;
    const { signal } = this.#closing;
    do {
      try {
        const shards = await shardsOfTable(streams, tableName, signal);
        this.#positions.forgetOthers(new Set(shards.map(({ arn, id }) => key(arn, id))));
        for (const shard of shards) this.#follow(shard);
      } catch (error) {
        if (!signal.aborted) log(`the stream of ${tableName} cannot be read: ${messageOf(error)}`);
      }
      // A shard that was read to its end, or could not be read, is not among those any more.
      for (const until = clock.now() + watchMs; clock.now() < until;) {
        if (!(await pauseUntil(signal, clock, Math.max(pollMs, 1000)))) return;
        if (this.#running.size === 0) break;
      }
    } while (!signal.aborted);
  }

  #follow({ arn, id, after }: TableShard): void {
    const place = key(arn, id);
    if (this.#running.has(place) || this.#isFinished(arn, id)) return;
    if (after.some((earlier) => !this.#isFinished(earlier.arn, earlier.id))) return;
    const reading = this.#read(arn, id)
      .catch((error: unknown) => {
        if (!this.#closing.signal.aborted)
          this.#options.log(`shard ${id} cannot be read: ${messageOf(error)}`);
      })
      .finally(() => this.#running.delete(place));
    this.#running.set(place, reading);
  }

  async #read(arn: string, shardId: string): Promise<void> {
    const { streams, batchSize, windowSeconds, clock, pollMs, newestRecord } = this.#options;
    const { signal } = this.#closing;
    let iterator = await this.#start(arn, shardId);
    let batch: StreamRecord[] = [];
    let waitsSince = clock.now();
    let seen: string | undefined;
    let last: Position | undefined;
    let askedAt = clock.now();
    while (iterator !== undefined && !signal.aborted) {
      const limit = Math.max(1, batchSize - batch.length);
      const newest = newestRecord?.(arn);
      const isRead = newest !== undefined && newest === seen && clock.now() - askedAt < askAtLeastMs;
      const answer: { Records?: StreamRecord[]; NextShardIterator?: string } = isRead
        ? { NextShardIterator: iterator }
        : await streams.send(new GetRecordsCommand({ ShardIterator: iterator, Limit: limit }), {
            abortSignal: signal,
          });
      const records = answer.Records ?? [];
      if (!isRead) {
        askedAt = clock.now();
        seen = records.at(-1)?.dynamodb?.SequenceNumber ?? newest;
      }
      iterator = answer.NextShardIterator;
      if (batch.length === 0) waitsSince = clock.now();
      batch.push(...records.filter((record) => this.#isWanted(record)));
      last = positionOf(records.at(-1)) ?? last;
      const isDue =
        batch.length >= batchSize ||
        iterator === undefined ||
        clock.now() - waitsSince >= windowSeconds * 1000;
      if (batch.length > 0 && isDue) {
        if (!(await this.#hand(arn, shardId, batch))) return;
        batch = [];
      }
      // Filtered records are skipped for good once nothing older is waiting.
      if (batch.length === 0 && last !== undefined) this.#positions.set(key(arn, shardId), last);
      if (iterator !== undefined && records.length < limit && !(await pauseUntil(signal, clock, pollMs)))
        return;
    }
    if (iterator === undefined) this.#positions.set(key(arn, shardId), { sequence: finished });
  }

  /** @returns an iterator behind the position, or at the oldest record */
  async #start(arn: string, shardId: string): Promise<string | undefined> {
    const { streams, tableName, checkpointFile, log } = this.#options;
    const place = key(arn, shardId);
    const { iterator, position, refused } = await startOfShard(
      streams,
      { StreamArn: arn, ShardId: shardId },
      this.#positions.get(place),
      this.#closing.signal,
    );
    if (position !== undefined) this.#positions.set(place, position);
    if (refused !== undefined) {
      this.#positions.delete(place);
      log(
        `the position in ${checkpointFile ?? 'memory'} ${refused} of the stream of ${tableName}, as after ` +
          'an older copy of dynamodb/ was put back: the stream is read again from its oldest record',
      );
    }
    return iterator;
  }

  #isFinished(arn: string, shardId: string): boolean {
    return this.#positions.get(key(arn, shardId))?.sequence === finished;
  }

  #isWanted({ dynamodb }: StreamRecord): boolean {
    return followsRow(this.#options.rows, dynamodb?.Keys?.sk?.S ?? '', dynamodb?.NewImage);
  }

  /** Passes a batch to the function until it accepts all of it; false when the poller is closing. */
  async #hand(arn: string, shardId: string, batch: readonly StreamRecord[]): Promise<boolean> {
    const { pool, clock, region, tellsShard, log } = this.#options;
    let left = batch;
    for (let wait = 100; ; wait = Math.min(wait * 2, 30_000)) {
      const result = await pool.invoke({
        Records: left.map((record) => asEventRecord(record, arn, region)),
        ...(tellsShard === true
          ? {
              shardId,
              eventSourceARN: arn,
              state: {},
              isFinalInvokeForWindow: false,
              isWindowTerminatedEarly: false,
            }
          : {}),
      });
      const failed = result.ok ? firstFailure(result.payload, left) : 0;
      if (failed === undefined) break;
      if (this.#closing.signal.aborted) return false;
      this.#refused += 1;
      left = left.slice(failed);
      log(
        `${pool.name} refused ${left.length} of a batch of ${batch.length} records, which it gets ` +
          `again${result.ok ? '' : `: ${result.error.errorMessage}`}`,
      );
      if (!(await pauseUntil(this.#closing.signal, clock, wait))) return false;
    }
    return true;
  }
}

function positionOf(record: StreamRecord | undefined): Position | undefined {
  const sequence = record?.dynamodb?.SequenceNumber;
  if (sequence === undefined) return undefined;
  return { sequence, ...(record?.eventID === undefined ? {} : { eventId: record.eventID }) };
}

function key(arn: string, shardId: string): string {
  return `${arn}#${shardId}`;
}
