import { num, M, one2, S, t } from './sentence';

/** Compound rules and backfill. */
export function compoundsAndBackfill(): void {
  t(
    'compound with latency and no latencies sent',
    {
      playerAttributes: num,
      teams: one2,
      rules: [
        { name: 'A', type: 'latency', maxLatency: 10 },
        { name: 'B', type: 'comparison', measurements: [M], operation: '=' },
        { name: 'C', type: 'compound', statement: 'or(A, B)' },
      ],
    },
    [
      { s: 1, lat: { x: 99 } },
      { s: 2, lat: { x: 5 } },
    ],
    0,
    true,
  );
  t(
    'compound of compound',
    {
      playerAttributes: num,
      teams: one2,
      rules: [
        { name: 'A', type: 'comparison', measurements: [S], referenceValue: 1, operation: '=' },
        { name: 'N', type: 'compound', statement: 'not(A)' },
        { name: 'C', type: 'compound', statement: 'not(N)' },
      ],
    },
    [{ s: 1 }, { s: 1 }],
    0,
    true,
  );
  t(
    'backfill keeps team',
    {
      teams: [
        { name: 'a', minPlayers: 1, maxPlayers: 2 },
        { name: 'b', minPlayers: 1, maxPlayers: 2 },
      ],
    },
    [{ bf: true, team: 'a' }, {}],
    0,
    true,
  );
  t(
    'backfill name_2 team',
    { teams: [{ name: 'q', minPlayers: 1, maxPlayers: 1, quantity: 2 }] },
    [{ bf: true, team: 'q_2' }, {}],
    0,
    ['0 p1 p0'],
  );
  t('min 0 teams single', { teams: [{ name: 'a', minPlayers: 1, maxPlayers: 1 }] }, [{}], 0, true);
}
