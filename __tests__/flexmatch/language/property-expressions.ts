import { R, S, t, two } from './sentence';

/** Property expressions. */
export function propertyExpressions(): void {
  t(
    'quantity name_1 in expr',
    R(
      {
        type: 'comparison',
        measurements: ['teams[q_1].players.attributes[s]'],
        referenceValue: 1,
        operation: '=',
      },
      [{ name: 'q', minPlayers: 1, maxPlayers: 1, quantity: 2 }],
    ),
    [{ s: 2 }, { s: 1 }],
    0,
    ['0 p1 p0'],
  );
  t(
    'quantity base in expr',
    R({ type: 'comparison', measurements: ['flatten(teams[q].players.attributes[s])'], operation: '=' }, [
      { name: 'q', minPlayers: 1, maxPlayers: 1, quantity: 2 },
    ]),
    [{ s: 2 }, { s: 1 }],
    0,
    false,
  );
  t(
    'selector two teams avg',
    R(
      {
        type: 'comparison',
        measurements: ['avg(teams[red, blue].players.attributes[s])'],
        referenceValue: 2,
        operation: '=',
      },
      two,
    ),
    [{ s: 2 }, { s: 2 }],
    0,
    true,
  );
  t(
    'count teams',
    R({ type: 'comparison', measurements: ['count(teams[*])'], referenceValue: 2, operation: '=' }, two),
    [{ s: 2 }, { s: 2 }],
    0,
    true,
  );
  t(
    'count players flattened',
    R(
      {
        type: 'comparison',
        measurements: ['count(flatten(teams[*].players))'],
        referenceValue: 2,
        operation: '=',
      },
      two,
    ),
    [{ s: 2 }, { s: 2 }],
    0,
    true,
  );
  t(
    'sum nested',
    R(
      {
        type: 'comparison',
        measurements: ['sum(count(teams[*].players))'],
        referenceValue: 2,
        operation: '=',
      },
      two,
    ),
    [{ s: 2 }, { s: 2 }],
    0,
    true,
  );
  t(
    'stddev',
    R({ type: 'comparison', measurements: [`stddev(${S})`], referenceValue: 1, operation: '<=' }),
    [{ s: 1 }, { s: 3 }],
    0,
    true,
  );
  t(
    'median of four',
    R({ type: 'comparison', measurements: [`median(${S})`], referenceValue: 2.5, operation: '=' }, [
      { name: 'a', minPlayers: 4, maxPlayers: 4 },
    ]),
    [{ s: 1 }, { s: 2 }, { s: 3 }, { s: 9 }],
    0,
    true,
  );
}
