import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parseRuleSet, type RuleSet } from '../../../flexmatch';
import {
  completePopulation,
  drawTickets,
  parseDistributionFlag,
  parsePopulation,
  parseRecording,
  parseWeights,
  type PartialPopulation,
} from '../../../flexmatch/simulate';
import { CsvError, readCsv } from '../../../flexmatch/simulate/csv';
import { tries } from '../../../testing/effort';

const root = path.resolve(__dirname, '..', '..', '..');
function ruleSetOf(body: unknown): RuleSet {
  const { ruleSet, errors } = parseRuleSet(typeof body === 'string' ? body : JSON.stringify(body));
  if (ruleSet === undefined) throw new Error(JSON.stringify(errors));
  return ruleSet;
}
const duel = ruleSetOf(fs.readFileSync(path.join(root, 'docs/examples/duel.json'), 'utf8'));
const everything = ruleSetOf({
  name: 'everything',
  ruleLanguageVersion: '1.0',
  playerAttributes: [
    { name: 'level', type: 'number' },
    { name: 'mode', type: 'string' },
    { name: 'maps', type: 'string_list', default: ['dust', 'mirage'] },
    { name: 'ranks', type: 'string_number_map', default: { solo: 3, duo: 4 } },
  ],
  teams: [
    { name: 'red', minPlayers: 3, maxPlayers: 3 },
    { name: 'blue', minPlayers: 3, maxPlayers: 3 },
  ],
  rules: [
    {
      name: 'Level',
      type: 'distance',
      measurements: ['avg(teams[red].players.attributes[level])'],
      referenceValue: 'avg(teams[blue].players.attributes[level])',
      maxDistance: 5,
    },
    {
      name: 'Mode',
      type: 'comparison',
      measurements: ['flatten(teams[*].players.attributes[mode])'],
      referenceValue: 'ranked',
      operation: '=',
    },
    {
      name: 'Maps',
      type: 'collection',
      measurements: ['flatten(teams[*].players.attributes[maps])'],
      operation: 'intersection',
      minCount: 1,
    },
  ],
});

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
    expect(Math.max(...population.parties.map(({ size }) => size))).toBe(3); // No party is larger than a team.
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

  it('are not inferred when they are given; values that do not fit the rule set are refused by name', () => {
    expect(
      completePopulation({ attributes: { skill: { distribution: 'constant', value: 7 } } }, [duel]).population
        .attributes['skill'],
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

  it('come in order, on whole seconds, with unique ids, within their span, and evenly random from the first on', () => {
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

describe('a population file', () => {
  it('is read with its defaults', () => {
    expect(
      parsePopulation(
        '{"arrivals":{"ticketsPerMinute":5},"parties":[{"size":2}],"attributes":{"skill":{"distribution":"normal","mean":1,"sd":2}},"regions":[{"name":"us-east-1"}]}',
      ),
    ).toEqual({
      arrivals: { ticketsPerMinute: 5, startHour: 0, process: 'poisson' },
      parties: [{ size: 2, weight: 1 }],
      attributes: { skill: { distribution: 'normal', mean: 1, sd: 2 } },
      regions: [{ name: 'us-east-1', weight: 1 }],
    });
  });

  it.each([
    ['{', /line 1, column 2/],
    ['[]', /the population: .*object/],
    ['{"atributes":{}}', /the population: has no member "atributes"/],
    ['{"arrivals":{"ticketsPerMinute":-1}}', /arrivals\.ticketsPerMinute: .*>0/],
    ['{"arrivals":{"byHour":[1,2]}}', /arrivals\.byHour: must hold 24 rates/],
    [
      '{"attributes":{"skill":{"distribution":"bell","mean":1}}}',
      /attributes\.skill\.distribution: "distribution" must be one of "normal"/,
    ],
    [
      '{"attributes":{"skill":{"distribution":"normal","mean":"x","sd":1}}}',
      /attributes\.skill\.mean: .*number/,
    ],
    [
      '{"attributes":{"skill":{"distribution":"uniform","min":5,"max":1}}}',
      /attributes\.skill\.min: min must not be above max/,
    ],
    ['{"parties":[{"size":0}]}', /parties\[0\]\.size: .*1/],
    ['{"parties":[{"size":1,"weight":0}]}', /parties: at least one weight must be above 0/],
    ['{"regions":[{"name":"a"},{"name":"a"}]}', /regions: two regions have the same name/],
    ['{"withoutLatency":2}', /withoutLatency: .*1/],
  ])('refuses %s, by the name of the field', (text, message) => {
    expect(() => parsePopulation(text)).toThrow(message);
  });

  it('never throws any other error, for any content', () => {
    fc.assert(
      fc.property(fc.oneof(fc.json(), fc.string()), (text) => {
        try {
          parsePopulation(text);
        } catch (error) {
          expect(error instanceof Error ? error.constructor.name : error).toBe('PopulationError');
        }
      }),
    );
  });
});

describe('distributions and weights in flags', () => {
  it.each([
    ['normal:1500,300', { distribution: 'normal', mean: 1500, sd: 300 }],
    ['normal:1500,300,0,3000', { distribution: 'normal', mean: 1500, sd: 300, min: 0, max: 3000 }],
    ['lognormal:50,0.6', { distribution: 'lognormal', median: 50, sigma: 0.6 }],
    ['uniform:0,100', { distribution: 'uniform', min: 0, max: 100 }],
    ['constant:chess', { distribution: 'constant', value: 'chess' }],
    ['constant:3', { distribution: 'constant', value: 3 }],
    [
      'choice:chess*3,go',
      {
        distribution: 'choice',
        options: [
          { value: 'chess', weight: 3 },
          { value: 'go', weight: 1 },
        ],
      },
    ],
    [
      'list:1-2:a,b*0.5',
      {
        distribution: 'list',
        least: 1,
        most: 2,
        options: [
          { value: 'a', weight: 1 },
          { value: 'b', weight: 0.5 },
        ],
      },
    ],
  ])('%s', (text, expected) => {
    expect(parseDistributionFlag('x', text)).toEqual(expected);
  });

  it.each(['bell:1', 'normal:1', 'normal:a,b', 'uniform:9,1', 'choice:', 'list:a', 'normal'])(
    '%s is refused with the accepted forms',
    (text) => {
      expect(() => parseDistributionFlag('skill', text)).toThrow(/attribute skill: .*write normal:MEAN,SD/);
    },
  );

  it('weights', () => {
    expect(parseWeights('--regions', 'a=2, b')).toEqual([
      { name: 'a', weight: 2 },
      { name: 'b', weight: 1 },
    ]);
    for (const text of ['=2', 'a=', 'a=x', 'a=-1'])
      expect(() => parseWeights('--regions', text)).toThrow(/--regions ".*": write NAME=WEIGHT/);
  });
});

describe('CSV', () => {
  it('reads every field that RFC 4180 can write', () => {
    const field = fc.oneof(
      fc.string(),
      fc.constantFrom('a,b', 'say "hi"', 'two\nlines', 'two\r\nlines', '', ' padded '),
    );
    fc.assert(
      fc.property(
        fc.array(fc.array(field, { minLength: 2, maxLength: 5 }), { maxLength: 8 }),
        fc.constantFrom('\n', '\r\n'),
        fc.boolean(),
        (records, newline, mark) => {
          const text =
            (mark ? '\uFEFF' : '') +
            records
              .map((fields) => fields.map((one) => `"${one.replaceAll('"', '""')}"`).join(','))
              .join(newline);
          expect(readCsv(text).map(({ fields }) => fields)).toEqual(records);
        },
      ),
    );
    expect(readCsv('a,b\r\n\r\n1,"x\ny"\n2,z').map(({ line, fields }) => [line, ...fields])).toEqual([
      [1, 'a', 'b'],
      [3, '1', 'x\ny'],
      [5, '2', 'z'],
    ]);
  });

  it('names the line of a quote that is not closed, or is followed by text', () => {
    expect(() => readCsv('a,b\n1,"x')).toThrow(new CsvError('line 2: a quote opens and does not close'));
    expect(() => readCsv('a,b\n"1"x,2')).toThrow(/line 2: text follows a closing quote/);
  });
});

describe('recorded tickets', () => {
  it('become tickets: parties by ticketId, latencies, lists, maps, missing values, times from the first on', () => {
    const text =
      'ticketId,playerId,startTime,region,level,mode,maps,ranks,latency:us-east-1,latencyMs.eu-west-1\n' +
      'b,p2,2026-11-01T10:00:30Z,,7,,,,,80\n' +
      'a,p1,2026-11-01T10:00:00.500Z,home,3.5,"ranked, really",dust|mirage,solo=1|duo=2,20,\n' +
      'b,p3,2026-11-01T10:00:30Z,,8,x,dust,,40,90\n';
    expect(parseRecording(text, [everything])).toEqual([
      {
        region: 'home',
        ticket: {
          ticketId: 'a',
          startTime: 0,
          players: [
            {
              playerId: 'p1',
              attributes: {
                level: 3.5,
                mode: 'ranked, really',
                maps: ['dust', 'mirage'],
                ranks: { solo: 1, duo: 2 },
              },
              latencyMs: { 'us-east-1': 20 },
            },
          ],
        },
      },
      {
        region: 'eu-west-1',
        ticket: {
          ticketId: 'b',
          startTime: 29,
          players: [
            { playerId: 'p2', attributes: { level: 7 }, latencyMs: { 'eu-west-1': 80 } },
            {
              playerId: 'p3',
              attributes: { level: 8, mode: 'x', maps: ['dust'] },
              latencyMs: { 'us-east-1': 40, 'eu-west-1': 90 },
            },
          ],
        },
      },
    ]);
  });

  it.each([
    ['', /the file is empty/],
    ['startTime,level', /no tickets/],
    ['level\n1', /line 1: there is no column startTime/],
    [
      'startTime,elo\n0,1',
      /line 1: "elo" is not a column; write ticketId, playerId, startTime, region, latency:LOCATION, level, mode/,
    ],
    ['startTime,level,level\n0,1,1', /line 1: the column "level" stands twice/],
    ['startTime,level\n0', /line 2: has 1 fields, and there are 2 columns/],
    [
      'startTime,level\nsoon,1',
      /line 2, startTime: "soon" is neither a number of seconds nor an ISO 8601 time/,
    ],
    ['startTime,level\n0,high', /line 2, level: "high" is not a number/],
    ['startTime,latency:x\n0,-4', /line 2, latency:x: "-4" is not a number of milliseconds/],
    ['startTime,ranks\n0,solo', /line 2, ranks: "solo" is not KEY=NUMBER/],
    ['ticketId,startTime\na,0\na,1', /line 3: ticket "a" starts at another time than on line 2/],
    ['startTime\n0\n1e300', /startTime: the tickets span .* days, and at most 31 are played/],
    ['ticketId,playerId,startTime\na,p,0\na,p,0', /line 3: player "p" stands twice in ticket "a"/],
  ])('%j is refused with line and column', (text, message) => {
    expect(() => parseRecording(text, [everything])).toThrow(message);
  });
});
