import { ConfigError } from './config-error';
import { type EnvironmentConfig } from './environment-config';
import { isExampleAccount } from './examples';

const fileOf = ({ environment }: EnvironmentConfig): string => `game/environments/${environment}.ts`;

/** The names of an environment's own domains, with the place of each. */
function domainsOf(config: EnvironmentConfig): ReadonlyArray<readonly [place: string, name: string]> {
  return [
    ['api.domain.name', config.api.domain?.name],
    ['site.domain.name', config.site?.domain?.name],
  ].flatMap(([place = '', name]) => (name === undefined ? [] : [[place, name] as const]));
}

function refuseSharedDomains(configs: readonly EnvironmentConfig[]): void {
  const taken = new Map<string, string>();
  for (const config of configs)
    for (const [place, name] of domainsOf(config)) {
      const other = taken.get(name);
      if (other !== undefined)
        throw new ConfigError(
          `${fileOf(config)}: ${place} is ${name}, as is ${other}: a name leads to one of them only, ` +
            'give each its own',
        );
      taken.set(name, `${place} in ${fileOf(config)}`);
    }
}

/**
 * Names begin with project and environment, and so do the patterns in the rights of an environment's roles.
 */
function refuseOverlappingNames(configs: readonly EnvironmentConfig[]): void {
  const prefixOf = ({ project, environment }: EnvironmentConfig): string => `${project}-${environment}-`;
  for (const config of configs)
    for (const other of configs)
      if (
        config !== other &&
        config.account === other.account &&
        prefixOf(config).startsWith(prefixOf(other))
      )
        throw new ConfigError(
          `${fileOf(config)}: names begin with ${prefixOf(config)}, which ${prefixOf(other)} of ` +
            `${fileOf(other)} in the same account covers: choose another project`,
        );
}

/**
 * Compares environments with each other: each can be valid, and together they cannot be deployed.
 * @returns warnings, one line each
 * @throws ConfigError with one line: the first problem
 */
export function compareEnvironments(configs: readonly EnvironmentConfig[]): readonly string[] {
  refuseSharedDomains(configs);
  // Examples share an account until each of them is edited.
  const edited = configs.filter(({ account }) => !isExampleAccount(account));
  refuseOverlappingNames(edited);
  const warnings: string[] = [];
  for (const account of new Set(edited.map((config) => config.account))) {
    const inAccount = edited.filter((config) => config.account === account);
    const [first, second] = inAccount.filter(({ delivery }) => delivery.createProvider);
    if (first !== undefined && second !== undefined)
      throw new ConfigError(
        `${fileOf(second)}: delivery.createProvider is true, as in ${fileOf(first)}: the account ` +
          `${account} holds one OIDC provider of GitHub, write false here`,
      );
    if (first === undefined)
      warnings.push(
        `${inAccount.map(fileOf).join(', ')}: delivery.createProvider is false in every environment ` +
          `of account ${account}: CI can sign in only if the account already has GitHub's OIDC provider`,
      );
  }
  return warnings;
}
