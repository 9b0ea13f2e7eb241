import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  createMatchmaker,
  explainTicket,
  type Matchmaker,
  parseRuleSet,
  type PoolTicket,
  type RuleSet,
} from '../../flexmatch';
import { tries } from '../../testing/effort';

const parsed = (body: object): RuleSet => {
  const { ruleSet, errors } = parseRuleSet(JSON.stringify({ ruleLanguageVersion: '1.0', ...body }));
  if (ruleSet === undefined) throw new Error(JSON.stringify(errors));
  return ruleSet;
};
const ticket = (
  id: string,
  attributes: PoolTicket['players'][number]['attributes'] = {},
  more: Partial<PoolTicket> = {},
  latencyMs?: Record<string, number>,
): PoolTicket => ({
  ticketId: id,
  startTime: 0,
  players: [{ playerId: `p-${id}`, attributes, ...(latencyMs === undefined ? {} : { latencyMs }) }],
  ...more,
});
const party = (id: string, size: number, skill = 0): PoolTicket => ({
  ticketId: id,
  startTime: 0,
  players: Array.from({ length: size }, (_, index) => ({
    playerId: `${id}-${index}`,
    attributes: { skill },
  })),
});
const filled = (matchmaker: Matchmaker, tickets: readonly PoolTicket[]): Matchmaker => {
  tickets.forEach((one) => matchmaker.add(one));
  return matchmaker;
};

describe('the duel rule set of the project', () => {
  const { ruleSet } = parseRuleSet(
    fs.readFileSync(path.join(__dirname, '../../docs/examples/duel.json'), 'utf8'),
  );
  if (ruleSet === undefined) throw new Error('duel.json is not valid');

  it('pairs similar players at once, and others as they wait', () => {
    const matchmaker = filled(createMatchmaker(ruleSet, { seed: 1 }), [
      ticket('a', { game: 'chess', skill: 1500 }, {}, { east: 40 }),
      ticket('b', { game: 'go', skill: 1500 }, {}, { east: 40 }),
      ticket('c', { game: 'chess', skill: 2000 }, {}, { east: 150 }),
      ticket('d', { game: 'go', skill: 1600 }, {}, { east: 40, west: 90 }),
    ]);
    const first = matchmaker.tick(0);
    expect(first.matches.map((match) => match.ticketIds)).toEqual([['b', 'd']]);
    expect(first.matches[0]?.locations).toEqual(['east']);
    expect(first.matches[0]?.teams.map((team) => team.name)).toEqual(['first', 'second']);
    let now = 0;
    for (
      let next = matchmaker.nextChange(now);
      matchmaker.size > 0 && next !== undefined;
      next = matchmaker.nextChange(now)
    ) {
      now = next;
      matchmaker.tick(now);
    }
    expect(now).toBe(15); // skill at 15 s, latency at 10 s
    expect(matchmaker.nextChange(now)).toBeUndefined();
  });
});

