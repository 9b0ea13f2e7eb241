import { type Entry, inLine } from './entry';
import { firstOf } from './first-of';
import { backfillStream, type LineList, type SizedLines, streamOf } from './pool-index';

/** Candidates for a match around an anchor, fetched only as far as a search looks. */
export interface Candidates {
  /**
   * The first candidate behind a given one (undefined: of all) whose stream is allowed.
   * @param streams bit n: parties of n, bit 0: backfill tickets
   */
  next(after: Entry | undefined, streams: number): Entry | undefined;
  /** Players of all candidates behind a given one; Infinity while they have not all been fetched. */
  playersBehind(after: Entry | undefined): number;
  /** Fetching stopped before the end of the line, because too many tickets had been looked at. */
  readonly cut: boolean;
}

/** How many tickets may still be looked at. */
export interface Looks {
  left: number;
}

/** Merges lines in order, keeping the tickets that pass; each party size is a stream of its own. */
export class MergedCandidates implements Candidates {
  readonly #streams: Stream[] = [];

  /** @param anchor only tickets behind this one in line, besides those in `first` */
  constructor(
    lines: readonly SizedLines[],
    anchor: Entry,
    passes: (entry: Entry) => boolean,
    first: readonly Entry[],
    looks: Looks,
  ) {
    const [only, more] = lines;
    if (only !== undefined && more === undefined && first.length === 0) {
      for (let kind = 0; kind < only.lines.length; kind += 1) {
        const line = only.lines[kind];
        if (line !== undefined && line.size > 0)
          this.#streams.push(new Stream(kind, [line], anchor, passes, first, looks));
      }
      return;
    }
    const kinds = new Set(first.map(streamOf));
    for (const sized of lines)
      for (let kind = 0; kind < sized.lines.length; kind += 1)
        if ((sized.lines[kind]?.size ?? 0) > 0) kinds.add(kind);
    for (const kind of kinds) {
      const own: LineList[] = [];
      for (const sized of lines) {
        const line = sized.lines[kind];
        if (line !== undefined && line.size > 0) own.push(line);
      }
      this.#streams.push(
        new Stream(
          kind,
          own,
          anchor,
          passes,
          first.length === 0 ? first : first.filter((entry) => streamOf(entry) === kind),
          looks,
        ),
      );
    }
  }

  get cut(): boolean {
    return this.#streams.some((stream) => stream.cut);
  }

  next(after: Entry | undefined, streams: number): Entry | undefined {
    let best: Entry | undefined;
    for (const stream of this.#streams) {
      if ((streams & (1 << stream.kind)) === 0) continue;
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
}

class Stream {
  readonly #lines: readonly LineList[];
  readonly #passes: (entry: Entry) => boolean;
  readonly #looks: Looks;

  done = false;
  cut = false;
  readonly #found: Entry[];
  readonly #heads: number[];
  /** A ticket that stands in several lines comes out of each, one right after the other. */
  #last: Entry | undefined;

  constructor(
    readonly kind: number,
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
    if (this.kind !== backfillStream) return (this.#found.length - place) * this.kind;
    let players = 0;
    for (let at = place; at < this.#found.length; at += 1) players += this.#found[at]?.size ?? 0;
    return players;
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

/** Candidates that were all gathered and put in an order of their own. */
export class SortedCandidates implements Candidates {
  readonly #entries: readonly Entry[];

  readonly #places = new Map<Entry, number>();
  readonly #suffix: number[];

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

  next(after: Entry | undefined, streams: number): Entry | undefined {
    for (let at = this.#behind(after); at < this.#entries.length; at += 1) {
      const entry = this.#entries[at];
      if (entry !== undefined && (streams & (1 << streamOf(entry))) !== 0) return entry;
    }
    return undefined;
  }

  playersBehind(after: Entry | undefined): number {
    return this.#suffix[this.#behind(after)] ?? 0;
  }

  #behind(after: Entry | undefined): number {
    return after === undefined ? 0 : (this.#places.get(after) ?? -1) + 1;
  }
}

/** Every stream. */
export const allStreams = -1;
