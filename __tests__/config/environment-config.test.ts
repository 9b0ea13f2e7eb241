import { describe, expect, it } from '@jest/globals';
import { locationsOf, parseEnvironment, dnsRecordOf } from '../../config';
import { environmentNames, environmentOf, prod } from '../games';

/** A copy of prod with one value changed. */
function prodWith(path: string, value: unknown): unknown {
  const copy: unknown = structuredClone(prod);
  const keys = path.split('.');
  const last = keys.pop() ?? '';
  let at: unknown = copy;
  for (const key of keys) at = at !== null && typeof at === 'object' ? Reflect.get(at, key) : undefined;
  if (at === null || typeof at !== 'object') throw new Error(`prod has no ${path}`);
  Reflect.set(at, last, value);
  return copy;
}

/** Dotted names of every key of a configuration, at all depths. */
function placesIn(value: unknown, at = ''): readonly string[] {
  const inside =
    value === null || typeof value !== 'object'
      ? []
      : Object.entries(value).flatMap(([name, member]) =>
          placesIn(member, at === '' ? name : `${at}.${name}`),
        );
  return at === '' ? inside : [at, ...inside];
}

describe('the environments', () => {
  it.each(environmentNames)('%s is valid', (name) => {
    expect(environmentOf(name).environment).toBe(name);
  });

  it('know where matches are played: the locations of active fleets', () => {
    expect(locationsOf(environmentOf('prod'))).toEqual(['ap-northeast-1', 'eu-west-1', 'us-east-1']);
    expect(locationsOf(environmentOf('dev'))).toEqual(['eu-west-1']);
  });

  it('refuse an unknown name and list the known ones', () => {
    expect(() => environmentOf('production')).toThrow(
      'game/index.ts: "production" is not an environment; known are dev, staging, prod',
    );
    expect(() => environmentOf('toString')).toThrow(/"toString" is not an environment/);
  });
});

