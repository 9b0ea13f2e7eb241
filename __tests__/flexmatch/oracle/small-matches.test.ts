import { afterAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { createMatchmaker, type FormedMatch, type Matchmaker, type PoolTicket } from '../../../flexmatch';
import { type Scenario, scenarios } from './arbitraries/scenarios';
import { Oracle } from './choice';
import { Ages, isMatch, lineupsOf } from './enumerate';
import { boundariesOf } from './expansions';
import { type Lineup, partiesOf, type Party, type Reading, teamsOf } from './language';
import { parseRules } from './parsed';
import { mean } from './players';
import { acceptedLocations, rulesInCompounds } from './rules';
import { tries } from '../../../testing/effort';

const runs = tries(400);

/**
 * The teams of a match by the names of their players. Parties stay whole, running sessions stay on their
 * teams, and each player is there once.
 */
function lineupOf(match: FormedMatch, tickets: readonly PoolTicket[]): Lineup {
  const parties = tickets.flatMap(partiesOf);
  const lineup = new Map(
    match.teams.map((team): [string, Party[]] => {
      const on = parties.filter((party) =>
        party.players.some((player) => team.playerIds.includes(player.playerId)),
      );
      expect(on.flatMap((party) => party.players.map((player) => player.playerId)).sort()).toEqual(
        [...team.playerIds].sort(),
      );
      return [team.name, on];
    }),
  );
  expect([...lineup.values()].flat()).toHaveLength(parties.length);
  for (const [name, on] of lineup)
    for (const { ticket, players } of on)
      if (ticket.backfill !== undefined) expect(players[0]?.team).toBe(name);
  return lineup;
}

function expectValid(
  match: FormedMatch,
  pool: readonly PoolTicket[],
  ages: Ages,
  reading: Reading,
  now: number,
): void {
  const json = ages.original;
  const tickets = match.ticketIds
    .map((id) => pool.find((ticket) => ticket.ticketId === id))
    .filter((ticket) => ticket !== undefined);
  expect(tickets).toHaveLength(match.ticketIds.length);
  expect(new Set(match.ticketIds).size).toBe(match.ticketIds.length);
  expect(match.teams.map((team) => team.name)).toEqual(teamsOf(json).map((team) => team.name));
  expect(match.backfillTicketId).toBe(tickets.find((ticket) => ticket.backfill !== undefined)?.ticketId);
  const lineup = lineupOf(match, tickets);
  expect({ match, valid: isMatch(tickets, lineup, ages, reading, now) }).toMatchObject({ valid: true });
  expectLocations(match, tickets, lineup, ages, reading, now);
}

/** The locations of a match: those that every latency rule accepts for all, the lowest average first. */
function expectLocations(
  match: FormedMatch,
  tickets: readonly PoolTicket[],
  lineup: Lineup,
  ages: Ages,
  reading: Reading,
  now: number,
): void {
  const { ruleSet } = ages.of(tickets, now);
  const inside = rulesInCompounds(ruleSet);
  const rules = (ruleSet.rules ?? []).flatMap((rule) =>
    rule.type === 'latency' && !inside.has(rule.name) ? [rule] : [],
  );
  if (!(ruleSet.rules ?? []).some((rule) => rule.type === 'latency')) expect(match.locations).toBeUndefined();
  if (rules.length === 0) return;
  const [first, ...more] = rules.map((rule) =>
    acceptedLocations(rule, { ruleSet, named: ages.original, lineup, reading }),
  );
  expect([...(match.locations ?? [])].sort()).toEqual(
    first?.filter((location) => more.every((other) => other.includes(location))).sort(),
  );
  if (tickets.some((ticket) => ticket.players.length > 1)) return;
  const averages = (match.locations ?? []).map((location) =>
    mean(tickets.map((ticket) => Number(ticket.players[0]?.latencyMs?.[location]))),
  );
  expect(averages).toEqual([...averages].sort((a, b) => a - b));
}

const tally = { looks: 0, matches: 0, budgetEnded: 0, scenarios: 0, withMatch: 0 };

function play(scenario: Scenario): void {
  const { ruleSet: json, reading, fill, steps, seed, indexes, searchBudget, batchSize } = scenario;
  const { additionalPlayerCount, ...openQuestions } = reading;
  const matchmaker = createMatchmaker(parseRules(json), {
    seed,
    indexes,
    additionalPlayerCount,
    openQuestions: { ...openQuestions, fill, ...(batchSize === undefined ? {} : { batchSize }) },
    ...(searchBudget === undefined ? {} : { searchBudget }),
  });
  const oracle = new Oracle(json, reading);
  const ages = new Ages(json);
  const arrived: PoolTicket[] = [];
  const before = tally.matches;
  let now = 0;
  for (const { wait, come, go } of steps) {
    now += wait;
    for (const id of go) matchmaker.remove(id);
    for (const ticket of come) {
      matchmaker.add(ticket);
      arrived.push(ticket);
    }
    look(now);
    const next = matchmaker.nextChange(now) ?? Infinity;
    const waiting = arrived.filter((ticket) => matchmaker.has(ticket.ticketId));
    const changes = [
      ...new Set(
        waiting.flatMap((ticket) =>
          boundariesOf(json.expansions).map((boundary) => ticket.startTime + boundary),
        ),
      ),
    ]
      .filter((at) => at > now)
      .sort((a, b) => a - b);
    // Until the time that the engine names, waiting has no effect.
    for (const at of changes.filter((change) => change < next))
      expect({ at, possible: oracle.anyMatch(waiting, at)?.map((ticket) => ticket.ticketId) }).toEqual({
        at,
        possible: undefined,
      });
  }
  tally.scenarios += 1;
  if (tally.matches > before) tally.withMatch += 1;

  function look(at: number): void {
    const pool = arrived.filter((ticket) => matchmaker.has(ticket.ticketId));
    const { matches, budgetEnded } = matchmaker.tick(at);
    tally.looks += 1;
    tally.matches += matches.length;
    for (const match of matches) expectValid(match, pool, ages, reading, at);
    for (const match of matches) for (const id of match.ticketIds) expect(matchmaker.has(id)).toBe(false);
    // The engine reports a budget that ran out, and matches may then be missed; the usual budget is enough
    // for pools like these.
    if (budgetEnded) {
      tally.budgetEnded += 1;
      expect(searchBudget).toBeDefined();
      return;
    }
    // Chance decides which tickets share a batch, so small batches have several right answers; but no ticket
    // that could match is left. Not covered: which match a small budget leaves. A search that ran out of
    // budget is not always reported when its ticket is matched later in the same look.
    if (fill === 'fullest' && batchSize === undefined && searchBudget === undefined)
      expect(matches.map(({ ticketIds: [anchor, ...others] }) => [anchor, ...others.sort()])).toEqual(
        oracle.look(pool, at).map(({ anchor, tickets }) => [
          anchor.ticketId,
          ...tickets
            .slice(1)
            .map((ticket) => ticket.ticketId)
            .sort(),
        ]),
      );
    else expectNothingLeft(matchmaker, pool, at);
  }

  function expectNothingLeft(looked: Matchmaker, pool: readonly PoolTicket[], at: number): void {
    expect(
      oracle
        .anyMatch(
          pool.filter((ticket) => looked.has(ticket.ticketId)),
          at,
        )
        ?.map((ticket) => ticket.ticketId),
    ).toBeUndefined();
  }
}

describe('small matches against an oracle that tries every lineup', () => {
  afterAll(() => {
    if (process.env['FLEXMATCH_TALLY'] !== undefined) console.log(JSON.stringify(tally));
  });

  it('puts a ticket on every team that fits it, at random', () => {
    fc.assert(
      fc.property(scenarios, ({ ruleSet: json, reading, steps, indexes }) => {
        const pool = steps[0]?.come ?? [];
        fc.pre(pool.length > 1);
        const ages = new Ages(json);
        const [first] = new Oracle(json, reading).look(pool, 5);
        // Not covered: parties, running sessions and teams of different sizes. There the engine tries the
        // team with most room first, not a random one.
        fc.pre(
          new Set(ages.of(first?.tickets ?? pool, 5).teams.map((team) => `${team.min} ${team.max}`)).size ===
            1,
        );
        fc.pre(
          first !== undefined &&
            first.tickets.length <= 4 &&
            first.tickets.every((ticket) => ticket.players.length === 1 && ticket.backfill === undefined),
        );
        if (first === undefined) return;
        const teamOf = (lineup: Lineup): string | undefined =>
          [...lineup].find(([, parties]) => parties.some((party) => party.ticket === first.anchor))?.[0];
        const possible = new Set([...lineupsOf(first.tickets, ages, reading, 5)].map(teamOf));
        const { additionalPlayerCount, ...openQuestions } = reading;
        const seen = new Set(
          Array.from({ length: 60 }, (_, seed) => {
            const matchmaker = createMatchmaker(parseRules(json), {
              seed,
              indexes,
              additionalPlayerCount,
              openQuestions,
            });
            for (const ticket of pool) matchmaker.add(ticket);
            return matchmaker
              .tick(5)
              .matches[0]?.teams.find((team) =>
                team.playerIds.includes(first.anchor.players[0]?.playerId ?? ''),
              )?.name;
          }),
        );
        expect([...seen].sort()).toEqual([...possible].sort());
      }),
      { numRuns: Math.ceil(runs / 40) },
    );
  });

  it('forms exactly the documented matches, each valid, and names when waiting may help next', () => {
    fc.assert(fc.property(scenarios, play), { numRuns: runs });
  });
});
