/**
 * Whole rule sets: teams, rules with compound statements over them, expansions, and the choices of the
 * algorithm.
 */
import fc from 'fast-check';
import { type ExpansionJson, type Reading, type RuleJson, type RuleSetJson, usualReading } from '../language';
import { attributes, latencyUnit, maps, roles, unit } from './attributes';
import { dropUndefined, ruleArbitrary, statementOver } from './rules';
import { type Layout, layouts } from './teams';

/** A property that an expansion may change, with its possible values. */
interface Changeable {
  target: string;
  values: fc.Arbitrary<number | string | string[]>;
}

function changeable(rules: readonly RuleJson[], layout: Layout): Changeable[] {
  const numbers = (times: number, least = 0, most = 8): fc.Arbitrary<number> =>
    fc
      .integer({ min: Math.ceil(least / times), max: Math.floor(most / times) })
      .map((value) => value * times);
  const aggregations = fc.constantFrom('min', 'max', 'avg');
  const ofRule = (rule: RuleJson): Array<[string, Changeable['values']]> => {
    switch (rule.type) {
      case 'comparison':
        return [
          ...(typeof rule.referenceValue === 'number'
            ? ([
                ['referenceValue', numbers(unit, 0, 4 * unit)],
                ['operation', fc.constantFrom('<=', '>', '!=')],
              ] satisfies Array<[string, unknown]>)
            : []),
          ...(typeof rule.referenceValue === 'string' && [...roles, ...maps].includes(rule.referenceValue)
            ? ([['referenceValue', fc.constantFrom(...roles)]] satisfies Array<[string, unknown]>)
            : []),
          ['partyAggregation', aggregations],
        ];
      case 'distance':
        return [
          ['maxDistance', numbers(unit / 2, rule.minDistance ?? 0, 8 * unit)],
          ...(rule.minDistance === undefined
            ? []
            : ([['minDistance', numbers(unit / 2, 0, rule.maxDistance ?? 2 * unit)]] satisfies Array<
                [string, unknown]
              >)),
          ...(typeof rule.referenceValue === 'number'
            ? ([['referenceValue', numbers(unit, 0, 4 * unit)]] satisfies Array<[string, unknown]>)
            : []),
          ['partyAggregation', aggregations],
        ];
      case 'collection':
        return [
          ['minCount', numbers(1, 0, rule.maxCount ?? 2)],
          ['maxCount', numbers(1, rule.minCount ?? 0, 5)],
          ['partyAggregation', fc.constantFrom('union', 'intersection')],
          ...(Array.isArray(rule.referenceValue)
            ? ([['referenceValue', fc.subarray(maps)]] satisfies Array<[string, unknown]>)
            : []),
        ];
      case 'batchDistance':
        return rule.maxDistance === undefined
          ? []
          : [
              ['maxDistance', numbers(unit / 2, 0, 4 * unit)],
              ['partyAggregation', aggregations],
            ];
      case 'latency':
        return [
          ['maxLatency', numbers(latencyUnit / 2, latencyUnit, 4 * latencyUnit)],
          ...(rule.maxDistance === undefined
            ? []
            : ([
                ['maxDistance', numbers(latencyUnit, 0, 3 * latencyUnit)],
                ['distanceReference', fc.constantFrom('min', 'avg')],
              ] satisfies Array<[string, unknown]>)),
          ['partyAggregation', aggregations],
        ];
      default:
        return [];
    }
  };
  return [
    ...layout.targets.flatMap((name) => [
      { target: `teams[${name}].minPlayers`, values: numbers(1, 0, 2) },
      { target: `teams[${name}].maxPlayers`, values: numbers(1, 1, 3) },
    ]),
    ...rules.flatMap((rule) =>
      ofRule(rule).map(([property, values]) => ({ target: `rules[${rule.name}].${property}`, values })),
    ),
  ];
}

function expansions(rules: readonly RuleJson[], layout: Layout): fc.Arbitrary<ExpansionJson[]> {
  const one = fc.constantFrom(...changeable(rules, layout)).chain(({ target, values }) =>
    fc
      .uniqueArray(fc.tuple(fc.nat(9), values), { minLength: 1, maxLength: 3, selector: ([wait]) => wait })
      .map((steps) => ({
        target,
        steps: steps
          .sort(([a], [b]) => a - b)
          .map(([waitTimeSeconds, value]) => ({ waitTimeSeconds, value })),
      })),
  );
  // Two expansions of one property would conflict: the documents do not define the result.
  return fc.uniqueArray(one, {
    maxLength: 3,
    selector: ({ target }) => (target.startsWith('teams') ? target.slice(target.indexOf(']')) : target),
  });
}

export interface Game {
  ruleSet: RuleSetJson;
  layout: Layout;
  reading: Reading;
  fill: 'fullest' | 'first';
}

const sortedBatches: RuleSetJson['algorithm'] = {
  batchingPreference: 'sorted',
  sortByAttributes: ['level', 'league'],
};
const readings = fc.oneof(
  { weight: 3, arbitrary: fc.constant(usualReading) },
  fc.record({
    partyValue: fc.constantFrom('each-member' as const, 'once'),
    latencyInclusive: fc.boolean(),
    commonLocation: fc.boolean(),
    additionalPlayerCount: fc.constantFrom(0, 0, 1, 2),
  }),
);

export const games: fc.Arbitrary<Game> = fc.tuple(layouts, readings).chain(([layout, reading]) =>
  fc
    .record({
      rules: fc
        .array(ruleArbitrary(layout, reading.commonLocation), { maxLength: 3 })
        .map((list) =>
          list.map((rule, index): RuleJson => ({ name: `${'KLMN'[index] ?? ''}-${index + 1}`, ...rule })),
        ),
      fill: fc.constantFrom('fullest' as const, 'fullest', 'fullest', 'first'),
      algorithm: fc.option(
        fc
          .record({
            strategy: fc.constantFrom('exhaustiveSearch' as const, undefined),
            expansionAgeSelection: fc.constantFrom('newest' as const, 'oldest', undefined),
            backfillPriority: fc.constantFrom('normal' as const, 'high', 'low', undefined),
            // The pool is one batch, in which age decides: sorting before batches are cut has no effect.
            batching: fc.constantFrom({}, {}, { batchingPreference: 'random' as const }, sortedBatches),
          })
          .map(({ batching, ...rest }) => ({
            ...dropUndefined(rest),
            ...batching,
          })),
        { nil: undefined, freq: 6 },
      ),
    })
    .chain(({ rules, fill, algorithm }) => {
      const usable = rules
        .filter((rule) => !['batchDistance', 'absoluteSort', 'distanceSort'].includes(rule.type))
        .map((rule) => rule.name);
      const compounds: fc.Arbitrary<string[]> =
        usable.length === 0
          ? fc.constant([])
          : fc.oneof(
              { weight: 2, arbitrary: fc.constant<string[]>([]) },
              statementOver(usable).map((one) => [one]),
              statementOver(usable).chain((one) =>
                statementOver([...usable, 'C-1']).map((two) => [one, two]),
              ),
            );
      return fc
        .record({ statements: compounds, widened: expansions(rules, layout) })
        .map(({ statements, widened }): Game => ({
          layout,
          reading,
          fill,
          ruleSet: {
            ruleLanguageVersion: '1.0',
            playerAttributes: attributes,
            teams: layout.teams,
            ...(algorithm === undefined ? {} : { algorithm }),
            rules: [
              ...rules,
              ...statements.map((statement, index): RuleJson => ({
                name: `C-${index + 1}`,
                type: 'compound',
                statement,
              })),
            ],
            expansions: widened,
          },
        }));
    }),
);
