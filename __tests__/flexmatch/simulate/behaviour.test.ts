/** Acceptance, patience, sessions and backfill, several seeds and sweeps, with known answers. */
import { describe, expect, it } from '@jest/globals';
import { parseRuleSet, type RuleSet } from '../../../flexmatch';
import {
  type Behaviour,
  completePopulation,
  estimate,
  parseSweep,
  repeatedComparison,
  repeatedMetrics,
  simulate,
  type SimulationReport,
  withValue,
} from '../../../flexmatch/simulate';

const body = {
  ruleLanguageVersion: '1.0',
  playerAttributes: [{ name: 'skill', type: 'number' }],
  teams: ['left', 'right'].map((name) => ({ name, minPlayers: 1, maxPlayers: 1 })),
  rules: [{ name: 'Near', type: 'batchDistance', batchAttribute: 'skill', maxDistance: 1000 }],
};
function ruleSetOf(json: unknown): RuleSet {
  const { ruleSet, errors } = parseRuleSet(JSON.stringify(json));
  if (ruleSet === undefined) throw new Error(JSON.stringify(errors));
  return ruleSet;
}
const ruleSet = ruleSetOf(body);
function run(
  behaviour: Behaviour,
  options: Parameters<typeof simulate>[2] = {},
  rules = ruleSet,
): SimulationReport {
  const { population } = completePopulation(
    {
      arrivals: { ticketsPerMinute: 60, process: 'poisson', startHour: 22 },
      attributes: { skill: { distribution: 'normal', mean: 1500, sd: 100 } },
    },
    [rules],
  );
  return simulate(rules, population, { hours: 1, behaviour, ...options });
}
const sum = ({ tickets }: SimulationReport): number =>
  tickets.matched + tickets.timedOut + tickets.waiting + (tickets.givenUp ?? 0) + (tickets.declined ?? 0);

describe('players who are asked', () => {
  it('all accept: as many matches, delayed by the last answer', () => {
    const without = run({});
    const all = run({ acceptance: { share: 1, timeoutSeconds: 20 } });
    expect(all.acceptance).toMatchObject({ rejected: 0, expired: 0, ticketsReturned: 0 });
    expect(all.acceptance?.accepted).toBe(all.matches.formed);
    // The later of two answers that are uniform over 20 s comes after 40/3 s.
    expect(all.waitSeconds.mean - without.waitSeconds.mean).toBeGreaterThan(11);
    expect(all.waitSeconds.mean - without.waitSeconds.mean).toBeLessThan(15);
    expect(without.acceptance).toBeUndefined();
    expect(Object.keys(without.tickets)).not.toContain('declined');
  });

  it('each accepts with 0.8: two of three matches fail, and no ticket is lost', () => {
    const report = run({ acceptance: { share: 0.8, timeoutSeconds: 20 } });
    const { proposed = 0, accepted = 0, rejected = 0, expired = 0 } = report.acceptance ?? {};
    expect(accepted / proposed).toBeGreaterThan(0.6);
    expect(accepted / proposed).toBeLessThan(0.68);
    expect(rejected).toBeGreaterThan(0);
    expect(expired).toBeGreaterThan(0);
    expect(proposed - accepted - rejected - expired).toBeLessThan(30);
    expect(sum(report)).toBe(report.tickets.arrived);
    expect(run({ acceptance: { share: 0.8, timeoutSeconds: 20 } })).toEqual(report);
  });
});

it('without an opponent all give up or time out, after the mean of their patience', () => {
  const alone = ruleSetOf({ ...body, rules: [{ ...body.rules[0], maxDistance: 0 }] });
  const report = run({ patienceSeconds: 40 }, { timeoutSeconds: 120 }, alone);
  expect(report.tickets.matched).toBe(0);
  expect(sum(report)).toBe(report.tickets.arrived);
  // A share of e^-3 of exponential patience outlasts three times its mean.
  expect(report.tickets.timedOutShare).toBeGreaterThan(0.03);
  expect(report.tickets.timedOutShare).toBeLessThan(0.07);
});

describe('sessions', () => {
  it('at once: as many as begin in a mean length; cost follows the instances', () => {
    const sessions = { minutes: 5, leaveShare: 0, backfill: false, perInstance: 1 };
    const report = run({ sessions: { ...sessions, instancePricePerHour: 2 } });
    const { sessions: reported } = report;
    expect(reported?.begun).toBe(report.matches.formed);
    // Little's law, less the start of the hour: 30 matches a minute for 5 minutes.
    expect(reported?.concurrent.mean).toBeGreaterThan(120);
    expect(reported?.concurrent.mean).toBeLessThan(150);
    expect(reported?.concurrent.most).toBeGreaterThan(reported?.concurrent.p95 ?? Infinity);
    expect(reported?.instances.hours).toBeCloseTo(reported?.concurrent.mean ?? 0, 1);
    expect(reported?.cost?.total).toBeCloseTo(2 * (reported?.instances.hours ?? 0), 1);
    expect(reported?.cost?.perDay).toBeCloseTo(48 * (reported?.instances.hours ?? 0), 0);
    const packed = run({ sessions: { ...sessions, perInstance: 10 } }).sessions;
    expect(packed?.instances.hours).toBeLessThan(0.11 * (reported?.instances.hours ?? 0) + 1);
    expect(packed?.cost).toBeUndefined();
  });

  it('that players leave request others, who join them', () => {
    const sessions = { minutes: 5, leaveShare: 0.5, backfill: true, perInstance: 1 };
    const report = run({ sessions });
    const reported = report.sessions;
    expect(reported?.playersLeft).toBeGreaterThan(500);
    expect(reported?.backfill.playersJoined).toBeGreaterThan(0.8 * (reported?.playersLeft ?? 0) - 200);
    expect(reported?.backfill.filled).toBe(reported?.backfill.playersJoined);
    expect(sum(report)).toBe(report.tickets.arrived);
    // Players who joined a running session count as matched, but not in a match of their own.
    expect(report.tickets.matched).toBe(2 * report.matches.formed + (reported?.backfill.playersJoined ?? 0));
    expect(run({ sessions: { ...sessions, backfill: false } }).sessions?.backfill.requests).toBe(0);
  });
});

