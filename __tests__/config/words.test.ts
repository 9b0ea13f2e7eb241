import { describe, expect, it } from '@jest/globals';
import { inspect } from 'node:util';
import { parseEnvironment, parseLaptop } from '../../config';
import { laptop, prod } from '../games/environments';

/** A copy with one value changed, or removed. */
function changed(base: object, path: string, value: unknown): unknown {
  const copy: unknown = structuredClone(base);
  const keys = path.split('.');
  const last = keys.pop() ?? '';
  let at: unknown = copy;
  for (const key of keys) at = at !== null && typeof at === 'object' ? Reflect.get(at, key) : undefined;
  if (at === null || typeof at !== 'object') throw new Error(`there is no ${path}`);
  if (value === undefined) Reflect.deleteProperty(at, last);
  else Reflect.set(at, last, value);
  return copy;
}
const said = (parse: () => unknown): string => {
  try {
    parse();
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  return 'accepted';
};
const inProd = (path: string, value: unknown): string =>
  said(() => parseEnvironment('prod.ts', changed(prod, path, value)));

const blue = 'realtime.fleets.blue';
const webhook = (differences: object): unknown => ({
  push: { url: 'https://a.gg', types: ['result'], ...differences },
});
const provider = (one: object): unknown => ({ providers: { id: one } });
const ownName = (name: string): unknown => ({ dns: 'route53', name, hostedZoneId: 'Z0123456' });
const homes =
  '"us-east-1", "us-west-2", "ap-northeast-1", "ap-northeast-2", "ap-southeast-2", "eu-central-1", ' +
  '"eu-west-1"';

describe('a wrong setting is named with its value, its limit and what to write', () => {
  it.each<[path: string, value: unknown, line: string]>([
    ['account', 444455556666, "account is 444455556666: it must be a text in quotes: '444455556666'"],
    ['account', undefined, 'account is missing: it must be a text in quotes'],
    [
      'account',
      '4444-5555-6666',
      'account is "4444-5555-6666": it must be the 12 digits of an AWS account, without hyphens',
    ],
    ['region', 'eu-west1', `region is "eu-west1": it must be one of ${homes}`],
    ['project', 'x'.repeat(21), `project is "${'x'.repeat(21)}": it must have at most 20 characters`],
    ['leastLocations', 0, 'leastLocations is 0: it must be at least 1'],
    [`${blue}.processesPerInstance`, 51, `${blue}.processesPerInstance is 51: it must be at most 50`],
    [
      `${blue}.processesPerInstance`,
      '50',
      `${blue}.processesPerInstance is "50": it must be a number, without quotes: 50`,
    ],
    [`${blue}.freeSessionsPercent`, 12.5, `${blue}.freeSessionsPercent is 12.5: it must be a whole number`],
    [`${blue}.nodeJsVersion`, '22.x', `${blue}.nodeJsVersion is "22.x": it must be "24.x"`],
    [`${blue}.locations`, [], `${blue}.locations is an empty list: it must have at least 1 element`],
    [
      `${blue}.locations.0.location`,
      'eu-west',
      `${blue}.locations.0.location is "eu-west": it must be one of 23 values, such as eu-west-1, ` +
        'eu-west-2, eu-west-3, eu-central-1, eu-north-1, eu-south-1',
    ],
    [
      `${blue}.locations.0.desired`,
      NaN,
      `${blue}.locations.0.desired is NaN: it must be a number, without quotes`,
    ],
    [`${blue}.instancetype`, 'c5.large', `${blue} has no setting "instancetype": write instanceType`],
    ['data.delete', 1, 'data has no setting "delete": remove it; known are deletionProtection'],
    ['furtherregions', [], 'has no setting "furtherregions": write furtherRegions'],
    [
      'data.deletionProtection',
      'true',
      'data.deletionProtection is "true": it must be true or false, without quotes: true',
    ],
    [
      'realtime.aliases',
      Array.from({ length: 11 }, (_, index) => ({ name: `a${index}`, active: 'blue' })),
      'realtime.aliases is a list of 11: it must have at most 10 elements',
    ],
    ['realtime.fleets', [], 'realtime.fleets is an empty list: it must be an object, in { }'],
    ['site.domain', 'play.a.gg', 'site.domain is "play.a.gg": it must be an object, in { }'],
    [
      'matchmaking.customEventData',
      'x'.repeat(257),
      `matchmaking.customEventData is "${'x'.repeat(60)}"… (257 characters): it must have at most 256 ` +
        'characters',
    ],
    [
      'matchmaking.overrides',
      { duel: { acceptanceSeconds: true } },
      'matchmaking.overrides.duel.acceptanceSeconds is true: it must be false, or a number, without quotes',
    ],
    ['api.allowedOrigins', 'https://a.gg', 'api.allowedOrigins is "https://a.gg": it must be a list, in [ ]'],
    [
      'api.domain',
      { dns: 'cloudflare' },
      'api.domain.dns is "cloudflare": it must be one of "route53", "elsewhere"',
    ],
    [
      'api.domain',
      { name: 'api.a.gg' },
      'api.domain.dns is missing: it must be one of "route53", "elsewhere"',
    ],
    [
      'operations.logRetentionDays',
      8,
      'operations.logRetentionDays is 8: it must be one of 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, ' +
        '365, 400, 545, 731',
    ],
    [
      'operations.alarmEmail',
      `a@${'bb.'.repeat(84)}gg`,
      `operations.alarmEmail is "a@${'bb.'.repeat(19)}b"… (256 characters): it must have at most 254 ` +
        'characters',
    ],
    [
      'operations.alarmEmail',
      'a@b',
      'operations.alarmEmail is "a@b": it must be an email address, such as oncall@our-game.example',
    ],
    [
      'delivery.deploySessionSeconds',
      3_600,
      'delivery.deploySessionSeconds is 3600: it must be at least 10800',
    ],
    [
      'delivery.repositoryIds.owner',
      11,
      "delivery.repositoryIds.owner is 11: it must be a text in quotes: '11'",
    ],
    [
      'webhooks',
      webhook({ url: 'nonsense' }),
      'webhooks.push.url is "nonsense": it must be an address, such as https://our-game.example/players',
    ],
    ['webhooks', webhook({ delaySeconds: 901 }), 'webhooks.push.delaySeconds is 901: it must be at most 900'],
    [
      'webhooks',
      webhook({ types: ['results'] }),
      'webhooks.push.types.0 is "results": it must be one of "your-turn", "clock-low", "result", ' +
        '"invitation", "rematch"',
    ],
    [
      'webhooks',
      Object.fromEntries(
        Array.from({ length: 11 }, (_, index) => [`w${index}`, { url: 'https://a.gg', types: ['result'] }]),
      ),
      'webhooks has 11 webhooks, at most 10 are allowed',
    ],
    [
      'webhooks',
      Object.fromEntries(
        Array.from({ length: 5 }, (_, index) => [
          `w${index}`,
          { url: `https://a.gg/${'x'.repeat(400)}`, types: ['result'] },
        ]),
      ),
      "webhooks has 2331 characters as JSON, at most 2000 are allowed: they are in a function's environment",
    ],
    [
      'identity',
      provider({ kind: 'facebook' }),
      'identity.providers.id.kind is "facebook": it must be one of "apple", "google", "oidc", "steam"',
    ],
    [
      'identity',
      { reservedNames: [''] },
      'identity.reservedNames.0 is "": it must have at least 1 character',
    ],
  ])('%s: %j', (path, value, line) => {
    expect(inProd(path, value)).toBe(`prod.ts: ${line}`);
  });

  it('in one line, of any type', () => {
    expect(said(() => parseEnvironment('prod.ts', () => prod))).toBe(
      'prod.ts: is a function: it must be an object, in { }',
    );
    expect(inProd('operations.monthlyBudgetDollars', 30n)).toBe(
      'prod.ts: operations.monthlyBudgetDollars is 30n: it must be a number, without quotes',
    );
    expect(inProd('operations.monthlyBudgetDollars', 9e15)).toBe(
      'prod.ts: operations.monthlyBudgetDollars is 9000000000000000: it must be at most 100000000',
    );
  });

  it('also on a laptop', () => {
    expect(said(() => parseLaptop('laptop.ts', changed(laptop, 'laptop.port', 65_536)))).toBe(
      'laptop.ts: laptop.port is 65536: it must be at most 65535',
    );
  });

  it('but without its value where that may be a secret', () => {
    expect.assertions(3);
    const line = inProd('api.originSecretSha256', 'correct-horse-battery-staple');
    expect(line).toBe(
      'prod.ts: api.originSecretSha256 must be 64 hexadecimal digits: the SHA-256 of the secret',
    );
    try {
      parseEnvironment('prod.ts', changed(prod, 'api.originSecretSha256', 'correct-horse-battery-staple'));
    } catch (error) {
      // Node's output for an error that is not caught.
      expect(inspect(error, { depth: Infinity })).not.toContain('battery');
    }
    const hook = { push: { url: 'http://127.0.0.1:9/', types: ['result'], secret: 'whsec_too-short' } };
    expect(said(() => parseLaptop('laptop.ts', { ...laptop, webhooks: hook }))).toBe(
      'laptop.ts: webhooks.push.secret must be whsec_ and 24 to 64 bytes in base64',
    );
  });
});

describe('an origin', () => {
  it.each([
    ['https://our-game.gg.', 'https://our-game.gg'],
    ['HTTPS://Our-Game.gg', 'https://our-game.gg'],
    ['https://our-game.gg:443', 'https://our-game.gg'],
    ['http://our-game.gg:8080/play?a#b', 'http://our-game.gg:8080'],
    ['https://spiël.gg', 'https://xn--spil-npa.gg'],
    ['https://a..gg', 'such as https://play.our-game.example'],
    ['https://-a.gg', 'such as https://play.our-game.example'],
    ['https://*.a.gg', 'such as https://play.our-game.example'],
    ['null', 'such as https://play.our-game.example'],
    ['ftp://a.gg', 'such as https://play.our-game.example'],
  ])('is refused as %s, with %s', (one, instead) => {
    expect(inProd('api.allowedOrigins', [one])).toBe(
      `prod.ts: api.allowedOrigins.0 is ${JSON.stringify(one)}: it must be an origin as browsers send ` +
        `it, ${instead}: lower case, no path, no slash or dot at the end, no *`,
    );
  });

  it.each([
    'https://a.gg',
    'http://localhost:3000',
    'http://127.0.0.1:3000',
    'http://[::1]:8080',
    'https://xn--spil-npa.gg',
  ])('may be %s', (one) => {
    expect(inProd('api.allowedOrigins', [one])).toBe('accepted');
  });
});

describe('an own domain', () => {
  it.each([
    ['co.uk', 'below which others register theirs: write a name of your domain'],
    ['com.au', 'below which others register theirs: write a name of your domain'],
    [
      'x.execute-api.eu-west-1.amazonaws.com',
      "which is a name of AWS's own: write one of your domain, or leave domain out",
    ],
    [
      'd111111abcdef8.cloudfront.net',
      "which is a name of AWS's own: write one of your domain, or leave domain out",
    ],
  ])('is not %s, of the API and of the page', (name, why) => {
    expect(inProd('api.domain', ownName(name))).toBe(`prod.ts: api.domain.name is ${name}, ${why}`);
    expect(inProd('site.domain', ownName(name))).toBe(`prod.ts: site.domain.name is ${name}, ${why}`);
  });

  it.each(['our-game.gg', 'our-game.co.uk', 'co.games', 'api.amazonaws.com.gg', 'net.our-game.uk'])(
    'may be %s',
    (name) => {
      expect(inProd('api.domain', ownName(name))).toBe('accepted');
    },
  );

  it('has no dot at its end, and its zone only an id', () => {
    expect(inProd('api.domain', ownName('api.a.gg.'))).toBe(
      'prod.ts: api.domain.name is "api.a.gg.": it must be a domain name in lower case, without a dot ' +
        'at the end, such as api.our-game.example',
    );
    expect(
      inProd('api.domain', { dns: 'route53', name: 'api.a.gg', hostedZoneId: '/hostedzone/Z0123456' }),
    ).toBe(
      'prod.ts: api.domain.hostedZoneId is "/hostedzone/Z0123456": it must be the id of a hosted ' +
        'zone, such as Z0123456789ABC, without /hostedzone/',
    );
  });
});