describe('a pool', () => {
  const pair = parsed({
    playerAttributes: [{ name: 'skill', type: 'number' }],
    teams: [
      { name: 'red', minPlayers: 1, maxPlayers: 1 },
      { name: 'blue', minPlayers: 1, maxPlayers: 1 },
    ],
    rules: [{ name: 'Near', type: 'batchDistance', batchAttribute: 'skill', maxDistance: 5 }],
  });

  it('forms every match when a ticket that can never match leaves', () => {
    const plain = parsed({
      teams: [
        { name: 'red', minPlayers: 1, maxPlayers: 1 },
        { name: 'blue', minPlayers: 1, maxPlayers: 1 },
      ],
    });
    for (const indexes of [true, false]) {
      const matchmaker = createMatchmaker(plain, { seed: 1, indexes });
      matchmaker.add(party('too-big', 2));
      matchmaker.add(ticket('p'));
      expect(matchmaker.tick(0).matches).toEqual([]);
      expect(matchmaker.remove('too-big')).toBe(true);
      matchmaker.add(ticket('q'));
      expect(matchmaker.tick(1).matches.map((match) => match.ticketIds)).toEqual([['p', 'q']]);
    }
  });

  it('forms the same matches after arrivals and departures as a pool that never held the departed tickets', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.record({
            size: fc.constantFrom(1, 1, 1, 2),
            skill: fc.integer({ min: 0, max: 12 }),
            leaves: fc.boolean(),
          }),
          { maxLength: 30 },
        ),
        fc.boolean(),
        (tickets, indexes) => {
          const stayed = tickets.map((one, index) => ({ ...one, id: `t${index}` }));
          const coming = createMatchmaker(pair, { seed: 3, indexes });
          const calm = createMatchmaker(pair, { seed: 3, indexes });
          for (const { id, size, skill } of stayed) coming.add(party(id, size, skill));
          for (const { id, leaves } of stayed) if (leaves) expect(coming.remove(id)).toBe(true);
          for (const { id, size, skill, leaves } of stayed) if (!leaves) calm.add(party(id, size, skill));
          expect(coming.tick(1).matches.map((match) => match.ticketIds)).toEqual(
            calm.tick(1).matches.map((match) => match.ticketIds),
          );
        },
      ),
      { numRuns: tries(120) },
    );
  });

  it('refuses a repeated id, and takes tickets back', () => {
    const matchmaker = filled(createMatchmaker(pair, { seed: 1 }), [ticket('a', { skill: 1 })]);
    expect(() => matchmaker.add(ticket('a', { skill: 2 }))).toThrow('"a"');
    expect(matchmaker.remove('a')).toBe(true);
    expect(matchmaker.remove('a')).toBe(false);
    matchmaker.add(ticket('b', { skill: 1 }));
    expect(matchmaker.tick(1).matches).toEqual([]);
    matchmaker.add(ticket('a', { skill: 2 }));
    expect(matchmaker.tick(2).matches.map((match) => match.ticketIds)).toEqual([['b', 'a']]);
    expect(matchmaker.size).toBe(0);
  });

  it('counts how often each rule passed and failed', () => {
    const matchmaker = filled(createMatchmaker(pair, { seed: 1, indexes: false }), [
      ticket('a', { skill: 1 }),
      ticket('b', { skill: 50 }),
    ]);
    matchmaker.tick(1);
    expect(matchmaker.metrics('a')).toEqual([{ ruleName: 'Near', passedCount: 0, failedCount: 1 }]);
    matchmaker.add(ticket('c', { skill: 3 }));
    expect(matchmaker.tick(2).matches[0]?.ruleEvaluationMetrics[0]?.passedCount).toBe(1);
  });

  it('draws by its seed: both teams get the older ticket', () => {
    const sides = new Set(
      Array.from(
        { length: 20 },
        (_, seed) =>
          filled(createMatchmaker(pair, { seed }), [ticket('a', { skill: 1 }), ticket('b', { skill: 1 })])
            .tick(0)
            .matches[0]?.teams.find((team) => team.playerIds.includes('p-a'))?.name,
      ),
    );
    expect([...sides].sort()).toEqual(['blue', 'red']);
  });
});

describe('pools that could make a search endless', () => {
  const attributes = [{ name: 'skill', type: 'number' }];
  const teams = (size: number): object[] => [
    { name: 'red', minPlayers: size, maxPlayers: size },
    { name: 'blue', minPlayers: size, maxPlayers: size },
  ];

  it('proves at once that party sizes cannot fill the teams', () => {
    const matchmaker = filled(
      createMatchmaker(parsed({ playerAttributes: attributes, teams: teams(5) }), { seed: 1 }),
      Array.from({ length: 5_000 }, (_, index) => party(`t${index}`, 3 + (index % 2))),
    );
    expect(matchmaker.tick(0)).toEqual({ matches: [], budgetEnded: false });
    filled(matchmaker, [party('x', 1), party('y', 1)]);
    const [match] = matchmaker.tick(1).matches;
    expect(match?.teams.map((team) => team.playerIds.length)).toEqual([5, 5]);
  });

  it('reports that its budget ran out when 40 players must agree on everything', () => {
    const all = 'flatten(teams[*].players.attributes[skill])';
    const rules = ['avg', 'stddev', 'median'].map((name) => ({
      name,
      type: 'distance',
      measurements: [`${name}(teams[*].players.attributes[skill])`],
      referenceValue: `${name}(${all})`,
      maxDistance: 0.0001,
    }));
    const matchmaker = filled(
      createMatchmaker(parsed({ playerAttributes: attributes, teams: teams(20), rules }), {
        seed: 1,
        searchBudget: 2_000,
      }),
      Array.from({ length: 100 }, (_, index) => party(`t${index}`, 1, (index * index * 7919) % 2999)),
    );
    expect(matchmaker.tick(0)).toEqual({ matches: [], budgetEnded: true });
    expect(matchmaker.tick(1).budgetEnded).toBe(true);
  });
});

