import { type AttributeValue, type PoolTicket } from '../engine-types';
import { admit, type PoolEntry } from '../matching/pool/entry';
import { type Program } from '../matching/program/program';
import { badness, type Lineup, rosterOf, stageOf } from './lineup';

/** Tries other values of one ticket in a line-up. */
export class Trial {
  readonly #before: number;

  constructor(
    readonly entry: PoolEntry,
    readonly lineup: Lineup,
    readonly program: Program,
  ) {
    this.#before = badness(lineup, program);
  }

  /**
   * Whether the rule passes, and the line-up as a whole comes closer to a match, when every player has this
   * value.
   */
  withAttribute(attribute: string, value: AttributeValue, rule: string): boolean {
    return this.#passes(
      {
        ...this.entry.ticket,
        players: this.entry.ticket.players.map((player) => ({
          ...player,
          attributes: { ...player.attributes, [attribute]: value },
        })),
      },
      rule,
    );
  }

  /** Whether the rule passes when every player reports this latency. */
  withLatency(location: string, latency: number, rule: string): boolean {
    return this.#passes(
      {
        ...this.entry.ticket,
        players: this.entry.ticket.players.map((player) => ({
          ...player,
          latencyMs: { ...player.latencyMs, [location]: latency },
        })),
      },
      rule,
    );
  }

  /** Tickets of the line-up besides this one. */
  others(): readonly PoolTicket[] {
    return this.lineup.entries.filter((one) => one !== this.entry).map((one) => one.ticket);
  }

  #passes(ticket: PoolTicket, rule: string): boolean {
    const { entry, lineup, program } = this;
    const other = admit(ticket, entry.sequence, program);
    if (other.obstacles.length > 0) return false;
    other.stage = entry.stage;
    const changed: Lineup = {
      entries: lineup.entries.map((one) => (one === entry ? other : one)),
      slots: lineup.slots,
    };
    return (
      program.stages[stageOf(changed.entries, program)]?.byName
        .get(rule)
        ?.check(rosterOf(changed, program)) === true && badness(changed, program) < this.#before
    );
  }
}

/**
 * The value nearest to `own` that passes, found between a passing value and `own`, which does not pass; a
 * whole number where possible.
 */
export function nearestPassing(passing: number, own: number, passes: (value: number) => boolean): number {
  let [good, bad] = [passing, own];
  for (let halving = 0; halving < 60 && good !== bad; halving += 1) {
    const middle = (good + bad) / 2;
    if (passes(middle)) good = middle;
    else bad = middle;
  }
  const tidy = (digits: number): number[] => {
    const unit = 10 ** digits;
    const [low, high] = [Math.floor(good * unit) / unit, Math.ceil(good * unit) / unit];
    return good < own ? [high, low] : [low, high];
  };
  // A value just beyond `own` would be useless advice, so the result stays on the passing side.
  return (
    [...tidy(0), ...tidy(3), ...tidy(6)].find(
      (value) => Math.sign(own - value) === Math.sign(own - good) && passes(value),
    ) ?? good
  );
}
