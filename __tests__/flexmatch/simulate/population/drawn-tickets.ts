import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { completePopulation, drawTickets } from '../../../../flexmatch/simulate';
import { tries } from '../../../../testing/effort';
import { duel, everything } from './populations';

export function drawnTickets(): void {
  describe('drawn tickets', () => {
    it('have the requested distributions', () => {
      const { population } = completePopulation(
        {
          arrivals: { ticketsPerMinute: 600, startHour: 0, process: 'poisson' },
          attributes: {
            skill: { distribution: 'normal', mean: 1000, sd: 100, missing: 0.25 },
            game: {
              distribution: 'choice',
              options: [
                { value: 'chess', weight: 3 },
                { value: 'go', weight: 1 },
              ],
            },
          },
          regions: [
            {
              name: 'near',
              weight: 3,
              latencyMs: {
                near: { distribution: 'uniform', min: 10, max: 30 },
                far: { distribution: 'constant', value: 200 },
              },
            },
            {
              name: 'far',
              weight: 1,
              latencyMs: { far: { distribution: 'lognormal', median: 40, sigma: 0.5 } },
            },
          ],
          withoutLatency: 0.1,
        },
        [duel],
      );
      const drawn = [...drawTickets(population, { seconds: 3600, players: 20_000 }, 3)];
      const players = drawn.flatMap(({ ticket }) => ticket.players);
      expect(players).toHaveLength(20_000);
      const share = (part: number, whole: number): number => part / whole;
      const skills = players.flatMap(({ attributes }) =>
        typeof attributes['skill'] === 'number' ? [attributes['skill']] : [],
      );
      const mean = skills.reduce((sum, value) => sum + value, 0) / skills.length;
      const sd = Math.sqrt(skills.reduce((sum, value) => sum + (value - mean) ** 2, 0) / skills.length);
      expect(Math.abs(mean - 1000)).toBeLessThan(4);
      expect(Math.abs(sd - 100)).toBeLessThan(3);
      expect(Math.abs(share(skills.length, 20_000) - 0.75)).toBeLessThan(0.015);
      expect(
        Math.abs(
          share(players.filter(({ attributes }) => attributes['game'] === 'chess').length, 20_000) - 0.75,
        ),
      ).toBeLessThan(0.015);
      expect(
        Math.abs(share(players.filter(({ latencyMs }) => latencyMs === undefined).length, 20_000) - 0.1),
      ).toBeLessThan(0.01);
      const near = drawn.filter(({ region }) => region === 'near');
      expect(Math.abs(share(near.length, drawn.length) - 0.75)).toBeLessThan(0.015);
      for (const {
        ticket: {
          players: [player],
        },
      } of near)
        if (player?.latencyMs !== undefined) {
          expect(player.latencyMs['far']).toBe(200);
          expect(player.latencyMs['near']).toBeGreaterThanOrEqual(10);
          expect(player.latencyMs['near']).toBeLessThanOrEqual(30);
        }
      const far = drawn
        .flatMap(({ region, ticket }) =>
          region === 'far'
            ? ticket.players.flatMap(({ latencyMs }) =>
                latencyMs === undefined ? [] : [latencyMs['far'] ?? 0],
              )
            : [],
        )
        .sort((a, b) => a - b);
      expect(Math.abs((far[Math.floor(far.length / 2)] ?? 0) - 40)).toBeLessThan(2);
    });

    it('come in order, on whole seconds, with unique ids, within their span, and evenly random', () => {
      fc.assert(
        fc.property(
          fc.integer(),
          fc.integer({ min: 1, max: 400 }),
          fc.integer({ min: 1, max: 900 }),
          (seed, ticketsPerMinute, seconds) => {
            const { population } = completePopulation(
              { arrivals: { ticketsPerMinute, startHour: 0, process: 'poisson' } },
              [everything],
            );
            const tickets = [...drawTickets(population, { seconds }, seed)].map(({ ticket }) => ticket);
            expect(
              tickets.every(
                ({ startTime }, index) =>
                  Number.isInteger(startTime) &&
                  startTime >= (tickets[index - 1]?.startTime ?? 0) &&
                  startTime < seconds,
              ),
            ).toBe(true);
            expect(new Set(tickets.map(({ ticketId }) => ticketId)).size).toBe(tickets.length);
            const players = tickets.flatMap((ticket) => ticket.players.map(({ playerId }) => playerId));
            expect(new Set(players).size).toBe(players.length);
          },
        ),
        { numRuns: tries(25) },
      );
      // Neighbouring seeds begin independently: the first gaps have the expected mean.
      const { population } = completePopulation(
        { arrivals: { ticketsPerMinute: 1, startHour: 0, process: 'poisson' } },
        [duel],
      );
      const gaps = Array.from(
        { length: 400 },
        (_, seed) => drawTickets(population, { seconds: 1e6 }, seed).next().value?.ticket.startTime ?? 0,
      );
      expect(Math.abs(gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length - 60)).toBeLessThan(12);
    });
  });
}
