import { type Entry, inLine } from './entry';
import { type Windows } from './windows';

/** Entries in order of line. Removal leaves a gap that is closed when half of the list are gaps. */
export class LineList {
  private entries: Entry[] = [];
  private dead = 0;
  private sorted = true;

  get size(): number { return this.entries.length - this.dead; }

  add(entry: Entry): void {
    const last = this.entries[this.entries.length - 1];
    if (last !== undefined && inLine(last, entry) > 0) this.sorted = false;
    this.entries.push(entry);
  }

  /** Counts an entry that is no longer alive. */
  lost(): void {
    this.dead += 1;
    if (this.dead * 2 > this.entries.length && this.dead > 8) {
      this.entries = this.entries.filter((entry) => entry.alive);
      this.dead = 0;
    }
  }

  /** All entries in line, with those that are no longer alive. */
  line(): readonly Entry[] {
    if (!this.sorted) { this.entries.sort(inLine); this.sorted = true; }
    return this.entries;
  }

  /** Index of the first entry that stands after the given one. */
  after(entry: Entry): number {
    const line = this.line();
    let low = 0;
    let high = line.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      const found = line[middle];
      if (found !== undefined && inLine(found, entry) <= 0) low = middle + 1; else high = middle;
    }
    return low;
  }
}

/** The streams of tickets that a search draws from: single players at 1, parties of n at n, backfill tickets at 0. */
export const backfillStream = 0;

export function streamOf(entry: Entry): number { return entry.isBackfill ? backfillStream : entry.size; }

/** One line for each party size, so that a search for a party of two never walks past parties of five. */
export class SizedLines {
  readonly lines: Array<LineList | undefined> = [];
  size = 0;

  add(entry: Entry): void {
    this.size += 1;
    (this.lines[streamOf(entry)] ??= new LineList()).add(entry);
  }

  lost(entry: Entry): void {
    this.size -= 1;
    this.lines[streamOf(entry)]?.lost();
  }

  /** Every living entry, in no order between sizes. */
  *living(): Generator<Entry> {
    for (const line of this.lines) for (const entry of line?.line() ?? []) if (entry.alive) yield entry;
  }
}

/** Tickets that share all equal values. */
export class Bucket {
  readonly all = new SizedLines();
  /** By place on the window column. */
  readonly cells = new Map<number, SizedLines>();
  /** Backfill tickets span a range of values and stand apart. */
  readonly wide = new SizedLines();
  /** How many tickets (not backfill) of each party size. */
  readonly sizes: number[] = [];
  backfills = 0;
}

const mostCells = 128;

/** Finds the tickets that may share a match with a given one, oldest first, without looking at the others. */
export class PoolIndex {
  readonly buckets = new Map<string, Bucket>();
  private readonly width: number;

  constructor(private readonly windows: Windows | undefined) {
    const positive = (windows?.near?.distance ?? []).filter((distance) => distance > 0 && Number.isFinite(distance));
    this.width = positive.length === 0 ? 1 : Math.min(...positive);
  }

  add(entry: Entry): void {
    entry.indexed = true;
    const { windows } = this;
    const [unit] = entry.units;
    if (windows !== undefined && unit !== undefined) {
      let key = '';
      for (const column of windows.equalStrings) key += `${JSON.stringify(unit.strings[column]?.[0])},`;
      for (const column of windows.equalNumbers) key += `${unit.numbers[column]},`;
      entry.key = key;
      if (windows.near !== undefined) {
        entry.low = Infinity;
        entry.high = -Infinity;
        for (const each of entry.units) {
          const value = each.numbers[windows.near.column] ?? 0;
          if (value < entry.low) entry.low = value;
          if (value > entry.high) entry.high = value;
        }
      }
    }
    let bucket = this.buckets.get(entry.key);
    if (bucket === undefined) { bucket = new Bucket(); this.buckets.set(entry.key, bucket); }
    bucket.all.add(entry);
    if (entry.isBackfill) bucket.backfills += 1;
    else bucket.sizes[entry.size] = (bucket.sizes[entry.size] ?? 0) + 1;
    if (windows?.near === undefined) return;
    if (entry.isBackfill) { bucket.wide.add(entry); return; }
    const place = this.place(entry.low);
    let cell = bucket.cells.get(place);
    if (cell === undefined) { cell = new SizedLines(); bucket.cells.set(place, cell); }
    cell.add(entry);
  }

  /** Takes out an entry that is no longer alive; one that was never added has nothing to take out. */
  remove(entry: Entry): void {
    if (!entry.indexed) return;
    entry.indexed = false;
    const bucket = this.buckets.get(entry.key);
    if (bucket === undefined) return;
    bucket.all.lost(entry);
    if (entry.isBackfill) bucket.backfills -= 1;
    else bucket.sizes[entry.size] = (bucket.sizes[entry.size] ?? 1) - 1;
    if (bucket.all.size === 0) { this.buckets.delete(entry.key); return; }
    if (this.windows?.near === undefined) return;
    if (entry.isBackfill) { bucket.wide.lost(entry); return; }
    const place = this.place(entry.low);
    const cell = bucket.cells.get(place);
    cell?.lost(entry);
    if (cell?.size === 0) bucket.cells.delete(place);
  }

  bucketOf(entry: Entry): Bucket | undefined { return this.buckets.get(entry.key); }

  /**
   * The lines that hold every ticket that may share a match with this one, at any stage within the bounds.
   */
  linesFor(entry: Entry, from: number, to: number): SizedLines[] {
    const bucket = this.buckets.get(entry.key);
    if (bucket === undefined) return [];
    const near = this.windows?.near;
    if (near === undefined) return [bucket.all];
    let distance = 0;
    for (let stage = from; stage <= to; stage += 1) distance = Math.max(distance, near.distance[stage] ?? Infinity);
    const first = this.place(entry.high - distance);
    const last = this.place(entry.low + distance);
    if (!(last - first < mostCells) || last - first > bucket.cells.size * 2 + 2) return [bucket.all];
    const lines: SizedLines[] = [];
    for (let cell = first; cell <= last; cell += 1) {
      const found = bucket.cells.get(cell);
      if (found !== undefined) lines.push(found);
    }
    if (bucket.wide.size > 0) lines.push(bucket.wide);
    return lines;
  }

  private place(value: number): number { return Math.floor(value / this.width); }
}
