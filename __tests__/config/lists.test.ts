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
      'game/environments/prod.ts: matchmaking.gameProperties.2.key "mode" is there twice: scripts read one value of each key',
    );
  });

  it('of origins has each origin once, and not that of site, which is added by itself', () => {
    expect(origins('https://a.gg', 'https://b.gg')).toBe('accepted');
    expect(origins('https://a.gg', 'https://b.gg', 'https://a.gg')).toBe(
      'game/environments/prod.ts: api.allowedOrigins.2 https://a.gg is there twice: remove one of them',
    );
    expect(origins('https://a.gg', `https://${prod.site?.domain?.name ?? ''}`)).toBe(
      'game/environments/prod.ts: api.allowedOrigins.1 is the origin of site, which is added by itself: remove it here',
    );
  });

  it('of origins has at most a hundred, with that of site', () => {
    expect(origins(...numbered(99))).toBe('accepted');
    expect(origins(...numbered(100))).toBe(
      'game/environments/prod.ts: api.allowedOrigins has 100 origins, and that of site is added: an API takes 100 together, so list at most 99',
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
