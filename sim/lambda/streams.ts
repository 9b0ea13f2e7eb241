import { type TableName } from '../../contract/tables';
import { followsRow } from '../../functions/declaration';
import { fnv1a } from '../chance';
import { type StreamRecord, streamRecord } from '../dynamodb/stream';
import { type Write } from '../dynamodb/table';
import { type Common } from '../host';
import { type Containers } from './containers';
import { streamDeclarations, type StreamFunctionName } from './stream-functions';

const streamFunctionNames: readonly StreamFunctionName[] = [
  'player-records',
  'leaderboard-entries',
  'leaderboard-index',
  'match-events',
  'invitation-events',
];

/** Pause before an empty shard is polled again: Lambda polls four times a second. */
const pollMs = 250;
const maxLagMs = 20_000;
const maxPauseMs = 30_000;

/** The only shard of a table's stream. */
export const shardOfTable = (table: TableName): string => `shardId-${table}`;

/** Records of one shard, or of one of its parallel readers, that one function has not processed yet. */
interface Lane {
  readonly place: string;
  readonly waiting: StreamRecord[];
  isBusy: boolean;
  failures: number;
}

/** Lambda's reading of a table's stream for one function. */
class Mapping {
  readonly #common: Common;
  readonly #containers: Containers;
  readonly #function: StreamFunctionName;
  readonly #lanes: readonly Lane[];

  constructor(common: Common, containers: Containers, name: StreamFunctionName) {
    this.#common = common;
    this.#containers = containers;
    this.#function = name;
    const { trigger } = streamDeclarations[name];
    const parallel = trigger.kind === 'stream' ? (trigger.parallel ?? 1) : 1;
    this.#lanes = Array.from({ length: parallel }, (_, lane) => ({
      place: `${name} lane ${lane}`,
      waiting: [],
      isBusy: false,
      failures: 0,
    }));
  }

  get waits(): boolean {
    return this.#lanes.some(({ waiting, isBusy }) => isBusy || waiting.length > 0);
  }

  take(record: StreamRecord): void {
    const { trigger } = streamDeclarations[this.#function];
    const { pk, sk } = record.dynamodb.Keys;
    if (trigger.kind !== 'stream') return;
    if (!followsRow(trigger.rows, sk?.S ?? '', record.dynamodb.NewImage)) return;
    const lane = this.#lanes[(fnv1a(pk?.S ?? '') >>> 0) % this.#lanes.length];
    if (lane === undefined) return;
    lane.waiting.push(record);
    if (!lane.isBusy) this.#wait(lane, trigger.windowSeconds * 1000);
  }

  /** The next batch of a lane; batches of a lane never overlap. */
  #wait(lane: Lane, window: number): void {
    const { clock, faults } = this.#common;
    lane.isBusy = true;
    const lag = faults.happens('stream-late', lane.place) ? faults.size(500, maxLagMs) : pollMs;
    clock.after(window + lag, () => this.#hand(lane));
  }

  #hand(lane: Lane): void {
    const { faults, violation } = this.#common;
    const { trigger, timeoutSeconds } = streamDeclarations[this.#function];
    if (trigger.kind !== 'stream') return;
    const batch = lane.waiting.slice(0, trigger.batchSize);
    // The event crosses a wire, so it is JSON.
    const event: unknown = JSON.parse(
      JSON.stringify({
        Records: batch,
        ...(trigger.tellsShard === true ? { shardId: shardOfTable(trigger.table) } : {}),
      }),
    );
    this.#containers.run(this.#function, event, timeoutSeconds).then(
      (execution) => {
        const isDone = 'answer' in execution;
        lane.failures = isDone ? 0 : lane.failures + 1;
        // A reader that dies before its position is stored starts again, with the records that have arrived
        // meanwhile.
        if (isDone && !faults.happens('stream-twice', lane.place)) lane.waiting.splice(0, batch.length);
        lane.isBusy = false;
        const pause = Math.min(maxPauseMs, lane.failures === 0 ? 0 : 100 * 2 ** lane.failures);
        if (lane.waiting.length > 0) this.#wait(lane, pause);
      },
      (error: unknown) => violation('world', String(error)),
    );
  }
}

/** Lambda's event source mappings: every change of a table in order, in batches, at least once. */
export class Streams {
  readonly #mappings: ReadonlyMap<string, readonly Mapping[]>;
  readonly #now: () => number;

  /** @param names of the functions that read streams; all of them when absent */
  constructor(common: Common, containers: Containers, names = streamFunctionNames) {
    this.#now = () => common.clock.now();
    const mappings = new Map<string, Mapping[]>();
    for (const name of names) {
      const { trigger } = streamDeclarations[name];
      if (trigger.kind !== 'stream') throw new TypeError(`${name} reads no stream`);
      const mapping = new Mapping(common, containers, name);
      mappings.set(trigger.table, [...(mappings.get(trigger.table) ?? []), mapping]);
    }
    this.#mappings = mappings;
  }

  /** No record waits for a function. */
  get isQuiet(): boolean {
    for (const mappings of this.#mappings.values()) if (mappings.some(({ waits }) => waits)) return false;
    return true;
  }

  /** @param order counts the writes of the table */
  committed(write: Write, order: number): void {
    const mappings = this.#mappings.get(write.table.table);
    const record = mappings === undefined ? undefined : streamRecord(write, order, this.#now());
    if (mappings === undefined || record === undefined) return;
    for (const mapping of mappings) mapping.take(record);
  }
}
