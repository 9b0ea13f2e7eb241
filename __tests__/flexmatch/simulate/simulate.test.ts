import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parseRuleSet, type PoolTicket, type RuleSet, type TicketPlayer } from '../../../flexmatch';
import {
  type ArrivingTicket,
  compareRuleSets,
  comparisonMarkdown,
  completePopulation,
  type PartialPopulation,
  simulate,
  type SimulatedMatch,
} from '../../../flexmatch/simulate';
import { isMatch, type Json } from '../every-match';
import { tries } from '../../../testing/effort';

const root = path.resolve(__dirname, '..', '..', '..');
const read = (file: string): string => fs.readFileSync(path.join(root, file), 'utf8');

function ruleSetOf(body: Json | string): RuleSet {
  const { ruleSet, errors } = parseRuleSet(typeof body === 'string' ? body : JSON.stringify(body));
  if (ruleSet === undefined) throw new Error(JSON.stringify(errors));
  return ruleSet;
}

const duel = ruleSetOf(read('docs/examples/duel.json'));
const wide = ruleSetOf(read('docs/examples/duel-wide.json'));

const oneOnOne = (more: Json = {}): Json => ({
  name: 'one-on-one',
  ruleLanguageVersion: '1.0',
  playerAttributes: [],
  teams: [
    { name: 'left', minPlayers: 1, maxPlayers: 1 },
    { name: 'right', minPlayers: 1, maxPlayers: 1 },
  ],
  rules: [],
  expansions: [],
  ...more,
});
const near = {
  playerAttributes: [{ name: 'skill', type: 'number' }],
  rules: [{ name: 'Near', type: 'batchDistance', batchAttribute: 'skill', maxDistance: 10 }],
};

const run = (
  body: Json,
  population: PartialPopulation,
  options: Parameters<typeof simulate>[2] = {},
): ReturnType<typeof simulate> =>
  simulate(ruleSetOf(body), completePopulation(population, [ruleSetOf(body)]).population, options);
const came = (ticketId: string, startTime: number, player: Partial<TicketPlayer>): ArrivingTicket => ({
  ticket: { ticketId, startTime, players: [{ playerId: ticketId, attributes: {}, ...player }] },
});

