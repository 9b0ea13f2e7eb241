import { at } from '../at';
import { type PoolEntry } from '../matching/pool/entry';
import { type Program } from '../matching/program/program';
import { contribution, deriveQuotas, quotaBounds } from '../matching/program/quotas';
import { Roster } from '../roster/unit';
import { type Lineup, rosterOf, stageOf } from './lineup';

/** A rule that excludes some waiting tickets from every match of a ticket. */
export interface Blocking {
  readonly rule: string;
  /** The first of them in line. */
  readonly ticketIds: readonly string[];
  /** How many there are. */
  readonly tickets: number;
}

/** Tickets named in a list that people read. */
const maxNamed = 8;

/**
 * The tickets that cannot be in a match with a ticket, by the rule that separates them at every stage of such
 * a match.
 */
export function blockingRules(entry: PoolEntry, others: readonly PoolEntry[], program: Program): Blocking[] {
  const top = [entry, ...others].reduce((most, one) => Math.max(most, one.stage), 0);
  const found = new Map<string, string[]>();
  for (const other of others) {
    const stage = stageOf([entry, other], program);
    const stages: Stages = program.oldestAge ? [stage, Math.max(stage, top)] : [0, stage];
    const rule = ruleBetween(entry, other, stages, program);
    if (rule === undefined) continue;
    const list = found.get(rule) ?? [];
    found.set(rule, list);
    list.push(other.ticket.ticketId);
  }
  return [...found]
    .map(([rule, ids]) => ({ rule, ticketIds: ids.slice(0, maxNamed), tickets: ids.length }))
    .sort((a, b) => b.tickets - a.tickets);
}

/**
 * Tells when each other ticket is kept away by a rule that no step of the expansions changes enough. More of
 * them than `most` are not looked at.
 */
export function hopeOfPool(
  entry: PoolEntry,
  others: readonly PoolEntry[],
  most: number,
  program: Program,
): { readonly allStayApart?: true } {
  if (others.length === 0 || others.length > most) return {};
  const last = program.stages.length - 1;
  const allStayApart = others.every((other) => {
    const first = program.oldestAge ? stageOf([entry, other], program) : 0;
    return ruleBetween(entry, other, [first, last], program) !== undefined;
  });
  return allStayApart ? { allStayApart } : {};
}

/** The first and the last of a row of stages. */
type Stages = readonly [from: number, to: number];

/** A rule that refuses both at each of these stages, from the first to the last. */
function ruleBetween(a: PoolEntry, b: PoolEntry, [from, to]: Stages, program: Program): string | undefined {
  const roster = new Roster(program.slots.length);
  for (const unit of [...a.units, ...b.units]) roster.put(unit, 0);
  const { rules } = at(program.stages, from);
  for (const [index, { rule, blind }] of rules.entries()) {
    if (!blind) continue;
    let mended = false;
    for (let one = from; one <= to && !mended; one += 1) {
      const variant = program.stages[one]?.rules[index];
      mended = variant?.prune === undefined || variant.prune(roster);
    }
    if (!mended) return rule.name;
  }
  return undefined;
}

/** Tickets of a line-up, other than the explained one, without which a failing rule would hold. */
export function removable(entry: PoolEntry, lineup: Lineup, rule: string, program: Program): string[] {
  const { entries, slots } = lineup;
  return entries.flatMap((one, place) => {
    if (one === entry) return [];
    const left = {
      entries: entries.filter((_, index) => index !== place),
      slots: slots.filter((_, index) => index !== place),
    };
    const stage = program.stages[stageOf(left.entries, program)];
    return stage?.byName.get(rule)?.check(rosterOf(left, program)) === true ? [one.ticket.ticketId] : [];
  });
}

/** Something that every match needs and the waiting tickets lack. */
export interface Lack {
  readonly rules: readonly string[];
  readonly needed: number;
  readonly there: number;
  readonly text: string;
}

/** Needs of a match of this ticket by its quotas that all tickets together do not meet. */
export function lacksOf(entry: PoolEntry, others: readonly PoolEntry[], program: Program): Lack[] {
  const quotas = deriveQuotas(program);
  const stage = program.oldestAge
    ? [entry, ...others].reduce((most, one) => Math.max(most, one.stage), 0)
    : entry.stage;
  const [from, to] = program.oldestAge ? [entry.stage, stage] : [0, stage];
  const { totals, caps } = quotaBounds(quotas, from, to, program.slots.length);
  return quotas.traits.flatMap(({ count, rules, shown }, trait): Lack[] => {
    const needed = round(at(totals, trait));
    if (needed <= 0) return [];
    let there = 0;
    for (const { units } of [entry, ...others])
      for (const unit of units) there += contribution(count(unit), at(caps, trait));
    there = round(there);
    if (there >= needed) return [];
    return [
      {
        rules,
        needed,
        there,
        text:
          `a match needs ${needed} with ${shown} (${rules.join(', ')}), and the tickets that wait bring ` +
          `${there === 0 ? 'none' : `${there}`}`,
      },
    ];
  });
}

/** Open slots of each team of a running session, at the maximum size of any stage so far. */
export function openSlots(
  entry: PoolEntry,
  program: Program,
): Array<{ readonly team: string; readonly open: number }> {
  const stage = at(program.stages, entry.stage);
  return program.slots.map((slot, index) => ({
    team: slot.name,
    open: Math.max(
      0,
      at(stage.maxPlayers, index) -
        entry.units.reduce((sum, unit) => sum + (unit.fixedSlot === index ? unit.size : 0), 0),
    ),
  }));
}

