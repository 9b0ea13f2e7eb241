import { at, countAt } from '../../at';
import { budgets } from '../budgets/budgets';
import { reachableSums } from './packing';
import { type Opening, lacksOdd, PackingSearch } from './packing-search';

/** Parties on teams, by size alone. */
export interface SizePacking {
  /** Number of placed players. */
  readonly total: number;
  /** Sizes of the parties on each team. */
  readonly teams: ReadonlyArray<readonly number[]>;
  /** False: the search was cut short, and more players might fit. */
  readonly proved: boolean;
}

/** Number of tickets of each party size, by size. */
export type SizeCounts = ReadonlyArray<number | undefined>;

/**
 * Packs parties into teams without splitting one: the maximum number of players while every team gets those
 * it needs. Equal questions are answered from a cache, so a pool in which one more party changes nothing
 * costs nothing.
 */
export class SizePacker {
  readonly #known = new Map<string, SizePacking | undefined>();
  /** Number of steps so far, for tests and budgets. */
  steps = 0;

  /**
   * @param openings room by team
   * @param counts available parties, by size
   * @param most maximum number of placed players
   * @param must sizes of parties that must be among them
   * @returns undefined when no packing gives every team what it needs; `proved` is false and total -1 when
   * that is not certain
   */
  pack(
    openings: readonly Opening[],
    counts: SizeCounts,
    most: number,
    must: readonly number[],
  ): SizePacking | undefined {
    const capacity = openings.reduce((sum, opening) => sum + Math.max(0, opening.most), 0);
    const limit = Math.min(most, capacity);
    // More parties of one size than fit together make no difference.
    const capped = counts.map((count, size) =>
      Math.min(count ?? 0, size === 0 ? 0 : Math.floor(limit / size)),
    );
    let key = `${most}|${must.join(',')}|`;
    for (const opening of openings) key += `${opening.least}-${opening.most},`;
    for (let size = 1; size < capped.length; size += 1)
      if ((capped[size] ?? 0) > 0) key += `|${size}:${capped[size]}`;
    if (this.#known.has(key)) return this.#known.get(key);
    const made = this.#placeMust(openings, capped, limit, must);
    if (this.#known.size >= budgets.maxKnownSizePackings) this.#known.clear();
    this.#known.set(key, made);
    return made;
  }

  #placeMust(
    openings: readonly Opening[],
    counts: readonly number[],
    most: number,
    must: readonly number[],
  ): SizePacking | undefined {
    const free = this.#fullest(openings, counts, most);
    const uses = (packing: SizePacking): boolean =>
      [...new Set(must)].every(
        (size) => count(packing, size) >= must.filter((other) => other === size).length,
      );
    // Parties of one size are interchangeable: a required party takes the place of another of its size.
    if (free === undefined || must.length === 0 || uses(free)) return free;
    const [size = 0, ...rest] = must;
    if (countAt(counts, size) === 0) return undefined;
    let best: SizePacking | undefined;
    let proved = free.proved;
    const tried = new Set<string>();
    const left = [...counts];
    left[size] = countAt(left, size) - 1;
    openings.forEach((opening, team) => {
      const kind = `${opening.least}-${opening.most}`;
      if (opening.most < size || size > most || tried.has(kind)) return;
      tried.add(kind);
      const after = openings.map((other, place) =>
        place === team ? { least: Math.max(0, other.least - size), most: other.most - size } : other,
      );
      const rested = this.#placeMust(after, left, most - size, rest);
      if (rested?.proved === false) proved = false;
      if (
        rested === undefined ||
        rested.total < 0 ||
        (best !== undefined && rested.total + size <= best.total)
      )
        return;
      best = {
        total: rested.total + size,
        teams: rested.teams.map((sizes, place) => (place === team ? [size, ...sizes] : sizes)),
        proved: true,
      };
    });
    if (best === undefined) return proved ? undefined : { total: -1, teams: [], proved: false };
    return { ...best, proved };
  }

  #fullest(openings: readonly Opening[], counts: readonly number[], most: number): SizePacking | undefined {
    const sizes = counts.flatMap((many, size) => (many > 0 && size > 0 ? [size] : [])).reverse();
    const players = sizes.reduce((sum, size) => sum + size * countAt(counts, size), 0);
    const needed = openings.reduce((sum, opening) => sum + Math.max(0, opening.least), 0);
    if (
      openings.some((opening) => opening.most < Math.max(0, opening.least)) ||
      needed > Math.min(players, most)
    )
      return undefined;
    const sums = reachableSums(sizes, Math.max(0, ...openings.map((opening) => opening.most)));
    const best: number[] = [];
    for (const opening of openings) {
      let load = opening.most;
      while (load >= 0 && sums[load] !== true) load -= 1;
      if (load < opening.least) return undefined;
      best.push(load);
    }
    if (lacksOdd(openings, sizes, counts)) return undefined;
    const ceiling = Math.min(
      most,
      players,
      best.reduce((sum, load) => sum + load, 0),
    );
    if (ceiling < needed) return undefined;
    const dealt = deal(
      openings,
      sizes.flatMap((size) => new Array<number>(countAt(counts, size)).fill(size)),
      ceiling,
    );
    this.steps += openings.length + sizes.length;
    const start = dealt.enough ? { total: dealt.total, teams: dealt.teams } : undefined;
    if (start !== undefined && start.total === ceiling) return { ...start, proved: true };
    const search = new PackingSearch({ openings, sizes, counts, most, ceiling, loads: best }, start);
    search.run();
    this.steps += search.steps;
    if (search.best === undefined) return search.cut ? { total: -1, teams: [], proved: false } : undefined;
    return { ...search.best, proved: !search.cut || search.best.total === ceiling };
  }
}

function count(packing: SizePacking, size: number): number {
  return packing.teams.reduce((sum, sizes) => sum + sizes.filter((other) => other === size).length, 0);
}

/**
 * Deals parties in the given order, by the guide ("Design a large-match rule set", teams). They go to a team
 * that lacks players, among these to the team with the most open slots. When none lacks any, they go to the
 * team with the most open slots.
 * @param ceiling maximum number of dealt players
 * @param prefers breaks ties between teams: the lower value comes first
 */
export function deal(
  openings: readonly Opening[],
  parties: readonly number[],
  ceiling: number,
  prefers: (party: number, team: number) => number = (_, team) => team,
): { total: number; teams: number[][]; enough: boolean; all: boolean } {
  const teams: number[][] = openings.map(() => []);
  const loads = openings.map(() => 0);
  let total = 0;
  let all = true;
  parties.forEach((size, party) => {
    let best = -1;
    if (total + size <= ceiling) {
      for (let team = 0; team < openings.length; team += 1) {
        const open = at(openings, team).most - at(loads, team);
        if (open < size) continue;
        if (best === -1) {
          best = team;
          continue;
        }
        const needs = at(loads, team) < at(openings, team).least;
        const bestNeeds = at(loads, best) < at(openings, best).least;
        const bestOpen = at(openings, best).most - at(loads, best);
        if (
          needs !== bestNeeds
            ? needs
            : open > bestOpen || (open === bestOpen && prefers(party, team) < prefers(party, best))
        )
          best = team;
      }
    }
    if (best === -1) {
      all = false;
      return;
    }
    teams[best]?.push(size);
    loads[best] = at(loads, best) + size;
    total += size;
  });
  return { total, teams, enough: loads.every((load, team) => load >= at(openings, team).least), all };
}