describe('the record of a domain whose zone is elsewhere', () => {
  it('is a CNAME, but at the top of a zone, where DNS allows none', () => {
    const record = (name: string): string =>
      dnsRecordOf({ dns: 'elsewhere', name, certificateArn: '' }, 'd1.cloudfront.net');
    for (const name of ['play.our-game.gg', 'our-game.co.uk'])
      expect(record(name)).toBe(
        `${name} CNAME d1.cloudfront.net (ALIAS or ANAME if ${name} is the top of a zone)`,
      );
    expect(record('our-game.gg')).toMatch(
      /^our-game\.gg ALIAS or ANAME d1\.cloudfront\.net \(a CNAME is not/,
    );
  });
});

describe('nonsense', () => {
  const fleet = prod.realtime.fleets['blue'];
  it.each<[string, unknown, RegExp]>([
    ['account', '4444', /account is .*: it must be the 12 digits/],
    ['region', 'mars-north-1', /region .*eu-west-1/],
    // `turnlift-prod-*` in the role of one environment must not cover the names of another.
    ['environment', 'prod-eu', /environment is .*: it must be lower case letters and digits/],
    [
      'site.domain.certificateArn',
      'arn:aws:acm:eu-west-1:444455556666:certificate/x',
      /site.domain.certificateArn is of another region: CloudFront takes certificates of us-east-1 only/,
    ],
    ['site.domain.name', 'https://play.our-game.gg', /site.domain.name is .*: it must be a domain name/],
    ['api.allowedOrigins', ['*'], /api.allowedOrigins is \["\*"\], which opens the API to every page/],
    [
      'realtime.fleets.blue.certificate',
      'DISABLED',
      /realtime.fleets.blue.certificate is DISABLED, but browsers let a page of HTTPS connect with TLS only/,
    ],
    ['site', undefined, /api.allowedOrigins needs at least one origin, since the environment has no site/],
    ['api.newVersions', 'Canary1Percent', /api.newVersions .*Canary10Percent5Minutes/],
    [
      'furtherRegions',
      [{ region: 'eu-west-1', fleets: prod.realtime.fleets, aliases: prod.realtime.aliases }],
      /furtherRegions.0.region is the home region/,
    ],
    [
      'furtherRegions',
      [{ region: 'us-west-2', fleets: prod.realtime.fleets, aliases: prod.realtime.aliases }],
      /furtherRegions.0.fleets.blue.locations must have the home region us-west-2/,
    ],
    [
      'furtherRegions',
      [{ region: 'us-east-1', fleets: prod.realtime.fleets, aliases: [{ name: 'a', active: 'red' }] }],
      /furtherRegions.0.aliases.0.active is "red", which is not a fleet/,
    ],
    ['project', 'Turnlift_Game', /project is .*: it must be lower case letters/],
    ['project', 'x'.repeat(21), /project .*20/],
    ['project', 'sthree-game', /project is .*: it must not begin with xn--, sthree- or amzn-s3-demo-/],
    [
      'leastLocations',
      5,
      /realtime.fleets the active fleets serve 3 location\(s\), leastLocations asks for 5/,
    ],
    ['realtime.launchPath', '/opt/server.js', /realtime.launchPath is .*: it must be \/local\/game\//],
    [
      'realtime.fleets.blue.instanceType',
      'c5.gigantic',
      /realtime.fleets.blue.instanceType is "c5.gigantic": it must be one of \d+ values, such as c5\./,
    ],
    ['realtime.fleets.blue.nodeJsVersion', '10.x', /realtime.fleets.blue.nodeJsVersion .*24\.x/],
    ['realtime.fleets.blue.processesPerInstance', 51, /processesPerInstance .*50/],
    [
      'realtime.fleets.blue.locations',
      [{ location: 'eu-west-1', minimum: 3, desired: 2, maximum: 5 }],
      /locations.0 has minimum 3, desired 2, maximum 5: minimum ≤ desired ≤ maximum/,
    ],
    [
      'realtime.fleets.blue.locations',
      [{ location: 'us-east-1', minimum: 0, desired: 2, maximum: 5 }],
      /must have the home region eu-west-1/,
    ],
    [
      'realtime.fleets.blue.locations',
      [...(fleet?.locations ?? []), fleet?.locations[0]],
      /names eu-west-1 twice: remove one of them/,
    ],
    ['realtime.fleets', {}, /needs at least one fleet/],
    [
      'realtime.aliases.0.active',
      'green',
      /realtime.aliases.0.active is "green", which is not a fleet; take one of blue, spot-blue/,
    ],
    ['realtime.aliases.0.name', 'on-demand', /"on-demand" occurs twice: give/],
    // Both would be the id Blue2, and AliasSpot1, in a template.
    [
      'realtime.fleets',
      { ...prod.realtime.fleets, 'blue-2': fleet, blue2: fleet },
      /realtime.fleets "blue-2" and "blue2" differ in hyphens only/,
    ],
    [
      'realtime.aliases',
      [
        { name: 'spot-1', active: 'blue' },
        { name: 'spot1', active: 'spot-blue' },
      ],
      /realtime.aliases "spot-1" and "spot1" differ in hyphens only/,
    ],
    ['realtime.fleets', { ...prod.realtime.fleets, 'green-': fleet }, /realtime.fleets.green- /],
    [
      'realtime.fleets',
      { ...prod.realtime.fleets, Green: fleet },
      /realtime.fleets.Green cannot have this name: it must be lower case letters, digits and hyphens/,
    ],
    ['matchmaking.overrides', { Duel: {} }, /overrides.Duel cannot have this name: it must be lower case/],
    ['realtime.aliases.0.name', 'spot-', /aliases.0.name is "spot-": it must be .* not ending with a hyphen/],
    ['project', 'our-', /project is .*: it must be .* not ending with a hyphen/],
    ['identity', { providers: { 'own-': { kind: 'google', audiences: ['a'] } } }, /identity.providers.own- /],
    ['webhooks', { 'push-': { url: 'https://a.gg', types: ['result'] } }, /webhooks.push- /],
    [
      'realtime.queue.latencyPolicies',
      [{ maximumMilliseconds: 100 }, { maximumMilliseconds: 200 }],
      /latencyPolicies.0 needs forSeconds/,
    ],
    [
      'realtime.queue.latencyPolicies',
      [{ maximumMilliseconds: 200, forSeconds: 5 }, { maximumMilliseconds: 100 }],
      /latencyPolicies.1.maximumMilliseconds is 100, and 200 in the policy before it/,
    ],
    [
      'realtime.queue.latencyPolicies',
      [{ maximumMilliseconds: 200, forSeconds: 90 }],
      /longer than the queue's timeoutSeconds of 60/,
    ],
    ['matchmaking.overrides', { duel: { acceptanceSeconds: 601 } }, /overrides.duel.acceptanceSeconds/],
    ['matchmaking.overrides', { duel: { timeout: 5 } }, /overrides.duel has no setting "timeout"/],
    ['matchmaking.requestTimeoutSeconds', 0, /requestTimeoutSeconds .*1/],
    ['matchmaking.gameProperties', [{ key: 'k'.repeat(33), value: 'v' }], /gameProperties.0.key .*32/],
    ['api.allowedOrigins', ['*', 'https://a.example'], /is either \["\*"\] or a list/],
    [
      'api.allowedOrigins',
      ['https://a.gg/play'],
      /must be an origin as browsers send it, https:\/\/a\.gg: .*no path/,
    ],
    ['api.allowedOrigins', ['https://a.gg/'], /, https:\/\/a\.gg: .*no slash or dot at the end/],
    ['api.allowedOrigins', ['play.a.gg'], /must be an origin/],
    ['api.allowedOrigins', ['https://*.a.gg'], /must be an origin .*, such as .*no \*/],
    ['api.originSecretSha256', 'secret', /must be 64 hexadecimal digits/],
    [
      'api.domain',
      { dns: 'route53', name: 'https://a.gg', hostedZoneId: 'Z0123456' },
      /must be a domain name/,
    ],
    [
      'api.domain',
      {
        dns: 'elsewhere',
        name: 'api.a.gg',
        certificateArn: 'arn:aws:acm:us-east-1:444455556666:certificate/a',
      },
      /certificateArn is of another region: the API is in eu-west-1/,
    ],
    [
      'api.domain',
      {
        dns: 'elsewhere',
        name: 'api.a.gg',
        certificateArn: 'arn:aws:acm:eu-west-1:999988887777:certificate/a',
      },
      /certificateArn is of account 999988887777: this environment is in account \d{12}/,
    ],
    [
      'api.domain',
      { dns: 'route53', name: `${'a'.repeat(60)}.a.gg`, hostedZoneId: 'Z0123456' },
      /must have at most 64 characters/,
    ],
    ['operations.logRetentionDays', 8, /logRetentionDays/],
    ['operations.alarmEmail', 'not-an-address', /alarmEmail .*email/i],
    ['delivery.repository', '<owner>/<repo>', /must be owner\/name .*, such as our-studio\/our-game/],
    ['delivery.repositoryIds.owner', 'octo', /must be GitHub's number, digits only, .*: gh api/],
    ['delivery.repositoryIds.owner', '0012', /must be GitHub's number, .* without leading zeros/],
    ['delivery.repositoryIds.repository', '9'.repeat(20), /must be GitHub's number/],
    [
      'identity',
      { providers: { id: { kind: 'google', audiences: [' '] } } },
      /must be a client id, without spaces/,
    ],
    ['realtime.queue.latencyPolicies', [{ maximumMilliseconds: 1e12 }], /maximumMilliseconds .*2147483647/],
    ['realtime', null, /^game\/environments\/prod\.ts: realtime is null: it must be an object, in { }$/],
    ['realtime.fleets.blue.locations.0.maximum', 1e9, /locations.0.maximum .*10000/],
    ['api.originSecretSha256', '0'.repeat(64), /originSecretSha256 is a placeholder/],
    ['delivery.repository', '../..', /must be owner\/name/],
    ['delivery.repository', 'me/game.git', /must be owner\/name, without the .git of its address/],
    ['delivery.repository', 'me-/game', /must be owner\/name/],
    ['delivery.repository', '-me/game', /must be owner\/name/],
    ['delivery.repository', 'm_e.x/game', /must be owner\/name/],
    ['delivery.repository', `${'m'.repeat(40)}/game`, /must be owner\/name/],
    // Of an empty variable: `printf "" | sha256sum`, and `echo "" | sha256sum`.
    [
      'api.originSecretSha256',
      'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
      /originSecretSha256 is the SHA-256 of an empty secret/,
    ],
    [
      'api.originSecretSha256',
      '01ba4719c80b6fe911b091a7c05124b64eeece964e09c058ef8f9805daca546b',
      /originSecretSha256 is the SHA-256 of an empty secret/,
    ],
    ['delivery.deploySessionSeconds', 3_600, /deploySessionSeconds .*10800/],
    ['api.authorizerGeneration', 0, /authorizerGeneration/],
    ['realtime.fleets.blue.instancetype', 'c5.large', /realtime.fleets.blue has no setting "instancetype"/],
  ])('in %s (%j) is refused with one line that names file and place', (path, value, message) => {
    let said = '';
    try {
      parseEnvironment('game/environments/prod.ts', prodWith(path, value));
    } catch (error) {
      said = error instanceof Error ? error.message : '';
    }
    expect(said).toMatch(message);
    expect(said).toMatch(/^game\/environments\/prod\.ts: [^\n]+$/);
  });

  it.each(['me/game', 'Our-Game/back.end', 'a/b', 'octo_acme/game', 'me/.github'])(
    'is not the repository %s',
    (repository) => {
      const config = parseEnvironment(
        'game/environments/prod.ts',
        prodWith('delivery.repository', repository),
      );
      expect(config.delivery.repository).toBe(repository);
    },
  );

  it('with any one value changed is accepted, or refused with one line that names file and key', () => {
    const values = ['', ' ', 'nonsense', '../..', 'a\nb', 'ä', -1, 0.5, 1e12, true, null, [], {}, ['*', 'x']];
    let refused = 0;
    for (const place of placesIn(prod))
      for (const value of values) {
        try {
          parseEnvironment('game/environments/prod.ts', prodWith(place, value));
        } catch (error) {
          refused += 1;
          const said = error instanceof Error ? `${error.name} ${error.message}` : '';
          expect({ place, value, said }).toEqual({
            place,
            value,
            said: expect.stringMatching(/^ConfigError game\/environments\/prod\.ts: [\w-]+[^\n]+$/),
          });
          // Words of the validation library, which knows neither the setting nor the file.
          expect({ place, value, said }).toEqual({
            place,
            value,
            said: expect.not.stringMatching(
              /Invalid|Too (big|small)|Unrecognized|expected |received |undefined/,
            ),
          });
        }
      }
    expect(refused).toBeGreaterThan(500);
  });
});
