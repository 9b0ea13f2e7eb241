import { bands, byValue, Group } from './group';
import { type Entry } from '../pool/entry';
import { acceptsAt, type LargeRules, rankOf, type Standing, standingOf } from './rules';
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
  readonly #standings = new Map<Entry, { readonly standing: Standing; readonly groups: readonly Group[] }>();
  /** Number of group updates, for tests. */
  steps = 0;

  constructor(program: Program, rules: LargeRules) {
    this.#program = program;
    this.#rules = rules;
  }

  standing(entry: Entry): Standing | undefined {
    return this.#standings.get(entry)?.standing;
  }
  groupsOf(standing: Standing): readonly Group[] {
    return this.#standings.get(standing.entry)?.groups ?? [];
  }

  /** Adds tickets, or counts them again when they have reached another stage. */
  update(entries: readonly Entry[]): void {
    const newcomers: Standing[] = [];
    for (const entry of entries) {
      const known = this.#standings.get(entry);
      if (known !== undefined) {
        this.#restage(known.standing, known.groups);
        continue;
      }
      const standing = standingOf(entry, this.#program, this.#rules);
      if (standing === undefined) continue;
      const groups = this.#groupsFor(standing);
      this.#standings.set(entry, { standing, groups });
      const family = this.families.get(standing.key);
      if (family !== undefined) family.members += 1;
      for (const group of groups) {
        group.enter(standing);
        group.fresh.push(standing);
        this.#countIn(group, standing, 1);
      }
      newcomers.push(standing);
    }
    // Sorted once, so that they arrive in order in each of their groups.
    for (const standing of newcomers.sort(byValue))
      for (const group of this.groupsOf(standing)) group.rank(standing);
  }

  #restage(standing: Standing, groups: readonly Group[]): void {
    if (standing.stage === standing.entry.stage) return;
    for (const group of groups) this.#countIn(group, standing, -1);
    standing.stage = standing.entry.stage;
    for (const group of groups) {
      this.#countIn(group, standing, 1);
      group.fresh.push(standing);
    }
  }

  /** Removes a ticket that is no longer alive. */
  remove(entry: Entry): void {
    const known = this.#standings.get(entry);
    if (known === undefined) return;
    this.#standings.delete(entry);
    const { standing } = known;
    for (const group of known.groups) {
      this.#countIn(group, standing, -1);
      group.leave(standing);
      if (group.living === 0)
        this.families.get(standing.key)?.groups.delete(`${group.location}/${group.band}`);
    }
    const family = this.families.get(standing.key);
    if (family === undefined) return;
    family.members -= 1;
    if (family.members === 0) this.families.delete(standing.key);
  }

  /** Whether a ticket may be in a match of this stage in the group's location. */
  eligible(standing: Standing, group: Group, stage: number): boolean {
    if (this.#program.stages.length === 1) return true; // otherwise it would not be in the group
    if (this.#program.oldestAge ? standing.stage > stage : standing.stage < stage) return false;
    return acceptsAt(standing, this.#rules.located ? group.location : -1, stage, this.#rules);
  }

  #countIn(group: Group, standing: Standing, sign: 1 | -1): void {
    this.steps += 1;
    if (standing.entry.isBackfill) return;
    const { length } = this.#program.stages;
    const [from, to] = this.#program.oldestAge ? [standing.stage, length - 1] : [0, standing.stage];
    for (let stage = from; stage <= to; stage += 1)
      if (this.eligible(standing, group, stage)) group.count(standing, stage, sign);
  }

  /**
   * The groups of a ticket: one for each location that it accepts at any stage, and for each band it ranks
   * in.
   */
  #groupsFor(standing: Standing): Group[] {
    const rules = this.#rules;
    const program = this.#program;
    const family = this.families.get(standing.key) ?? { groups: new Map<string, Group>(), members: 0 };
    this.families.set(standing.key, family);
    const found: Group[] = [];
    const join = (location: number, band: number): void => {
      const id = `${location}/${band}`;
      let group = family.groups.get(id);
      if (group === undefined) {
        group = new Group(standing.key, location, band);
        family.groups.set(id, group);
      }
      found.push(group);
    };
    const accepts = (location: number): boolean =>
      program.stages.some((_, stage) => acceptsAt(standing, location, stage, rules));
    if (!rules.located) {
      if (accepts(-1)) join(-1, Infinity);
      if (!rules.fastest || found.length === 0) return found;
    }
    const reported = standing.latencies[0]?.length ?? 0;
    for (let location = 0; location < reported; location += 1) {
      if (standing.latencies[0]?.[location] === undefined || (rules.located && !accepts(location))) continue;
      if (rules.fastest) {
        const rank = rankOf(standing, location);
        for (const band of bands) if (band !== Infinity && rank <= band) join(location, band);
      }
      if (rules.located) join(location, Infinity);
    }
    return found;
  }
}
