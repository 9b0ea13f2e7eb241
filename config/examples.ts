import fs from 'node:fs';
import path from 'node:path';
import { type EnvironmentConfig } from './environment-config';
import { certificateOf } from './site-schema';

/**
 * Placeholder settings, to be replaced by those who adopt the project. They are good enough to try
 * everything with, and must never reach an account. They would trust the wrong repository, send alarms to an
 * unread address, and serve a page that browsers refuse.
 */
export interface ExampleSetting {
  /** Place in the configuration, such as `operations.alarmEmail`. */
  readonly setting: string;
  readonly value: string;
}

/** Accounts that AWS's own documentation uses. */
const exampleAccounts = ['012345678901', '111122223333', '123456789012', '444455556666', '777788889999'];
/** Whether an account is one of documentation: a known one, or one digit twelve times. */
export function isExampleAccount(account: string): boolean {
  return exampleAccounts.includes(account) || /^(\d)\1{11}$/.test(account);
}

/** Names that are reserved for documentation (RFC 2606). */
const exampleDomain = /(^|[.@/])example(\.(com|org|net))?(:\d+)?$|\.(example|test|invalid)(:\d+)?$/i;

/**
 * Domains that texts use as well: `your-company.com`, `api.mydomain.io`. Not `mygame.gg`, which a game may
 * own.
 */
const standInDomain =
  /(^|[.@/])(your-?(company|domain|game|org|site|studio|team)|my-?domain|domain)\.[a-z]{2,}(:\d+)?$/i;
const isExampleDomain = (text: string): boolean => exampleDomain.test(text) || standInDomain.test(text);

/**
 * Repositories of documentation: `example/turnlift`, `OWNER/NAME`, `your-org/your-repo`,
 * `octo-org/octo-repo`, `our-studio/our-game`. Whole names only: a game may well be called `your-turn`.
 */
const exampleOwners: ReadonlySet<string> = new Set([
  ...['example', 'owner', 'OWNER', 'org', 'ORG', 'username', 'octocat', 'octo-org', 'our-studio', 'my-org'],
  ...['account', 'company', 'name', 'org', 'organization', 'studio', 'team', 'username'].map(
    (word) => `your-${word}`,
  ),
]);
const exampleName = /^(NAME|REPO|REPOSITORY|octo-repo|your-(repo|repository|project|game))$/;
function isExampleRepository(repository: string): boolean {
  const [owner = '', name = ''] = repository.split('/');
  return exampleOwners.has(owner) || exampleName.test(name);
}

/** ACM's ids are random UUIDs; AWS's documentation has one of its own. */
const isExampleCertificate = (id: string): boolean =>
  id === '12345678-1234-1234-1234-123456789012' || !/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id);

/** Zones of documentation: `Z0123456789ABC`, `Z1234567890ABC`, `ZXXXXXXXXXXXX`, `Z1D633PJN98FT9`. */
const exampleZone = /^Z(0?123456789\w*|([A-Z0-9])\2*|1D633PJN98FT9|.*EXAMPLE.*)$/;

/**
 * Client ids of documentation: `com.example.game`, `YOUR-CLIENT-ID`, `000000-example.apps…`. Those of Okta
 * begin with `0oa`, and a bundle id may hold the word `your`.
 */
const exampleAudiences = [
  /^(com|org|net)\.example(\.|$)/i,
  /^(your[-_.]?)?(client|app|bundle|service)[-_]?id$/i,
  /^your[-_.](app|game)$/i,
  /^\d+-(example|your[-_]client[-_]id)\./i,
  /^(1234567890|0+)-/,
  /^[0-]+$/,
];
const isExampleAudience = (audience: string): boolean =>
  exampleAudiences.some((pattern) => pattern.test(audience));

/** Every setting of an environment that is still a placeholder. */
export function exampleSettings(config: EnvironmentConfig): readonly ExampleSetting[] {
  const { account, delivery, operations, api, identity, site, webhooks } = config;
  const found: ExampleSetting[] = [];
  const check = (setting: string, value: string | undefined, isExample: boolean): void => {
    if (value !== undefined && isExample) found.push({ setting, value });
  };
  check('account', account, isExampleAccount(account));
  check('delivery.repository', delivery.repository, isExampleRepository(delivery.repository));
  for (const part of ['owner', 'repository'] as const) {
    const id = delivery.repositoryIds[part];
    check(`delivery.repositoryIds.${part}`, id, Number(id) === 0);
  }
  check('operations.alarmEmail', operations.alarmEmail, isExampleDomain(operations.alarmEmail ?? ''));
  for (const origin of api.allowedOrigins)
    check('api.allowedOrigins', origin, origin !== '*' && isExampleDomain(new URL(origin).host));
  for (const [at, domain] of [
    ['api.domain', api.domain],
    ['site.domain', site?.domain],
  ] as const) {
    if (domain === undefined) continue;
    check(`${at}.name`, domain.name, isExampleDomain(domain.name));
    if (domain.dns === 'route53') {
      check(`${at}.hostedZoneId`, domain.hostedZoneId, exampleZone.test(domain.hostedZoneId));
      continue;
    }
    const { account: itsAccount, id } = certificateOf(domain);
    check(
      `${at}.certificateArn`,
      domain.certificateArn,
      isExampleAccount(itsAccount) || isExampleCertificate(id),
    );
  }
  for (const [name, { url }] of Object.entries(webhooks))
    check(`webhooks.${name}.url`, url, isExampleDomain(new URL(url).host));
  for (const [name, provider] of Object.entries(identity.providers)) {
    const at = `identity.providers.${name}`;
    if (provider.kind === 'steam')
      for (const page of provider.returnTo)
        check(`${at}.returnTo`, page, isExampleDomain(new URL(page).host));
    else
      for (const audience of provider.audiences)
        check(`${at}.audiences`, audience, isExampleAudience(audience));
    if (provider.kind !== 'oidc') continue;
    check(`${at}.issuer`, provider.issuer, isExampleDomain(new URL(provider.issuer).host));
    for (const origin of provider.keyOrigins)
      check(`${at}.keyOrigins`, origin, isExampleDomain(new URL(origin).host));
  }
  return found;
}

/** Files that can hold the settings of an environment, the most likely first. */
function sources(environment: string): readonly string[] {
  return [`game/environments/${environment}.ts`, 'game/environments/shared.ts'];
}

/**
 * One line for people: the file and the line to edit.
 * @param root the project's folder
 */
export function exampleLine(root: string, environment: string, { setting, value }: ExampleSetting): string {
  const last = setting.split('.').at(-1) ?? '';
  for (const file of sources(environment)) {
    const full = path.join(root, file);
    if (!fs.existsSync(full)) continue;
    const lines = fs.readFileSync(full, 'utf8').split('\n');
    const line = lines.findIndex(
      (text) => text.includes(`'${value}'`) && new RegExp(`\\b${last}\\b`).test(text),
    );
    if (line >= 0) return `${file}:${line + 1}: ${setting} is the example ${value}: write your own`;
  }
  return `${environment}: ${setting} is the example ${value}: write your own`;
}

/** The lines of all examples of an environment; empty when it can be deployed. */
export function exampleLines(root: string, config: EnvironmentConfig): readonly string[] {
  return exampleSettings(config).map((one) => exampleLine(root, config.environment, one));
}
