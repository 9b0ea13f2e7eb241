import { L, R, t } from './sentence';

/** Collections. */
export function collections(): void {
  t(
    'intersection',
    R({ type: 'collection', operation: 'intersection', measurements: [L], minCount: 1 }),
    [
      { s: 1, l: ['a', 'b'] },
      { s: 1, l: ['b'] },
    ],
    0,
    true,
  );
  t(
    'intersection max',
    R({ type: 'collection', operation: 'intersection', measurements: [L], maxCount: 0 }),
    [
      { s: 1, l: ['a', 'b'] },
      { s: 1, l: ['b'] },
    ],
    0,
    false,
  );
  t(
    'intersection bare',
    R({
      type: 'collection',
      operation: 'intersection',
      measurements: 'teams[*].players.attributes[l]',
      minCount: 2,
    }),
    [
      { s: 1, l: ['a', 'b'] },
      { s: 1, l: ['b', 'a', 'c'] },
    ],
    0,
    true,
  );
  t(
    'contains min',
    R({ type: 'collection', operation: 'contains', measurements: [L], referenceValue: 'a', minCount: 2 }),
    [
      { s: 1, l: ['a', 'b'] },
      { s: 1, l: ['b'] },
    ],
    0,
    false,
  );
  t(
    'contains max',
    R({ type: 'collection', operation: 'contains', measurements: [L], referenceValue: 'a', maxCount: 1 }),
    [
      { s: 1, l: ['a', 'b'] },
      { s: 1, l: ['b'] },
    ],
    0,
    true,
  );
  t(
    'contains double flatten',
    R({
      type: 'collection',
      operation: 'contains',
      measurements: [`flatten(${L})`],
      referenceValue: 'a',
      minCount: 2,
    }),
    [
      { s: 1, l: ['a'] },
      { s: 1, l: ['a'] },
    ],
    0,
    true,
  );
  t(
    'ric literal list',
    R({
      type: 'collection',
      operation: 'reference_intersection_count',
      measurements: [L],
      referenceValue: ['a', 'c'],
      minCount: 1,
    }),
    [
      { s: 1, l: ['a'] },
      { s: 1, l: ['c', 'd'] },
    ],
    0,
    true,
  );
  t(
    'ric each',
    R({
      type: 'collection',
      operation: 'reference_intersection_count',
      measurements: [L],
      referenceValue: ['a', 'c'],
      minCount: 1,
    }),
    [
      { s: 1, l: ['a', 'c'] },
      { s: 1, l: ['d'] },
    ],
    0,
    false,
  );
  t(
    'ric single literal',
    R({
      type: 'collection',
      operation: 'reference_intersection_count',
      measurements: [L],
      referenceValue: 'a',
      minCount: 1,
    }),
    [
      { s: 1, l: ['a'] },
      { s: 1, l: ['a'] },
    ],
    0,
    true,
  );
  t(
    'party union',
    R({ type: 'collection', operation: 'intersection', measurements: [L], minCount: 2 }),
    [
      [
        { s: 1, l: ['a'] },
        { s: 1, l: ['b'] },
      ],
    ],
    0,
    true,
  );
  t(
    'party intersection',
    R({
      type: 'collection',
      operation: 'intersection',
      measurements: [L],
      minCount: 1,
      partyAggregation: 'intersection',
    }),
    [
      [
        { s: 1, l: ['a'] },
        { s: 1, l: ['b'] },
      ],
    ],
    0,
    false,
  );
}
