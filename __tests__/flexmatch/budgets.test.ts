import { describe, expect, it } from '@jest/globals';
import {
  createMatchmaker,
  type Matchmaker,
  type MatchmakerOptions,
  parseRuleSet,
  type PoolTicket,
  type RuleSet,
} from '../../flexmatch';

/** The tests count steps, not seconds, so the figures are the same on every machine. */
const parsed = (body: object): RuleSet => {
  const { ruleSet, errors } = parseRuleSet(JSON.stringify({ ruleLanguageVersion: '1.0', ...body }));
  if (ruleSet === undefined) throw new Error(JSON.stringify(errors));
  return ruleSet;
};
const skill = { name: 'skill', type: 'number', default: 0 };
const teams = (least: number, most = least, quantity = 2): object[] => [
  { name: 'side', minPlayers: least, maxPlayers: most, quantity },
];
const party = (
  id: number,
  size: number,
  attributes: PoolTicket['players'][number]['attributes'],
  more: Partial<PoolTicket> = {},
): PoolTicket => ({
  ticketId: `t${id}`,
  startTime: 0,
  players: Array.from({ length: size }, (_, place) => ({ playerId: `p${id}-${place}`, attributes })),
  ...more,
});
const range = (count: number): number[] => Array.from({ length: count }, (_, index) => index);
const filled = (
  ruleSet: RuleSet,
  tickets: readonly PoolTicket[],
  options: Partial<MatchmakerOptions> = {},
): Matchmaker => {
  const matchmaker = createMatchmaker(ruleSet, { seed: 1, ...options });
  for (const ticket of tickets) matchmaker.add(ticket);
  return matchmaker;
};
const scattered = (id: number): number => (id * id * 7919 + id * 31) % 2999;
const all = 'flatten(teams[*].players.attributes[skill])';
const steps = ({ work }: Matchmaker): number => work.compared + work.judged;

describe('a look at a pool that has not changed', () => {
  const near = parsed({
    playerAttributes: [skill],
    teams: [
      { name: 'red', minPlayers: 1, maxPlayers: 1 },
      { name: 'blue', minPlayers: 1, maxPlayers: 1 },
    ],
    rules: [
      {
        name: 'Near',
        type: 'distance',
        measurements: ['avg(teams[red].players.attributes[skill])'],
        referenceValue: 'avg(teams[blue].players.attributes[skill])',
        maxDistance: 10,
      },
    ],
  });

  it('evaluates no rule and compares no players, in any state that the last look left', () => {
    const lonely = filled(
      near,
      range(3000).map((id) => party(id, 1, { skill: id * 11 })),
    );
    expect(lonely.tick(1)).toEqual({ matches: [], budgetEnded: false });
    const before = lonely.work;
    for (let now = 2; now < 50; now += 1)
      expect(lonely.tick(now)).toEqual({ matches: [], budgetEnded: false });
    expect(lonely.work).toEqual(before);
  });

  it('is searched a few more times in other orders where a budget ended the search, and then rests', () => {
    const rules = ['avg', 'stddev', 'median'].map((name) => ({
      name,
      type: 'distance',
      measurements: [`${name}(teams[*].players.attributes[skill])`],
      referenceValue: `${name}(${all})`,
      maxDistance: 0.0001,
    }));
    const hard = filled(
      parsed({ playerAttributes: [skill], teams: teams(20), rules }),
      range(60).map((id) => party(id, 1, { skill: scattered(id) })),
      { searchBudget: 500 },
    );
    expect(hard.tick(1).budgetEnded).toBe(true);
    const spent = [steps(hard)];
    for (let now = 2; hard.nextChange(now - 1) === now; now += 1) {
      expect(hard.tick(now)).toEqual({ matches: [], budgetEnded: true });
      spent.push(steps(hard));
    }
    // Each of these looks searches, and none as long as the first.
    expect(spent.length).toBeGreaterThan(2);
    spent.slice(1).forEach((sum, place) => {
      const before = spent[place] ?? 0;
      expect(sum).toBeGreaterThan(before);
      expect(sum - before).toBeLessThan(spent[0] ?? 0);
    });
    expect(hard.nextChange(20)).toBeUndefined();
    const before = hard.work;
    for (const now of [20, 21, 90]) expect(hard.tick(now)).toEqual({ matches: [], budgetEnded: true });
    expect(hard.work).toEqual(before);
  });

  it('grows with the neighbours of a new ticket, not with the pool', () => {
    const lonely = filled(
      near,
      range(5000).map((id) => party(id, 1, { skill: id * 11 })),
    );
    lonely.tick(1);
    const before = steps(lonely);
    lonely.add(party(9999, 1, { skill: 1000 * 11 + 5 }));
    expect(lonely.tick(2).matches.map((match) => match.ticketIds)).toEqual([['t1000', 't9999']]);
    expect(steps(lonely) - before).toBeLessThan(50);
    const then = steps(lonely);
    lonely.remove('t7');
    expect(lonely.tick(3).matches).toEqual([]);
    expect(steps(lonely) - then).toBe(0);
  });
});

