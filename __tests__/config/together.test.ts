import { describe, expect, it } from '@jest/globals';
import { compareEnvironments, type EnvironmentConfig } from '../../config';
import { environmentNames, environmentOf } from '../games';

const account = '987654321098';
/** An environment in an account of the team's own. */
function own(name: string, differences: Partial<EnvironmentConfig> = {}): EnvironmentConfig {
  return { ...environmentOf(name), account, ...differences };
}
const making = (name: string, createProvider: boolean): Partial<EnvironmentConfig> => ({
  delivery: { ...environmentOf(name).delivery, createProvider },
});
const named = (name: string): { dns: 'route53'; name: string; hostedZoneId: string } => ({
  dns: 'route53',
  name,
  hostedZoneId: 'Z0123456789ABC',
});

describe('environments together', () => {
  it('are accepted as they are, and while one after the other gets its own account', () => {
    expect(compareEnvironments(environmentNames.map(environmentOf))).toEqual([]);
    expect(compareEnvironments([own('dev'), environmentOf('staging'), environmentOf('prod')])).toEqual([]);
    expect(compareEnvironments([own('dev'), own('staging'), environmentOf('prod')])).toEqual([]);
  });

  it('have one OIDC provider an account', () => {
    expect(() => compareEnvironments([own('dev'), own('prod')])).toThrow(
      'game/environments/prod.ts: delivery.createProvider is true, as in game/environments/dev.ts: ' +
        `the account ${account} holds one OIDC provider of GitHub, write false here`,
    );
    expect(compareEnvironments([own('dev'), own('prod', { account: '876543210987' })])).toEqual([]);
    // Another project may have made it, so this is not refused.
    expect(compareEnvironments([own('dev', making('dev', false)), own('staging')])).toEqual([
      'game/environments/dev.ts, game/environments/staging.ts: delivery.createProvider is false in ' +
        `every environment of account ${account}: CI can sign in only if the account already has ` +
        "GitHub's OIDC provider",
    ]);
  });

  it('have a domain each, and one for each of API and page', () => {
    const api = (name: string): Partial<EnvironmentConfig> => ({
      api: { ...environmentOf(name).api, domain: named('api.our-game.gg') },
    });
    expect(() => compareEnvironments([own('dev', api('dev')), own('staging', api('staging'))])).toThrow(
      'game/environments/staging.ts: api.domain.name is api.our-game.gg, as is api.domain.name in ' +
        'game/environments/dev.ts',
    );
    expect(() =>
      compareEnvironments([own('dev', { ...api('dev'), site: { domain: named('api.our-game.gg') } })]),
    ).toThrow('game/environments/dev.ts: site.domain.name is api.our-game.gg, as is api.domain.name in');
  });

  it('have names that the rights of another do not cover', () => {
    expect(() => compareEnvironments([own('dev'), own('staging', { project: 'turnlift-dev' })])).toThrow(
      'game/environments/staging.ts: names begin with turnlift-dev-staging-, which turnlift-dev- of ' +
        'game/environments/dev.ts in the same account covers',
    );
    expect(compareEnvironments([own('dev'), own('staging', { project: 'turnlift-dev2' })])).toEqual([]);
  });
});
