import { bands, byValue, Group } from './group';
import { type PoolEntry } from '../pool/entry';
import { acceptsAt, type LargeRules, rankOf, type MeasuredTicket, measured } from './rules';
import { type Program } from '../program/program';

/** The groups of one key, by band. */
interface Family {
  readonly groups: Map<string, Group>;
  members: number;
}

/**
 * The pool of a large rule set, counted as tickets arrive, age and leave: for each location the players that
 * accept it at each stage. So a pool without enough of them is recognized without looking at any ticket.
 */
export class LargePool {
  readonly #program: Program;
  readonly #rules: LargeRules;

  readonly families = new Map<string, Family>();
  readonly #measured = new Map<
    PoolEntry,
    { readonly ticket: MeasuredTicket; readonly groups: readonly Group[] }
  >();
  /** Number of group updates, for tests. */
  steps = 0;

  constructor(program: Program, rules: LargeRules) {
    this.#program = program;
    this.#rules = rules;
  }

  ticket(entry: PoolEntry): MeasuredTicket | undefined {
    return this.#measured.get(entry)?.ticket;
  }
  groupsOf(ticket: MeasuredTicket): readonly Group[] {
    return this.#measured.get(ticket.entry)?.groups ?? [];
  }

  /** Adds tickets, or counts them again when they have reached another stage. */
  update(entries: readonly PoolEntry[]): void {
    const newcomers: MeasuredTicket[] = [];
    for (const entry of entries) {
      const known = this.#measured.get(entry);
      if (known !== undefined) {
        this.#restage(known.ticket, known.groups);
        continue;
      }
      const ticket = measured(entry, this.#program, this.#rules);
      if (ticket === undefined) continue;
      const groups = this.#groupsFor(ticket);
      this.#measured.set(entry, { ticket, groups });
      const family = this.families.get(ticket.key);
      if (family !== undefined) family.members += 1;
      for (const group of groups) {
        group.enter(ticket);
        group.fresh.push(ticket);
        this.#countIn(group, ticket, 1);
      }
      newcomers.push(ticket);
    }
    // Sorted once, so that they arrive in order in each of their groups.
    for (const ticket of newcomers.sort(byValue))
      for (const group of this.groupsOf(ticket)) group.rank(ticket);
  }

  #restage(ticket: MeasuredTicket, groups: readonly Group[]): void {
    if (ticket.stage === ticket.entry.stage) return;
    for (const group of groups) this.#countIn(group, ticket, -1);
    ticket.stage = ticket.entry.stage;
    for (const group of groups) {
      this.#countIn(group, ticket, 1);
      group.fresh.push(ticket);
    }
  }

  /** Removes a ticket that is no longer alive. */
  remove(entry: PoolEntry): void {
    const known = this.#measured.get(entry);
    if (known === undefined) return;
    this.#measured.delete(entry);
    const { ticket } = known;
    for (const group of known.groups) {
      this.#countIn(group, ticket, -1);
      group.leave(ticket);
      if (group.living === 0) this.families.get(ticket.key)?.groups.delete(`${group.location}/${group.band}`);
    }
    const family = this.families.get(ticket.key);
    if (family === undefined) return;
    family.members -= 1;
    if (family.members === 0) this.families.delete(ticket.key);
  }

  /** Whether a ticket may be in a match of this stage in the group's location. */
  eligible(ticket: MeasuredTicket, group: Group, stage: number): boolean {
    if (this.#program.stages.length === 1) return true; // otherwise it would not be in the group
    if (this.#program.oldestAge ? ticket.stage > stage : ticket.stage < stage) return false;
    return acceptsAt(ticket, this.#rules.located ? group.location : -1, stage, this.#rules);
  }

  #countIn(group: Group, ticket: MeasuredTicket, sign: 1 | -1): void {
    this.steps += 1;
    if (ticket.entry.isBackfill) return;
    const { length } = this.#program.stages;
    const [from, to] = this.#program.oldestAge ? [ticket.stage, length - 1] : [0, ticket.stage];
    for (let stage = from; stage <= to; stage += 1)
      if (this.eligible(ticket, group, stage)) group.count(ticket, stage, sign);
  }

  /**
   * The groups of a ticket: one for each location that it accepts at any stage, and for each band it ranks
   * in.
   */
  #groupsFor(ticket: MeasuredTicket): Group[] {
    const rules = this.#rules;
    const program = this.#program;
    const family = this.families.get(ticket.key) ?? { groups: new Map<string, Group>(), members: 0 };
    this.families.set(ticket.key, family);
    const found: Group[] = [];
    const join = (location: number, band: number): void => {
      const id = `${location}/${band}`;
      let group = family.groups.get(id);
      if (group === undefined) {
        group = new Group(ticket.key, location, band);
        family.groups.set(id, group);
      }
      found.push(group);
    };
    const accepts = (location: number): boolean =>
      program.stages.some((_, stage) => acceptsAt(ticket, location, stage, rules));
    if (!rules.located) {
      if (accepts(-1)) join(-1, Infinity);
      if (!rules.fastest || found.length === 0) return found;
    }
    const reported = ticket.latencies[0]?.length ?? 0;
    for (let location = 0; location < reported; location += 1) {
      if (ticket.latencies[0]?.[location] === undefined || (rules.located && !accepts(location))) continue;
      if (rules.fastest) {
        const rank = rankOf(ticket, location);
        for (const band of bands) if (band !== Infinity && rank <= band) join(location, band);
      }
      if (rules.located) join(location, Infinity);
    }
    return found;
  }
}