describe('simulations with a known answer', () => {
  it('two even arrivals a minute, one on one: every other ticket waits 30 s, the others 0 s', () => {
    const report = run(
      oneOnOne(),
      { arrivals: { ticketsPerMinute: 2, process: 'even', startHour: 0 } },
      { hours: 1 },
    );
    expect(report.tickets).toEqual({
      arrived: 119,
      matched: 118,
      timedOut: 0,
      waiting: 1,
      matchedShare: 0.9916,
      timedOutShare: 0,
    });
    expect(report.matches).toMatchObject({ formed: 59, perMinute: 0.98, fullShare: 1 });
    expect(report.waitSeconds).toMatchObject({ count: 118, mean: 15, p50: 0, p95: 30, p99: 30, most: 30 });
    expect(report.pool).toEqual({ mean: 0.5, most: 2 }); // In an hour: 59 waits of 30 s and the wait of the last ticket.
    expect(report.series.buckets.reduce((sum, bucket) => sum + bucket.arrived, 0)).toBe(119);
    expect(report.series.buckets.reduce((sum, bucket) => sum + bucket.matches, 0)).toBe(59);
  });

  it('two random arrivals a minute, one on one: half wait for the next arrival, which is exponential with mean 30 s', () => {
    const report = run(
      oneOnOne(),
      { arrivals: { ticketsPerMinute: 2, process: 'poisson', startHour: 0 } },
      { hours: 48, timeoutSeconds: 3600 },
    );
    expect(Math.abs(report.tickets.arrived - 5760)).toBeLessThan(4 * Math.sqrt(5760));
    expect(Math.abs(report.waitSeconds.mean - 15)).toBeLessThan(1.5); // standard error 0.4 s
    // P(wait > t) = e^(-t/30) / 2
    expect(Math.abs(report.waitSeconds.p95 - 30 * Math.log(10))).toBeLessThan(9);
    expect(report.tickets.timedOut).toBe(0);
  });

  it('with a short timeout the share that leaves is that of gaps longer than the timeout', () => {
    // A first ticket leaves with probability p = e^(-60/30): p tickets leave for every 2(1-p) that match.
    const report = run(
      oneOnOne(),
      { arrivals: { ticketsPerMinute: 2, process: 'poisson', startHour: 0 } },
      { hours: 48, timeoutSeconds: 60 },
    );
    const leaves = Math.exp(-2);
    expect(Math.abs(report.tickets.timedOutShare - leaves / (leaves + 2 * (1 - leaves)))).toBeLessThan(0.015);
    expect(report.unmatched.reasons).toEqual([
      expect.objectContaining({ code: 'alone', share: 1, tickets: report.tickets.timedOut }),
    ]);
  });

  it('an expansion lets two distant players match in the second in which it takes effect', () => {
    const body = oneOnOne({
      ...near,
      expansions: [
        {
          target: 'rules[Near].maxDistance',
          steps: [
            { waitTimeSeconds: 20, value: 100 },
            { waitTimeSeconds: 40, value: 5000 },
          ],
        },
      ],
    });
    const report = simulate(ruleSetOf(body), {
      recorded: [came('a', 0, { attributes: { skill: 0 } }), came('b', 3, { attributes: { skill: 90 } })],
    });
    // The newest ticket's age counts.
    expect(report.waitSeconds).toMatchObject({ count: 2, least: 20, most: 23 });
    expect(report.expansions).toEqual([
      {
        target: 'rules[Near].maxDistance',
        steps: [
          { fromAgeSeconds: 0, value: '10', matches: 0, share: 0 },
          { fromAgeSeconds: 20, value: '100', matches: 1, share: 1 },
          { fromAgeSeconds: 40, value: '5000', matches: 0, share: 0 },
        ],
      },
    ]);
    expect(report.quality.attributes).toEqual([
      expect.objectContaining({ name: 'skill', spread: expect.objectContaining({ p50: 90 }) }),
    ]);
  });

  it('tickets time out exactly when their time is over, and the report names the obstacle of each', () => {
    const body = oneOnOne({
      ...near,
      rules: [...near.rules, { name: 'Ping', type: 'latency', maxLatency: 100 }],
    });
    const report = simulate(
      ruleSetOf(body),
      {
        recorded: [
          came('a', 0, { attributes: { skill: 0 }, latencyMs: { here: 20 } }),
          came('b', 0, { attributes: { skill: 500 }, latencyMs: { here: 20 } }),
          came('silent', 0, { attributes: { skill: 0 } }),
          came('nameless', 0, { latencyMs: { here: 20 } }),
        ],
      },
      { timeoutSeconds: 50 },
    );
    expect(report.tickets).toMatchObject({ arrived: 4, matched: 0, timedOut: 4, waiting: 0 });
    expect(
      Object.fromEntries(report.unmatched.reasons.map((reason) => [reason.code, reason.tickets])),
    ).toEqual({ 'rule:Near': 2, 'missing-latency': 1, 'missing-attribute': 1 });
    expect(report.unmatched.reasons[0]?.example).toMatch(/after 50 s: .*Near measures spread 500/);
    expect(report.rules.find(({ name }) => name === 'Near')?.atRandom).toEqual([
      { fromAgeSeconds: 0, share: 0 },
    ]);
    expect(report.rules.find(({ name }) => name === 'Ping')?.atRandom).toEqual([
      { fromAgeSeconds: 0, share: 1 },
    ]);
    expect(report.pool).toEqual({ mean: 4, most: 4 });
  });

  it('a step that takes effect in the last second of a ticket still counts; a later step does not', () => {
    const body = (wait: number): RuleSet =>
      ruleSetOf(
        oneOnOne({
          ...near,
          expansions: [{ target: 'rules[Near].maxDistance', steps: [{ waitTimeSeconds: wait, value: 900 }] }],
        }),
      );
    const recorded = [
      came('a', 7, { attributes: { skill: 0 } }),
      came('b', 7, { attributes: { skill: 500 } }),
    ];
    expect(simulate(body(30), { recorded }, { timeoutSeconds: 30 }).waitSeconds).toMatchObject({
      count: 2,
      p50: 30,
    });
    expect(simulate(body(31), { recorded }, { timeoutSeconds: 30 }).tickets).toMatchObject({
      matched: 0,
      timedOut: 2,
    });
  });

  it('a longer interval between looks makes players wait', () => {
    const recorded = [came('a', 1, {}), came('b', 3, {}), came('c', 10, {}), came('d', 10, {})];
    expect(simulate(ruleSetOf(oneOnOne()), { recorded }, { lookEverySeconds: 10 }).waitSeconds).toMatchObject(
      { count: 4, least: 0, most: 9, mean: 4 },
    );
  });

  it('groups show who waits: the far region and the rare skill', () => {
    const report = simulate(
      duel,
      completePopulation({ arrivals: { ticketsPerMinute: 20, process: 'poisson', startHour: 0 } }, [duel])
        .population,
      { hours: 3 },
    );
    const rows = (by: string): Array<{ name: string; p95: number }> => [
      ...(report.groups.find((group) => group.by === by)?.rows ?? []),
    ];
    expect(rows('region').map(({ name }) => name)).toEqual(['ap-northeast-1', 'eu-central-1', 'us-east-1']);
    const [low, middle, high] = rows('skill').map(({ p95 }) => p95);
    expect(low).toBeGreaterThanOrEqual(middle ?? Infinity);
    expect(high).toBeGreaterThanOrEqual(middle ?? Infinity);
  });

  it('the curve of the day moves arrivals, and does not change their number', () => {
    const byHour = Array.from({ length: 24 }, (_, hour) => (hour === 20 ? 5 : hour < 6 ? 0 : 1));
    const report = run(
      oneOnOne(),
      { arrivals: { ticketsPerMinute: 6, byHour, process: 'even', startHour: 18 } },
      { hours: 24 },
    );
    expect(Math.abs(report.tickets.arrived - 24 * 360)).toBeLessThan(3);
    const arrived = (from: number, to: number): number =>
      report.series.buckets
        .filter((bucket) => bucket.from >= from * 3600 && bucket.from < to * 3600)
        .reduce((sum, bucket) => sum + bucket.arrived, 0);
    expect(arrived(6, 12)).toBe(0); // midnight to six
    expect(arrived(2, 3) / arrived(4, 5)).toBeGreaterThan(3.5); // eight in the evening
  });
});