describe('large matches', () => {
  const body = (teams: object[], more: object = {}): RuleSet =>
    parsed({
      playerAttributes: [{ name: 'skill', type: 'number', default: 5 }],
      algorithm: { strategy: 'balanced', balancedAttribute: 'skill', ...more },
      teams,
      rules: [{ name: 'Ping', type: 'latency', maxLatency: 100 }],
    });
  const hunters = [
    { name: 'Monsters', minPlayers: 5, maxPlayers: 5 },
    { name: 'Hunters', minPlayers: 10, maxPlayers: 15, quantity: 10 },
  ];
  const players = (count: number, latency = { east: 50 }): PoolTicket[] =>
    Array.from({ length: count }, (_, index) =>
      ticket(`t${index}`, { skill: (index * 37) % 101 }, {}, latency),
    );
  const sizes = (matchmaker: Matchmaker): number[][] =>
    matchmaker.tick(0).matches.map((match) => match.teams.map((team) => team.playerIds.length));

  it('fills teams in the documented order', () => {
    expect(sizes(filled(createMatchmaker(body(hunters), { seed: 1 }), players(155)))).toEqual([
      [5, ...Array<number>(10).fill(15)],
    ]);
    const [some] = sizes(filled(createMatchmaker(body(hunters), { seed: 1 }), players(128)));
    expect(some?.[0]).toBe(5);
    expect(new Set(some?.slice(1))).toEqual(new Set([12, 13]));
    expect(sizes(filled(createMatchmaker(body(hunters), { seed: 1 }), players(104)))).toEqual([]);
  });

  it('keeps the teams even, and parties together', () => {
    const parties = Array.from({ length: 60 }, (_, index) =>
      party(`g${index}`, 1 + (index % 4), (index * 53) % 100),
    ).map((one) => ({
      ...one,
      players: one.players.map((player) => ({ ...player, latencyMs: { east: 50 } })),
    }));
    const [match] = filled(createMatchmaker(body(hunters), { seed: 1 }), parties).tick(0).matches;
    if (match === undefined) throw new Error('no match was formed');
    const skill = new Map(
      parties.flatMap((one) =>
        one.players.map((player) => [player.playerId, Number(player.attributes['skill'])] as const),
      ),
    );
    const averages = match.teams.map(
      (team) => team.playerIds.reduce((sum, id) => sum + (skill.get(id) ?? 0), 0) / team.playerIds.length,
    );
    expect(Math.max(...averages) - Math.min(...averages)).toBeLessThan(20);
    for (const one of parties)
      expect(
        match.teams.filter((team) => one.players.some((player) => team.playerIds.includes(player.playerId)))
          .length,
      ).toBeLessThanOrEqual(1);
  });

  it('needs one acceptable location in common', () => {
    const one = [{ name: 'all', minPlayers: 45, maxPlayers: 60 }];
    const tickets = [
      ...players(30),
      ...players(30, { west: 50 } as never).map((other) => ({ ...other, ticketId: `w${other.ticketId}` })),
    ];
    expect(filled(createMatchmaker(body(one), { seed: 1 }), tickets).tick(0).matches).toEqual([]);
  });

  it('completes a running session with at most one backfill ticket and never with it alone', () => {
    const one = [{ name: 'all', minPlayers: 41, maxPlayers: 60 }];
    const backfill = (id: string): PoolTicket => ({
      ticketId: id,
      startTime: 5,
      backfill: {},
      players: Array.from({ length: 55 }, (_, index) => ({
        playerId: `${id}-${index}`,
        attributes: {},
        latencyMs: { east: 50 },
        team: 'all',
      })),
    });
    const matchmaker = filled(createMatchmaker(body(one), { seed: 1 }), [backfill('x'), backfill('y')]);
    expect(matchmaker.tick(5).matches).toEqual([]);
    filled(matchmaker, players(3));
    const [match] = matchmaker.tick(6).matches;
    expect(match?.backfillTicketId).toBe('x');
    expect(match?.ticketIds).toHaveLength(4);
  });
});

