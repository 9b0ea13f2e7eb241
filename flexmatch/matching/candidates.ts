import { at } from './at';
import { type Entry, inLine } from './entry';
import { firstOf } from './first-of';
import { backfillKind, type Kind } from './kinds';
import { type LineList, type SizedLines } from './pool-index';

/** Candidates for a match around an anchor, fetched lazily. */
export interface Candidates {
  /**
   * The first candidate behind a given one (undefined: of all) whose kind is not closed.
   * @param closed by kind: 1 where no ticket of it is wanted; undefined: all are
   */
  next(after: Entry | undefined, closed: ClosedKinds | undefined): Entry | undefined;
  /** Players of all candidates behind a given one; Infinity while they have not all been fetched. */
  playersBehind(after: Entry | undefined): number;
  /** All candidates behind a given one; undefined when there are more than `most`. */
  behind(after: Entry | undefined, most: number): readonly Entry[] | undefined;
  /**
   * An upper bound of a trait's supply behind a given candidate.
   * @param trait index among the quotas' traits
   * @param cap contribution of one party beyond this does not count
   */
  supplyBehind(after: Entry | undefined, trait: number, cap: number): number;
  /** Fetching stopped before the end of the line, because too many tickets had been looked at. */
  readonly cut: boolean;
}

/** Indexed by the id of the kind. */
export type ClosedKinds = Uint8Array;

/** Number of tickets that may still be looked at. */
export interface Looks {
  left: number;
}

/** Merges lines in order, keeping the tickets that pass; each kind of ticket is a separate stream. */
export class MergedCandidates implements Candidates {
  readonly #streams: Stream[] = [];

  /** @param anchor only tickets behind this one in line are candidates, besides those in `first` */
  constructor(
    lines: readonly SizedLines[],
    anchor: Entry,
    passes: (entry: Entry) => boolean,
    first: readonly Entry[],
    looks: Looks,
  ) {
    const [only, more] = lines;
    if (only !== undefined && more === undefined && first.length === 0) {
      for (const { kind, line } of only.lines.values())
        if (line.size > 0) this.#streams.push(new Stream(kind, [line], anchor, passes, first, looks));
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
      this.#streams.push(new Stream(kind, own, anchor, passes, before, looks));
    }
  }

  get cut(): boolean {
    return this.#streams.some((stream) => stream.cut);
  }

  next(after: Entry | undefined, closed: ClosedKinds | undefined): Entry | undefined {
    let best: Entry | undefined;
    for (const stream of this.#streams) {
      if (closed?.[stream.kind.id] === 1) continue;
      const entry = stream.behind(after);
      if (entry !== undefined && (best === undefined || inLine(entry, best) < 0)) best = entry;
    }
    return best;
  }

  playersBehind(after: Entry | undefined): number {
    let players = 0;
    for (const stream of this.#streams) {
      if (!stream.done) return Infinity;
      players += stream.playersBehind(after);
    }
    return players;
  }

  behind(after: Entry | undefined, most: number): readonly Entry[] | undefined {
    return collect(this, after, most);
  }

