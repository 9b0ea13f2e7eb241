/** Every way to put tickets on teams. */
import { type PoolTicket } from '../../../flexmatch';
import { boundariesOf, ruleSetAt } from './expansions';
import {
  type Lineup,
  partiesOf,
  type Party,
  type Reading,
  type RuleSetJson,
  type Team,
  teamsOf,
} from './language';
import { isEligible } from './players';
import { allRulesHold, holds, rulesInCompounds, type Setting } from './rules';

/** The rule set that applies at each age; an age is that of the newest or the oldest ticket of a match. */
export class Ages {
  readonly #stages: Array<{ from: number; ruleSet: RuleSetJson; teams: Team[] }>;

  constructor(readonly original: RuleSetJson) {
    this.#stages = [-Infinity, ...boundariesOf(original.expansions)].map((from) => {
      const ruleSet = ruleSetAt(original, from);
      return { from, ruleSet, teams: teamsOf(ruleSet) };
    });
  }

  of(tickets: readonly PoolTicket[], now: number): { ruleSet: RuleSetJson; teams: readonly Team[] } {
    const starts = tickets.map((ticket) => ticket.startTime);
    const age =
      now -
      (this.original.algorithm?.expansionAgeSelection === 'oldest'
        ? Math.min(...starts)
        : Math.max(...starts));
    const stage = [...this.#stages].reverse().find((one) => one.from <= age);
    if (stage === undefined) throw new Error(`no rule set holds at age ${age}`);
    return stage;
  }
}

/** Whether the tickets, assigned to teams by the lineup, are a match at this time. */
export function isMatch(
  tickets: readonly PoolTicket[],
  lineup: Lineup,
  ages: Ages,
  reading: Reading,
  now: number,
): boolean {
  const { ruleSet, teams } = ages.of(tickets, now);
  const sizes = teams.map((team) => countPlayers(lineup.get(team.name) ?? []));
  return (
    mayMeet(tickets, ruleSet, teams, reading) &&
    teams.every((team, index) => Number(sizes[index]) >= team.min && Number(sizes[index]) <= team.max) &&
    allRulesHold({ ruleSet, named: ages.original, lineup, reading })
  );
}

const countPlayers = (parties: readonly Party[]): number =>
  parties.reduce((sum, party) => sum + party.players.length, 0);
export const playersOf = (tickets: readonly PoolTicket[]): number =>
  tickets.reduce((sum, ticket) => sum + ticket.players.length, 0);

/** The checks that need no lineup. */
function mayMeet(
  tickets: readonly PoolTicket[],
  ruleSet: RuleSetJson,
  teams: readonly Team[],
  reading: Reading,
): boolean {
  const backfills = tickets.filter((ticket) => ticket.backfill !== undefined).length;
  const players = playersOf(tickets);
  return (
    backfills <= 1 &&
    tickets.length > backfills &&
    tickets.every((ticket) => isEligible(ticket, ruleSet)) &&
    players >= teams.reduce((sum, team) => sum + team.min, 0) &&
    players <= teams.reduce((sum, team) => sum + team.max, 0) - reading.additionalPlayerCount
  );
}

/**
 * The lineups of a set of tickets that are matches, one by one: all players of a ticket on one team, those of
 * a running session on their own.
 */
export function* lineupsOf(
  tickets: readonly PoolTicket[],
  ages: Ages,
  reading: Reading,
  now: number,
): Generator<Lineup> {
  const { ruleSet, teams } = ages.of(tickets, now);
  if (!mayMeet(tickets, ruleSet, teams, reading)) return;
  const parties = tickets.flatMap(partiesOf);
  const setting: Setting = { ruleSet, named: ages.original, lineup: new Map([['', parties]]), reading };
  // These two rules ignore teams, so no lineup mends them.
  const inside = rulesInCompounds(ruleSet);
  if (
    !(ruleSet.rules ?? []).every(
      (rule) =>
        (rule.type !== 'latency' && rule.type !== 'batchDistance') ||
        inside.has(rule.name) ||
        holds(rule, setting),
    )
  )
    return;
  yield* place(parties, new Map(teams.map((team) => [team.name, []])), teams, setting);
}

function* place(
  parties: readonly Party[],
  lineup: Map<string, Party[]>,
  teams: readonly Team[],
  setting: Setting,
): Generator<Lineup> {
  const [party, ...rest] = parties;
  if (party === undefined) {
    if (
      teams.every((team) => countPlayers(lineup.get(team.name) ?? []) >= team.min) &&
      allRulesHold({ ...setting, lineup })
    )
      yield structuredCloneOf(lineup);
    return;
  }
  for (const team of teams) {
    if (party.ticket.backfill !== undefined && party.players[0]?.team !== team.name) continue;
    const on = lineup.get(team.name) ?? [];
    if (countPlayers(on) + party.players.length > team.max) continue;
    on.push(party);
    yield* place(rest, lineup, teams, setting);
    on.pop();
  }
}

const structuredCloneOf = (lineup: Lineup): Lineup =>
  new Map([...lineup].map(([name, parties]) => [name, [...parties]]));
