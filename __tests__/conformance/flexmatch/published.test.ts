import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import {
  type AttributeValue,
  parseRuleSet,
  type PoolTicket,
  runCase,
  type RuleSet,
  type TimedMatch,
} from '../../../flexmatch';

const read = (name: string): string =>
  fs.readFileSync(path.join(__dirname, 'published', `${name}.json`), 'utf8');
function ruleSetOf(body: string): RuleSet {
  const { ruleSet, errors } = parseRuleSet(body);
  if (ruleSet === undefined) throw new Error(JSON.stringify(errors));
  return ruleSet;
}

interface Wish {
  id?: string;
  start?: number;
  latency?: number;
  attributes?: Record<string, AttributeValue>;
}
/** Single players; `latency` is to the only location of the test. */
function singles(wishes: readonly Wish[]): PoolTicket[] {
  return wishes.map(({ id, start = 0, latency, attributes = {} }, index) => ({
    ticketId: id ?? `t${index}`,
    startTime: start,
    players: [
      {
        playerId: id ?? `t${index}`,
        attributes,
        ...(latency === undefined ? {} : { latencyMs: { 'us-west-2': latency } }),
      },
    ],
  }));
}
const many = (count: number, wish: (index: number) => Wish): PoolTicket[] =>
  singles(Array.from({ length: count }, (_, index) => wish(index)));
const play = (name: string, tickets: readonly PoolTicket[], at = 0): readonly TimedMatch[] =>
  runCase({ tickets, at, additionalPlayerCount: 0 }, ruleSetOf(read(name))).matches;
const sizes = (match: TimedMatch | undefined): number[] =>
  match?.match.teams.map((team) => team.playerIds.length) ?? [];
const teamOf = (match: TimedMatch | undefined, player: string): string | undefined =>
  match?.match.teams.find((team) => team.playerIds.includes(player))?.name;

