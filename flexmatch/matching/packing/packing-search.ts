import { at, countAt } from '../../at';
import { budgets } from '../budgets/budgets';

/**
 * Whether teams need parties of sizes that a common factor does not divide, and there are too few of those.
 * For example, teams of 20 with parties of 3, 6 and 9 each need another.
 */
export function lacksOdd(
  openings: readonly Opening[],
  sizes: readonly number[],
  counts: readonly number[],
): boolean {
  for (let factor = 2; factor <= (sizes[0] ?? 0); factor += 1) {
    const odd = sizes.reduce((sum, size) => sum + (size % factor === 0 ? 0 : countAt(counts, size)), 0);
    if (odd >= openings.length) continue;
    if (openings.filter(({ least, most }) => Math.floor(most / factor) * factor < least).length > odd)
      return true;
  }
  return false;
}

/** Parties to put on teams. */
export interface PackingProblem {
  readonly openings: readonly Opening[];
  /** Sizes of the parties, largest first. */
  readonly sizes: readonly number[];
  /** Number of parties of each size. */
  readonly counts: readonly number[];
  /** Maximum number of players of the match. */
  readonly most: number;
  /** Number of players that no packing can exceed. */
  readonly ceiling: number;
  /** The maximum load of each team. */
  readonly loads: readonly number[];
}

/** Tries the loads of one team after the other, fullest first; the remaining sizes determine the rest. */
export class PackingSearch {
  readonly #openings: readonly Opening[];
  readonly #sizes: readonly number[];
  readonly #most: number;
  readonly #ceiling: number;

  steps = 0;
  cut = false;
  readonly #order: readonly number[];
  readonly #left: number[];
  readonly #teams: number[][];
  readonly #needBehind: number[];
  readonly #bestBehind: number[];
  readonly #seen = new Set<string>();
  #playersLeft: number;

  /** @param best a packing to improve on; undefined when none is known */
  constructor(
    { openings, sizes, counts, most, ceiling, loads }: PackingProblem,
    public best: { readonly total: number; readonly teams: ReadonlyArray<readonly number[]> } | undefined,
  ) {
    this.#openings = openings;
    this.#sizes = sizes;
    this.#most = most;
    this.#ceiling = ceiling;

    this.#left = [...counts];
    this.#teams = openings.map(() => []);
    this.#playersLeft = sizes.reduce((sum, size) => sum + size * countAt(counts, size), 0);
    this.#order = openings
      .map((_, team) => team)
      .sort(
        (a, b) =>
          at(openings, b).least - at(openings, a).least || at(openings, b).most - at(openings, a).most,
      );
    this.#needBehind = new Array<number>(openings.length + 1).fill(0);
    this.#bestBehind = new Array<number>(openings.length + 1).fill(0);
    for (let i = this.#order.length - 1; i >= 0; i -= 1) {
      const team = at(this.#order, i);
      this.#needBehind[i] = at(this.#needBehind, i + 1) + Math.max(0, at(openings, team).least);
      this.#bestBehind[i] = at(this.#bestBehind, i + 1) + at(loads, team);
    }
  }

  run(): void {
    this.#team(0, 0);
  }

  get #done(): boolean {
    return this.cut || this.best?.total === this.#ceiling;
  }

  #team(place: number, total: number): void {
    const team = this.#order[place];
    if (team === undefined) {
      if (this.best === undefined || total > this.best.total)
        this.best = { total, teams: this.#teams.map((sizes) => [...sizes]) };
      return;
    }
    const bound = total + Math.min(this.#most - total, at(this.#bestBehind, place), this.#playersLeft);
    if (this.best !== undefined && bound <= this.best.total) return;
    const need = at(this.#needBehind, place);
    if (this.#playersLeft < need || this.#most - total < need) return;
    let key = `${place}`;
    for (const size of this.#sizes) key += `,${this.#left[size]}`;
    if (this.#seen.has(key)) return;
    this.#seen.add(key);
    this.#fill(place, team, 0, 0, total);
  }

  #fill(place: number, team: number, from: number, load: number, total: number): void {
    this.steps += 1;
    if (this.steps > budgets.maxPackingSteps) {
      this.cut = true;
      return;
    }
    const opening = at(this.#openings, team);
    const room = Math.min(opening.most - load, this.#most - total - at(this.#needBehind, place + 1));
    for (let index = from; index < this.#sizes.length && !this.#done; index += 1) {
      const size = at(this.#sizes, index);
      if (size > room || countAt(this.#left, size) === 0) continue;
      this.#left[size] = countAt(this.#left, size) - 1;
      this.#playersLeft -= size;
      this.#teams[team]?.push(size);
      this.#fill(place, team, index, load + size, total + size);
      this.#teams[team]?.pop();
      this.#playersLeft += size;
      this.#left[size] = countAt(this.#left, size) + 1;
    }
    if (!this.#done && load >= opening.least) this.#team(place + 1, total);
  }
}

/** Room on one team: the players it still needs, and the maximum it accepts. */
export interface Opening {
  readonly least: number;
  readonly most: number;
}
