import { describe, expect, it } from '@jest/globals';
import { parseRuleSet } from '../../../flexmatch';
import { base, errorsOf, withRule, skill, fair } from './readings';

export function findings(): void {
  describe('the findings of parseRuleSet', () => {
    it('keeps the list short for a rule set with many numbers, and reports each of many mistakes', () => {
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
      const isValidName = (text: string): boolean =>
        parseRuleSet(JSON.stringify({ ...base, name: text })).valid;
      const room = 65_535 - JSON.stringify({ ...base, name: '' }).length;
      expect([
        isValidName('😀'.repeat(room)),
        isValidName('x'.repeat(room)),
        isValidName('x'.repeat(room + 1)),
        isValidName('😀'.repeat(room + 1)),
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
      const warningsOf = (rule: object, teams: object[] = one, expansions: object[] = []): string[] =>
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
      expect(warningsOf({ ...average, maxDistance: 5 })).toEqual(always);
      expect(warningsOf({ ...average, minDistance: 5 })).toEqual(never);
      expect(warningsOf({ ...average, maxDistance: 5 }, two)).toEqual([]);
      const count = { type: 'comparison', measurements: ['count(teams[red].players)'] };
      expect(warningsOf({ ...count, operation: '>', referenceValue: 4 })).toEqual(never);
      expect(warningsOf({ ...count, operation: '>=', referenceValue: 2 })).toEqual(always);
      expect(warningsOf({ ...count, operation: '>=', referenceValue: 3 })).toEqual([]);
      const step = (target: string, value: number): object[] => [
        { target, steps: [{ waitTimeSeconds: 5, value }] },
      ];
      expect(
        warningsOf({ ...count, operation: '>', referenceValue: 4 }, one, step('teams[red].maxPlayers', 5)),
      ).toEqual([]);
      expect(
        warningsOf({ ...count, operation: '>', referenceValue: 4 }, one, step('rules[R].referenceValue', 3)),
      ).toEqual([]);
      const same = `avg(teams[red].${skill})`;
      const comparison = { type: 'comparison', measurements: [same], referenceValue: same };
      expect(warningsOf({ ...comparison, operation: '<=' }, two)).toEqual(always);
      expect(warningsOf({ ...comparison, operation: '<' }, two)).toEqual(never);
      expect(warningsOf({ type: 'comparison', measurements: [same], operation: '=' }, two)).toEqual(always);
      const warningsOfOrder = (measurement: string, operation: string, referenceValue: string) =>
        warningsOf({ type: 'comparison', measurements: [measurement], operation, referenceValue }, two);
      const [least, middle, most] = ['min', 'median', 'max'].map((name) => `${name}(teams[red].${skill})`);
      if (!least || !middle || !most) throw new Error('three expressions');
      for (const [low, high] of [[least, most] as const, [least, middle] as const, [middle, most] as const])
        expect(['<', '=', '>'].map((sign) => warningsOfOrder(low, sign, high))).toEqual([[], [], never]);
      expect(warningsOfOrder(most, '<', least)).toEqual(never);
      expect(warningsOfOrder(least, '>', `max(teams[blue].${skill})`)).toEqual([]);
      expect(warningsOfOrder(least, '>', `avg(teams[red].${skill})`)).toEqual([]);
      const comparing = (measurement: string, operation: string, rest: object = {}): object => ({
        type: 'comparison',
        measurements: [measurement],
        operation,
        ...rest,
      });
      for (const measurement of [`avg(teams[*].${skill})`, 'count(teams[*].players)']) {
        expect(warningsOf(comparing(measurement, '!='))).toEqual(always);
        expect(warningsOf(comparing(measurement, '!='), two)).toEqual([]);
      }
      expect(warningsOf(comparing(`flatten(teams[*].${skill})`, '='))).toEqual([]);
      const deviation = `stddev(teams[red].${skill})`;
      expect(warningsOf(comparing(deviation, '<', { referenceValue: 0 }))).toEqual(never);
      expect(warningsOf(comparing(deviation, '<=', { referenceValue: 0 }))).toEqual([]);
      expect(warningsOf(comparing(deviation, '>=', { referenceValue: 0 }))).toEqual(always);
      expect(warningsOf({ type: 'latency', maxLatency: 0 })).toEqual(never);
      expect(warningsOf({ type: 'latency', maxLatency: 1 })).toEqual([]);
      expect(warningsOf({ type: 'latency', maxLatency: 0 }, one, step('rules[R].maxLatency', 50))).toEqual(
        [],
      );
      const roles = {
        type: 'collection',
        operation: 'contains',
        measurements: ['flatten(teams[red].players.attributes[maps])'],
        referenceValue: 'tank',
      };
      expect(warningsOf({ ...roles, minCount: 5 })).toEqual(never);
      expect(warningsOf({ ...roles, minCount: 4 })).toEqual([]);
      expect(warningsOf({ ...roles, maxCount: 4 })).toEqual(always);
      const solo = [{ name: 'red', minPlayers: 1, maxPlayers: 1, quantity: 2 }];
      const gap = { type: 'batchDistance', batchAttribute: 'skill', maxDistance: 5, partyAggregation: 'max' };
      expect(warningsOf(gap, solo)).toEqual([
        'no-effect: no team has room for a party (at most 1 player), and every larger party never matches',
      ]);
      expect(warningsOf(gap, two)).toEqual([]);
    });

    it('warns of compound statements that their rules cannot change', () => {
      const near = {
        type: 'distance',
        measurements: ['avg(teams[red].players.attributes[skill])'],
        referenceValue: 5,
        maxDistance: 1,
      };
      const warningsOfStatements = (...statements: readonly string[]): string[] =>
        parseRuleSet(
          JSON.stringify({
            ...base,
            rules: [
              { name: 'A', ...near },
              { name: 'B', ...near, maxDistance: 2 },
              ...statements.map((statement, index) => ({ name: `C${index}`, type: 'compound', statement })),
            ],
          }),
        ).warnings.map(({ path, code, message }) => `${path} ${code}: ${message}`);
      expect(warningsOfStatements('and(A, not(A))')).toEqual([
        'rules[2] never-matches: the rule "C0" can never hold: it fails for every combination of ' +
          'verdicts of A',
      ]);
      expect(warningsOfStatements('or(A, B)', 'or(C0, not(C0))')).toEqual([
        'rules[3] no-effect: the rule "C1" can never fail: it holds for every combination of verdicts ' +
          'of A, B',
      ]);
      expect(warningsOfStatements('xor(A, B)')).toEqual([]);
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

    it('accepts rule sets that AWS publishes: quoted distances, quantity teams, empty names', () => {
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
}
