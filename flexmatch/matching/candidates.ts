import { type Entry, inLine } from './entry';
import { type LineList } from './pool-index';

/** Candidates for a match around an anchor, fetched only as far as a search looks. */
export interface Candidates {
  /** The candidate at a place, or undefined when there are no more. */
  at(index: number): Entry | undefined;
  /** Players of all candidates from a place on; Infinity while they have not all been fetched. */
  playersFrom(index: number): number;
}

/** Merges lists in order of line, keeping those that pass. */
export class MergedCandidates implements Candidates {
  private readonly found: Entry[] = [];
  private readonly heads: number[];
  private done = false;
  private suffix: number[] | undefined;

  /** @param after only tickets behind this one in line; undefined: all */
  constructor(private readonly lists: readonly LineList[], after: Entry | undefined, private readonly passes: (entry: Entry) => boolean, first: readonly Entry[]) {
    this.found.push(...first);
    this.heads = lists.map((list) => (after === undefined ? 0 : list.after(after)));
  }

  at(index: number): Entry | undefined {
    while (index >= this.found.length && !this.done) this.fetch();
    return this.found[index];
  }

  playersFrom(index: number): number {
    if (!this.done) return Infinity;
    if (this.suffix === undefined) {
      this.suffix = new Array<number>(this.found.length + 1).fill(0);
      for (let i = this.found.length - 1; i >= 0; i -= 1) this.suffix[i] = (this.suffix[i + 1] ?? 0) + (this.found[i]?.size ?? 0);
    }
    return this.suffix[index] ?? 0;
  }

  private fetch(): void {
    for (;;) {
      let best: Entry | undefined;
      let from = -1;
      for (let i = 0; i < this.lists.length; i += 1) {
        const line = this.lists[i]?.line() ?? [];
        let head = this.heads[i] ?? 0;
        let entry = line[head];
        while (entry !== undefined && (!entry.alive || entry.proven)) { head += 1; entry = line[head]; }
        this.heads[i] = head;
        if (entry !== undefined && (best === undefined || inLine(entry, best) < 0)) { best = entry; from = i; }
      }
      if (best === undefined) { this.done = true; return; }
      this.heads[from] = (this.heads[from] ?? 0) + 1;
      if (this.passes(best)) { this.found.push(best); return; }
    }
  }
}

/** Candidates that were all gathered and put in an order of their own. */
export class SortedCandidates implements Candidates {
  private readonly suffix: number[];

  constructor(private readonly entries: readonly Entry[]) {
    this.suffix = new Array<number>(entries.length + 1).fill(0);
    for (let i = entries.length - 1; i >= 0; i -= 1) this.suffix[i] = (this.suffix[i + 1] ?? 0) + (entries[i]?.size ?? 0);
  }

  at(index: number): Entry | undefined { return this.entries[index]; }
  playersFrom(index: number): number { return this.suffix[index] ?? 0; }
}
