import { describe, it } from '@jest/globals';
import { type Expectation } from '../../conformance/flexmatch/expectations';
import {
  all,
  at,
  close,
  each,
  gives,
  list,
  many,
  none,
  number,
  party,
  ping,
  giveSkills,
  solo,
  tags,
  text,
  together,
  versus,
  type Waiting,
  type Wish,
} from './pool';

describe('latency, batches and compounds', () => {
  const far = (id: string, latencyMs: Readonly<Record<string, number>>) => solo(id, { latencyMs });
  const at80 = { rules: [ping({ maxLatency: 80 })], attributes: [] };
  const two = (more: object) => ({
    teams: versus(1, 2),
    attributes: [],
    rules: [ping({ maxLatency: 120, ...more })],
  });
  const duo = [party('p', [{ latencyMs: { us: 50 } }, { latencyMs: { us: 150 } }]), far('a', { us: 50 })];
  const same = { name: 'Same', type: 'comparison', measurements: [each('map')], operation: '=' };
  const either = (statement: string): Wish => ({
    attributes: [number, text],
    rules: [same, close({ maxDistance: 5 }), { name: 'Either', type: 'compound', statement }],
  });
  const on = (...all: ReadonlyArray<readonly [string, number]>): Waiting[] =>
    all.map(([map, value], index) => solo('ab'[index] ?? '', { map, skill: value }));
  const mode = { name: 'Mode', type: 'batchDistance', batchAttribute: 'map' };
  const band = { name: 'Band', type: 'batchDistance', batchAttribute: 'skill', maxDistance: 20 };
  it.each<[string, Wish, Waiting[], Expectation]>([
    ['one location suits both', at80, [far('a', { us: 50, eu: 200 }), far('b', { us: 70, eu: 10 })], all],
    ['each has another location', at80, [far('a', { us: 50, eu: 200 }), far('b', { us: 90, eu: 10 })], none],
    ['no latency was measured', at80, [far('a', { us: 50 }), solo('b')], none],
    [
      "within the distance of the group's minimum",
      { attributes: [], rules: [ping({ maxDistance: 50, distanceReference: 'min' })] },
      [far('a', { us: 20 }), far('b', { us: 90 })],
      none,
    ],
    [
      'within the distance of its average',
      { attributes: [], rules: [ping({ maxDistance: 50, distanceReference: 'avg' })] },
      [far('a', { us: 20 }), far('b', { us: 90 })],
      all,
    ],
    ['a party counts with its average', two({}), duo, all],
    ['… or its maximum', two({ partyAggregation: 'max' }), duo, none],
    [
      'a batch with equal texts',
      { attributes: [number, text], rules: [mode] },
      on(['lake', 1], ['hill', 1]),
      none,
    ],
    [
      'a batch with near numbers',
      { teams: together(2, 3), rules: [band] },
      giveSkills(0, 15, 30),
      { matchSizes: [2], notTogether: [['a', 'c']] },
    ],
    ['or: one of two', either('or(Same, Close)'), on(['lake', 1], ['hill', 3]), all],
    ['and: not both', either('and(Same, Close)'), on(['lake', 1], ['hill', 3]), none],
    ['xor: both', either('xor(Same, Close)'), on(['lake', 1], ['lake', 3]), none],
    ['not', either('and(not(Same), Close)'), on(['lake', 1], ['lake', 3]), none],
    ['not: the inner rule holds', either('and(not(Same), Close)'), on(['lake', 1], ['hill', 3]), all],
  ])('%s', (_what, wish, tickets, expected) => gives(wish, tickets, expected));
});

