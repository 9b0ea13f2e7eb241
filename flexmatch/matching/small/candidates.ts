import { suppliedBy } from '../pool/kind';
import { at } from '../../at';
import { type PoolEntry } from '../pool/entry';

/** Candidates for a match around an anchor, fetched lazily. */
export interface Candidates {
  /**
   * The first candidate behind a given one (undefined: of all) whose kind is not closed.
   * @param closed by kind: 1 where no ticket of it is wanted; undefined: all are
   */
  next(after: PoolEntry | undefined, closed: ClosedKinds | undefined): PoolEntry | undefined;
  /** Players of all candidates behind a given one; Infinity while they have not all been fetched. */
  playersBehind(after: PoolEntry | undefined): number;
  /** All candidates behind a given one; undefined when there are more than `most`. */
  behind(after: PoolEntry | undefined, most: number): readonly PoolEntry[] | undefined;
  /**
   * An upper bound of a trait's supply behind a given candidate.
   * @param trait index among the quotas' traits
   * @param cap contribution of one party beyond this does not count
   */
  supplyBehind(after: PoolEntry | undefined, trait: number, cap: number): number;
  /** Fetching stopped before the end of the line, because too many tickets had been looked at. */
  readonly cut: boolean;
}

/** Indexed by the id of the kind. */
export type ClosedKinds = Uint8Array;

/** Number of tickets that may still be looked at. */
export interface Reads {
  left: number;
}

/** The candidates, at most `most`. */
export function collect(
  candidates: Candidates,
  after: PoolEntry | undefined,
  most: number,
): readonly PoolEntry[] | undefined {
  const found: PoolEntry[] = [];
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

/** The supply of a trait from each index on; computed once per trait. */
export function suffixOf(
  entries: readonly PoolEntry[],
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
  readonly #entries: readonly PoolEntry[];

  readonly #places = new Map<PoolEntry, number>();
  readonly #suffix: number[];
  readonly #supplies: Supplies = new Map();

  constructor(
    entries: readonly PoolEntry[],
    readonly cut = false,
  ) {
    this.#entries = entries;

    this.#suffix = new Array<number>(entries.length + 1).fill(0);
    for (let i = entries.length - 1; i >= 0; i -= 1)
      this.#suffix[i] = at(this.#suffix, i + 1) + at(entries, i).size;
    entries.forEach((entry, index) => this.#places.set(entry, index));
  }

  next(after: PoolEntry | undefined, closed: ClosedKinds | undefined): PoolEntry | undefined {
    for (let place = this.#behind(after); place < this.#entries.length; place += 1) {
      const entry = this.#entries[place];
      if (entry !== undefined && closed?.[entry.kind.id] !== 1) return entry;
    }
    return undefined;
  }

  behind(after: PoolEntry | undefined, most: number): readonly PoolEntry[] | undefined {
    const from = this.#behind(after);
    return this.#entries.length - from > most ? undefined : this.#entries.slice(from);
  }

  supplyBehind(after: PoolEntry | undefined, trait: number, cap: number): number {
    return at(suffixOf(this.#entries, trait, cap, this.#supplies), this.#behind(after));
  }

  playersBehind(after: PoolEntry | undefined): number {
    return at(this.#suffix, this.#behind(after));
  }

  #behind(after: PoolEntry | undefined): number {
    return after === undefined ? 0 : (this.#places.get(after) ?? -1) + 1;
  }
}

/** The candidates that can still join the chosen tickets, in their earlier order. */
export class NarrowedCandidates implements Candidates {
  readonly #players: readonly number[];
  readonly #supplies: Supplies = new Map();
  /** The index of the last returned entry: nearly every call starts there. */
  #last = -1;

  constructor(
    readonly entries: readonly PoolEntry[],
    readonly cut: boolean,
  ) {
    const players = new Array<number>(entries.length + 1).fill(0);
    for (let place = entries.length - 1; place >= 0; place -= 1)
      players[place] = at(players, place + 1) + at(entries, place).size;
    this.#players = players;
  }

  /** Ids of the kinds of its candidates, ascending. */
  kinds(): readonly number[] {
    return [...new Set(this.entries.map(({ kind }) => kind.id))].sort((a, b) => a - b);
  }

  next(after: PoolEntry | undefined, closed: ClosedKinds | undefined): PoolEntry | undefined {
    for (let place = this.#behind(after); place < this.entries.length; place += 1) {
      const entry = at(this.entries, place);
      if (closed?.[entry.kind.id] === 1) continue;
      this.#last = place;
      return entry;
    }
    return undefined;
  }

  playersBehind(after: PoolEntry | undefined): number {
    return at(this.#players, this.#behind(after));
  }

  behind(after: PoolEntry | undefined, most: number): readonly PoolEntry[] | undefined {
    const from = this.#behind(after);
    return this.entries.length - from > most ? undefined : this.entries.slice(from);
  }

  supplyBehind(after: PoolEntry | undefined, trait: number, cap: number): number {
    return at(suffixOf(this.entries, trait, cap, this.#supplies), this.#behind(after));
  }

  #behind(after: PoolEntry | undefined): number {
    if (after === undefined) return 0;
    return (this.entries[this.#last] === after ? this.#last : this.entries.indexOf(after)) + 1;
  }
}
