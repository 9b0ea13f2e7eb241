/**
 * Checks every claim of an explanation by a second implementation of the language, on random rule sets and
 * pools.
 */
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  createMatchmaker,
  Explainer,
  parseRuleSet,
  type Change,
  type PoolTicket,
  type TicketExplanation,
} from '../../flexmatch';
import { scenarios, type Scenario } from './oracle/arbitraries/scenarios';
import { Ages, isMatch } from './oracle/enumerate';
import { boundariesOf } from './oracle/expansions';
import { type Lineup, partiesOf } from './oracle/language';
import { holds } from './oracle/rules';
import { tries } from '../../testing/effort';

const runs = tries(150);
const counts = {
  explanations: 0,
  verdicts: 0,
  advice: { wait: 0, attribute: 0, latency: 0, 'send-attribute': 0, 'send-latency': 0 },
};

/** The line-up of an explanation, with one ticket replaced. */
function lineupOf(
  explanation: TicketExplanation,
  pool: ReadonlyMap<string, PoolTicket>,
  changed?: PoolTicket,
): { tickets: PoolTicket[]; lineup: Lineup } | undefined {
  if (explanation.nearest === undefined) return undefined;
  const tickets = explanation.nearest.ticketIds
    .map((id) => (id === changed?.ticketId ? changed : pool.get(id)))
    .filter((ticket) => ticket !== undefined);
  const parties = tickets.flatMap(partiesOf);
  return {
    tickets,
    lineup: new Map(
      explanation.nearest.teams.map((team) => [
        team.name,
        parties.filter((party) => party.players.some((player) => team.playerIds.includes(player.playerId))),
      ]),
    ),
  };
}

const everyPlayer = (
  ticket: PoolTicket,
  change: (player: PoolTicket['players'][number]) => PoolTicket['players'][number],
): PoolTicket => ({ ...ticket, players: ticket.players.map(change) });

/** A value one step closer to the ticket's own value than the advice. */
function oneStepLess(change: Change, ticket: PoolTicket): PoolTicket[] {
  if (change.kind === 'latency')
    return [
      everyPlayer(ticket, (player) => ({
        ...player,
        latencyMs: {
          ...player.latencyMs,
          [change.location]: change.to + (change.from === undefined || change.from > change.to ? 1 : -1),
        },
      })),
    ];
  if (change.kind !== 'attribute') return [];
  const { attribute, from, to } = change;
  const as = (value: typeof to): PoolTicket =>
    everyPlayer(ticket, (player) => ({
      ...player,
      attributes: { ...player.attributes, [attribute]: value },
    }));
  if (typeof to === 'number' && typeof from === 'number')
    return [as(to + Math.sign(from - to) * (Number.isInteger(to) ? 1 : 0.001))];
  if (Array.isArray(to) && Array.isArray(from)) {
    const added = to.filter((value) => !from.includes(value));
    const left = from.filter((value) => !to.includes(value));
    return [
      ...(from.every((value) => to.includes(value))
        ? added.map((value) => as(to.filter((one) => one !== value)))
        : []),
      ...(added.length === 0 ? left.map((value) => as([...to, value])) : []),
    ];
  }
  return [];
}

