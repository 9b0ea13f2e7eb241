/**
 * A second implementation of the rule language, for tests: whole matches. It has no index, stage or search,
 * and enumerates every assignment of tickets to teams. It is slow and plain on purpose.
 */
import { type FormedMatch, type PoolTicket } from '../../flexmatch';
import { type Json, type Member, ruleHolds, teamList, valueOf } from './every-rule';

export interface Assignment {
  tickets: PoolTicket[];
  teams: Map<string, Member[]>;
}

/** The assignment of a match that was formed from a pool. */
export function assignmentOf(
  { ticketIds, teams }: Pick<FormedMatch, 'ticketIds' | 'teams'>,
  pool: readonly PoolTicket[],
): Assignment {
  const tickets = pool.filter(({ ticketId }) => ticketIds.includes(ticketId));
  const members = (team: string, playerIds: readonly string[]): Member[] =>
    tickets.flatMap((ticket) =>
      ticket.players.flatMap(({ playerId }, index) =>
        playerIds.includes(playerId) ? [{ ticket, index, team }] : [],
      ),
    );
  return { tickets, teams: new Map(teams.map(({ name, playerIds }) => [name, members(name, playerIds)])) };
}

/** The rule set as it applies at an age. */
export function atAge(ruleSet: Json, age: number): Json {
  const copy = structuredClone(ruleSet);
  for (const { target, steps } of ruleSet.expansions ?? []) {
    const step = steps.filter((one: Json) => one.waitTimeSeconds <= age).pop();
    if (step === undefined) continue;
    const [, kind, name, property] = /^(\w+)\[(.*)\]\.(\w+)$/.exec(target) ?? [];
    for (const part of copy[kind ?? '']) if (part.name === name) part[property ?? ''] = step.value;
  }
  return copy;
}

/** Whether an assignment is a match at a time. */
export function isMatch(assignment: Assignment, original: Json, now: number, additional = 0): boolean {
  const starts = assignment.tickets.map((ticket) => ticket.startTime);
  const age =
    now -
    (original.algorithm?.expansionAgeSelection === 'oldest' ? Math.min(...starts) : Math.max(...starts));
  const ruleSet = atAge(original, age);
  const declared = teamList(ruleSet);
  const backfills = assignment.tickets.filter((ticket) => ticket.backfill !== undefined).length;
  if (backfills > 1 || (backfills === 1 && assignment.tickets.length < 2)) return false;
  let total = 0;
  for (const { name, min, max } of declared) {
    const size = assignment.teams.get(name)?.length ?? 0;
    if (size < min || size > max) return false;
    total += size;
  }
  if (total > declared.reduce((sum, team) => sum + team.max, 0) - additional) return false;
  const players = assignment.tickets.flatMap((ticket) =>
    ticket.players.map((_, index) => [ticket, index] as const),
  );
  for (const { name } of ruleSet.playerAttributes)
    if (players.some(([ticket, index]) => valueOf(ruleSet, ticket, index, name) === undefined)) return false;
  const inside = ruleSet.rules
    .filter((rule: Json) => rule.type === 'compound')
    .map((rule: Json) => rule.statement)
    .join(' ');
  return ruleSet.rules.every(
    (rule: Json) =>
      new RegExp(`\\b${rule.name}\\b`).test(inside) || ruleHolds(rule, ruleSet, assignment.teams),
  );
}

/** Every match that the tickets allow, as the sets of tickets (each once). */
export function allMatches(
  pool: readonly PoolTicket[],
  ruleSet: Json,
  now: number,
  additional = 0,
): PoolTicket[][] {
  const teams = teamList(ruleSet).map((team) => team.name);
  const found: PoolTicket[][] = [];
  for (let mask = 1; mask < 1 << pool.length; mask += 1) {
    const tickets = pool.filter((_, index) => (mask & (1 << index)) !== 0);
    const assign = (index: number, placed: Map<string, Member[]>): boolean => {
      const ticket = tickets[index];
      if (ticket === undefined) return isMatch({ tickets, teams: placed }, ruleSet, now, additional);
      for (const team of ticket.backfill !== undefined ? ['fixed'] : teams) {
        const next = new Map([...placed].map(([name, list]) => [name, [...list]]));
        ticket.players.forEach((player, place) => {
          const on = ticket.backfill !== undefined ? (player.team ?? '') : team;
          next.set(on, [...(next.get(on) ?? []), { ticket, index: place, team: on }]);
        });
        if (assign(index + 1, next)) return true;
      }
      return false;
    };
    if (assign(0, new Map())) found.push(tickets);
  }
  return found;
}
