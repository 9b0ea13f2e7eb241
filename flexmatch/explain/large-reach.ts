import { type Group } from '../matching/large/group';
import { type LargePool } from '../matching/large/pool';
import { type LargeRules, type MeasuredTicket, withinLimit } from '../matching/large/rules';
import { type LargeSearch } from '../matching/large/search';
import { type Program } from '../matching/program/program';
import { type LocationReach } from './explanation';

/** The players by group and stage, and the search among them. */
export interface CountedPool {
  readonly counted: LargePool;
  readonly search: LargeSearch;
}

/** For each location: the players that a large match with a ticket would have, and those that are missing. */
export class LargeReach {
  readonly #program: Program;
  readonly #rules: LargeRules;

  constructor(program: Program, rules: LargeRules) {
    this.#program = program;
    this.#rules = rules;
  }

  /**
   * Every location in which tickets wait or that this ticket reports, the location with the fewest missing
   * players first. Groups of the band Infinity have all tickets that accept the location; the other bands are
   * parts of them, by the fastest locations of each ticket.
   */
  all(ticket: MeasuredTicket, { counted, search }: CountedPool): LocationReach[] {
    const groups = [...(counted.families.get(ticket.key)?.groups.values() ?? [])].filter(
      (group) => group.band === Infinity,
    );
    const own = counted.groupsOf(ticket);
    const made = groups.map((group) => this.#reach(ticket, group, own.includes(group), { counted, search }));
    for (const [location, name] of this.#program.columns.locations.entries()) {
      const latencyMs = this.#slowest(ticket, location);
      if (
        !this.#rules.located ||
        latencyMs === undefined ||
        groups.some((group) => group.location === location)
      )
        continue;
      made.push({
        location: name,
        latencyMs,
        ...this.#refused(ticket, location),
        players: ticket.entry.size,
        within: ticket.entry.size,
        ...this.#lacks(ticket.entry.stage, ticket.entry.size),
      });
    }
    return made.sort(
      (a, b) =>
        a.short - b.short || b.players - a.players || ((a.location ?? '') < (b.location ?? '') ? -1 : 1),
    );
  }

  #lacks(stage: number, within: number): { needed: number; short: number } {
    const needed = this.#program.stages[stage]?.least ?? 0;
    return { needed, short: Math.max(0, needed - within) };
  }

  #reach(
    ticket: MeasuredTicket,
    group: Group,
    member: boolean,
    { counted, search }: CountedPool,
  ): LocationReach {
    const { size, stage: own } = ticket.entry;
    const stages = this.#program.stages.flatMap((_, stage) =>
      stage === own || this.#isGiven(stage, ticket, group) ? [stage] : [],
    );
    // Players of a running game session that asks for more: the largest such session of the group.
    const inSession = ticket.entry.isBackfill
      ? 0
      : Math.max(0, ...[...group.backfills].map((backfill) => backfill.entry.size));
    const [best] = stages
      .map((stage) => {
        const joining =
          member && !ticket.entry.isBackfill && counted.eligible(ticket, group, stage) ? 0 : size;
        const all = (group.players[stage] ?? 0) + joining + inSession;
        const within =
          (this.#rules.distances[stage] ?? []).length === 0
            ? all
            : search.neighbours.mostWithin(ticket, group, stage) + inSession;
        return { players: all, within, ...this.#lacks(stage, within) };
      })
      .sort((a, b) => a.short - b.short || b.players - a.players);
    const {
      players: all,
      within,
      needed,
      short,
    } = best ?? { players: size, within: size, ...this.#lacks(own, size) };
    // -1 is anywhere: no rule ties a match to one location.
    if (group.location === -1) return { players: all, within, needed, short };
    const latencyMs = this.#slowest(ticket, group.location);
    return {
      location: this.#program.columns.locations[group.location] ?? '',
      ...(latencyMs === undefined ? {} : { latencyMs }),
      ...this.#refused(ticket, group.location),
      players: all,
      within,
      needed,
      short,
    };
  }

  /**
   * Whether a match with this ticket can be of a stage because of another ticket of the group. The stage of a
   * match is that of its oldest or newest ticket, by the rule set.
   */
  #isGiven(stage: number, { entry }: MeasuredTicket, group: Group): boolean {
    if (this.#program.oldestAge ? stage < entry.stage : stage > entry.stage) return false;
    if ((group.givers[stage] ?? 0) > 0) return true;
    return !entry.isBackfill && [...group.backfills].some((backfill) => backfill.stage === stage);
  }

  /** The highest latency of the ticket's players there; undefined when a player reports none. */
  #slowest(ticket: MeasuredTicket, location: number): number | undefined {
    const latencies = ticket.entry.ticket.players.map(
      (player) => player.latencyMs?.[this.#program.columns.locations[location] ?? ''],
    );
    return latencies.some((latency) => latency === undefined)
      ? undefined
      : Math.max(...latencies.flatMap((latency) => latency ?? []));
  }

  /** The latency rule that excludes the ticket from a location at its age. */
  #refused(ticket: MeasuredTicket, location: number): Pick<LocationReach, 'refusedBy'> {
    const { stage } = ticket.entry;
    const limit = (this.#rules.latencies[stage] ?? []).find(
      (one) => !withinLimit(ticket, location, one, this.#rules),
    );
    return limit === undefined
      ? {}
      : {
          refusedBy: {
            rule: this.#program.stages[stage]?.rules[limit.rule]?.rule.name ?? '',
            maxLatencyMs: limit.limit,
          },
        };
  }
}
