import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parseRuleSet } from '../../flexmatch';
import { tries } from '../../testing/effort';

const base = {
  ruleLanguageVersion: '1.0',
  playerAttributes: [
    { name: 'skill', type: 'number', default: 10 },
    { name: 'mode', type: 'string' },
    { name: 'maps', type: 'string_list', default: ['a'] },
    { name: 'weights', type: 'string_number_map', default: { a: 1 } },
  ],
  teams: [
    { name: 'red', minPlayers: 1, maxPlayers: 2 },
    { name: 'blue', minPlayers: 1, maxPlayers: 2 },
  ],
};
const errorsOf = (change: object): string[] =>
  parseRuleSet(JSON.stringify({ ...base, ...change })).errors.map((error) => `${error.path} ${error.code}`);
const withRule = (rule: object, more: object = {}): string[] =>
  errorsOf({ rules: [{ name: 'R', ...rule }], ...more });

describe('parseRuleSet', () => {
  it('never crashes, for any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) => {
        const reading = parseRuleSet(text);
        expect(reading.valid).toBe(false);
        expect(reading.errors.length).toBeGreaterThan(0);
      }),
      { numRuns: tries(200) },
    );
    fc.assert(
      fc.property(fc.json(), (text) => {
        expect(parseRuleSet(text).valid).toBe(false);
      }),
      { numRuns: tries(120) },
    );
  });

  it('never crashes on a rule set with any part replaced', () => {
    const whole = {
      ...base,
      algorithm: { strategy: 'exhaustiveSearch' },
      rules: [
        {
          name: 'R',
          type: 'distance',
          measurements: ['avg(teams[*].players.attributes[skill])'],
          referenceValue: 1,
          maxDistance: 3,
        },
        { name: 'C', type: 'compound', statement: 'not(R)' },
      ],
      expansions: [{ target: 'rules[R].maxDistance', steps: [{ waitTimeSeconds: 1, value: 2 }] }],
    };
    const paths: string[][] = [];
    const walk = (value: unknown, path: string[]): void => {
      if (typeof value === 'object' && value !== null)
        for (const [key, inner] of Object.entries(value)) {
          paths.push([...path, key]);
          walk(inner, [...path, key]);
        }
    };
    walk(whole, []);
    fc.assert(
      fc.property(fc.constantFrom(...paths), fc.jsonValue({ maxDepth: 2 }), (path, value) => {
        const copy = structuredClone(whole);
        let at: any = copy; // eslint-disable-line @typescript-eslint/no-explicit-any
        for (const key of path.slice(0, -1)) at = at[key];
        at[path[path.length - 1] ?? ''] = value;
        const reading = parseRuleSet(JSON.stringify(copy));
        expect(reading.valid).toBe(reading.errors.length === 0);
        for (const error of reading.errors) expect(error.message.length).toBeGreaterThan(10);
      }),
      { numRuns: tries(300) },
    );
  });

  it('refuses deep nesting instead of overflowing the stack', () => {
    expect(parseRuleSet('['.repeat(60_000)).errors[0]?.code).toBe('not-json');
    expect(
      parseRuleSet(
        JSON.stringify({
          ...base,
          rules: [{ name: 'R', type: 'compound', statement: 'not('.repeat(9_000) }],
        }),
      ).errors[0]?.code,
    ).toBe('bad-statement');
    expect(withRule({ type: 'comparison', operation: '=', measurements: ['avg('.repeat(9_000)] })).toEqual([
      'rules[0].measurements[0] bad-expression',
    ]);
  });

  it('accepts comments, repeated keys and unknown keys with a warning that says where', () => {
    const reading = parseRuleSet(
      `{ // comment\n"ruleLanguageVersion": "1.0", "colour": 1,\n"teams": [{ "name": "a", "minPlayers": 1, "minPlayers": 2, "maxPlayers": 2, "maxPlayer": 3 }] /* end */ }`,
    );
    expect(reading.valid).toBe(true);
    expect(reading.ruleSet?.teams[0]?.minPlayers).toBe(2);
    expect(reading.warnings.map((warning) => `${warning.path} ${warning.code}`)).toEqual([
      ' comment',
      'teams[0].minPlayers repeated-key',
      'teams[0].maxPlayer unknown-key',
      'colour unknown-key',
    ]);
    expect(reading.warnings[1]?.message).toContain('line 3');
    expect(reading.warnings[2]?.message).toContain('"maxPlayers"');
  });

  it('suggests the closest word for a misspelt one', () => {
    const message = (change: object): string =>
      parseRuleSet(JSON.stringify({ ...base, ...change })).errors[0]?.message ?? '';
    expect(
      message({
        rules: [
          {
            name: 'R',
            type: 'comparision',
            measurements: ['flatten(teams[*].players.attributes[mode])'],
            operation: '=',
          },
        ],
      }),
    ).toContain('write "comparison"');
    expect(
      message({
        rules: [
          {
            name: 'R',
            type: 'comparison',
            measurements: ['flatten(teams[*].players.attributes[mode])'],
            operation: '==',
          },
        ],
      }),
    ).toContain('write "="');
    expect(
      message({ rules: [{ name: 'R', type: 'batchDistance', batchAttribute: 'skil', maxDistance: 1 }] }),
    ).toContain('"skill"');
  });

  const skill = 'avg(teams[*].players.attributes[skill])';
  it.each<[string, object, string]>([
    [
      'comparison < without reference',
      { type: 'comparison', measurements: [skill], operation: '<' },
      'rules[0].referenceValue missing',
    ],
    [
      'comparison of strings by <',
      {
        type: 'comparison',
        measurements: ['flatten(teams[*].players.attributes[mode])'],
        operation: '<',
        referenceValue: 'x',
      },
      'rules[0].operation type-mismatch',
    ],
    [
      'comparison of numbers with a string',
      { type: 'comparison', measurements: [skill], operation: '=', referenceValue: 'ten' },
      'rules[0].referenceValue type-mismatch',
    ],
    [
      'distance without limits',
      { type: 'distance', measurements: [skill], referenceValue: 1 },
      'rules[0].maxDistance missing',
    ],
    [
      'distance without reference',
      { type: 'distance', measurements: [skill], maxDistance: 1 },
      'rules[0].referenceValue missing',
    ],
    [
      'average of strings',
      {
        type: 'distance',
        measurements: ['avg(teams[red].players.attributes[mode])'],
        referenceValue: 1,
        maxDistance: 1,
      },
      'rules[0].measurements[0] type-mismatch',
    ],
    [
      'an unknown team',
      {
        type: 'distance',
        measurements: ['avg(teams[green].players.attributes[skill])'],
        referenceValue: 1,
        maxDistance: 1,
      },
      'rules[0].measurements[0] unknown-name',
    ],
    [
      'players as numbers',
      { type: 'distance', measurements: ['teams[red].players'], referenceValue: 1, maxDistance: 1 },
      'rules[0].measurements[0] type-mismatch',
    ],
    [
      'contains without reference',
      {
        type: 'collection',
        operation: 'contains',
        measurements: ['teams[red].players.attributes[maps]'],
        minCount: 1,
      },
      'rules[0].referenceValue missing',
    ],
    [
      'collection without counts',
      {
        type: 'collection',
        operation: 'intersection',
        measurements: ['teams[red].players.attributes[maps]'],
      },
      'rules[0].minCount missing',
    ],
    [
      'batchDistance of a number without distance',
      { type: 'batchDistance', batchAttribute: 'skill' },
      'rules[0].maxDistance missing',
    ],
    ['latency without limits', { type: 'latency' }, 'rules[0].maxLatency missing'],
    [
      'latency distance without its reference',
      { type: 'latency', maxDistance: 10 },
      'rules[0].distanceReference missing',
    ],
    [
      'sort without direction',
      { type: 'absoluteSort', sortAttribute: 'skill' },
      'rules[0].sortDirection missing',
    ],
    [
      'sort of a map without key',
      { type: 'distanceSort', sortAttribute: 'weights', sortDirection: 'ascending' },
      'rules[0].mapKey missing',
    ],
    [
      'an unknown party aggregation',
      { type: 'batchDistance', batchAttribute: 'skill', maxDistance: 1, partyAggregation: 'median' },
      'rules[0].partyAggregation unknown-value',
    ],
  ])('refuses %s', (_, rule, expected) => {
    expect(withRule(rule)).toContain(expected);
  });

  const fair = { name: 'R', type: 'distance', measurements: [skill], referenceValue: 1, maxDistance: 1 };
  const expansion = (target: string, steps: unknown): string[] =>
    errorsOf({
      rules: [fair, { name: 'N', type: 'compound', statement: 'not(R)' }],
      expansions: [{ target, steps }],
    });
  it.each<[string, string, unknown, string]>([
    [
      'an unknown rule',
      'rules[X].maxDistance',
      [{ waitTimeSeconds: 1, value: 1 }],
      'expansions[0].target unknown-name',
    ],
    [
      'a property of another rule type',
      'rules[R].minCount',
      [{ waitTimeSeconds: 1, value: 1 }],
      'expansions[0].target bad-target',
    ],
    [
      'a compound rule',
      'rules[N].statement',
      [{ waitTimeSeconds: 1, value: 'R' }],
      'expansions[0].target bad-target',
    ],
    [
      'the algorithm',
      'algorithm.strategy',
      [{ waitTimeSeconds: 1, value: 'balanced' }],
      'expansions[0].target bad-target',
    ],
    [
      'steps that do not rise',
      'rules[R].maxDistance',
      [
        { waitTimeSeconds: 5, value: 1 },
        { waitTimeSeconds: 5, value: 2 },
      ],
      'expansions[0].steps[1].waitTimeSeconds not-increasing',
    ],
    [
      'a step without value',
      'rules[R].maxDistance',
      [{ waitTimeSeconds: 5 }],
      'expansions[0].steps[0].value missing',
    ],
    [
      'a value of another type',
      'rules[R].maxDistance',
      [{ waitTimeSeconds: 5, value: 'far' }],
      'expansions[0].steps[0].value wrong-type',
    ],
    [
      'teams beyond 40 players',
      'teams[red].maxPlayers',
      [{ waitTimeSeconds: 5, value: 39 }],
      'expansions[0].steps[0].value too-many-players',
    ],
  ])('refuses an expansion of %s', (_, target, steps, expected) => {
    expect(expansion(target, steps)).toContain(expected);
  });

  it('keeps the list short for a rule set with many numbers, and reports each of many mistakes once', () => {
    const team = (more: object): string[] =>
      errorsOf({ teams: [{ name: 'a', minPlayers: 1, maxPlayers: 1, ...more }] });
    expect(team({ quantity: 1e9 })).toEqual(['teams[0].quantity out-of-range']);
    expect(team({ quantity: 1e308 })).toEqual(['teams[0].quantity out-of-range']);
    expect(team({ maxPlayers: 1e308 })).toContain('teams too-many-players');
    expect(team({ quantity: 200, minPlayers: 0 })).toContain('algorithm needs-balanced');
    const wide = errorsOf({
      teams: Array.from({ length: 500 }, (_, index) => ({
        name: `t${index}`,
        minPlayers: 0,
        maxPlayers: 1,
        quantity: 200,
      })),
      expansions: [
        {
          target: 'teams[t0].minPlayers',
          steps: Array.from({ length: 900 }, (_, index) => ({ waitTimeSeconds: index, value: 1 })),
        },
      ],
    });
    expect(wide).toHaveLength(2);
    const unknown = errorsOf({
      rules: [
        {
          name: 'C',
          type: 'compound',
          statement: `and(${Array.from({ length: 4_000 }, (_, index) => `Q${index}`).join(',')})`,
        },
      ],
    });
    expect(unknown).toHaveLength(4_000);
    const repeated = parseRuleSet('{' + '"a":1,\n'.repeat(8_000) + '"b":1}');
    expect([repeated.errors.length, repeated.warnings.length]).toEqual([2, 8_001]);
  });

  it('reports a mistake once: a use of a faulty declaration is not a second mistake', () => {
    const attributes = [
      { name: 'skill', type: 'numbr' },
      { name: 'mode', type: 'string' },
    ];
    expect(
      withRule(
        { type: 'distance', measurements: [skill], referenceValue: 1, maxDistance: 1 },
        {
          playerAttributes: attributes,
          algorithm: { batchingPreference: 'sorted', sortByAttributes: ['skill'] },
        },
      ),
    ).toEqual(['playerAttributes[0].type unknown-value']);
    expect(
      withRule(
        { type: 'batchDistance', batchAttribute: 'skill', maxDistance: 1 },
        { playerAttributes: attributes },
      ),
    ).toEqual(['playerAttributes[0].type unknown-value']);
  });

  it('accepts numbers in quotes where a number is measured, with a warning', () => {
    for (const rule of [
      { type: 'comparison', operation: '>=', measurements: [skill], referenceValue: '10' },
      { type: 'distance', measurements: [skill], referenceValue: ' 10 ', maxDistance: '5' },
    ]) {
      const reading = parseRuleSet(JSON.stringify({ ...base, rules: [{ name: 'R', ...rule }] }));
      expect(reading.errors).toEqual([]);
      expect(reading.warnings.map((warning) => warning.code)).toContain('number-in-quotes');
      expect(reading.ruleSet?.rules[0]).toMatchObject({ reference: { kind: 'number', value: 10 } });
    }
    expect(
      withRule({
        type: 'comparison',
        operation: '=',
        measurements: ['flatten(teams[*].players.attributes[mode])'],
        referenceValue: '10',
      }),
    ).toEqual([]);
    expect(
      withRule({ type: 'distance', measurements: [skill], referenceValue: 'ten', maxDistance: 1 }),
    ).toEqual(['rules[0].referenceValue type-mismatch']);
  });

  it('counts code points, not halves of them, and names may have letters of any language', () => {
    const padded = (text: string): boolean => parseRuleSet(JSON.stringify({ ...base, name: text })).valid;
    const room = 65_535 - JSON.stringify({ ...base, name: '' }).length;
    expect([
      padded('😀'.repeat(room)),
      padded('x'.repeat(room)),
      padded('x'.repeat(room + 1)),
      padded('😀'.repeat(room + 1)),
    ]).toEqual([true, true, false, false]);
    expect(
      errorsOf({
        rules: [
          { ...fair, name: 'Größe' },
          { name: 'C', type: 'compound', statement: 'not(Größe)' },
        ],
      }),
    ).toEqual([]);
  });

  it('an expansion names its teams, and a distance has one number as reference', () => {
    for (const name of ['*', ' * ', 'red, *'])
      expect(
        errorsOf({
          expansions: [{ target: `teams[${name}].minPlayers`, steps: [{ waitTimeSeconds: 1, value: 1 }] }],
        }),
      ).toEqual(['expansions[0].target bad-target']);
    const distance = (referenceValue: unknown): string[] =>
      withRule({
        type: 'distance',
        measurements: ['avg(teams[*].players.attributes[skill])'],
        referenceValue,
        maxDistance: 5,
      });
    expect(distance('avg(flatten(teams[*].players.attributes[skill]))')).toEqual([]);
    for (const list of [
      'avg(teams[*].players.attributes[skill])',
      'flatten(teams[*].players.attributes[skill])',
    ])
      expect(distance(list)).toEqual(['rules[0].referenceValue type-mismatch']);
  });

  it('warns of rules that can never fail or never hold, over all steps of the expansions', () => {
    const skill = 'players.attributes[skill]';
    const one = [{ name: 'red', minPlayers: 2, maxPlayers: 4 }];
    const two = [...one, { name: 'blue', minPlayers: 2, maxPlayers: 4 }];
    const warned = (rule: object, teams: object[] = one, expansions: object[] = []): string[] =>
      parseRuleSet(JSON.stringify({ ...base, teams, rules: [{ name: 'R', ...rule }], expansions }))
        .warnings.filter(({ path }) => path.startsWith('rules[0]'))
        .map(({ code, message }) => `${code}: ${message.split(':')[0] ?? ''}`);
    const never = ['never-matches: the rule "R" can never hold'];
    const always = ['no-effect: the rule "R" can never fail'];
    const average = {
      type: 'distance',
      measurements: [`avg(teams[*].${skill})`],
      referenceValue: `avg(flatten(teams[*].${skill}))`,
    };
    expect(warned({ ...average, maxDistance: 5 })).toEqual(always);
    expect(warned({ ...average, minDistance: 5 })).toEqual(never);
    expect(warned({ ...average, maxDistance: 5 }, two)).toEqual([]);
    const count = { type: 'comparison', measurements: ['count(teams[red].players)'] };
    expect(warned({ ...count, operation: '>', referenceValue: 4 })).toEqual(never);
    expect(warned({ ...count, operation: '>=', referenceValue: 2 })).toEqual(always);
    expect(warned({ ...count, operation: '>=', referenceValue: 3 })).toEqual([]);
    const step = (target: string, value: number): object[] => [
      { target, steps: [{ waitTimeSeconds: 5, value }] },
    ];
    expect(
      warned({ ...count, operation: '>', referenceValue: 4 }, one, step('teams[red].maxPlayers', 5)),
    ).toEqual([]);
    expect(
      warned({ ...count, operation: '>', referenceValue: 4 }, one, step('rules[R].referenceValue', 3)),
    ).toEqual([]);
    const same = `avg(teams[red].${skill})`;
    const comparison = { type: 'comparison', measurements: [same], referenceValue: same };
    expect(warned({ ...comparison, operation: '<=' }, two)).toEqual(always);
    expect(warned({ ...comparison, operation: '<' }, two)).toEqual(never);
    expect(warned({ type: 'comparison', measurements: [same], operation: '=' }, two)).toEqual(always);
    const roles = {
      type: 'collection',
      operation: 'contains',
      measurements: ['flatten(teams[red].players.attributes[maps])'],
      referenceValue: 'tank',
    };
    expect(warned({ ...roles, minCount: 5 })).toEqual(never);
    expect(warned({ ...roles, minCount: 4 })).toEqual([]);
    expect(warned({ ...roles, maxCount: 4 })).toEqual(always);
    const solo = [{ name: 'red', minPlayers: 1, maxPlayers: 1, quantity: 2 }];
    const near = { type: 'batchDistance', batchAttribute: 'skill', maxDistance: 5, partyAggregation: 'max' };
    expect(warned(near, solo)).toEqual([
      'no-effect: no team has room for a party (at most 1 player), and every larger party never matches',
    ]);
    expect(warned(near, two)).toEqual([]);
  });

  it('balanced needs its attribute at any size; expansions without effect cause a warning', () => {
    expect(errorsOf({ algorithm: { strategy: 'balanced' } })).toEqual([
      'algorithm.balancedAttribute missing',
    ]);
    const warnings = (change: object): string[] =>
      parseRuleSet(JSON.stringify({ ...base, ...change })).warnings.map(
        (warning) => `${warning.path} ${warning.code}`,
      );
    expect(
      warnings({
        algorithm: { strategy: 'balanced', balancedAttribute: 'skill', batchingPreference: 'random' },
      }),
    ).toEqual(['algorithm.batchingPreference unusual']);
    const step = (target: string, value: number | string): string[] =>
      warnings({
        teams: [{ name: 'red', minPlayers: 2, maxPlayers: 3 }],
        rules: [{ name: 'S', type: 'absoluteSort', sortAttribute: 'skill', sortDirection: 'ascending' }],
        expansions: [{ target, steps: [{ waitTimeSeconds: 1, value }] }],
      });
    expect(step('teams[red].maxPlayers', 1)).toEqual(['expansions[0].steps[0].value never-matches']);
    expect(step('teams[red].minPlayers', 4)).toEqual(['expansions[0].steps[0].value never-matches']);
    expect(step('rules[S].sortDirection', 'descending')).toEqual(['expansions[0].target no-effect']);
  });

  it('accepts rule sets that AWS publishes: quoted distances, bare measurements, quantity teams, balanced for 40 players, empty names', () => {
    expect(
      withRule(
        {
          type: 'collection',
          operation: 'reference_intersection_count',
          measurements: 'flatten(teams[*].players.attributes[maps])',
          referenceValue: 'flatten(teams[*].players[playerId])',
          maxCount: 0,
        },
        { name: '' },
      ),
    ).toEqual([]);
    expect(withRule({ type: 'batchDistance', batchAttribute: 'skill', maxDistance: '500' })).toEqual([]);
    expect(
      withRule(
        {
          type: 'distance',
          measurements: ['max(flatten(teams[*].players.attributes[skill]))'],
          referenceValue: 'min(flatten(teams[*].players.attributes[skill]))',
          maxDistance: 2,
        },
        {
          teams: [{ name: 'side', minPlayers: 1, maxPlayers: 20, quantity: 2 }],
          algorithm: {
            balancedAttribute: 'skill',
            strategy: 'balanced',
            batchingPreference: 'fastestRegion',
          },
          expansions: [{ target: 'teams[side].minPlayers', steps: [{ waitTimeSeconds: 5, value: 0 }] }],
        },
      ),
    ).toEqual([]);
  });
});
