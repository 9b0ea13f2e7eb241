import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type PoolTicket } from '../../../../flexmatch';
import { completePopulation, simulate, type SimulatedMatch } from '../../../../flexmatch/simulate';
import { isMatch } from '../../every-match';
import { type Json } from '../../every-rule';
import { tries } from '../../../../testing/effort';
import { duel, oneOnOne, run } from './simulated';

export function everySimulation(): void {
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
            : [
                {
                  target: 'rules[Near].maxDistance',
                  steps: [{ waitTimeSeconds: wider, value: 2 * distance }],
                },
              ],
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

    it('loses no ticket, keeps none past its time, and forms only matches that the rules allow', () => {
      let compared = 0;
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
              {
                hours: 0.15,
                timeoutSeconds,
                lookEverySeconds,
                seed,
                onMatch: (match) => matches.push(match),
              },
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
                    const ticket = tickets.find((one) =>
                      one.players.some((player) => player.playerId === id),
                    );
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
              compared += 1;
            }
            expect(seen.size).toBe(matched);
          },
        ),
        { numRuns: tries(8), seed: 7 },
      );
      expect(compared).toBeGreaterThan(25);
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
}
