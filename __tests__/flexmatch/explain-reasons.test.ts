/** The reasons of an explanation other than the rules of the nearest match. */
import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import {
  Explainer,
  parseRuleSet,
  type PoolTicket,
  readCase,
  readJson,
  runCase,
  type TicketExplanation,
} from '../../flexmatch';

const corpus = path.join(__dirname, '../conformance/flexmatch');

function explained(
  body: unknown,
  tickets: readonly PoolTicket[],
  at: number,
): Map<string, TicketExplanation> {
  const { ruleSet, errors } = parseRuleSet(JSON.stringify(body));
  if (ruleSet === undefined) throw new Error(JSON.stringify(errors));
  const run = runCase({ tickets, at, additionalPlayerCount: 0 }, ruleSet);
  const explainer = new Explainer(ruleSet, run.waiting, at, { looked: { budgetEnded: run.budgetEnded } });
  return new Map(run.waiting.map(({ ticketId }) => [ticketId, explainer.explain(ticketId)]));
}

function ofCorpus(name: string): Map<string, TicketExplanation> {
  const reading = readJson(fs.readFileSync(path.join(corpus, 'explain', `${name}.json`), 'utf8'));
  if ('problem' in reading) throw new Error(reading.problem);
  const read = readCase(reading.value, name);
  if (!('path' in read.ruleSet)) throw new Error('the case names no file');
  const body: unknown = JSON.parse(fs.readFileSync(path.join(corpus, read.ruleSet.path), 'utf8'));
  return explained(body, read.tickets, read.at);
}

const base = { ruleLanguageVersion: '1.0' };
const ticket = (
  ticketId: string,
  players: ReadonlyArray<PoolTicket['players'][number]['attributes']>,
  more: Partial<PoolTicket> = {},
): PoolTicket => ({
  ticketId,
  startTime: 0,
  players: players.map((attributes, place) => ({ playerId: `${ticketId}${place}`, attributes })),
  ...more,
});

describe('a running session', () => {
  it('reports how many slots are open, and that a party does not fit', () => {
    const explanations = ofCorpus('X01-backfill-one-slot-party-of-two');
    expect(explanations.get('refill')).toMatchObject({
      verdict: 'sizes-do-not-fit',
      summary:
        'it has 1 open slot (south 1), and the only ticket that waits is a party of 2, which is never split',
    });
    expect(explanations.get('duo')?.summary).toMatch(/team south lacks 1 player/);
    expect(explanations.get('duo')?.summary).toMatch(
      /no team of the running match of refill has 2 open slots/,
    );
  });

  const sides = [
    { name: 'north', minPlayers: 1, maxPlayers: 2 },
    { name: 'south', minPlayers: 1, maxPlayers: 2 },
  ];
  const session = (...teams: string[]): PoolTicket => ({
    ticketId: 'refill',
    startTime: 0,
    backfill: {},
    players: teams.map((team, place) => ({ playerId: `s${place}`, attributes: { skill: 0 }, team })),
  });
  const rules = [{ name: 'Skill', type: 'batchDistance', batchAttribute: 'skill', maxDistance: 10 }];
  const body = { ...base, playerAttributes: [{ name: 'skill', type: 'number' }], teams: sides, rules };

  it('that is full is reported as full', () => {
    const explanations = explained(
      body,
      [session('north', 'north', 'south', 'south'), ticket('x', [{ skill: 90 }])],
      5,
    );
    expect(explanations.get('refill')?.summary).toBe('the running match is full: no team has an open slot');
    expect(explanations.get('x')?.summary).toContain('the running match of refill is full');
  });

  it('names the rule that excludes the others', () => {
    const explanation = explained(
      body,
      [session('north', 'south'), ticket('x', [{ skill: 90 }]), ticket('y', [{ skill: 70 }])],
      5,
    ).get('refill');
    expect(explanation).toMatchObject({
      verdict: 'rules-fail',
      nearest: { ticketIds: ['refill', 'y'], failing: ['Skill'] },
      pool: { apart: [{ rule: 'Skill', ticketIds: ['x', 'y'], tickets: 2 }] },
    });
    expect(explanation?.summary).toContain('rule Skill measures spread 70, and must have at most 10');
    expect(explanation?.summary).toContain('rule Skill keeps it apart from every other ticket that waits');
  });
});

describe('the ticket whose age counts', () => {
  it('is named, with the result of the other setting', () => {
    const explanation = ofCorpus('X03-newest-resets-the-clock').get('q0');
    expect(explanation?.nearest?.age).toMatchObject({
      selection: 'newest',
      ticketId: 'q3',
      ageSeconds: 16,
      other: { ticketId: 'q0', ageSeconds: 58, matchesAt: 42 },
    });
    expect(explanation?.summary).toContain(
      'the age of a match is that of its newest ticket, here q3 (16 s); with expansionAgeSelection ' +
        '"oldest" it would be that of q0 (58 s), and these could have matched at 42 s',
    );
    expect(explanation?.nearest?.rules.find(({ name }) => name === 'Rank')?.without).toEqual(['q3']);
  });
});

