import { at } from '../../at';
import { suppliedBy, type TicketKind } from './kind';
import { LimitedPlayers } from './limited-players';

/** The needs of a match that some tickets must meet. */
export interface MatchNeeds {
  readonly players: number;
  /** By trait. */
  readonly traits: readonly number[];
  /** By trait: contribution of one party beyond this does not count. */
  readonly caps: readonly number[];
  /** By trait: the amount that the match can still take. */
  readonly rooms: readonly number[];
}

/** More than any rule needs, for tickets with an unknown contribution. */
const unknown = 1e6;

/** The players and traits of some tickets, held against what a match needs. */
export class MatchSupply {
  readonly #needs: MatchNeeds;
  readonly #players: LimitedPlayers;
  readonly #traits: number[];

  constructor(needs: MatchNeeds) {
    this.#needs = needs;
    this.#players = new LimitedPlayers(needs.rooms);
    this.#traits = needs.traits.map(() => 0);
  }

  /** @param times number of such tickets; negative: they are taken away again */
  count(kind: TicketKind, size: number, times: number): void {
    this.#players.count(kind, size, times);
    const { caps } = this.#needs;
    for (let trait = 0; trait < caps.length; trait += 1)
      this.#traits[trait] =
        at(this.#traits, trait) + times * Math.min(unknown, suppliedBy(kind, trait, at(caps, trait)));
  }

  /** False is certain, true is not. */
  get isEnough(): boolean {
    const { players, traits } = this.#needs;
    for (let trait = 0; trait < traits.length; trait += 1)
      if (at(this.#traits, trait) < at(traits, trait)) return false;
    return this.#players.most >= players;
  }
}