describe('rule sets that AWS publishes are valid', () => {
  it.each<[string, string[]]>([
    ['example-01', [' comment']],
    ['example-02', []],
    ['example-03', [' comment']],
    ['example-04', [' comment']],
    ['example-05', []],
    ['example-06', []],
    ['example-07', ['expansions[0].target repeated-key', 'expansions[0].steps repeated-key']],
    ['example-08', []],
    ['example-09', []],
    ['example-10', []],
    ['example-11', []],
    ['schema-small', []],
    ['schema-large', ['algorithm.backfillPriority no-effect']],
  ])('%s, with the warnings %j', (name, warnings) => {
    const reading = parseRuleSet(read(name));
    expect(reading.errors).toEqual([]);
    expect(reading.warnings.map((warning) => `${warning.path} ${warning.code}`)).toEqual(warnings);
  });
});

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

  it('balances the averages: a party, which cannot be split, waits until 50, then 100 points are allowed', () => {
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
  it('waits without a monster, with a second monster in place of a hunter, and with a monster too weak for one hunter', () => {
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
      play('example-02', singles([...hunters(4), monster(40)]), 90).map((match) => [match.at, sizes(match)]),
    ).toEqual([[30, [4, 1]]]);
    expect(
      play('example-02', singles([...hunters(3), monster(40)]), 90).map((match) => [match.at, sizes(match)]),
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
  it("prefers players who value the anchor's favourite map most, then those with similar experience", () => {
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

describe('example 5: intersections across attributes', () => {
  const fighter = (index: number, opponents: string[]): Wish => ({
    attributes: { myCharacter: [`c${index}`], preferredOpponents: opponents },
  });
  const everybody = ['c0', 'c1', 'c2', 'c3', 'c4', 'c5'];
  it('every character is on the list of every player', () => {
    expect(
      play(
        'example-05',
        many(5, (index) => fighter(index, everybody)),
      ),
    ).toHaveLength(1);
    const picky = many(5, (index) =>
      fighter(index, index === 2 ? everybody.filter((one) => one !== 'c4') : everybody),
    );
    expect(play('example-05', picky, 14)).toEqual([]);
    expect(play('example-05', picky, 15)).toHaveLength(1); // the requirement is dropped
    const six = play(
      'example-05',
      many(6, (index) => fighter(index, index === 2 ? everybody.filter((one) => one !== 'c4') : everybody)),
      14,
    );
    expect(six[0]?.match.ticketIds).toEqual(expect.not.arrayContaining(['t2', 't4']));
  });
});

describe('example 6: attributes across all players', () => {
  it.each<[string, Record<string, AttributeValue>, Record<string, AttributeValue>, boolean]>([
    ['defaults and different characters', { character: 1 }, { character: 2 }, true],
    ['the same character', { character: 1 }, { character: 1 }, false],
    ['another mode', { character: 1, gameMode: 'real-time' }, { character: 2 }, false],
    ['another map', { character: 1, gameMap: 2 }, { character: 2 }, false],
    ['a missing character, which has no default', { character: 1 }, {}, false],
  ])('%s', (_, a, b, matches) => {
    const found = play('example-06', singles([{ attributes: a }, { attributes: b }]), 60);
    expect(found).toHaveLength(matches ? 1 : 0);
    if (matches) expect(found[0]?.match.teams.map((team) => team.name)).toEqual(['player_1', 'player_2']);
  });
});

describe('example 7: a large match', () => {
  const pool = (players: number, latency = 100): PoolTicket[] =>
    many(players, (index) => ({ latency, attributes: { skill: index % 50 } }));
  it('175 at once, 150 after 10 s, 100 after 15 s', () => {
    for (const [players, at] of [
      [175, 0],
      [150, 10],
      [100, 15],
    ] as const)
      expect(play('example-07', pool(players), 60).map((match) => [match.at, sizes(match)])).toEqual([
        [at, [players]],
      ]);
    expect(play('example-07', pool(99), 60)).toEqual([]);
    expect(play('example-07', pool(230)).map(sizes)).toEqual([[200]]);
  });
  it('as published loses the latency expansion; with two objects it has it', () => {
    expect(play('example-07', pool(175, 180), 60)).toEqual([]);
    const repaired = read('example-07').replace('"value": 200 }],', '"value": 200 }] }, {');
    expect(parseRuleSet(repaired).warnings).toEqual([]);
    expect(
      runCase({ tickets: pool(175, 180), at: 60, additionalPlayerCount: 0 }, ruleSetOf(repaired)).matches.map(
        (match) => match.at,
      ),
    ).toEqual([12]);
  });
});

describe('example 8: a large match of several teams', () => {
  const pool = (players: number, latency = 100): PoolTicket[] =>
    many(players, (index) => ({ latency, attributes: { 'monster-kills': index % 9 } }));
  it('fills hunters and monsters as the guide counts it', () => {
    expect(sizes(play('example-08', pool(155))[0])).toEqual([5, ...Array.from({ length: 10 }, () => 15)]);
    expect(sizes(play('example-08', pool(125))[0])).toEqual([5, ...Array.from({ length: 10 }, () => 12)]);
    const [monsters, ...hunters] = sizes(play('example-08', pool(130))[0]);
    expect({ monsters, hunters: hunters.sort() }).toEqual({
      monsters: 5,
      hunters: [12, 12, 12, 12, 12, 13, 13, 13, 13, 13],
    });
  });
  it('relaxes all ten hunter teams together', () => {
    expect(play('example-08', pool(124), 14)).toEqual([]);
    expect(play('example-08', pool(105), 60).map((match) => match.at)).toEqual([15]);
    expect(play('example-08', pool(85), 60).map((match) => match.at)).toEqual([20]);
    expect(play('example-08', pool(84), 60)).toEqual([]);
    expect(play('example-08', pool(155, 151), 60)).toEqual([]);
  });
});

describe('example 9: a large match of players with similar attributes', () => {
  const pool = (attributes: (index: number) => Record<string, AttributeValue>): PoolTicket[] =>
    many(200, (index) => ({
      latency: 50,
      attributes: { league: 1, skill: index % 11, map: 'm', mode: 'n', ...attributes(index) },
    }));
  it('100 a side within all distances; skill widens after 10 and 20 s', () => {
    expect(
      play(
        'example-09',
        pool(() => ({})),
      ).map(sizes),
    ).toEqual([[100, 100]]);
    for (const [spread, at] of [
      [11, 10],
      [20, 10],
      [21, 20],
      [40, 20],
    ] as const)
      expect(
        play(
          'example-09',
          pool((index) => (index === 0 ? { skill: spread } : { skill: 0 })),
          60,
        ).map((match) => match.at),
      ).toEqual([at]);
  });
  it.each<[string, Record<string, AttributeValue>]>([
    ['league', { league: 4 }],
    ['skill', { skill: 51 }],
    ['map', { map: 'other' }],
    ['mode', { mode: 'other' }],
  ])('no player with another %s', (_, attributes) => {
    expect(
      play(
        'example-09',
        pool((index) => (index === 199 ? attributes : {})),
        60,
      ),
    ).toEqual([]);
  });
});

describe('example 10: a compound rule', () => {
  const pool = (attributes: (index: number) => Record<string, AttributeValue>, players = 20): PoolTicket[] =>
    many(players, (index) => ({
      attributes: { league: 1, skill: 5, map: 'm', mode: 'n', ...attributes(index) },
    }));
  it('same map and mode, at any distance in skill', () => {
    expect(
      play(
        'example-10',
        pool((index) => ({ skill: index * 100, league: index })),
      ).map(sizes),
    ).toEqual([[10, 10]]);
  });
  it('close in skill and league, with any map and mode', () => {
    expect(
      play(
        'example-10',
        pool((index) => ({ map: `m${index}`, mode: `n${index}` })),
      ),
    ).toHaveLength(1);
    for (const [spread, at] of [
      [11, 10],
      [21, 20],
    ] as const)
      expect(
        play(
          'example-10',
          pool((index) => ({ map: `m${index}`, skill: index === 0 ? spread : 0 })),
          60,
        ).map((match) => match.at),
      ).toEqual([at]);
  });
  it('neither: no match', () => {
    expect(
      play(
        'example-10',
        pool((index) => ({ map: `m${index}`, league: index })),
        60,
      ),
    ).toEqual([]);
    expect(
      play(
        'example-10',
        pool((index) => ({ mode: `n${index}`, skill: index * 100 })),
        60,
      ),
    ).toEqual([]);
  });
});

describe('example 11: block lists', () => {
  it('no player meets a player whom they block, or who blocks them', () => {
    expect(
      play(
        'example-11',
        many(10, () => ({})),
      ).map(sizes),
    ).toEqual([[5, 5]]);
    expect(
      play(
        'example-11',
        many(10, (index) => (index === 7 ? { attributes: { BlockList: ['t2'] } } : {})),
        60,
      ),
    ).toEqual([]);
    const eleven = play(
      'example-11',
      many(11, (index) => (index === 7 ? { attributes: { BlockList: ['t2', 'a-stranger'] } } : {})),
    );
    expect(eleven).toHaveLength(1);
    expect(eleven[0]?.match.ticketIds).toContain('t0');
    expect(['t2', 't7'].filter((id) => eleven[0]?.match.ticketIds.includes(id))).toHaveLength(1);
  });
});
