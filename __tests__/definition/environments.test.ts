import { describe, expect, it } from '@jest/globals';
import { parseEnvironment } from '../../config';
import { type Backend } from '../../definition';
import { environmentOf } from '../../definition/environments';
import { backend } from '../games';
import { dev } from '../games/environments';

const file = 'game/environments/dev.ts';
const wakes = / but every location may sleep \(minimum 0\).*: write at least 300, or give one location/;

/** dev, whose only location may sleep, with these times. */
const timed = (queueSeconds: number, matchmaking: (typeof dev)['matchmaking']): typeof dev => ({
  ...dev,
  matchmaking,
  realtime: { ...dev.realtime, queue: { timeoutSeconds: queueSeconds, latencyPolicies: [] } },
});
const awake = (source: typeof dev): typeof dev => ({
  ...source,
  realtime: {
    ...source.realtime,
    fleets: Object.fromEntries(
      Object.entries(source.realtime.fleets).map(([name, fleet]) => [
        name,
        { ...fleet, locations: fleet.locations.map((place) => ({ ...place, minimum: 1 })) },
      ]),
    ),
  },
});

describe('an environment in which every location may sleep', () => {
  it.each<[string, typeof dev, string]>([
    ['the queue', timed(299, { requestTimeoutSeconds: 600 }), 'realtime.queue.timeoutSeconds is 299,'],
    ['tickets', timed(300, { requestTimeoutSeconds: 299 }), 'matchmaking.requestTimeoutSeconds is 299,'],
    [
      'an override',
      timed(300, { requestTimeoutSeconds: 300, overrides: { duel: { requestTimeoutSeconds: 120 } } }),
      'matchmaking.overrides.duel.requestTimeoutSeconds is 120,',
    ],
  ])('is refused when %s may wait for less than a machine takes to wake', (_what, source, place) => {
    expect(() => parseEnvironment(file, source)).toThrow(`${file}: ${place}`);
    expect(() => parseEnvironment(file, source)).toThrow(wakes);
    expect(parseEnvironment(file, awake(source)).environment).toBe('dev');
  });

  it('is refused when a matchmaking asks for less, unless the environment overrides it', () => {
    const short = timed(300, { requestTimeoutSeconds: 300 });
    const asked = (source: typeof dev): Backend => ({
      ...backend,
      environments: { ...backend.environments, dev: source },
    });
    expect(() => environmentOf(asked(short), 'dev')).toThrow(
      `${file}: matchmaking.overrides.casual.requestTimeoutSeconds is missing: that of casual in ` +
        'game/index.ts is 45,',
    );
    expect(() => environmentOf(asked(short), 'dev')).toThrow(wakes);
    const overridden = timed(300, {
      requestTimeoutSeconds: 300,
      overrides: { casual: { requestTimeoutSeconds: 300 } },
    });
    expect(environmentOf(asked(overridden), 'dev').environment).toBe('dev');
    expect(environmentOf(asked(awake(short)), 'dev').environment).toBe('dev');
  });
});
