import { describe, expect, it } from '@jest/globals';
import { exampleSettings, parseEnvironment, parseLaptop } from '../../config';
import { parseIdentityProviders } from '../../contract/identity-providers';
import { identityProvidersOf } from '../../definition/identity';
import { dev, laptop, prod } from '../games/environments';

const cloud = (identity: unknown) => parseEnvironment('dev.ts', { ...dev, identity });
const here = (identity: unknown) => parseLaptop('laptop.ts', { ...laptop, identity });
const audiences = ['gg.our-game.app'];

describe('what an environment says of identities', () => {
  it('is empty by default, and some provider names are reserved', () => {
    const { identity } = parseEnvironment('dev.ts', dev);
    expect(identity.providers).toEqual({});
    expect(identity.reservedNames).toEqual(expect.arrayContaining(['admin', 'turnlift', 'deleted player']));
    expect(here({ reservedNames: [] }).identity.reservedNames).toEqual([]);
  });

  it('becomes the configuration of the functions; Apple, Google and Steam have known addresses', () => {
    const { identity } = cloud({
      providers: {
        apple: { kind: 'apple', audiences },
        google: { kind: 'google', audiences },
        'our-id': {
          kind: 'oidc',
          issuer: 'https://id.our-game.gg/a',
          audiences,
          keyOrigins: ['https://keys.our-game.gg'],
        },
        steam: { kind: 'steam', returnTo: ['https://play.our-game.gg/steam'] },
      },
    });
    const providers = identityProvidersOf(identity);
    expect(providers).toMatchObject([
      { name: 'apple', kind: 'oidc', issuer: 'https://appleid.apple.com', audiences },
      { name: 'google', kind: 'oidc', issuers: ['https://accounts.google.com', 'accounts.google.com'] },
      {
        name: 'our-id',
        issuer: 'https://id.our-game.gg/a',
        origins: ['https://id.our-game.gg', 'https://keys.our-game.gg'],
      },
      {
        name: 'steam',
        kind: 'steam',
        endpoint: 'https://steamcommunity.com/openid/login',
        claimedIdPrefix: 'https://steamcommunity.com/openid/id/',
      },
    ]);
    expect(parseIdentityProviders(JSON.stringify(providers))).toEqual(providers);
  });

  it('may lack TLS on a laptop only, and only on this machine', () => {
    const oidc = (issuer: string) => ({ providers: { a: { kind: 'oidc', issuer, audiences } } });
    expect(here(oidc('http://127.0.0.1:9000')).identity.providers).toHaveProperty('a');
    expect(() => here(oidc('http://id.our-game.gg'))).toThrow('must begin with https://');
    expect(() => cloud(oidc('http://127.0.0.1:9000'))).toThrow('must begin with https://');
    expect(() => here(oidc('nonsense'))).toThrow(
      'laptop.ts: identity.providers.a.issuer is "nonsense": it must be an address, such as ' +
        'https://our-game.example/players',
    );
  });

  it.each<[string, unknown, string]>([
    [
      'no client id',
      { providers: { google: { kind: 'google', audiences: [] } } },
      'needs at least one client id',
    ],
    ['a name with capitals', { providers: { Google: { kind: 'google', audiences } } }, 'identity.providers'],
    [
      'a page without TLS',
      { providers: { steam: { kind: 'steam', returnTo: ['http://a.gg/'] } } },
      'https://',
    ],
    [
      'another Steam in the cloud',
      { providers: { steam: { kind: 'steam', returnTo: ['https://a.gg/'], openIdAt: 'https://b.gg' } } },
      'openIdAt',
    ],
    [
      'two providers of one issuer',
      {
        providers: {
          a: { kind: 'oidc', issuer: 'https://id.our-game.gg', audiences },
          b: { kind: 'oidc', issuer: 'https://id.our-game.gg', audiences: ['another'] },
        },
      },
      'has the issuer of a: give one provider the audiences of both',
    ],
    [
      "Google and its issuer by another provider's name",
      {
        providers: {
          google: { kind: 'google', audiences },
          'our-id': { kind: 'oidc', issuer: 'https://accounts.google.com', audiences },
        },
      },
      'has the issuer of google',
    ],
    ['a word with a comma', { reservedNames: ['a,b'] }, 'must have no comma'],
    [
      'more words than an environment of a function holds',
      { reservedNames: Array.from({ length: 38 }, () => 'w'.repeat(32)) },
      'has 1253 bytes together, at most 1200 are allowed',
    ],
    [
      "more text than a function's variable can hold",
      { providers: { google: { kind: 'google', audiences: Array(20).fill('x'.repeat(200)) } } },
      'has 4102 characters as JSON, at most 2000 are allowed',
    ],
  ])('is refused for %s', (_what, identity, message) => {
    expect(() => cloud(identity)).toThrow(message);
  });

  it('must not be an example when it is deployed', () => {
    const settings = (providers: unknown) =>
      exampleSettings(parseEnvironment('prod.ts', { ...prod, identity: { providers } }))
        .map(({ setting }) => setting)
        .filter((setting) => setting.startsWith('identity'));
    for (const audience of [
      'com.example.game',
      'YOUR-CLIENT-ID',
      'your_app',
      '000000000000-abc.apps.googleusercontent.com',
    ])
      expect(settings({ google: { kind: 'google', audiences: [audience] } })).toEqual([
        'identity.providers.google.audiences',
      ]);
    expect(settings({ steam: { kind: 'steam', returnTo: ['https://play.example.com/steam'] } })).toEqual([
      'identity.providers.steam.returnTo',
    ]);
    expect(settings({ a: { kind: 'oidc', issuer: 'https://id.example.org', audiences } })).toEqual([
      'identity.providers.a.issuer',
    ]);
    expect(
      settings({ google: { kind: 'google', audiences: ['1234-abc.apps.googleusercontent.com'] } }),
    ).toEqual([]);
  });
});
