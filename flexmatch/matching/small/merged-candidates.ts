import { at } from '../../at';
import { type Candidates, type Reads, type ClosedKinds, collect } from './candidates';
import { type SizedLines, type LineList } from '../index/pool-index';
import { type PoolEntry, inLine } from '../pool/entry';
import { type TicketKind, backfillKind, suppliedBy } from '../pool/kind';
import { firstOf } from '../index/first-of';

/** Merges lines in order, keeping the tickets that pass; each kind of ticket is a separate stream. */
export class MergedCandidates implements Candidates {
  readonly #streams: Stream[] = [];

  /** @param anchor only tickets behind this one in line are candidates, besides those in `first` */
  constructor(
    lines: readonly SizedLines[],
    anchor: PoolEntry,
    passes: (entry: PoolEntry) => boolean,
    first: readonly PoolEntry[],
    reads: Reads,
  ) {
    const [only, more] = lines;
    if (only !== undefined && more === undefined && first.length === 0) {
      for (const { kind, line } of only.lines.values())
        if (line.size > 0) this.#streams.push(new Stream(kind, [line], anchor, passes, first, reads));
      return;
    }
    const kinds = new Map(first.map(({ kind }) => [kind.id, kind]));
    for (const sized of lines)
      for (const { kind, line } of sized.lines.values()) if (line.size > 0) kinds.set(kind.id, kind);
    for (const kind of kinds.values()) {
      const own: LineList[] = [];
      for (const sized of lines) {
        const line = sized.lines.get(kind.id)?.line;
        if (line !== undefined && line.size > 0) own.push(line);
      }
      const before = first.length === 0 ? first : first.filter((entry) => entry.kind === kind);
      this.#streams.push(new Stream(kind, own, anchor, passes, before, reads));
    }
  }

  get cut(): boolean {
    return this.#streams.some((stream) => stream.cut);
  }

  next(after: PoolEntry | undefined, closed: ClosedKinds | undefined): PoolEntry | undefined {
    let best: PoolEntry | undefined;
    for (const stream of this.#streams) {
      if (closed?.[stream.kind.id] === 1) continue;
      const entry = stream.behind(after);
      if (entry !== undefined && (best === undefined || inLine(entry, best) < 0)) best = entry;
    }
    return best;
  }

  playersBehind(after: PoolEntry | undefined): number {
    let players = 0;
    for (const stream of this.#streams) {
      if (!stream.done) return Infinity;
      players += stream.playersBehind(after);
    }
    return players;
  }

  behind(after: PoolEntry | undefined, most: number): readonly PoolEntry[] | undefined {
    return collect(this, after, most);
  }

  supplyBehind(after: PoolEntry | undefined, trait: number, cap: number): number {
    let supply = 0;
    for (const stream of this.#streams) {
      supply += stream.supplyBehind(after, trait, cap);
      if (supply === Infinity) return supply;
    }
    return supply;
  }
}

class Stream {
  readonly #lines: readonly LineList[];
  readonly #passes: (entry: PoolEntry) => boolean;
  readonly #reads: Reads;

  done = false;
  cut = false;
  readonly #found: PoolEntry[];
  readonly #heads: number[];
  /** A ticket in several lines comes out of each, one right after the other. */
  #last: PoolEntry | undefined;

  constructor(
    readonly kind: TicketKind,
    lines: readonly LineList[],
    anchor: PoolEntry,
    passes: (entry: PoolEntry) => boolean,
    first: readonly PoolEntry[],
    reads: Reads,
  ) {
    this.#lines = lines;
    this.#passes = passes;
    this.#reads = reads;

    this.#found = [...first];
    this.#heads = lines.map((line) => line.after(anchor));
  }

  behind(after: PoolEntry | undefined): PoolEntry | undefined {
    const place = after === undefined ? 0 : this.#placeBehind(after);
    while (place >= this.#found.length && !this.done) {
      this.#fetch();
      const last = this.#found[this.#found.length - 1];
      if (after !== undefined && last !== undefined && inLine(last, after) <= 0) return this.behind(after);
    }
    return this.#found[place];
  }

  playersBehind(after: PoolEntry | undefined): number {
    const place = after === undefined ? 0 : this.#placeBehind(after);
    if (this.kind.id !== backfillKind) return (this.#found.length - place) * this.kind.size;
    let players = 0;
    for (let index = place; index < this.#found.length; index += 1) players += at(this.#found, index).size;
    return players;
  }

  supplyBehind(after: PoolEntry | undefined, trait: number, cap: number): number {
    const each = suppliedBy(this.kind, trait, cap);
    if (each === 0) return 0;
    const place = after === undefined ? 0 : this.#placeBehind(after);
    let tickets = this.#found.length - place;
    // A ticket may be in several lines: this is an upper bound.
    if (!this.done) for (const line of this.#lines) tickets += line.size;
    return tickets === 0 ? 0 : tickets * each;
  }

  #placeBehind(after: PoolEntry): number {
    return firstOf(this.#found, (entry) => inLine(entry, after) > 0);
  }

  #fetch(): void {
    for (;;) {
      let best: PoolEntry | undefined;
      let from = -1;
      for (let i = 0; i < this.#lines.length; i += 1) {
        const line = at(this.#lines, i).line();
        let head = at(this.#heads, i);
        let entry = line[head];
        while (entry !== undefined && (!entry.alive || entry.proven)) {
          head += 1;
          entry = line[head];
        }
        this.#heads[i] = head;
        if (entry !== undefined && (best === undefined || inLine(entry, best) < 0)) {
          best = entry;
          from = i;
        }
      }
      if (best === undefined) {
        this.done = true;
        return;
      }
      if (best === this.#last) {
        this.#heads[from] = at(this.#heads, from) + 1;
        continue;
      }
      this.#reads.left -= 1;
      if (this.#reads.left <= 0) {
        this.done = true;
        this.cut = true;
        return;
      }
      this.#heads[from] = at(this.#heads, from) + 1;
      this.#last = best;
      if (this.#passes(best)) {
        this.#found.push(best);
        return;
      }
    }
  }
}
