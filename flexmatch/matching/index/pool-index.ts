import { type PoolEntry, inLine } from '../pool/entry';
import { firstOf } from './first-of';
import { type Kinds } from '../pool/kinds';
import { type TicketKind } from '../pool/kind';
import { type Facts } from './facts';

/** Entries in line. A removal leaves a gap; gaps are closed when they are half of the list. */
export class LineList {
  #entries: PoolEntry[] = [];
  #dead = 0;
  #sorted = true;
  /** Entries before this place are no longer alive. */
  #head = 0;

  get size(): number {
    return this.#entries.length - this.#dead;
  }

  add(entry: PoolEntry): void {
    const last = this.#entries[this.#entries.length - 1];
    if (last !== undefined && inLine(last, entry) > 0) this.#sorted = false;
    this.#entries.push(entry);
  }

  /** Counts a removed entry. */
  lost(): void {
    this.#dead += 1;
    if (this.#dead * 2 > this.#entries.length && this.#dead > 8) {
      this.#entries = this.#entries.filter((entry) => entry.alive);
      this.#dead = 0;
      this.#head = 0;
    }
  }

  /** All entries in line, including removed ones. */
  line(): readonly PoolEntry[] {
    if (!this.#sorted) {
      this.#entries.sort(inLine);
      this.#sorted = true;
      this.#head = 0;
    }
    return this.#entries;
  }

