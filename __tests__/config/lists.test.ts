import { describe, expect, it } from '@jest/globals';
import { type EnvironmentSource, parseEnvironment } from '../../config';
import { prod } from '../games';

const said = (change: Partial<EnvironmentSource>): string => {
  try {
    parseEnvironment('game/environments/prod.ts', { ...prod, ...change });
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  return 'accepted';
};
const origins = (...allowedOrigins: string[]): string => said({ api: { ...prod.api, allowedOrigins } });
const numbered = (count: number): string[] =>
  Array.from({ length: count }, (_, index) => `https://a${index}.gg`);

describe('a list of an environment', () => {
  it('of game properties has each key once', () => {
    const properties = (...keys: string[]): string =>
      said({
        matchmaking: { ...prod.matchmaking, gameProperties: keys.map((key) => ({ key, value: 'v' })) },
      });
    expect(properties('mode', 'map')).toBe('accepted');
    expect(properties('mode', 'map', 'mode')).toBe(
      'game/environments/prod.ts: matchmaking.gameProperties.2.key "mode" occurs twice: scripts read ' +
        'one value of each key',
    );
  });

  it('of aliases has each fleet once, in every Region', () => {
    const fix = 'the queue would ask one fleet twice, so name another fleet or remove this alias';
    const both = ['a', 'b'].map((name) => ({ name, active: 'blue' }));
    expect(said({ realtime: { ...prod.realtime, aliases: both } })).toBe(
      `game/environments/prod.ts: realtime.aliases.1.active is "blue", as in aliases.0: ${fix}`,
    );
    const { fleets } = prod.realtime;
    expect(said({ furtherRegions: [{ region: 'us-east-1', fleets, aliases: both }] })).toBe(
      `game/environments/prod.ts: furtherRegions.0.aliases.1.active is "blue", as in aliases.0: ${fix}`,
    );
    // The fleets of each Region are its own.
    expect(said({ furtherRegions: [{ region: 'us-east-1', fleets, aliases: both.slice(0, 1) }] })).toBe(
      'accepted',
    );
  });

  it('of origins has each origin once, and not that of site, which is added by itself', () => {
    expect(origins('https://a.gg', 'https://b.gg')).toBe('accepted');
    expect(origins('https://a.gg', 'https://b.gg', 'https://a.gg')).toBe(
      'game/environments/prod.ts: api.allowedOrigins.2 https://a.gg occurs twice: remove one of them',
    );
    expect(origins('https://a.gg', `https://${prod.site?.domain?.name ?? ''}`)).toBe(
      'game/environments/prod.ts: api.allowedOrigins.1 is the origin of site, which is added by ' +
        'itself: remove it here',
    );
  });

  it('of origins has at most a hundred, with that of site', () => {
    expect(origins(...numbered(99))).toBe('accepted');
    expect(origins(...numbered(100))).toBe(
      'game/environments/prod.ts: api.allowedOrigins has 100 origins, and that of site is added: an ' +
        'API takes 100 together, so list at most 99',
    );
    expect(origins(...numbered(101))).toBe(
      'game/environments/prod.ts: api.allowedOrigins has 101 origins, 100 are allowed',
    );
    const without = (count: number): string =>
      said({ site: undefined, api: { ...prod.api, allowedOrigins: numbered(count) } });
    expect(without(100)).toBe('accepted');
    expect(without(101)).toContain('has 101 origins, 100 are allowed');
  });
});
