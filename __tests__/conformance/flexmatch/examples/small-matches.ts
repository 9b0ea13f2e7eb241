import { describe, expect, it } from '@jest/globals';
import { type AttributeValue, type PoolTicket } from '../../../../flexmatch';
import { type Wish, singles, many, play, sizes, teamOf } from './published-rule-sets';

export function smallMatches(): void {
  describe('example 1: two teams with evenly matched players', () => {
    const pool = (low: number, high: number): PoolTicket[] =>
      many(8, (index) => ({ attributes: { skill: index < 4 ? low : high } }));
    it('forms equal teams of four to eight, as full as the pool allows', () => {
      expect(sizes(play('example-01', pool(10, 10))[0])).toEqual([4, 4]);
      expect(
        sizes(
          play(
            'example-01',
            many(13, () => ({})),
          )[0],
        ),
      ).toEqual([6, 6]);
      expect(
        sizes(
          play(
            'example-01',
            many(16, () => ({})),
          )[0],
        ),
      ).toEqual([8, 8]);
      expect(
        play(
          'example-01',
          many(7, () => ({})),
          60,
        ),
      ).toEqual([]);
    });

    it('balances the averages: a party waits until 50, then 100 points are allowed', () => {
      const parties = (gap: number): PoolTicket[] =>
        [0, 1].map((side) => ({
          ticketId: `party${side}`,
          startTime: 0,
          players: Array.from({ length: 4 }, (_, index) => ({
            playerId: `${side}-${index}`,
            attributes: { skill: side * gap },
          })),
        }));
      expect(play('example-01', parties(20), 0)).toHaveLength(1); // each team is 10 from the average of all
      expect(play('example-01', parties(22), 60).map((match) => match.at)).toEqual([5]);
      expect(play('example-01', parties(102), 60).map((match) => match.at)).toEqual([15]);
      expect(play('example-01', parties(202), 60)).toEqual([]);
    });
  });

  describe('example 2: five hunters and a monster', () => {
    const monster = (skill: number): Wish => ({ id: 'monster', attributes: { wantsToBeMonster: 1, skill } });
    const hunters = (count: number, desired = 10): Wish[] =>
      Array.from({ length: count }, (_, index) => ({
        id: `h${index}`,
        attributes: { desiredSkillOfMonster: index === 0 ? desired : 5 },
      }));
    it('picks the player who wants to be the monster, when all hunters accept its skill', () => {
      const [match] = play('example-02', singles([...hunters(5, 40), monster(40)]));
      expect(sizes(match)).toEqual([5, 1]);
      expect(teamOf(match, 'monster')).toBe('monster');
    });
    it('waits without a monster, without a second hunter, and with a monster too weak for one hunter', () => {
      expect(play('example-02', singles(hunters(6)), 29)).toEqual([]);
      expect(
        play(
          'example-02',
          singles([
            ...hunters(4),
            monster(40),
            { id: 'second', attributes: { wantsToBeMonster: 1, skill: 40 } },
          ]),
          29,
        ),
      ).toEqual([]);
      expect(play('example-02', singles([...hunters(5, 41), monster(40)]), 29)).toEqual([]);
    });
    it('starts with four hunters after 30 s and with three after 60 s', () => {
      expect(
        play('example-02', singles([...hunters(4), monster(40)]), 90).map((match) => [
          match.at,
          sizes(match),
        ]),
      ).toEqual([[30, [4, 1]]]);
      expect(
        play('example-02', singles([...hunters(3), monster(40)]), 90).map((match) => [
          match.at,
          sizes(match),
        ]),
      ).toEqual([[60, [3, 1]]]);
      expect(play('example-02', singles([...hunters(2), monster(40)]), 90)).toEqual([]);
    });
  });

  describe('example 3: team-level requirements and latency limits', () => {
    it('three teams whose sizes differ by one at most', () => {
      for (const [players, expected] of [
        [9, [3, 3, 3]],
        [10, [3, 3, 4]],
        [11, [3, 4, 4]],
        [15, [5, 5, 5]],
      ] as const) {
        expect(
          sizes(
            play(
              'example-03',
              many(players, () => ({ latency: 40 })),
            )[0],
          ).sort(),
        ).toEqual(expected);
      }
      const party = (id: string, size: number): PoolTicket => ({
        ticketId: id,
        startTime: 0,
        players: Array.from({ length: size }, (_, index) => ({
          playerId: `${id}${index}`,
          attributes: {},
          latencyMs: { 'us-west-2': 40 },
        })),
      });
      // 3, 5, 5 is not allowed
      expect(play('example-03', [party('a', 5), party('b', 5), party('c', 3)], 60)).toEqual([]);
      expect(play('example-03', [party('a', 4), party('b', 4), party('c', 3)])).toHaveLength(1);
    });
    it('at most five medics in the match; the sixth waits', () => {
      const medic = (index: number): Wish => ({
        latency: 40,
        attributes: { character: [index < 6 ? 'medic' : 'peasant'] },
      });
      expect(play('example-03', many(9, medic), 60)).toEqual([]);
      const [match] = play('example-03', many(10, medic));
      expect(
        match?.match.teams.flatMap((team) => team.playerIds).filter((id) => Number(id.slice(1)) < 6),
      ).toHaveLength(5);
      expect(sizes(match)).toEqual([3, 3, 3]);
    });
    it('latency of at most 50, after 10 s 100, after 20 s 150 ms; never a player without latencies', () => {
      for (const [latency, at] of [
        [50, 0],
        [51, 10],
        [101, 20],
      ] as const)
        expect(
          play(
            'example-03',
            many(9, () => ({ latency })),
            60,
          ).map((match) => match.at),
        ).toEqual([at]);
      expect(
        play(
          'example-03',
          many(9, () => ({ latency: 151 })),
          60,
        ),
      ).toEqual([]);
      expect(
        play(
          'example-03',
          many(9, (index) => (index === 0 ? {} : { latency: 20 })),
          60,
        ),
      ).toEqual([]);
    });
  });

  describe('example 4: explicit sorting', () => {
    const player = (id: string, attributes: Record<string, AttributeValue>): Wish => ({ id, attributes });
    it("prefers players who value the anchor's favourite map most, then those of similar experience", () => {
      const maps = (dust: number): Record<string, AttributeValue> => ({ mapPreference: { dust, ice: 50 } });
      const [match] = play(
        'example-04',
        singles([
          player('anchor', { experience: 50, ...maps(90) }),
          player('likes-ice', { experience: 50, ...maps(1) }),
          player('far', { experience: 90, ...maps(80) }),
          player('near', { experience: 52, ...maps(80) }),
          player('nearer', { experience: 51, ...maps(80) }),
          player('dust1', { experience: 10, ...maps(100) }),
          player('dust2', { experience: 99, ...maps(95) }),
          player('dust3', { experience: 0, ...maps(85) }),
        ]),
      );
      expect([...(match?.match.ticketIds ?? [])].sort()).toEqual([
        'anchor',
        'dust1',
        'dust2',
        'dust3',
        'near',
        'nearer',
      ]);
    });
    it('all share a mode and a map', () => {
      expect(
        play(
          'example-04',
          many(6, () => ({})),
        ),
      ).toHaveLength(1);
      expect(
        play(
          'example-04',
          many(6, (index) => (index === 3 ? { attributes: { gameMode: ['ranked'] } } : {})),
          60,
        ),
      ).toEqual([]);
      expect(
        play(
          'example-04',
          many(6, (index) => (index === 3 ? { attributes: { acceptableMaps: ['ice'] } } : {})),
          60,
        ),
      ).toEqual([]);
      expect(
        play(
          'example-04',
          many(6, (index) => ({ attributes: { gameMode: index % 2 === 0 ? ['coop', 'x'] : ['y', 'coop'] } })),
        ),
      ).toHaveLength(1);
    });
  });
}