describe('every simulation', () => {
  const anyRuleSet = fc
    .record({
      size: fc.integer({ min: 1, max: 3 }),
      least: fc.boolean(),
      distance: fc.integer({ min: 5, max: 400 }),
      latency: fc.option(fc.integer({ min: 40, max: 200 })),
      even: fc.boolean(),
      wider: fc.option(fc.integer({ min: 1, max: 40 })),
      oldest: fc.boolean(),
    })
    .map(({ size, least, distance, latency, even, wider, oldest }): Json => ({
      name: 'any',
      ruleLanguageVersion: '1.0',
      playerAttributes: [{ name: 'skill', type: 'number', default: 100 }],
      algorithm: { strategy: 'exhaustiveSearch', expansionAgeSelection: oldest ? 'oldest' : 'newest' },
      teams: [
        { name: 'a', minPlayers: least ? 1 : size, maxPlayers: size },
        { name: 'b', minPlayers: least ? 1 : size, maxPlayers: size },
      ],
      rules: [
        { name: 'Near', type: 'batchDistance', batchAttribute: 'skill', maxDistance: distance },
        ...(even
          ? [
              {
                name: 'Even',
                type: 'distance',
                measurements: ['avg(teams[a].players.attributes[skill])'],
                referenceValue: 'avg(teams[b].players.attributes[skill])',
                maxDistance: distance / 2,
              },
            ]
          : []),
        ...(latency === null ? [] : [{ name: 'Ping', type: 'latency', maxLatency: latency }]),
      ],
      expansions:
        wider === null
          ? []
          : [{ target: 'rules[Near].maxDistance', steps: [{ waitTimeSeconds: wider, value: 2 * distance }] }],
    }));
  const anyPopulation = fc.record({
    rate: fc.integer({ min: 1, max: 40 }),
    couples: fc.integer({ min: 0, max: 3 }),
    silent: fc.constantFrom(0, 0.1),
    missing: fc.constantFrom(0, 0.2),
    timeoutSeconds: fc.integer({ min: 1, max: 60 }),
    lookEverySeconds: fc.constantFrom(1, 1, 7),
    seed: fc.integer(),
  });

  it('loses no ticket, keeps none past its time, and forms only matches that a second implementation of the rules accepts', () => {
    let judged = 0;
    fc.assert(
      fc.property(
        anyRuleSet,
        anyPopulation,
        (body, { rate, couples, silent, missing, timeoutSeconds, lookEverySeconds, seed }) => {
          const seen = new Map<string, number>();
          const matches: SimulatedMatch[] = [];
          const report = run(
            body,
            {
              arrivals: { ticketsPerMinute: rate, process: 'poisson', startHour: 0 },
              parties: [
                { size: 1, weight: 3 },
                { size: 2, weight: couples },
              ],
              attributes: { skill: { distribution: 'normal', mean: 1000, sd: 200, missing } },
              withoutLatency: silent,
            },
            { hours: 0.15, timeoutSeconds, lookEverySeconds, seed, onMatch: (match) => matches.push(match) },
          );
          const { arrived, matched, timedOut, waiting } = report.tickets;
          expect(matched + timedOut + waiting).toBe(arrived);
          expect(report.waitSeconds.most).toBeLessThanOrEqual(timeoutSeconds);
          expect(report.waitSeconds.count).toBe(matched);
          expect(report.unmatched.timedOut).toBe(timedOut);
          if (timedOut > 0)
            expect(
              Math.abs(report.unmatched.reasons.reduce((sum, { share }) => sum + share, 0) - 1),
            ).toBeLessThan(0.01);
          expect(
            report.unmatched.reasons.filter(
              ({ code }) => code === 'can-match' || (code === 'between-looks' && lookEverySeconds === 1),
            ),
          ).toEqual([]);
          const sum = (of: (bucket: (typeof report.series.buckets)[number]) => number): number =>
            report.series.buckets.reduce((total, bucket) => total + of(bucket), 0);
          expect([
            sum((bucket) => bucket.arrived),
            sum((bucket) => bucket.matches),
            sum((bucket) => bucket.timedOut),
          ]).toEqual([arrived, report.matches.formed, timedOut]);
          expect(report.waitSeconds.histogram.reduce((total, { count }) => total + count, 0)).toBe(matched);
          for (const match of matches) {
            const tickets = match.tickets.map(({ ticket }): PoolTicket => ticket);
            for (const { ticketId, startTime } of tickets) {
              expect(seen.has(ticketId)).toBe(false);
              seen.set(ticketId, startTime);
              expect(match.at - startTime).toBeGreaterThanOrEqual(0);
              expect(match.at % lookEverySeconds).toBe(0);
            }
            const teams = new Map(
              match.teams.map((team) => [
                team.name,
                team.playerIds.map((id) => {
                  const ticket = tickets.find((one) => one.players.some((player) => player.playerId === id));
                  if (ticket === undefined) throw new Error(`no ticket has player ${id}`);
                  return {
                    ticket,
                    index: ticket.players.findIndex((player) => player.playerId === id),
                    team: team.name,
                  };
                }),
              ]),
            );
            expect(isMatch({ tickets, teams }, body, match.at)).toBe(true);
            judged += 1;
          }
          expect(seen.size).toBe(matched);
        },
      ),
      { numRuns: tries(8), seed: 7 },
    );
    expect(judged).toBeGreaterThan(25);
  });

  it('is byte-identical for the same seed, and differs for another', () => {
    const once = (seed: number): string =>
      JSON.stringify(simulate(duel, completePopulation({}, [duel]).population, { hours: 0.3, seed }));
    expect(once(5)).toBe(once(5));
    expect(once(5)).not.toBe(once(6));
  });

  it('ends after the requested players, when their time is over', () => {
    const report = run(
      oneOnOne(),
      { arrivals: { ticketsPerMinute: 60, process: 'poisson', startHour: 0 } },
      { players: 501, timeoutSeconds: 30 },
    );
    expect(report.players.arrived).toBe(501);
    expect(report.tickets).toMatchObject({ matched: 500, timedOut: 1, waiting: 0 });
  });

  it('refuses options out of range, with the limit', () => {
    const { population } = completePopulation({}, [duel]);
    for (const [options, message] of [
      [{ hours: 0 }, /hours is 0: give a number from 0.0003 to 744 hours/],
      [{ timeoutSeconds: 0.5 }, /timeout is 0.5: give a whole number from 1 to 43200 seconds/],
      [{ players: -1 }, /players/],
      [{ seed: 0.5 }, /seed/],
      [
        { hours: 744, players: 3_000_000 },
        /players is 3000000: give a whole number from 1 to 2000000 players/,
      ],
      [{ lookEverySeconds: 0 }, /look-every/],
      [{ hours: Number.NaN }, /hours is NaN/],
    ] as const) {
      expect(() => simulate(duel, population, options)).toThrow(message);
    }
    expect(() =>
      simulate(
        duel,
        { ...population, arrivals: { ...population.arrivals, ticketsPerMinute: 1e6 } },
        { hours: 744 },
      ),
    ).toThrow(/at most 4000000 are played: lower the rate or the hours/);
  });
});