describe('growth', () => {
  it.each<[string, object, (id: number) => PoolTicket]>([
    [
      'skill and latency',
      {
        playerAttributes: [skill],
        teams: teams(1),
        rules: [
          { name: 'Near', type: 'batchDistance', batchAttribute: 'skill', maxDistance: 100 },
          { name: 'Ping', type: 'latency', maxLatency: 100 },
        ],
      },
      (id) => {
        const one = party(id, 1, { skill: scattered(id) });
        return {
          ...one,
          players: one.players.map((player) => ({
            ...player,
            latencyMs: { east: 20 + ((id * 37) % 150), west: 20 + ((id * 91) % 150) },
          })),
        };
      },
    ],
    [
      'lists of many values',
      {
        playerAttributes: [{ name: 'modes', type: 'string_list' }],
        teams: teams(1),
        rules: [
          {
            name: 'Modes',
            type: 'collection',
            operation: 'intersection',
            measurements: ['flatten(teams[*].players.attributes[modes])'],
            minCount: 1,
          },
        ],
      },
      (id) => party(id, 1, { modes: [`m${scattered(id) % 500}`, `m${(id * 17) % 500}`] }),
    ],
    [
      'sort rules',
      {
        playerAttributes: [skill],
        teams: teams(5),
        rules: [
          { name: 'Order', type: 'distanceSort', sortDirection: 'ascending', sortAttribute: 'skill' },
          { name: 'Near', type: 'batchDistance', batchAttribute: 'skill', maxDistance: 500 },
        ],
      },
      (id) => party(id, 1, { skill: scattered(id) }),
    ],
  ])('of the steps over pools by %s is close to the growth of the pool', (_, body, ticket) => {
    const spent = (count: number): number => {
      const matchmaker = filled(parsed(body), range(count).map(ticket));
      matchmaker.tick(1);
      return steps(matchmaker);
    };
    const small = spent(500);
    // Eight times the tickets need eight times the steps, or somewhat more; never the sixty-four times of all
    // pairs.
    expect(spent(4000) / small).toBeLessThan(14);
    expect(small / 500).toBeLessThan(600);
  });
});