describe('expansions', () => {
  const widened: Wish = {
    rules: [close({ maxDistance: 5 })],
    expansions: [{ target: 'rules[Close].maxDistance', steps: at([10, 50], [20, 500]) }],
  };
  const apart = [solo('a', { skill: 0 }), solo('b', { skill: 30 }, 20)];
  const oldest: Wish = {
    ...widened,
    algorithm: { strategy: 'exhaustiveSearch', expansionAgeSelection: 'oldest' },
  };
  const smaller: Wish = {
    teams: versus(2),
    attributes: [],
    expansions: [{ target: 'teams[red, blue].minPlayers', steps: at([15, 1]) }],
  };
  const sides: Wish = {
    teams: [{ name: 'side', quantity: 2, minPlayers: 2, maxPlayers: 2 }],
    attributes: [],
    expansions: [{ target: 'teams[side].minPlayers', steps: at([15, 1]) }],
  };
  const shared: Wish = {
    attributes: [list],
    rules: [tags('intersection', { minCount: 2 })],
    expansions: [{ target: 'rules[Tags].minCount', steps: at([10, 1]) }],
  };
  it.each<[string, Wish, Waiting[], number, Expectation]>([
    ['count from the newest ticket', widened, apart, 29, none],
    ['… and apply within their second', widened, apart, 30, all],
    ['or from the oldest', oldest, apart, 20, all],
    ['have several steps: the second is not reached', widened, giveSkills(0, 300), 19, none],
    ['… the second is', widened, giveSkills(0, 300), 20, all],
    ['of two teams: not yet', smaller, [solo('a'), solo('b')], 14, none],
    ['of two teams', smaller, [solo('a'), solo('b')], 15, { matchSizes: [2], teamSizesEqual: true }],
    [
      'of a team with a quantity',
      sides,
      [solo('a'), solo('b')],
      15,
      { teams: { side_1: { count: 1 }, side_2: { count: 1 } } },
    ],
    ['of a count', shared, [solo('a', { tags: ['x', 'y'] }), solo('b', { tags: ['y', 'z'] })], 10, all],
    [
      'are not early: not before',
      shared,
      [solo('a', { tags: ['x', 'y'] }), solo('b', { tags: ['y', 'z'] })],
      9,
      none,
    ],
  ])('%s', (_what, wish, tickets, until, expected) => gives(wish, tickets, expected, until));
});

describe('tickets, parties and backfill', () => {
  const plain: Wish = { attributes: [] };
  const four = { ...plain, teams: versus(4) };
  const session = (skillOf: number): Waiting => ({
    id: 'session',
    startTime: 0,
    backfill: true,
    players: [{ id: 'here', team: 'red', attributes: { skill: skillOf } }],
  });
  it.each<[string, Wish, Waiting[], Expectation]>([
    ['without an attribute that has no default', {}, [...giveSkills(1), solo('b')], none],
    [
      'without an attribute that has a default',
      { attributes: [{ ...number, default: 5 }], rules: [close({ maxDistance: 1 })] },
      [...giveSkills(5), solo('b')],
      all,
    ],
    [
      'one member of a party without it',
      { teams: versus(1, 2) },
      [...giveSkills(1), party('p', [{ attributes: { skill: 1 } }, {}])],
      none,
    ],
    ['a party larger than a team', { ...plain, teams: versus(2) }, [many('p', 3), solo('a')], none],
    [
      'a party stays together',
      { ...plain, teams: versus(2) },
      [many('p', 2), solo('a'), solo('b')],
      {
        matchSizes: [4],
        sameTeam: [
          ['p1', 'p2'],
          ['a', 'b'],
        ],
      },
    ],
    [
      '3 + 1 against 2 + 2',
      four,
      [many('p', 3), many('q', 2), many('r', 2), solo('a')],
      {
        matchSizes: [8],
        sameTeam: [
          ['p1', 'a'],
          ['q1', 'r1'],
        ],
      },
    ],
    [
      '3 + 1 against 3 + 1',
      four,
      [many('p', 3), many('q', 3), solo('a'), solo('b')],
      {
        matchSizes: [8],
        differentTeams: [
          ['p1', 'q1'],
          ['a', 'b'],
        ],
      },
    ],
    ['3, 3 and 2 cannot form two fours', four, [many('p', 3), many('q', 3), many('r', 2)], none],
    [
      'as many as possible, up to the maximum',
      { ...plain, teams: versus(1, 3) },
      [solo('a'), solo('b'), solo('c'), solo('d')],
      { matchSizes: [4] },
    ],
    [
      'teams by quantity',
      { ...plain, teams: [{ name: 'squad', quantity: 3, minPlayers: 1, maxPlayers: 1 }] },
      [solo('a'), solo('b'), solo('c')],
      { teams: { squad_1: { count: 1 }, squad_2: { count: 1 }, squad_3: { count: 1 } } },
    ],
    [
      'a session takes a player who fits',
      { rules: [close({ maxDistance: 5 })] },
      [session(10), ...giveSkills(12)],
      { matched: true, playerTeams: { a: 'blue' } },
    ],
    [
      'a session does not take a player who does not fit',
      { rules: [close({ maxDistance: 5 })] },
      [session(10), ...giveSkills(99)],
      none,
    ],
    [
      'two sessions do not form a match',
      { teams: versus(1, 2) },
      [
        session(1),
        { ...session(1), id: 'other', players: [{ id: 'there', team: 'blue', attributes: { skill: 1 } }] },
      ],
      none,
    ],
  ])('%s', (_what, wish, tickets, expected) => gives(wish, tickets, expected));
});
