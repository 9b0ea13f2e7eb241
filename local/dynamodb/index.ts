import { type Server } from 'node:http';
import { type FolderStamp } from '../folder-stamp';
import { makeFolder } from '../make-folder';
import { Engine } from './engine';
import { type Streams } from './streams/streams';
import { type DynamoDbFaults, FaultLayer } from './faults';
import { refuseDamage } from './trouble';
import { createHttpServer } from './server';
import { type CallWatcher } from './watched';
import { bringUpIndexes } from './index-layout';
import { sweep } from './sweep';
import { finishDrops } from './tables';
import { listeningPort } from '../listening-port';

export { FaultLayer } from './faults';
export { type NamedRows } from './named-rows';
export { type CallWatcher, type WatchedCall } from './watched';
export { createTables, type TableNames } from './create-tables';
export { type DynamoDbFaults } from './faults';

/** The options of a local DynamoDB; all are optional. */
export interface DynamoDbOptions {
  /** Folder for the data, made if need be; absent: memory. One process at a time. */
  readonly dataDir?: string;
  /** Of a look for damage that found none; absent: the folder is looked at before it is opened. */
  readonly looked?: FolderStamp;
  /** 0 (default): any free port. */
  readonly port?: number;
  readonly host?: string;
  /** Region in ARNs and stream records. */
  readonly region?: string;
  /**
   * How often items whose TTL has passed are deleted, streams trimmed, tokens forgotten; 0: only by
   * `sweep()`. Default 1,000 ms; AWS takes up to days.
   */
  readonly ttlSweepMs?: number;
  /** Faults as AWS has them now and then; see `faults` of the result to change them while running. */
  readonly faults?: DynamoDbFaults;
  /** Seed of the fault layer's chance. */
  readonly seed?: number;
  /** Epoch milliseconds; for TTL, streams and tokens. */
  readonly now?: () => number;
  /** Hears of calls. */
  readonly watcher?: CallWatcher;
  /** Lines for a person: writes that fail, defects. Default: standard error. */
  readonly log?: (line: string) => void;
}

/** A running DynamoDB on this machine. */
export interface LocalDynamoDb {
  /** For AWS_ENDPOINT_URL_DYNAMODB and AWS_ENDPOINT_URL_DYNAMODB_STREAMS. */
  readonly url: string;
  readonly port: number;
  readonly faults: FaultLayer;
  /** One round of TTL deletes, stream trimming, token clearing, now. @returns how many items were deleted */
  sweep(): Promise<number>;
  /** The last records of a table's stream; undefined for a table without one. */
  stream(table: string, limit: number): ReturnType<Streams['latest']>;
  /**
   * Sequence number of a stream's newest record, or one before its first: a reader that has it needs not ask.
   * Undefined for a stream that is closed or unknown.
   */
  newestRecord(streamArn: string): string | undefined;
  /** Why nothing can be written at the moment; undefined: everything is well. */
  unwritable(): string | undefined;
  /**
   * Requests under way are answered, then all connections end, kept-alive ones too, and the data is closed.
   * Safe to repeat.
   */
  close(): Promise<void>;
}

/**
 * DynamoDB and DynamoDB Streams on this machine, in this process: dynalite's parsers and actions with
 * transactions, streams, TTL, index changes and faults of our own.
 * @throws Error when the port or the data folder is in use, or the folder cannot be made or is damaged (code
 *   LEVEL_CORRUPTION)
 */
export async function startDynamoDb(options: DynamoDbOptions = {}): Promise<LocalDynamoDb> {
  if (options.dataDir !== undefined) {
    makeFolder(options.dataDir);
    refuseDamage(options.dataDir, options.looked);
  }
  const log = options.log ?? ((line: string): void => console.error(line));
  const faults = new FaultLayer(options.seed ?? 1, options.faults);
  const engine = await Engine.open({
    dataDir: options.dataDir,
    region: options.region ?? 'us-east-1',
    now: options.now ?? Date.now,
    indexLagMs: () => faults.indexLagMs,
    faults,
    log,
  });
  const host = options.host ?? '127.0.0.1';
  const server = createHttpServer(engine, host, log, options.watcher);
  try {
    await finishDrops(engine);
    await bringUpIndexes(engine, log);
    await listen(server, options.port ?? 0, host);
  } catch (error) {
    await engine.close();
    throw error;
  }
  const port = listeningPort(server);
  const rounds = new SweepRounds(engine, options.ttlSweepMs ?? 1000, log);
  let closing: Promise<void> | undefined;
  const close = async (): Promise<void> => {
    rounds.stop();
    await closeServer(server);
    await rounds.settled();
    await engine.close();
  };
  return {
    url: `http://${host}:${port}`,
    port,
    faults,
    sweep: () => rounds.next(),
    stream: (table, limit) => engine.streams.latest(table, limit),
    newestRecord: (streamArn) => engine.streams.newest(streamArn),
    unwritable: () => engine.broken?.message,
    close: () => (closing ??= close()),
  };
}

function listen(server: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

/** Requests under way are answered first; after five seconds they are cut off. */
function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    // Idle kept-alive connections would hold the server open for ever.
    server.closeIdleConnections();
    const idleCheck = setInterval(() => server.closeIdleConnections(), 20);
    const limit = setTimeout(() => server.closeAllConnections(), 5000);
    server.once('close', () => {
      clearInterval(idleCheck);
      clearTimeout(limit);
    });
  });
}

/** Rounds of TTL deletes, stream trimming and token clearing. They never overlap. */
class SweepRounds {
  readonly #engine: Engine;
  readonly #timer: NodeJS.Timeout | undefined;
  #round: Promise<number> = Promise.resolve(0);

  /** @param every milliseconds between rounds; 0: only by `next()` */
  constructor(engine: Engine, every: number, log: (line: string) => void) {
    this.#engine = engine;
    if (every <= 0) return;
    this.#timer = setInterval(() => {
      this.next().catch((error: unknown) => {
        if (!engine.broken) log(`DynamoDB: a sweep failed: ${String(error)}`);
      });
    }, every).unref();
  }

  /** One round, after the round under way. @returns how many items were deleted */
  next(): Promise<number> {
    this.#round = this.#round.catch(() => 0).then(() => sweep(this.#engine));
    return this.#round;
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  /** Resolves when the round under way has ended. */
  async settled(): Promise<void> {
    await this.#round.catch(() => undefined);
  }
}
