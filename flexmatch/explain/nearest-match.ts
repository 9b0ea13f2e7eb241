import { at } from '../at';
import { type PoolEntry } from '../matching/pool/entry';
import { type Program } from '../matching/program/program';
import { rulesInsideCompounds } from '../rule-set/rule-set';
import { type NearestMatch, type RuleVerdict } from './explanation';
import { type Lineup, rosterOf, stageOf } from './lineup';
import { ageWord, partyNotes, removable } from './relations';

/**
 * Describes the line-up that came nearest to a match.
 * @param entry the explained ticket
 * @param now seconds on the clock of start times
 */
export function nearestMatch(lineup: Lineup, entry: PoolEntry, program: Program, now: number): NearestMatch {
  const index = stageOf(lineup.entries, program);
  const stage = program.stages[index];
  const roster = rosterOf(lineup, program);
  const inside = rulesInsideCompounds(program.ruleSet.rules);
  const starts = lineup.entries.map((entry) => entry.ticket.startTime);
  const rules = [...(stage?.byName.values() ?? [])].map((rule): RuleVerdict => {
    const { passes, measured, limit } = rule.measure(roster);
    const parties = partyNotes(lineup, rule.rule.name, index, program);
    const without = passes ? [] : removable(entry, lineup, rule.rule.name, program);
    return {
      ...(parties.length === 0 ? {} : { parties }),
      ...(without.length === 0 ? {} : { without }),
      name: rule.rule.name,
      type: rule.rule.type,
      passes,
      measured,
      limit,
      insideCompound: inside.has(rule.rule.name),
    };
  });
  for (const rule of program.sortRules) {
    rules.push({
      name: rule.name,
      type: rule.type,
      passes: true,
      measured:
        'orders candidates by ' +
        `${rule.sortAttribute}${rule.mapKey === undefined ? '' : ` (${rule.mapKey})`}, ` +
        `${rule.sortDirection}`,
      limit: 'it refuses no ticket',
      insideCompound: false,
    });
  }
  rules.sort((a, b) => program.ruleNames.indexOf(a.name) - program.ruleNames.indexOf(b.name));
  const age = ageWord(lineup, program, now);
  return {
    ...(age === undefined ? {} : { age }),
    teams: program.slots.map((slot, place) => ({
      name: slot.name,
      minPlayers: stage?.minPlayers[place] ?? 0,
      playerIds: (roster.slots[place] ?? []).flatMap((unit) => [...unit.playerIds]),
    })),
    ticketIds: lineup.entries.map((entry) => entry.ticket.ticketId),
    ageSeconds: now - (program.oldestAge ? Math.min(...starts) : Math.max(...starts)),
    rules,
    failing: rules.filter((rule) => !rule.passes && !rule.insideCompound).map((rule) => rule.name),
    short: program.slots.flatMap((slot, place) => {
      const lacks = (stage?.minPlayers[place] ?? 0) - at(roster.loads, place);
      return lacks > 0 ? [{ team: slot.name, lacks }] : [];
    }),
  };
}

/** The tickets of a match other than the explained one, in words. */
export function otherIds(ticketIds: readonly string[], explained: string): string {
  return ticketIds.filter((id) => id !== explained).join(', ') || 'no other ticket';
}

/** Why a rule fails, in words. */
export function reasonOf({ name, measured, limit, parties = [], without = [] }: RuleVerdict): string {
  return [
    `rule ${name} measures ${measured}, and must have ${limit}`,
    ...(parties.length === 0 ? [] : [` (${parties.join('; ')})`]),
    ...(without.length === 0 ? [] : [`, and would hold without ${without.join(' or ')}`]),
  ].join('');
}