it('waits are reported by the hour of the day and by deciles', () => {
  const { groups } = run({}, { hours: 3 });
  expect(groups.find(({ by }) => by === 'hour')?.rows.map(({ name }) => name)).toEqual([
    '00:00',
    '22:00',
    '23:00',
  ]);
  const deciles = groups.find(({ by }) => by === 'deciles of skill')?.rows ?? [];
  expect(deciles).toHaveLength(10);
  const arrived = deciles.map((row) => row.arrived);
  expect(Math.max(...arrived) - Math.min(...arrived)).toBeLessThan(0.05 * arrived.reduce((a, b) => a + b));
});

describe('several seeds', () => {
  it('have the interval of Student’s t', () => {
    expect(estimate([4])).toEqual({ mean: 4, low: 4, high: 4, values: [4] });
    const { mean, low, high } = estimate([1, 2, 3, 4, 5]);
    expect(mean).toBe(3);
    // 2.776 · √(2.5 / 5)
    expect(high - mean).toBeCloseTo(1.963, 3);
    expect(mean - low).toBeCloseTo(1.963, 3);
  });

  it('have intervals within what a measure can be', () => {
    const one = run({}, { hours: 0.2 });
    const matching = (matchedShare: number) => ({ ...one, tickets: { ...one.tickets, matchedShare } });
    const [matched] = repeatedMetrics([matching(1), matching(0.9)]);
    // Student's t alone: 0.315 … 1.585.
    expect(matched).toMatchObject({ name: 'tickets matched', mean: 0.95, high: 1 });
    expect(matched?.low).toBeCloseTo(0.315, 3);
    expect(repeatedMetrics([matching(0), matching(0.1)])[0]).toMatchObject({ low: 0 });
  });

  it('of equal rule sets have no difference, of different ones the difference within each seed', () => {
    const seeds = [1, 2, 3];
    const narrow = withValue(JSON.stringify(body), 'rules[Near].maxDistance', '20');
    const before = seeds.map((seed) => run({}, { hours: 0.2, seed }));
    const after = seeds.map((seed) => run({}, { hours: 0.2, seed }, narrow));
    expect(repeatedMetrics(before).find(({ name }) => name === 'wait p50')?.values).toHaveLength(3);
    for (const { difference } of repeatedComparison(before, before))
      expect(difference).toMatchObject({ mean: 0, low: 0, high: 0 });
    const wait = repeatedComparison(before, after).find(({ name }) => name === 'wait p95');
    expect(wait?.difference.low).toBeGreaterThan(0);
  });
});

describe('a sweep', () => {
  it('replaces one value of a rule set, by name or by place', () => {
    const text = JSON.stringify({
      ...body,
      expansions: [{ target: 'rules[Near].maxDistance', steps: [{ waitTimeSeconds: 5, value: 7 }] }],
    });
    expect(withValue(text, 'rules[Near].maxDistance', '5').rules[0]).toMatchObject({ maxDistance: 5 });
    expect(withValue(text, 'rules[0].partyAggregation', 'max').rules[0]).toMatchObject({
      partyAggregation: 'max',
    });
    expect(withValue(text, 'teams[left].maxPlayers', '3').maxPlayers).toBe(4);
    expect(withValue(text, 'expansions[0].steps[0].value', '9').expansions[0]?.steps[0]?.shown).toBe('9');
    expect(() => withValue(text, 'rules[Far].maxDistance', '5')).toThrow('no element "Far"');
    expect(() => withValue(text, 'rules[Near].maxDistance', '-5')).toThrow('not valid with it');
    expect(parseSweep('rules[Near].maxDistance=5, 6')).toEqual({
      target: 'rules[Near].maxDistance',
      values: ['5', '6'],
    });
    for (const wrong of ['', 'rate', '=5', 'rate=']) expect(() => parseSweep(wrong)).toThrow('--sweep');
  });
});

it('options out of range name the flag', () => {
  expect(() => run({ acceptance: { share: 2, timeoutSeconds: 20 } })).toThrow('accept is 2');
  expect(() => run({ patienceSeconds: 0 })).toThrow('patience is 0');
  expect(() => run({}, { searchBudget: 0 })).toThrow('search-budget is 0');
  expect(() => run({ sessions: { minutes: 0, leaveShare: 0, backfill: false, perInstance: 1 } })).toThrow(
    'session-minutes is 0',
  );
});