/** Why no waiting ticket fits into a running session by its size, in words; undefined when one does. */
export function noRoom(entry: PoolEntry, others: readonly PoolEntry[], program: Program): string | undefined {
  const open = openSlots(entry, program).filter((slot) => slot.open > 0);
  const total = open.reduce((sum, slot) => sum + slot.open, 0);
  if (total === 0) return 'the running match is full: no team has an open slot';
  const most = Math.max(...open.map((slot) => slot.open));
  const joining = others.filter((other) => !other.isBackfill);
  const slots =
    `${total} open slot${total === 1 ? '' : 's'} ` +
    `(${open.map((slot) => `${slot.team} ${slot.open}`).join(', ')})`;
  if (joining.length === 0) return `it has ${slots}, and only other running matches wait`;
  const least = Math.min(...joining.map((other) => other.size));
  if (least <= most) return undefined;
  return joining.length === 1
    ? `it has ${slots}, and the only ticket that waits is a party of ${least}, which is never split`
    : `it has ${slots}, and the ${joining.length} tickets that wait are parties of ${least} or more, ` +
        'which are never split';
}

/** Running matches without room for a ticket, in words. */
export function fullSessions(entry: PoolEntry, others: readonly PoolEntry[], program: Program): string[] {
  if (entry.isBackfill) return [];
  return others.flatMap((other) => {
    if (!other.isBackfill) return [];
    const most = Math.max(0, ...openSlots(other, program).map((slot) => slot.open));
    if (most >= entry.size) return [];
    return [
      most === 0
        ? `the running match of ${other.ticket.ticketId} is full`
        : `no team of the running match of ${other.ticket.ticketId} has ${entry.size} open slots (at ` +
          `most ${most})`,
    ];
  });
}

/** How a party's value was computed, for the rules that read one. */
export function partyNotes(lineup: Lineup, rule: string, stage: number, program: Program): string[] {
  const compiled = program.stages[stage]?.byName.get(rule)?.rule;
  if (compiled === undefined || !('partyAggregation' in compiled)) return [];
  if (compiled.type === 'collection' || compiled.type === 'latency') return [];
  if (compiled.type === 'comparison' && compiled.reference === undefined) return [];
  const text = JSON.stringify(
    compiled.type === 'batchDistance' ? compiled.batchAttribute : compiled.measurements,
  );
  const attribute = program.ruleSet.attributes.find(
    ({ name, type }) => type === 'number' && text.includes(JSON.stringify(name)),
  );
  if (attribute === undefined) return [];
  const words = { avg: 'average', min: 'minimum', max: 'maximum' };
  return lineup.entries.flatMap(({ ticket, isBackfill }) => {
    if (isBackfill || ticket.players.length < 2) return [];
    const own = ticket.players.map((player) => player.attributes[attribute.name] ?? attribute.default);
    return new Set(own).size < 2
      ? []
      : [
          `the party ${ticket.ticketId} counts with the ${words[compiled.partyAggregation]} of its ` +
            `members’ ${attribute.name} (${own.join(', ')})`,
        ];
  });
}

/** The ticket whose age counts in a line-up, and the effect of the other setting of expansionAgeSelection. */
export interface AgeWord {
  readonly selection: 'newest' | 'oldest';
  readonly ticketId: string;
  readonly ageSeconds: number;
  /** With the other setting. */
  readonly other: {
    readonly ticketId: string;
    readonly ageSeconds: number;
    /** The time from which the line-up would hold with it; absent: never. */
    readonly matchesAt?: number;
  };
  readonly text: string;
}

/** @returns undefined when the rule set has no expansions, or all tickets of the line-up have one age */
export function ageWord(lineup: Lineup, program: Program, now: number): AgeWord | undefined {
  const { entries } = lineup;
  const byAge = [...entries].sort((a, b) => a.ticket.startTime - b.ticket.startTime);
  const oldest = byAge[0]?.ticket;
  const newest = byAge[byAge.length - 1]?.ticket;
  if (oldest === undefined || newest === undefined || program.boundaries.length === 0) return undefined;
  if (oldest.startTime === newest.startTime) return undefined;
  const selection = program.oldestAge ? 'oldest' : 'newest';
  const [counts, other] = program.oldestAge ? [oldest, newest] : [newest, oldest];
  const roster = rosterOf(lineup, program);
  const stage = program.stages.findIndex(
    (one) =>
      roster.players >= one.least &&
      roster.players <= one.most &&
      one.minPlayers.every((least, slot) => at(roster.loads, slot) >= least) &&
      one.maxPlayers.every((most, slot) => at(roster.loads, slot) <= most) &&
      one.rules.every((rule) => rule.check(roster)),
  );
  const matchesAt =
    stage === -1
      ? undefined
      : Math.max(newest.startTime, other.startTime + (stage === 0 ? 0 : at(program.boundaries, stage - 1)));
  const age = round(now - counts.startTime);
  const otherAge = round(now - other.startTime);
  const otherSelection = program.oldestAge ? 'newest' : 'oldest';
  const would =
    matchesAt === undefined
      ? ''
      : matchesAt <= now
        ? `, and these could have matched at ${round(matchesAt)} s`
        : `, and these could match at ${round(matchesAt)} s`;
  return {
    selection,
    ticketId: counts.ticketId,
    ageSeconds: age,
    other: {
      ticketId: other.ticketId,
      ageSeconds: otherAge,
      ...(matchesAt === undefined ? {} : { matchesAt }),
    },
    text:
      `the age of a match is that of its ${selection} ticket, here ${counts.ticketId} (${age} s); with ` +
      `expansionAgeSelection "${otherSelection}" it would be that of ${other.ticketId} (${otherAge} ` +
      `s)${would}`,
  };
}

const round = (seconds: number): number => Math.round(seconds * 1000) / 1000;