describe('parties, and missing values', () => {
  const teams = ['red', 'blue'].map((name) => ({ name, minPlayers: 2, maxPlayers: 2 }));
  const body = {
    ...base,
    playerAttributes: [
      { name: 'skill', type: 'number' },
      { name: 'role', type: 'string' },
    ],
    teams,
    rules: [
      {
        name: 'Healers',
        type: 'collection',
        operation: 'contains',
        measurements: ['teams[red].players.attributes[role]'],
        referenceValue: 'healer',
        minCount: 1,
      },
      {
        name: 'Healers2',
        type: 'collection',
        operation: 'contains',
        measurements: ['teams[blue].players.attributes[role]'],
        referenceValue: 'healer',
        minCount: 1,
      },
      {
        name: 'Even',
        type: 'distance',
        measurements: ['avg(teams[red].players.attributes[skill])'],
        referenceValue: 'avg(teams[blue].players.attributes[skill])',
        maxDistance: 5,
        partyAggregation: 'max',
      },
    ],
  };

  it('the value of a party is named by its aggregation, and a value that no ticket brings is named', () => {
    const explanations = explained(
      body,
      [
        ticket('duo', [
          { skill: 10, role: 'healer' },
          { skill: 30, role: 'healer' },
        ]),
        ticket('a', [{ skill: 20, role: 'dps' }]),
        ticket('b', [{ skill: 20, role: 'dps' }]),
      ],
      5,
    ).get('a');
    expect(explanations?.nearest?.rules.find(({ name }) => name === 'Even')?.parties).toEqual([
      'the party duo counts with the maximum of its members’ skill (10, 30)',
    ]);
    // The two healers are in one party and on one team.
    expect(explanations?.pool.lacks).toEqual([
      {
        rules: ['Healers', 'Healers2'],
        needed: 2,
        there: 1,
        text: 'a match needs 2 with "healer" in role (Healers, Healers2), and the tickets that wait bring 1',
      },
    ]);
    expect(explanations?.summary).toContain('a match needs 2 with "healer" in role');
  });
});

describe('a ticket that fails a rule by itself', () => {
  const limited = (steps: ReadonlyArray<readonly [seconds: number, most: number]>, age = 'newest') => ({
    ...base,
    teams: [{ name: 'two', minPlayers: 2, maxPlayers: 2 }],
    rules: [{ name: 'Near', type: 'latency', maxLatency: 100 }],
    expansions: [
      {
        target: 'rules[Near].maxLatency',
        steps: steps.map(([waitTimeSeconds, value]) => ({ waitTimeSeconds, value })),
      },
    ],
    algorithm: { strategy: 'exhaustiveSearch', expansionAgeSelection: age },
  });
  const far = (id: string, latency: number): PoolTicket => ({
    ticketId: id,
    startTime: 0,
    players: [{ playerId: id, attributes: {}, latencyMs: { here: latency } }],
  });
  const hopeless = (body: unknown, at: number, ...tickets: readonly PoolTicket[]) =>
    [...explained(body, tickets, at)].flatMap(([id, { noStepHelps }]) => (noStepHelps === true ? [id] : []));

  it('is helped by no step when every one is too short, alone or with others', () => {
    const body = limited([
      [10, 200],
      [30, 300],
    ]);
    expect(hopeless(body, 5, far('lost', 400))).toEqual(['lost']);
    expect(hopeless(body, 5, far('lost', 400), far('late', 300), far('near', 90))).toEqual(['lost']);
    expect(hopeless(body, 60, far('lost', 400), far('late', 300))).toEqual(['lost']);
  });

  it('has no later step that helps, where a step takes back what an earlier one allowed', () => {
    const steps = [
      [10, 500],
      [30, 50],
    ] as const;
    expect(hopeless(limited(steps, 'oldest'), 5, far('one', 400))).toEqual([]);
    expect(hopeless(limited(steps, 'oldest'), 40, far('one', 400))).toEqual(['one']);
    // A newcomer takes the age of its match back to the steps before.
    expect(hopeless(limited(steps), 40, far('one', 400))).toEqual([]);
  });
});

describe('a ticket whose first team leaves no place for the tickets that wait', () => {
  const close = (maxDistance: number, blue: number) => ({
    ...base,
    playerAttributes: [{ name: 'rank', type: 'number' }],
    teams: [
      { name: 'red', minPlayers: 2, maxPlayers: 2 },
      { name: 'blue', minPlayers: blue, maxPlayers: blue },
    ],
    rules: [
      {
        name: 'Close',
        type: 'distance',
        measurements: ['flatten(teams[*].players.attributes[rank])'],
        referenceValue: 'avg(flatten(teams[*].players.attributes[rank]))',
        maxDistance,
      },
    ],
  });
  const solo = ticket('solo', [{ rank: 300 }]);

  it('is given the rule that keeps it from a party, on the team beside it', () => {
    const explanations = explained(close(5, 1), [ticket('duo', [{ rank: 0 }, { rank: 0 }]), solo], 30);
    for (const [id, other] of [
      ['solo', 'duo'],
      ['duo', 'solo'],
    ] as const) {
      expect(explanations.get(id)).toMatchObject({
        verdict: 'rules-fail',
        nearest: { failing: ['Close'], short: [] },
      });
      expect(explanations.get(id)?.summary).toMatch(
        new RegExp(`^nearest match, with ${other}: rule Close measures`),
      );
    }
  });

  it('is given the rule that keeps it from a running match with a place on another team', () => {
    const team = (playerId: string, name: string) => ({ playerId, attributes: { rank: 10 }, team: name });
    const running: PoolTicket = {
      ticketId: 'running',
      startTime: 0,
      players: [team('a', 'red'), team('b', 'red'), team('c', 'blue')],
      backfill: {},
    };
    const newcomer = explained(close(50, 2), [running, solo], 30).get('solo');
    expect(newcomer?.nearest?.failing).toEqual(['Close']);
    expect(newcomer?.summary).toMatch(/^nearest match, with running: rule Close measures/);
  });
});