describe('two rule sets', () => {
  const comparison = compareRuleSets(duel, wide, {
    hours: 4,
    population: { arrivals: { ticketsPerMinute: 30, process: 'poisson', startHour: 0 } },
  });

  it('meet the same tickets; wider skill means shorter waits and worse matches, and the rows say so', () => {
    expect(comparison.before.tickets.arrived).toBe(comparison.after.tickets.arrived);
    const verdict = (measure: string): string | undefined =>
      comparison.rows.find((row) => row.measure === measure)?.verdict;
    expect(verdict('wait p95')).toBe('better');
    expect(verdict('skill spread in a match p50')).toBe('worse');
    expect(verdict('skill spread in a match p95')).toBe('worse');
    expect(verdict('tickets matched')).toBe('same');
    expect(comparison.after.waitSeconds.p95).toBeLessThan(comparison.before.waitSeconds.p95);
  });

  it('swapped, better and worse swap', () => {
    const swapped = compareRuleSets(wide, duel, {
      hours: 4,
      population: { arrivals: { ticketsPerMinute: 30, process: 'poisson', startHour: 0 } },
    });
    const turned = { better: 'worse', worse: 'better', same: 'same', neutral: 'neutral' } as const;
    const clear = (measure: string): boolean => /wait p95$|spread/.test(measure);
    expect(swapped.rows.filter(({ measure }) => clear(measure)).map(({ verdict }) => verdict)).toEqual(
      comparison.rows.filter(({ measure }) => clear(measure)).map(({ verdict }) => turned[verdict]),
    );
  });

  it('a rule set compared with itself is the same in every row', () => {
    const { rows, before, after } = compareRuleSets(duel, duel, { hours: 0.5 });
    expect(new Set(rows.map(({ verdict, change }) => `${verdict}${change}`))).toEqual(new Set(['same']));
    expect(after).toEqual(before);
  });

  it('have bars of equal width, and a table that Markdown reads', () => {
    expect(comparison.after.waitSeconds.histogram.map(({ from }) => from)).toEqual(
      comparison.before.waitSeconds.histogram.map(({ from }) => from),
    );
    const lines = comparisonMarkdown(comparison.rows).trimEnd().split('\n');
    expect(lines).toHaveLength(comparison.rows.length + 2);
    for (const line of lines) expect(line.split('|')).toHaveLength(7);
  });

  it('with different attributes meet one population that has both', () => {
    const other = ruleSetOf(
      oneOnOne({
        name: 'other',
        playerAttributes: [{ name: 'mode', type: 'string' }],
        rules: [
          {
            name: 'Mode',
            type: 'comparison',
            measurements: ['flatten(teams[*].players.attributes[mode])'],
            operation: '=',
          },
        ],
      }),
    );
    const { after, before } = compareRuleSets(duel, other, {
      hours: 0.2,
      population: {
        attributes: {
          mode: {
            distribution: 'choice',
            options: [
              { value: 'a', weight: 1 },
              { value: 'b', weight: 1 },
            ],
          },
        },
      },
    });
    expect(after.rules.map(({ name }) => name)).toEqual(['Mode']);
    expect(Math.abs((after.rules[0]?.atRandom[0]?.share ?? 0) - 0.5)).toBeLessThan(0.1);
    expect(before.tickets.matched).toBeGreaterThan(0);
  });
});
