import { type Person, R, t } from './sentence';

/** Batch distances and latencies. */
export function batchAndLatencyRules(): void {
  t(
    'batch number',
    R({ type: 'batchDistance', batchAttribute: 's', maxDistance: '5' }),
    [{ s: 1 }, { s: 6 }],
    0,
    true,
  );
  t(
    'batch number far',
    R({ type: 'batchDistance', batchAttribute: 's', maxDistance: 5 }),
    [{ s: 1 }, { s: 6.1 }],
    0,
    false,
  );
  t(
    'batch string',
    R({ type: 'batchDistance', batchAttribute: 'm' }),
    [{ s: 1 }, { s: 6, m: 'x' }],
    0,
    false,
  );
  const lat = (o: Record<string, number>): Person => ({ s: 1, lat: o });
  t(
    'latency common',
    R({ type: 'latency', maxLatency: 50 }),
    [lat({ a: 40, b: 60 }), lat({ a: 60, b: 40 })],
    0,
    false,
  );
  t(
    'latency common ok',
    R({ type: 'latency', maxLatency: 50 }),
    [lat({ a: 40, b: 60 }), lat({ a: 50, b: 40 })],
    0,
    true,
  );
  t('latency none sent', R({ type: 'latency', maxLatency: 50 }), [lat({ a: 40 }), { s: 1 }], 60, false);
  t(
    'latency party avg',
    R({ type: 'latency', maxLatency: 50 }, [{ name: 'a', minPlayers: 2, maxPlayers: 2 }]),
    [[lat({ a: 20 }), lat({ a: 80 })]],
    0,
    true,
  );
  t(
    'latency party max',
    R({ type: 'latency', maxLatency: 50, partyAggregation: 'max' }),
    [[lat({ a: 20 }), lat({ a: 80 })]],
    0,
    false,
  );
  t(
    'latency dist min',
    R({ type: 'latency', maxDistance: 20, distanceReference: 'min' }),
    [lat({ a: 20 }), lat({ a: 41 })],
    0,
    false,
  );
  t(
    'latency dist avg',
    R({ type: 'latency', maxDistance: 20, distanceReference: 'avg' }),
    [lat({ a: 20 }), lat({ a: 60 })],
    0,
    true,
  );
}