function check({ ruleSet: json, steps, reading, seed }: Scenario): void {
  const { ruleSet } = parseRuleSet(JSON.stringify(json));
  if (ruleSet === undefined) throw new Error('the arbitrary makes valid rule sets');
  const openQuestions = {
    partyValue: reading.partyValue,
    latencyInclusive: reading.latencyInclusive,
    commonLocation: reading.commonLocation,
  };
  const matchmaker = createMatchmaker(ruleSet, {
    seed,
    additionalPlayerCount: reading.additionalPlayerCount,
    openQuestions,
  });
  const all = new Map<string, PoolTicket>();
  let now = 0;
  let budgetEnded = false;
  for (const { wait, come, go } of steps) {
    now += wait;
    for (const id of go) matchmaker.remove(id);
    for (const ticket of come) {
      matchmaker.add(ticket);
      all.set(ticket.ticketId, ticket);
    }
    ({ budgetEnded } = matchmaker.tick(now));
  }
  const pool = new Map([...all].filter(([id]) => matchmaker.has(id)));
  const ages = new Ages(json);
  const explainer = new Explainer(ruleSet, [...pool.values()], now, {
    additionalPlayerCount: reading.additionalPlayerCount,
    openQuestions,
    looked: { budgetEnded },
  });
  for (const ticket of pool.values()) {
    const explanation = explainer.explain(ticket.ticketId);
    counts.explanations += 1;
    const where = (): string =>
      JSON.stringify({ json, pool: [...pool.values()], now, reading, explanation }, null, 1);
    const say = (holdsTrue: boolean, claim: string): void => {
      if (!holdsTrue) throw new Error(`${claim}\n${where()}`);
    };
    say(explanation.verdict !== 'can-match', 'it can match, and the matchmaker left it');
    const shown = lineupOf(explanation, pool);
    const settingAt = (tickets: readonly PoolTicket[], lineup: Lineup, time: number) => ({
      ruleSet: ages.of(tickets, time).ruleSet,
      named: json,
      lineup,
      reading,
    });
    const holdsAt = (
      name: string,
      found: { tickets: PoolTicket[]; lineup: Lineup },
      time: number,
    ): boolean => {
      const setting = settingAt(found.tickets, found.lineup, time);
      if (name === 'team sizes')
        return ages
          .of(found.tickets, time)
          .teams.every(
            (team) =>
              (found.lineup.get(team.name) ?? []).reduce((sum, party) => sum + party.players.length, 0) >=
              team.min,
          );
      const rule = setting.ruleSet.rules?.find((one) => one.name === name);
      if (rule === undefined) throw new Error(`no rule ${name}`);
      return holds(rule, setting);
    };
    if (shown !== undefined) {
      for (const [team, on] of shown.lineup)
        for (const { ticket: one, players } of on)
          if (one.backfill !== undefined)
            say(players[0]?.team === team, 'current players stay on their teams');
      for (const verdict of explanation.nearest?.rules ?? []) {
        counts.verdicts += 1;
        say(
          verdict.passes === (verdict.type.endsWith('Sort') || holdsAt(verdict.name, shown, now)),
          `rule ${verdict.name} passes: ${verdict.passes}`,
        );
      }
    }
    for (const change of explanation.changes) {
      counts.advice[change.kind] += 1;
      if (change.kind === 'wait') {
        if (explanation.verdict === 'rules-fail' && shown !== undefined) {
          say(change.at > now, 'waiting for the past');
          for (const name of change.mends)
            say(holdsAt(name, shown, change.at), `${name} holds at ${change.at}`);
          say(
            change.mends.some((name) => !holdsAt(name, shown, change.at - 0.5)),
            `not all of ${change.mends.join()} hold before ${change.at}`,
          );
        } else
          say(
            boundariesOf(json.expansions).some((wait) =>
              [...pool.values()].some((one) => one.startTime + wait === change.at),
            ),
            `${change.at} is the time of a step`,
          );
      }
      if ((change.kind === 'attribute' || change.kind === 'latency') && shown !== undefined) {
        const applied =
          change.kind === 'attribute'
            ? everyPlayer(ticket, (player) => ({
                ...player,
                attributes: { ...player.attributes, [change.attribute]: change.to },
              }))
            : everyPlayer(ticket, (player) => ({
                ...player,
                latencyMs: { ...player.latencyMs, [change.location]: change.to },
              }));
        const found = lineupOf(explanation, pool, applied);
        say(
          found !== undefined && holdsAt(change.mends, found, now),
          `${change.mends} passes with the advice ${change.text}`,
        );
        for (const less of oneStepLess(change, ticket)) {
          const short = lineupOf(explanation, pool, less);
          // One step less leaves the rule failing, or mends it at the cost of another.
          say(
            short === undefined ||
              !holdsAt(change.mends, short, now) ||
              explanation.nearest?.rules.some(
                (rule) => rule.passes && !rule.type.endsWith('Sort') && !holdsAt(rule.name, short, now),
              ) === true,
            `one step less than ${change.text} is not enough`,
          );
        }
        const others = explanation.nearest?.failing.filter((name) => name !== change.mends) ?? [];
        if (
          found !== undefined &&
          others.length === 0 &&
          explanation.nearest?.short.length === 0 &&
          explanation.nearest.rules.every(
            (rule) => rule.type.endsWith('Sort') || rule.insideCompound || holdsAt(rule.name, found, now),
          )
        ) {
          say(isMatch(found.tickets, found.lineup, ages, reading, now), `with ${change.text} it is a match`);
        }
      }
      if (change.kind === 'send-attribute' || change.kind === 'send-latency')
        say(explanation.verdict === 'can-never-match', 'only players without a value are asked for one');
    }
    if (
      explanation.verdict === 'can-never-match' &&
      !explanation.obstacles.some(
        ({ code }) => code === 'party-too-large' || code === 'unknown-team' || code === 'no-players',
      )
    ) {
      const filled = explanation.changes.reduce(
        (one, change): PoolTicket =>
          everyPlayer(one, (player) => {
            if (change.kind === 'send-latency' && change.playerId === player.playerId)
              return { ...player, latencyMs: { north: 1 } };
            if (change.kind === 'send-attribute' && change.playerId === player.playerId)
              return {
                ...player,
                attributes: {
                  ...player.attributes,
                  [change.attribute]:
                    { number: 1, string: 'x', string_list: [], string_number_map: { a: 1 } }[change.type] ??
                    '',
                },
              };
            return player;
          }),
        ticket,
      );
      const again = new Explainer(ruleSet, [filled], now).explain(ticket.ticketId);
      say(again.verdict !== 'can-never-match', 'the requested values are enough');
    }
  }
}

describe('explanations', () => {
  it('are true, and their advice is exact', () => {
    fc.assert(
      fc.property(scenarios, (scenario) => {
        check(scenario);
      }),
      { numRuns: runs, seed: Number(process.env['FLEXMATCH_SEED'] ?? 3) },
    );
    expect(counts.explanations).toBeGreaterThan(runs);
    for (const count of Object.values(counts.advice)) expect(count).toBeGreaterThan(0);
  });
});