  supplyBehind(after: Entry | undefined, trait: number, cap: number): number {
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
  readonly #passes: (entry: Entry) => boolean;
  readonly #looks: Looks;

  done = false;
  cut = false;
  readonly #found: Entry[];
  readonly #heads: number[];
  /** A ticket in several lines comes out of each, one right after the other. */
  #last: Entry | undefined;

  constructor(
    readonly kind: Kind,
    lines: readonly LineList[],
    anchor: Entry,
    passes: (entry: Entry) => boolean,
    first: readonly Entry[],
    looks: Looks,
  ) {
    this.#lines = lines;
    this.#passes = passes;
    this.#looks = looks;

    this.#found = [...first];
    this.#heads = lines.map((line) => line.after(anchor));
  }

  behind(after: Entry | undefined): Entry | undefined {
    const place = after === undefined ? 0 : this.#placeBehind(after);
    while (place >= this.#found.length && !this.done) {
      this.#fetch();
      const last = this.#found[this.#found.length - 1];
      if (after !== undefined && last !== undefined && inLine(last, after) <= 0) return this.behind(after);
    }
    return this.#found[place];
  }

  playersBehind(after: Entry | undefined): number {
    const place = after === undefined ? 0 : this.#placeBehind(after);
    if (this.kind.id !== backfillKind) return (this.#found.length - place) * this.kind.size;
    let players = 0;
    for (let at = place; at < this.#found.length; at += 1) players += this.#found[at]?.size ?? 0;
    return players;
  }

  supplyBehind(after: Entry | undefined, trait: number, cap: number): number {
    const each = suppliedBy(this.kind, trait, cap);
    if (each === 0) return 0;
    const place = after === undefined ? 0 : this.#placeBehind(after);
    let tickets = this.#found.length - place;
    // A ticket may be in several lines: this is an upper bound.
    if (!this.done) for (const line of this.#lines) tickets += line.size;
    return tickets === 0 ? 0 : tickets * each;
  }

  #placeBehind(after: Entry): number {
    return firstOf(this.#found, (entry) => inLine(entry, after) > 0);
  }

  #fetch(): void {
    for (;;) {
      let best: Entry | undefined;
      let from = -1;
      for (let i = 0; i < this.#lines.length; i += 1) {
        const line = this.#lines[i]?.line() ?? [];
        let head = this.#heads[i] ?? 0;
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
        this.#heads[from] = (this.#heads[from] ?? 0) + 1;
        continue;
      }
      this.#looks.left -= 1;
      if (this.#looks.left <= 0) {
        this.done = true;
        this.cut = true;
        return;
      }
      this.#heads[from] = (this.#heads[from] ?? 0) + 1;
      this.#last = best;
      if (this.#passes(best)) {
        this.#found.push(best);
        return;
      }
    }
  }
}

/** The candidates, at most `most`. */
export function collect(
  candidates: Candidates,
  after: Entry | undefined,
  most: number,
): readonly Entry[] | undefined {
  const found: Entry[] = [];
  for (
    let entry = candidates.next(after, undefined);
    entry !== undefined;
    entry = candidates.next(entry, undefined)
  ) {
    if (found.length >= most) return undefined;
    found.push(entry);
  }
  return found;
}

/** Cached results of suffixOf for a list. */
export type Supplies = Map<string, readonly number[]>;

/** The contribution of a ticket of a kind to a trait; Infinity when it is unknown. */
export function suppliedBy(kind: Kind, trait: number, cap: number): number {
  const count = kind.counts?.[trait];
  return count === undefined ? Infinity : Math.min(count, cap);
}

/** The supply of a trait from each index on; computed once per trait. */
export function suffixOf(
  entries: readonly Entry[],
  trait: number,
  cap: number,
  known: Supplies,
): readonly number[] {
  const key = `${trait}:${cap}`;
  const made = known.get(key);
  if (made !== undefined) return made;
  const sums = new Array<number>(entries.length + 1).fill(0);
  for (let place = entries.length - 1; place >= 0; place -= 1)
    sums[place] = at(sums, place + 1) + suppliedBy(at(entries, place).kind, trait, cap);
  known.set(key, sums);
  return sums;
}

/** Candidates that were all gathered and sorted. */
export class SortedCandidates implements Candidates {
  readonly #entries: readonly Entry[];

  readonly #places = new Map<Entry, number>();
  readonly #suffix: number[];
  readonly #supplies: Supplies = new Map();

  constructor(
    entries: readonly Entry[],
    readonly cut = false,
  ) {
    this.#entries = entries;

    this.#suffix = new Array<number>(entries.length + 1).fill(0);
    for (let i = entries.length - 1; i >= 0; i -= 1)
      this.#suffix[i] = (this.#suffix[i + 1] ?? 0) + (entries[i]?.size ?? 0);
    entries.forEach((entry, index) => this.#places.set(entry, index));
  }

  next(after: Entry | undefined, closed: ClosedKinds | undefined): Entry | undefined {
    for (let place = this.#behind(after); place < this.#entries.length; place += 1) {
      const entry = this.#entries[place];
      if (entry !== undefined && closed?.[entry.kind.id] !== 1) return entry;
    }
    return undefined;
  }

  behind(after: Entry | undefined, most: number): readonly Entry[] | undefined {
    const from = this.#behind(after);
    return this.#entries.length - from > most ? undefined : this.#entries.slice(from);
  }

  supplyBehind(after: Entry | undefined, trait: number, cap: number): number {
    return at(suffixOf(this.#entries, trait, cap, this.#supplies), this.#behind(after));
  }

  playersBehind(after: Entry | undefined): number {
    return this.#suffix[this.#behind(after)] ?? 0;
  }

  #behind(after: Entry | undefined): number {
    return after === undefined ? 0 : (this.#places.get(after) ?? -1) + 1;
  }
}

/** The candidates that can still join the chosen tickets, in their earlier order. */
export class NarrowedCandidates implements Candidates {
  readonly #entries: readonly Entry[];
  readonly #players: readonly number[];
  readonly #supplies: Supplies = new Map();
  /** The index of the last returned entry: nearly every call starts there. */
  #last = -1;

  constructor(
    entries: readonly Entry[],
    readonly cut: boolean,
  ) {
    this.#entries = entries;
    const players = new Array<number>(entries.length + 1).fill(0);
    for (let place = entries.length - 1; place >= 0; place -= 1)
      players[place] = at(players, place + 1) + at(entries, place).size;
    this.#players = players;
  }

  /** Ids of the kinds of its candidates, ascending. */
  kinds(): readonly number[] {
    return [...new Set(this.#entries.map(({ kind }) => kind.id))].sort((a, b) => a - b);
  }

  next(after: Entry | undefined, closed: ClosedKinds | undefined): Entry | undefined {
    for (let place = this.#behind(after); place < this.#entries.length; place += 1) {
      const entry = at(this.#entries, place);
      if (closed?.[entry.kind.id] === 1) continue;
      this.#last = place;
      return entry;
    }
    return undefined;
  }

  playersBehind(after: Entry | undefined): number {
    return at(this.#players, this.#behind(after));
  }

  behind(after: Entry | undefined, most: number): readonly Entry[] | undefined {
    const from = this.#behind(after);
    return this.#entries.length - from > most ? undefined : this.#entries.slice(from);
  }

  supplyBehind(after: Entry | undefined, trait: number, cap: number): number {
    return at(suffixOf(this.#entries, trait, cap, this.#supplies), this.#behind(after));
  }

  #behind(after: Entry | undefined): number {
    if (after === undefined) return 0;
    return (this.#entries[this.#last] === after ? this.#last : this.#entries.indexOf(after)) + 1;
  }
}
