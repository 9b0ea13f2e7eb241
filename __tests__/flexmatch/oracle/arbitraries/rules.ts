/** Rules of all eight types, each valid, over any expressions that the teams allow. */
import fc from 'fast-check';
import { type RuleJson } from '../language';
import { latencyUnit, maps, roles, unit } from './attributes';
import { expressionsOf } from './expressions';
import { type Layout } from './teams';

type Unnamed = RuleJson extends infer R ? (R extends RuleJson ? Omit<R, 'name'> : never) : never;

const aggregation = fc.constantFrom('min' as const, 'max' as const, 'avg' as const, undefined);
export const limit = fc.integer({ min: 0, max: 5 }).map((value) => (value * unit) / 2);
/** A copy without the properties that are undefined. */
export function dropUndefined<T extends object>(object: T): T {
  const copy = { ...object };
  for (const [name, value] of Object.entries(copy))
    if (value === undefined) Reflect.deleteProperty(copy, name);
  return copy;
}

const skills = 'teams[*].players.attributes[skill]';

/**
 * @param common whether one location must suit all; without it, a distance within a location has no meaning
 */
export function ruleArbitrary(layout: Layout, common: boolean): fc.Arbitrary<Unnamed> {
  const numbers = (least = 0): fc.Arbitrary<string> =>
    fc.oneof(
      fc
        .constantFrom(
          'avg(teams[*].players.attributes[skill])',
          'flatten(teams[*].players.attributes[skill])',
          'max(flatten(teams[*].players.attributes[skill]))',
          'count(teams[*].players)',
        )
        .filter((text) => least === 0 || !text.startsWith('max')),
      expressionsOf(layout, 'number', least, 2),
    );
  const oneNumber = fc.oneof(
    fc.integer({ min: 0, max: 8 }).map((value) => (value * unit) / 2),
    fc.integer({ min: 0, max: 3 }),
    expressionsOf(layout, 'number', 0, 0),
    fc.constant('avg(flatten(teams[*].players.attributes[skill]))'),
  );
  const numberReference = fc.oneof(
    { weight: 4, arbitrary: oneNumber },
    expressionsOf(layout, 'number', 1, 2),
  );
  const strings = expressionsOf(layout, 'string', 1, 2);
  const singles = fc.constantFrom(
    ...layout.selectors.flatMap((name) =>
      ['role', 'league'].map((attribute) => `teams[${name}].players.attributes[${attribute}]`),
    ),
  );
  const collections = fc.oneof(
    fc.constantFrom('flatten(teams[*].players.attributes[maps])', 'teams[*].players.attributes[maps]'),
    expressionsOf(layout, 'string', 1, 3),
  );
  const several = (one: fc.Arbitrary<string>): fc.Arbitrary<string[]> =>
    fc.array(one, { minLength: 1, maxLength: 2 });
  const counts = fc
    .tuple(
      fc.option(fc.integer({ min: 0, max: 2 }), { nil: undefined }),
      fc.option(fc.integer({ min: 0, max: 3 }), { nil: undefined }),
    )
    .map(([minCount, most]) =>
      dropUndefined({
        minCount: minCount ?? (most === undefined ? 1 : undefined),
        maxCount: most === undefined ? undefined : Math.max(most, minCount ?? 0),
      }),
    );
  const lists = fc.constantFrom<'union' | 'intersection' | undefined>('union', 'intersection', undefined);

  return fc
    .oneof(
      fc.record({
        type: fc.constant('comparison' as const),
        measurements: several(numbers()),
        referenceValue: numberReference,
        operation: fc.constantFrom('<' as const, '<=', '=', '!=', '>', '>='),
        partyAggregation: aggregation,
      }),
      fc.record({
        type: fc.constant('comparison' as const),
        measurements: several(fc.oneof(numbers(), singles)).filter(
          (all) => new Set(all.map((text) => /role|league/.test(text) && !text.includes('count'))).size === 1,
        ),
        operation: fc.constantFrom('=' as const, '!='),
        partyAggregation: aggregation,
      }),
      fc
        .record({
          type: fc.constant('comparison' as const),
          measurements: several(fc.oneof(strings, singles)),
          referenceValue: fc.constantFrom(...roles, ...maps),
          operation: fc.constantFrom('=' as const, '!='),
          partyAggregation: aggregation,
        })
        .filter((rule) => !rule.measurements.some((text) => /maps|blocks/.test(text))),
      fc.record({
        type: fc.constant('comparison' as const),
        measurements: several(singles),
        referenceValue: singles,
        operation: fc.constantFrom('=' as const, '!='),
      }),
      {
        weight: 3,
        arbitrary: fc
          .record({
            type: fc.constant('distance' as const),
            measurements: several(numbers()),
            referenceValue: oneNumber,
            least: fc.option(limit, { nil: undefined, freq: 2 }),
            most: fc.option(limit, { nil: undefined, freq: 5 }),
            partyAggregation: aggregation,
          })
          .map(({ least, most, ...rule }) => ({
            ...rule,
            minDistance: least,
            maxDistance:
              most === undefined ? (least === undefined ? unit : undefined) : Math.max(most, least ?? 0),
          })),
      },
      {
        weight: 2,
        arbitrary: fc.record({
          type: fc.constant('distance' as const),
          measurements: fc.constantFrom<string[]>([skills], [`flatten(${skills})`]),
          referenceValue: fc.constantFrom(
            `avg(flatten(${skills}))`,
            `avg(avg(${skills}))`,
            `median(flatten(${skills}))`,
          ),
          maxDistance: limit,
          partyAggregation: aggregation,
        }),
      },
      {
        weight: 2,
        arbitrary: fc
          .record({
            type: fc.constant('collection' as const),
            operation: fc.constant('intersection' as const),
            measurements: several(collections),
            counts,
            partyAggregation: lists,
          })
          .map(({ counts: range, ...rule }) => ({ ...rule, ...range })),
      },
      {
        weight: 2,
        arbitrary: fc
          .record({
            type: fc.constant('collection' as const),
            operation: fc.constant('contains' as const),
            measurements: several(collections),
            referenceValue: fc.constantFrom(...maps, ...roles),
            counts,
            partyAggregation: lists,
          })
          .map(({ counts: range, ...rule }) => ({ ...rule, ...range })),
      },
      {
        weight: 2,
        arbitrary: fc
          .record({
            type: fc.constant('collection' as const),
            operation: fc.constant('reference_intersection_count' as const),
            measurements: several(collections),
            referenceValue: fc.oneof<fc.Arbitrary<string | string[]>[]>(
              fc.subarray(maps, { minLength: 1 }),
              collections,
            ),
            counts,
            partyAggregation: lists,
          })
          .map(({ counts: range, ...rule }) => ({ ...rule, ...range })),
      },
      fc
        .constantFrom('flatten(teams[*].players.attributes[blocks])', 'teams[*].players.attributes[blocks]')
        .map((text) => ({
          type: 'collection' as const,
          operation: 'reference_intersection_count' as const,
          measurements: [text],
          referenceValue: 'flatten(teams[*].players[playerId])',
          maxCount: 0,
        })),
      fc.record({
        type: fc.constant('batchDistance' as const),
        batchAttribute: fc.constantFrom('skill', 'level'),
        maxDistance: limit,
        partyAggregation: aggregation,
      }),
      fc.record({
        type: fc.constant('batchDistance' as const),
        batchAttribute: fc.constantFrom('role', 'league'),
      }),
      {
        weight: 2,
        arbitrary: fc.record({
          type: fc.constant('latency' as const),
          maxLatency: fc.integer({ min: 2, max: 6 }).map((value) => (value * latencyUnit) / 2),
          partyAggregation: aggregation,
        }),
      },
      ...(common
        ? [
            fc.record({
              type: fc.constant('latency' as const),
              maxLatency: fc.option(fc.constant(3 * latencyUnit), { nil: undefined }),
              maxDistance: fc.integer({ min: 0, max: 4 }).map((value) => (value * latencyUnit) / 2),
              distanceReference: fc.constantFrom('min' as const, 'avg'),
              partyAggregation: aggregation,
            }),
          ]
        : []),
      {
        weight: 2,
        arbitrary: fc.record({
          type: fc.constant('absoluteSort' as const),
          sortDirection: fc.constantFrom('ascending' as const, 'descending'),
          sortAttribute: fc.constantFrom('skill', 'level', 'league'),
          partyAggregation: aggregation,
        }),
      },
      {
        weight: 2,
        arbitrary: fc.record({
          type: fc.constant('distanceSort' as const),
          sortDirection: fc.constantFrom('ascending' as const, 'descending'),
          sortAttribute: fc.constantFrom('skill', 'level'),
          partyAggregation: aggregation,
        }),
      },
      fc.record({
        type: fc.constantFrom('absoluteSort' as const, 'distanceSort'),
        sortDirection: fc.constantFrom('ascending' as const, 'descending'),
        sortAttribute: fc.constant('prefs'),
        mapKey: fc.constantFrom('minValue' as const, 'maxValue'),
        partyAggregation: aggregation,
      }),
    )
    .map((rule): Unnamed => dropUndefined(rule));
}

interface Statement {
  operator: 'and' | 'or' | 'xor' | 'not';
  parts: Array<Statement | number>;
}
const { statement } = fc.letrec<{ statement: Statement; part: Statement | number }>((tie) => ({
  part: fc.oneof({ maxDepth: 2, withCrossShrink: true }, fc.nat(), tie('statement')),
  statement: fc.oneof(
    fc.record({
      operator: fc.constantFrom('and' as const, 'or' as const, 'xor' as const),
      parts: fc.array(tie('part'), { minLength: 2, maxLength: 3 }),
    }),
    fc.record({ operator: fc.constant('not' as const), parts: fc.tuple(tie('part')).map((one) => [...one]) }),
  ),
}));

/** A statement over some rules, written with and without blanks. */
export const statementOver = (names: readonly string[]): fc.Arbitrary<string> =>
  fc.tuple(statement, fc.constantFrom(', ', ',', ' , ')).map(([root, comma]) => {
    const write = (part: Statement | number): string =>
      typeof part === 'number'
        ? (names[part % names.length] ?? '')
        : `${part.operator}(${part.parts.map(write).join(comma)})`;
    return write(root);
  });