describe('explainTicket', () => {
  const rules = parsed({
    playerAttributes: [{ name: 'skill', type: 'number' }],
    teams: [
      { name: 'red', minPlayers: 1, maxPlayers: 1 },
      { name: 'blue', minPlayers: 1, maxPlayers: 1 },
    ],
    rules: [
      { name: 'Near', type: 'batchDistance', batchAttribute: 'skill', maxDistance: 5 },
      { name: 'Ping', type: 'latency', maxLatency: 80 },
    ],
    expansions: [
      {
        target: 'rules[Near].maxDistance',
        steps: [
          { waitTimeSeconds: 10, value: 20 },
          { waitTimeSeconds: 30, value: 100 },
        ],
      },
    ],
  });

  it('names the rule, its measurement, the step that would mend it and the value that would', () => {
    const pool = [
      ticket('a', { skill: 10 }, {}, { east: 40 }),
      ticket('b', { skill: 60 }, { startTime: 2 }, { east: 50 }),
    ];
    const explanation = explainTicket(rules, pool, 'a', 5);
    expect(explanation.verdict).toBe('rules-fail');
    expect(explanation.nearest?.rules.find((rule) => rule.name === 'Near')).toMatchObject({
      passes: false,
      measured: 'spread 50',
      limit: 'at most 5',
    });
    expect(explanation.changes).toContainEqual(
      expect.objectContaining({ kind: 'wait', at: 32, step: 2, mends: ['Near'] }),
    );
    expect(explanation.changes).toContainEqual(
      expect.objectContaining({ kind: 'attribute', attribute: 'skill', from: 10, to: 55 }),
    );
    // The prediction holds: the pool matches when that step is reached.
    const matchmaker = filled(createMatchmaker(rules, { seed: 1 }), pool);
    expect(matchmaker.tick(31.9).matches).toEqual([]);
    expect(matchmaker.tick(32).matches).toHaveLength(1);
  });

  it('names the missing values', () => {
    expect(
      explainTicket(rules, [ticket('a', {}, {}, { east: 40 })], 'a', 0).obstacles.map(
        (obstacle) => obstacle.code,
      ),
    ).toEqual(['missing-attribute']);
    expect(
      explainTicket(rules, [ticket('a', { skill: 1 })], 'a', 0).obstacles.map((obstacle) => obstacle.code),
    ).toEqual(['missing-latency']);
    expect(explainTicket(rules, [party('a', 3)], 'a', 0).verdict).toBe('can-never-match');
    expect(explainTicket(rules, [ticket('a', { skill: 1 }, {}, { east: 40 })], 'a', 0).verdict).toBe('alone');
    expect(explainTicket(rules, [], 'a', 0).verdict).toBe('not-in-pool');
  });

  it('names the latency that would suffice', () => {
    const explanation = explainTicket(
      rules,
      [ticket('a', { skill: 10 }, {}, { east: 140 }), ticket('b', { skill: 10 }, {}, { east: 50 })],
      'a',
      0,
    );
    expect(explanation.changes).toContainEqual(
      expect.objectContaining({ kind: 'latency', location: 'east', from: 140, to: 80, mends: 'Ping' }),
    );
  });
});