describe('rule sets and pools with expensive searches', () => {
  const limit = 3_000_000;

  it('parties of three never fill teams of five: proved without a search, for any other rules', () => {
    const matchmaker = filled(
      parsed({
        playerAttributes: [skill],
        teams: teams(5),
        rules: [
          {
            name: 'Fair',
            type: 'distance',
            measurements: ['avg(teams[*].players.attributes[skill])'],
            referenceValue: `avg(${all})`,
            maxDistance: 50,
          },
        ],
      }),
      range(10_000).map((id) => party(id, 3, { skill: scattered(id) })),
    );
    expect(matchmaker.tick(1)).toEqual({ matches: [], budgetEnded: false });
    expect(steps(matchmaker)).toBe(0);
  });

  it('parties of three leave one place free in matches of seven, and no party over', () => {
    const matchmaker = filled(
      parsed({
        playerAttributes: [skill],
        teams: [{ name: 'side', minPlayers: 5, maxPlayers: 7, quantity: 2 }],
      }),
      range(1000).map((id) => party(id, 3, { skill: 0 })),
    );
    const { matches, budgetEnded } = matchmaker.tick(1);
    expect(budgetEnded).toBe(false);
    expect(matches).toHaveLength(250);
    expect(matches.every((match) => match.teams.every((team) => team.playerIds.length === 6))).toBe(true);
    expect(steps(matchmaker)).toBeLessThan(limit);
  });

  it('40 players with distances on everything: ends, and reports that the budget ran out', () => {
    const rules = ['avg', 'stddev', 'median', 'min', 'max', 'sum'].map((name) => ({
      name,
      type: 'distance',
      measurements: [`${name}(teams[*].players.attributes[skill])`],
      referenceValue: `${name}(${all})`,
      maxDistance: 0.0001,
    }));
    for (const quantity of [2, 8]) {
      const matchmaker = filled(
        parsed({ playerAttributes: [skill], teams: teams(40 / quantity, 40 / quantity, quantity), rules }),
        range(160).map((id) => party(id, 1, { skill: scattered(id) })),
        { searchBudget: 1_000 },
      );
      expect(matchmaker.tick(1)).toEqual({ matches: [], budgetEnded: true });
      expect(steps(matchmaker)).toBeLessThan(limit);
    }
  });

  it('expansions to zero exclude all, expansions to the largest number admit all', () => {
    const widening = (values: number[]): RuleSet =>
      parsed({
        playerAttributes: [skill],
        teams: teams(1),
        rules: [{ name: 'Near', type: 'batchDistance', batchAttribute: 'skill', maxDistance: 10 }],
        expansions: [
          {
            target: 'rules[Near].maxDistance',
            steps: values.map((value, index) => ({ waitTimeSeconds: index + 1, value })),
          },
        ],
      });
    const pool = range(1000).map((id) => party(id, 1, { skill: id * 20 }));
    const closing = filled(widening([0]), pool);
    for (const now of [0, 1, 2]) expect(closing.tick(now)).toEqual({ matches: [], budgetEnded: false });
    expect(closing.nextChange(2)).toBeUndefined();
    const opening = filled(widening([0, Number.MAX_VALUE]), pool);
    expect(opening.tick(1).matches).toHaveLength(0);
    expect(opening.tick(2).matches).toHaveLength(500);
    expect(steps(opening)).toBeLessThan(limit);
    const manySteps = filled(widening(range(60).map((step) => (step * 7919) % 15)), pool);
    for (
      let now: number | undefined = 0;
      now !== undefined && now < 100;
      now = manySteps.nextChange(now + 0.5)
    )
      expect(manySteps.tick(now)).toEqual({ matches: [], budgetEnded: false });
    expect(steps(manySteps)).toBeLessThan(limit);
  });

  it('team sizes that expand to zero leave matches of one, and a match of zero players is never formed', () => {
    const shrinking = parsed({
      playerAttributes: [skill],
      teams: teams(3),
      expansions: [{ target: 'teams[side].minPlayers', steps: [{ waitTimeSeconds: 5, value: 0 }] }],
    });
    const matchmaker = filled(shrinking, [party(1, 2, {})]);
    expect(matchmaker.tick(4).matches).toEqual([]);
    expect(matchmaker.tick(5).matches.map((match) => match.ticketIds)).toEqual([['t1']]);
    expect(matchmaker.tick(6).matches).toEqual([]);
  });

  it('ten collection rules over lists of a hundred values', () => {
    const names = range(10).map((index) => `list${index}`);
    const ruleSet = parsed({
      playerAttributes: names.map((name) => ({ name, type: 'string_list' })),
      teams: teams(4),
      rules: names.map((name, index) => ({
        name,
        type: 'collection',
        operation: 'intersection',
        measurements: [`flatten(teams[*].players.attributes[${name}])`],
        minCount: 1 + (index % 5),
        partyAggregation: index % 2 === 0 ? 'union' : 'intersection',
      })),
    });
    const values = (id: number, list: number): string[] =>
      range(100).map((value) => `v${(value * (1 + ((id + list) % 7)) + id * list) % 700}`);
    const matchmaker = filled(
      ruleSet,
      range(120).map((id) =>
        party(id, 1 + (id % 2), Object.fromEntries(names.map((name, list) => [name, values(id, list)]))),
      ),
      { searchBudget: 500 },
    );
    const { matches } = matchmaker.tick(1);
    for (const match of matches) {
      const ids = match.ticketIds.map((ticket) => Number(ticket.slice(1)));
      names.forEach((_, list) =>
        expect(
          ids
            .map((id) => values(id, list))
            .reduce((common, one) => common.filter((value) => one.includes(value))).length,
        ).toBeGreaterThanOrEqual(1 + (list % 5)),
      );
    }
    expect(steps(matchmaker)).toBeLessThan(limit);
    for (let now = 2; matchmaker.nextChange(now - 1) === now; now += 1) matchmaker.tick(now);
    expect(steps(matchmaker)).toBeLessThan(limit);
    const before = steps(matchmaker);
    matchmaker.tick(20);
    expect(steps(matchmaker)).toBe(before);
  });

  it('tickets that each name fifty locations of their own: the cost of a ticket follows its own list, and the few that share one meet', () => {
    const ruleSet = parsed({
      playerAttributes: [skill],
      teams: teams(1),
      rules: [{ name: 'Ping', type: 'latency', maxLatency: 100 }],
    });
    const own = (id: number): Record<string, number> =>
      Object.fromEntries(range(50).map((place) => [`l${id}-${place}`, 20]));
    const pool = (count: number): PoolTicket[] =>
      range(count).map((id) => {
        const one = party(id, 1, {});
        return {
          ...one,
          players: one.players.map((player) => ({
            ...player,
            latencyMs: { ...own(id), ...(id % 50 === 7 ? own(3) : {}), [`far-${id % 5}`]: 101 },
          })),
        };
      });
    const few = filled(ruleSet, pool(160));
    const { matches, budgetEnded } = few.tick(1);
    expect(budgetEnded).toBe(false);
    expect(matches.map((match) => match.ticketIds)).toEqual([
      ['t3', 't7'],
      ['t57', 't107'],
    ]);
    for (const match of matches) expect(match.locations).toHaveLength(50);
    const many = filled(ruleSet, pool(320));
    many.tick(1);
    expect(steps(many)).toBeLessThan(limit);
  });

  it('a budget of one still forms the match that needs no search, or reports that it ran out', () => {
    const outcome = filled(
      parsed({ playerAttributes: [skill], teams: teams(1) }),
      range(1001).map((id) => party(id, 1, {})),
      { searchBudget: 1 },
    ).tick(1);
    expect(outcome.matches.length === 500 || outcome.budgetEnded).toBe(true);
  });
});
