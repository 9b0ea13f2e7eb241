import { at } from '../../at';
import { type TicketKind } from './kind';

/** Thirds of parties add up to slightly more than one. */
const rounding = 1e-9;

/**
 * An upper bound of the players that some tickets can add to one match, where rules limit how much of a trait
 * its teams may have. Of ten players with one healer for each of two teams, eight are not healers: a pool of
 * healers cannot fill the match.
 */
export class LimitedPlayers {
  /** By trait: the amount that a match can still take; Infinity where no rule limits it. */
  readonly #rooms: readonly number[];
  /** By trait: players of tickets that are counted under it. Each ticket is under one trait at most. */
  readonly #players: number[];
  /** By trait: the highest number of players for each unit of the trait, of any such ticket so far. */
  readonly #rates: number[];
  #unlimited = 0;

  constructor(rooms: readonly number[]) {
    this.#rooms = rooms;
    this.#players = rooms.map(() => 0);
    this.#rates = rooms.map(() => 0);
  }

  /** @param times number of such tickets; negative: they are taken away again */
  count(kind: TicketKind, size: number, times: number): void {
    const trait = limitedTrait(kind, this.#rooms);
    if (trait === -1) {
      this.#unlimited += times * size;
      return;
    }
    this.#players[trait] = at(this.#players, trait) + times * size;
    this.#rates[trait] = Math.max(at(this.#rates, trait), size / (kind.counts?.[trait] ?? 0));
  }

  get most(): number {
    let most = this.#unlimited;
    for (let trait = 0; trait < this.#rooms.length; trait += 1) {
      const players = at(this.#players, trait);
      if (players > 0)
        most += Math.min(players, Math.floor(at(this.#rates, trait) * at(this.#rooms, trait) + rounding));
    }
    return most;
  }
}

/** The first trait that a kind of ticket has and that rules limit; -1: none. */
function limitedTrait({ counts }: TicketKind, rooms: readonly number[]): number {
  if (counts === undefined) return -1;
  for (let trait = 0; trait < rooms.length; trait += 1)
    if (at(rooms, trait) < Infinity && at(counts, trait) > 0) return trait;
  return -1;
}