  /** The first in line. */
  first(): PoolEntry | undefined {
    const entries = this.line();
    while (entries[this.#head]?.alive === false) this.#head += 1;
    return entries[this.#head];
  }

  /** Index of the first entry after the given one. */
  after(entry: PoolEntry): number {
    return firstOf(this.line(), (found) => inLine(found, entry) > 0);
  }
}

/** One line per kind of ticket, so that a search for a party of two never iterates over parties of five. */
export class SizedLines {
  readonly lines = new Map<number, { readonly kind: TicketKind; readonly line: LineList }>();
  size = 0;

  add(entry: PoolEntry): void {
    this.size += 1;
    const { kind } = entry;
    let own = this.lines.get(kind.id);
    if (own === undefined) {
      own = { kind, line: new LineList() };
      this.lines.set(kind.id, own);
    }
    own.line.add(entry);
  }

  lost(entry: PoolEntry): void {
    this.size -= 1;
    this.lines.get(entry.kind.id)?.line.lost();
  }

  /** The latest stage that any of the tickets has reached. */
  topStage(): number {
    let top = 0;
    for (const { line } of this.lines.values()) top = Math.max(top, line.first()?.stage ?? 0);
    return top;
  }

  /** The entries behind a given one that can still join a match, unordered between kinds. */
  *behind(entry: PoolEntry): Generator<PoolEntry> {
    for (const { line } of this.lines.values()) {
      const entries = line.line();
      for (let at = line.after(entry); at < entries.length; at += 1) {
        const one = entries[at];
        if (one !== undefined && one.alive && !one.proven) yield one;
      }
    }
  }

  /** Every living entry, unordered between kinds. */
  *living(): Generator<PoolEntry> {
    for (const { line } of this.lines.values()) for (const entry of line.line()) if (entry.alive) yield entry;
  }
}

/** Tickets that share all equal values. */
export class Bucket {
  readonly all = new SizedLines();
  /** By cell of the window column. */
  readonly cells = new Map<number, SizedLines>();
  /** Backfill tickets span a range of values, so they are kept apart. */
  readonly wide = new SizedLines();
  /** By each value of the list that tickets of a match share. */
  readonly postings = new Map<string, SizedLines>();
  /** Tickets with very many values, which are listed under none of them. */
  readonly broad = new SizedLines();
  /** Number of tickets (without backfill) of each party size. */
  readonly sizes: number[] = [];
  /** How many tickets of each kind. */
  readonly kinds: number[] = [];
  backfills = 0;

  /** Ids of the kinds with tickets; undefined when backfill tickets make them uncertain. */
  available(): readonly number[] | undefined {
    if (this.backfills > 0) return undefined;
    const ids: number[] = [];
    for (let id = 0; id < this.kinds.length; id += 1) if ((this.kinds[id] ?? 0) > 0) ids.push(id);
    return ids;
  }
}

const maxCells = 128;
/** A ticket with more list values than this is not listed under each of them. */
const maxPostings = 24;

/** Finds the tickets that may share a match with a given one, oldest first, without visiting the others. */
export class PoolIndex {
  readonly #facts: Facts;
  readonly #narrow: boolean;

  readonly buckets = new Map<string, Bucket>();
  /** Tickets in the index. */
  size = 0;
  readonly #width: number;
  /** Every ticket in one line, when indexes are off. */
  readonly #allTickets = new SizedLines();

  readonly #kinds: Kinds;
  /** @param narrow false: every ticket is in one line, to be compared with every other */
  constructor(facts: Facts, kinds: Kinds, narrow: boolean) {
    this.#facts = facts;
    this.#kinds = kinds;
    this.#narrow = narrow;

    const positive = (facts.near?.values ?? []).filter(
      (distance) => distance > 0 && Number.isFinite(distance),
    );
    this.#width = positive.length === 0 ? 1 : Math.min(...positive);
  }

  add(entry: PoolEntry): void {
    const facts = this.#facts;
    entry.indexed = true;
    this.size += 1;
    facts.lay(entry);
    entry.kind = this.#kinds.of(entry);
    const [unit] = entry.units;
    if (unit !== undefined) {
      let key = '';
      for (const { kind, column } of facts.equal)
        key +=
          kind === 'equal-string'
            ? `${JSON.stringify(unit.strings[column]?.[0])},`
            : `${unit.numbers[column]},`;
      entry.key = key;
      if (this.#narrow && facts.share !== undefined) entry.postings = facts.sharedValues(entry);
    }
    let bucket = this.buckets.get(entry.key);
    if (bucket === undefined) {
      bucket = new Bucket();
      this.buckets.set(entry.key, bucket);
    }
    bucket.all.add(entry);
    bucket.kinds[entry.kind.id] = (bucket.kinds[entry.kind.id] ?? 0) + 1;
    if (entry.isBackfill) bucket.backfills += 1;
    else bucket.sizes[entry.size] = (bucket.sizes[entry.size] ?? 0) + 1;
    if (!this.#narrow) {
      this.#allTickets.add(entry);
      return;
    }
    if (facts.share !== undefined) {
      if (entry.postings.length > maxPostings) bucket.broad.add(entry);
      else for (const value of entry.postings) lineAt(bucket.postings, value).add(entry);
    }
    if (facts.near === undefined) return;
    if (entry.isBackfill) bucket.wide.add(entry);
    else lineAt(bucket.cells, this.#place(entry.low)).add(entry);
  }

  /** Removes an entry that is no longer alive; an entry that was never added is ignored. */
  remove(entry: PoolEntry): void {
    if (!entry.indexed) return;
    entry.indexed = false;
    this.size -= 1;
    if (!this.#narrow) this.#allTickets.lost(entry);
    const bucket = this.buckets.get(entry.key);
    if (bucket === undefined) return;
    bucket.all.lost(entry);
    bucket.kinds[entry.kind.id] = (bucket.kinds[entry.kind.id] ?? 1) - 1;
    if (entry.isBackfill) bucket.backfills -= 1;
    else bucket.sizes[entry.size] = (bucket.sizes[entry.size] ?? 1) - 1;
    if (bucket.all.size === 0) {
      this.buckets.delete(entry.key);
      return;
    }
    if (!this.#narrow) return;
    if (this.#facts.share !== undefined) {
      if (entry.postings.length > maxPostings) bucket.broad.lost(entry);
      else for (const value of entry.postings) lostAt(bucket.postings, value, entry);
    }
    if (this.#facts.near === undefined) return;
    if (entry.isBackfill) bucket.wide.lost(entry);
    else lostAt(bucket.cells, this.#place(entry.low), entry);
  }

  bucketOf(entry: PoolEntry): Bucket | undefined {
    return this.buckets.get(entry.key);
  }

  *living(): Generator<PoolEntry> {
    for (const bucket of this.buckets.values()) yield* bucket.all.living();
  }

  /**
   * The lines that contain every ticket that may share a match with this one, and few others; a ticket may be
   * in several lines.
   * @param top the oldest stage that a match with it may have
   */
  linesFor(entry: PoolEntry, top: number): SizedLines[] {
    const bucket = this.buckets.get(entry.key);
    if (bucket === undefined) return [];
    if (!this.#narrow) return [this.#allTickets];
    const near = this.#nearLines(entry, bucket, top);
    const sharing = this.#sharingLines(entry, bucket, top);
    const fewest = [near, sharing]
      .filter((lines) => lines !== undefined)
      .sort((a, b) => total(a) - total(b))[0];
    return fewest ?? [bucket.all];
  }

  #nearLines(entry: PoolEntry, bucket: Bucket, top: number): SizedLines[] | undefined {
    const { near } = this.#facts;
    if (near === undefined) return undefined;
    // The rule subtracts two values, and rounds; so does this sum.
    const distance = near.mildest(entry.stage, top) + 1e-9 * (Math.abs(entry.low) + Math.abs(entry.high));
    const [first, last] = [this.#place(entry.high - distance), this.#place(entry.low + distance)];
    if (!(last - first < maxCells) || last - first > bucket.cells.size * 2 + 2) return undefined;
    const lines: SizedLines[] = [];
    for (let cell = first; cell <= last; cell += 1) {
      const found = bucket.cells.get(cell);
      if (found !== undefined) lines.push(found);
    }
    if (bucket.wide.size > 0) lines.push(bucket.wide);
    return lines;
  }

  #sharingLines(entry: PoolEntry, bucket: Bucket, top: number): SizedLines[] | undefined {
    const { share } = this.#facts;
    if (share === undefined || entry.postings.length > maxPostings) return undefined;
    // Where a later step requires nothing in common, tickets without a common value may match.
    if (share.mildest(entry.stage, top) <= 0) return undefined;
    const lines: SizedLines[] = [];
    for (const value of entry.postings) {
      const found = bucket.postings.get(value);
      if (found !== undefined) lines.push(found);
    }
    if (bucket.broad.size > 0) lines.push(bucket.broad);
    return lines;
  }

  #place(value: number): number {
    return Math.floor(value / this.#width);
  }
}

function total(lines: readonly SizedLines[]): number {
  return lines.reduce((sum, line) => sum + line.size, 0);
}

function lineAt<Key>(lines: Map<Key, SizedLines>, key: Key): SizedLines {
  let line = lines.get(key);
  if (line === undefined) {
    line = new SizedLines();
    lines.set(key, line);
  }
  return line;
}

function lostAt<Key>(lines: Map<Key, SizedLines>, key: Key, entry: PoolEntry): void {
  const line = lines.get(key);
  line?.lost(entry);
  if (line?.size === 0) lines.delete(key);
}
