import { describe, expect, it } from '@jest/globals';
import { createMatchmaker, type Matchmaker, type PoolTicket } from '../../../flexmatch';
import { contains, parseRules } from './lively-pools';

const skills = 'players.attributes[skill]';

/** Five against five, each with a healer, teams within 50 on average, and every player within 300 of it. */
const fives = parseRules({
  playerAttributes: [
    { name: 'skill', type: 'number' },
    { name: 'roles', type: 'string_list', default: [] },
  ],
  teams: ['red', 'blue'].map((name) => ({ name, minPlayers: 5, maxPlayers: 5 })),
  rules: [
    ...['red', 'blue'].map((team) => contains(team, 'healer', { minCount: 1 })),
    {
      name: 'Fair',
      type: 'distance',
      measurements: [`avg(teams[red].${skills})`],
      referenceValue: `avg(teams[blue].${skills})`,
      maxDistance: 50,
    },
    {
      name: 'Near',
      type: 'distance',
      measurements: [`flatten(teams[*].${skills})`],
      referenceValue: `avg(flatten(teams[*].${skills}))`,
      maxDistance: 300,
    },
  ],
});

const ticket = (id: number, size: number, skill: number, roles: string[] = []): PoolTicket => ({
  ticketId: `t${id}`,
  startTime: 0,
  players: Array.from({ length: size }, (_, place) => ({
    playerId: `p${id}-${place}`,
    attributes: { skill, roles },
  })),
});

const others = Array.from({ length: 40 }, (_, id) => ticket(id, 1, 1250 + 15 * id));

/** The only healers: a party of four, and one player whose skill is far above theirs. */
function withHealers(skill: number): Matchmaker {
  const matchmaker = createMatchmaker(fives, { seed: 1, searchBudget: 2_000 });
  for (const one of [...others, ticket(50, 4, 1300, ['healer']), ticket(51, 1, skill, ['healer'])])
    matchmaker.add(one);
  return matchmaker;
}

export function teamAverages(): void {
  describe('averages of teams', () => {
    it('that no further players can bring near each other are proved apart by a small budget', () => {
      const matchmaker = withHealers(1_900);
      expect(matchmaker.tick(1)).toEqual({ matches: [], budgetEnded: false });
    });

    it('that some players can bring near each other are found by the same budget', () => {
      const { matches, budgetEnded } = withHealers(1_600).tick(1);
      expect(budgetEnded).toBe(false);
      expect(matches).toHaveLength(1);
    });

    it.each([
      ['exactly as near', 1_257, [['t50', 't51', 't0', 't1', 't2', 't3', 't13'].sort()]],
      ['by one too far', 1_258, []],
    ])('that one set of tickets brings %s as the rule allows, in a long search', (_how, skill, expected) => {
      const matchmaker = createMatchmaker(fives, { seed: 1 });
      // The party needs the highest of these, and the other team the four lowest.
      for (let id = 0; id < 14; id += 1) matchmaker.add(ticket(id, 1, 1400 + id));
      matchmaker.add(ticket(50, 4, 1300, ['healer']));
      matchmaker.add(ticket(51, 1, skill, ['healer']));
      const { matches, budgetEnded } = matchmaker.tick(1);
      expect(budgetEnded).toBe(false);
      expect(matches.map(({ ticketIds }) => [...ticketIds].sort())).toEqual(expected);
    });

    it('are decided again for a ticket whose search ran out of budget, once few tickets are left', () => {
      const matchmaker = createMatchmaker(fives, { seed: 1, searchBudget: 100 });
      for (let id = 0; id < 14; id += 1) matchmaker.add(ticket(id, 1, 1400 + id));
      matchmaker.add(ticket(50, 4, 1300, ['healer']));
      matchmaker.add(ticket(51, 1, 1_258, ['healer']));
      expect(matchmaker.tick(1).budgetEnded).toBe(true);
      for (const id of [...Array.from({ length: 13 }, (_, place) => place + 1), 50, 51])
        matchmaker.remove(`t${id}`);
      for (const far of [1, 2, 3, 4, 5, 6]) matchmaker.add(ticket(60 + far, 1, far * 2_000));
      expect(matchmaker.tick(2)).toMatchObject({ budgetEnded: false, matches: [] });
    });

    it('are exactly as near as the rule allows, after another set of tickets was refused', () => {
      const pairs = parseRules({
        playerAttributes: [{ name: 'skill', type: 'number' }],
        teams: ['red', 'blue'].map((name) => ({ name, minPlayers: 2, maxPlayers: 2 })),
        rules: [
          {
            name: 'Fair',
            type: 'distance',
            measurements: [`avg(teams[red].${skills})`],
            referenceValue: `avg(teams[blue].${skills})`,
            maxDistance: 10,
          },
        ],
      });
      const matchmaker = createMatchmaker(pairs, { seed: 1 });
      for (const [id, skill] of [0, 100, 300, 900, 220].entries())
        matchmaker.add({ ...ticket(id, 1, skill), startTime: id });
      expect(matchmaker.tick(9).matches.map(({ ticketIds }) => ticketIds)).toEqual([
        ['t0', 't1', 't2', 't4'],
      ]);
    });

    it('are not looked at again for every ticket when one arrives that is in no match', () => {
      const matchmaker = withHealers(1_900);
      matchmaker.tick(1);
      const before = matchmaker.work.compared;
      matchmaker.add(ticket(60, 1, 1_350));
      expect(matchmaker.tick(2)).toEqual({ matches: [], budgetEnded: false });
      expect(matchmaker.work.compared - before).toBeLessThan(before / 10);
    });

    it('are not looked at again for every ticket when twenty arrive that are in no match', () => {
      const matchmaker = withHealers(1_900);
      matchmaker.tick(1);
      const before = matchmaker.work.compared;
      for (let id = 60; id < 80; id += 1) matchmaker.add(ticket(id, 1, 2_400 + id));
      expect(matchmaker.tick(2)).toEqual({ matches: [], budgetEnded: false });
      expect(matchmaker.work.compared - before).toBeLessThan(before / 3);
    });

    it('are looked at again for every ticket when one arrives that makes a match', () => {
      const matchmaker = withHealers(1_900);
      matchmaker.tick(1);
      matchmaker.add(ticket(60, 1, 1_500, ['healer']));
      const [match] = matchmaker.tick(2).matches;
      expect(match?.ticketIds).toEqual(expect.arrayContaining(['t0', 't50', 't60']));
    });
  });
}
