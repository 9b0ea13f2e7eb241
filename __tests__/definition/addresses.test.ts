import { afterAll, describe, expect, it } from '@jest/globals';
import fs from 'node:fs';
import path from 'node:path';
import { withLine } from '../../config';
import { type Backend } from '../../definition';
import { environmentOf } from '../../definition/environments';
import { backend } from '../games';
import { prod, staging } from '../games/environments';
import { projectFolder } from '../stacks/support/synthesis';

type Source = typeof prod;
const root = projectFolder();
const file = path.join('game', 'environments', 'prod.ts');
afterAll(() => fs.rmSync(root, { recursive: true, force: true }));

/** The message of synth about an environment whose file has this as its third line. */
function said(source: Source, line = ''): string {
  fs.mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
  fs.writeFileSync(path.join(root, file), `export const prod = {\n  environment: 'prod',\n${line}\n};\n`);
  const asked: Backend = {
    ...backend,
    environments: { ...backend.environments, [source.environment]: source },
  };
  try {
    environmentOf(asked, source.environment);
  } catch (error) {
    return withLine(root, error);
  }
  return 'accepted';
}
const origins = (source: Source, ...allowedOrigins: string[]): string =>
  said(
    { ...source, api: { ...source.api, allowedOrigins } },
    `  api: { allowedOrigins: [${allowedOrigins.map((one) => `'${one}'`).join(', ')}] },`,
  );
const provider = (source: Source, fields: object, line: string): string =>
  said({ ...source, identity: { providers: { id: Object.assign(oidc(), fields) } } }, line);
const oidc = () => ({ kind: 'oidc' as const, issuer: 'https://id.our-game.gg', audiences: ['the-game'] });

const closed = [
  'https://localhost:3000',
  'http://localhost:3000',
  'http://127.0.0.1:3000',
  'http://[::1]:8080',
  'https://10.0.0.1',
  'https://192.168.1.5:8443',
  'https://[fd00::1]',
  'http://my-machine:5173',
  'http://mac.local',
];

describe('the origin of a page', () => {
  it.each(closed)('of one machine or network is refused where data is kept, and else accepted: %s', (one) => {
    expect(origins(prod, 'https://a.gg', one)).toBe(
      `game/environments/prod.ts:3: api.allowedOrigins.1 is "${one}", which only one machine or ` +
        'network reaches: remove it, or set data.deletionProtection: false where no data is worth ' +
        'keeping',
    );
    expect(origins(staging, 'https://a.gg', one)).toBe('accepted');
  });

  it('of the internet begins with https:// in every environment', () => {
    for (const [one, instead] of [
      ['http://a.gg', 'https://a.gg'],
      ['http://a.gg:8080', 'https://a.gg:8080'],
      ['http://8.8.8.8', 'https://8.8.8.8'],
    ] as const) {
      const words =
        `api.allowedOrigins.0 is "${one}": it must begin with https://, or a network on the way can ` +
        `change the page and take its players' tokens: write ${instead}`;
      expect(origins(prod, one)).toBe(`game/environments/prod.ts:3: ${words}`);
      expect(origins(staging, one)).toBe(`game/environments/staging.ts: ${words}`);
      expect(origins(prod, instead)).toBe('accepted');
    }
    expect(said({ ...prod, site: undefined, api: { ...prod.api, allowedOrigins: ['*'] } })).toBe('accepted');
  });
});

describe('the own name of API and page', () => {
  it('is of the internet', () => {
    const named = (name: string) => ({ dns: 'route53' as const, name, hostedZoneId: 'Z08A2B3C4D5E6F' });
    for (const [name, why] of [
      ['api.our-game.local', 'is not a name of the internet'],
      ['game.internal', 'is not a name of the internet'],
    ] as const) {
      const fix =
        `which leads to ${name}, which ${why}: no public certificate is made for it, so write a name ` +
        'such as';
      expect(said({ ...prod, api: { ...prod.api, domain: named(name) } })).toContain(
        `api.domain.name is "${name}", ${fix} api.our-game.example`,
      );
      expect(said({ ...prod, site: { domain: named(name) } })).toContain(
        `site.domain.name is "${name}", ${fix} site.our-game.example`,
      );
    }
    expect(said({ ...prod, api: { ...prod.api, domain: named('api.our-game.gg') } })).toBe('accepted');
  });
});

describe('the addresses of an identity provider', () => {
  it('are of the internet: functions fetch the keys of an issuer', () => {
    const fix = 'functions fetch its keys, so write an address of the internet';
    for (const source of [staging, prod]) {
      expect(provider(source, {}, '')).toBe('accepted');
      expect(provider(source, { issuer: 'https://10.1.2.3' }, '')).toContain(
        'identity.providers.id.issuer is "https://10.1.2.3", which leads to 10.1.2.3, which is not an ' +
          `address of the internet: ${fix}`,
      );
      expect(
        provider(source, { keyOrigins: ['https://keys.our-game.gg', 'https://keys.internal'] }, ''),
      ).toContain(
        'identity.providers.id.keyOrigins.1 is "https://keys.internal", which leads to keys.internal, ' +
          `which is not a name of the internet: ${fix}`,
      );
    }
  });

  it('to which Steam sends players back are of the internet where data is kept', () => {
    const steam = (source: Source): string =>
      said({
        ...source,
        identity: {
          providers: {
            steam: { kind: 'steam', returnTo: ['https://play.our-game.gg/', 'https://localhost/'] },
          },
        },
      });
    expect(steam(prod)).toContain(
      'identity.providers.steam.returnTo.1 is "https://localhost/", which only one machine or network ' +
        'reaches',
    );
    expect(steam(staging)).toBe('accepted');
  });
});

describe('the address of a webhook', () => {
  it('is refused with its line and an example, and not repeated', () => {
    const url = 'http://push.our-game.gg/very-secret';
    expect(
      said(
        { ...prod, webhooks: { push: { url, types: ['result'] } } },
        `  webhooks: { push: { url: '${url}', types: ['result'] } },`,
      ),
    ).toBe(
      'game/environments/prod.ts:3: webhooks.push.url must begin with https://: write one such as ' +
        'https://push.our-game.example/turnlift',
    );
  });
});
