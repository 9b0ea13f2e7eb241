import { describe, expect, it } from '@jest/globals';
import { completePopulation, drawTickets, type PartialPopulation } from '../../../../flexmatch/simulate';
import { duel, everything } from './populations';

export function openParts(): void {
  describe('the parts that a population leaves open', () => {
    it('are inferred from the rule set, and described in words', () => {
      const { population, assumptions } = completePopulation({}, [duel]);
      expect(population.attributes['skill']).toEqual({ distribution: 'normal', mean: 1500, sd: 300, min: 0 });
      expect(population.parties).toEqual([{ size: 1, weight: 1 }]);
      expect(population.regions.map(({ name }) => name)).toEqual([
        'us-east-1',
        'eu-central-1',
        'ap-northeast-1',
      ]);
      expect(assumptions.join('\n')).toMatch(/skill: normal, mean 1500[\s\S]*20 tickets a minute/);
    });

    it('have a value of the right type for every declared attribute, as the rules name them', () => {
      const { population } = completePopulation({}, [everything]);
      expect(population.regions).toEqual([]); // No rule asks for latency.
      // No party is larger than a team.
      expect(Math.max(...population.parties.map(({ size }) => size))).toBe(3);
      const [first, ...rest] = [...drawTickets(population, { seconds: 600 }, 1)].flatMap(
        ({ ticket }) => ticket.players,
      );
      expect(Object.keys(first?.attributes ?? {})).toEqual(['level', 'mode', 'maps', 'ranks']);
      for (const { attributes, latencyMs } of rest) {
        expect(typeof attributes['level']).toBe('number');
        expect(attributes['mode']).toBe('ranked');
        expect(
          Array.isArray(attributes['maps']) &&
            attributes['maps'].every((map) => map === 'dust' || map === 'mirage') &&
            new Set(attributes['maps']).size === attributes['maps'].length,
        ).toBe(true);
        expect(Object.keys(attributes['ranks'] ?? {})).toEqual(['solo', 'duo']);
        expect(latencyMs).toBeUndefined();
      }
    });

    it('are not inferred when given; values that do not fit the rule set are refused by name', () => {
      expect(
        completePopulation({ attributes: { skill: { distribution: 'constant', value: 7 } } }, [duel])
          .population.attributes['skill'],
      ).toEqual({ distribution: 'constant', value: 7 });
      const refuse = (given: PartialPopulation, message: RegExp): void => {
        expect(() => completePopulation(given, [duel])).toThrow(message);
      };
      refuse(
        { attributes: { elo: { distribution: 'constant', value: 7 } } },
        /attributes\.elo: the rule set declares no such attribute; it has game, skill/,
      );
      refuse(
        { attributes: { game: { distribution: 'uniform', min: 0, max: 1 } } },
        /attributes\.game: a uniform distribution gives no string; write constant or choice/,
      );
      refuse(
        { attributes: { skill: { distribution: 'choice', options: [{ value: 'good', weight: 1 }] } } },
        /attributes\.skill: "good" is not a number/,
      );
      refuse(
        {
          regions: [
            { name: 'moon', weight: 1 },
            { name: 'us-east-1', weight: 1 },
          ],
        },
        /the distance of moon from moon is unknown: give "latencyMs"/,
      );
    });

    it('players within hours give the rate', () => {
      expect(
        completePopulation({}, [duel], { players: 1200, hours: 2 }).population.arrivals.ticketsPerMinute,
      ).toBe(10);
    });
  });
}
