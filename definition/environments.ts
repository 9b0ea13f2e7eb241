import {
  alwaysAwake,
  type CommonConfig,
  ConfigError,
  type EnvironmentConfig,
  type LaptopConfig,
  limits,
  parseEnvironment,
  parseLaptop,
  tooShortToWake,
} from '../config';
import { searchSecondsText } from '../contract/search-seconds';
import { checkAddresses } from './addresses';
import { type Backend, laptopName } from './define-backend';
import { type Matchmaking } from './matchmaking';
import { checkWebhooks } from './webhooks';

/** Names of the environments in the cloud, in the order in which a change is promoted. */
export function environmentNames({ environments }: Backend): readonly string[] {
  return Object.keys(environments).filter((name) => name !== laptopName);
}

/**
 * The environment of this name, validated.
 * @throws ConfigError when the name is unknown, or when its file is invalid
 */
export function environmentOf(backend: Backend, name: string): EnvironmentConfig {
  const names = environmentNames(backend);
  if (!names.includes(name))
    throw new ConfigError(
      `game/index.ts: ${JSON.stringify(name)} is not an environment; known are ${names.join(', ')}`,
    );
  const config = checked(backend, name, parseEnvironment(fileOf(name), backend.environments[name]));
  checkAddresses(fileOf(name), config);
  checkWebhooks(fileOf(name), config.webhooks, 'public');
  return config;
}

/**
 * The environment of `npm start`, validated.
 * @throws ConfigError when its file is invalid
 */
export function laptopOf(backend: Backend): LaptopConfig {
  const file = fileOf(laptopName);
  const config = checked(backend, laptopName, parseLaptop(file, backend.environments[laptopName]));
  checkWebhooks(file, config.webhooks, 'loopback');
  return config;
}

const fileOf = (name: string): string => `game/environments/${name}.ts`;

function checked<Config extends CommonConfig>(backend: Backend, name: string, config: Config): Config {
  if (config.environment !== name)
    throw new ConfigError(
      `${fileOf(name)}: environment is ${JSON.stringify(config.environment)}; write ${JSON.stringify(name)}`,
    );
  if (alwaysAwake(config).length === 0)
    for (const matchmaking of backend.matchmakings.values()) {
      const { requestTimeoutSeconds: given } = matchmakingTimes(config, matchmaking);
      if (given < limits.wakingSeconds)
        throw new ConfigError(
          `${fileOf(name)}: matchmaking.overrides.${matchmaking.key}.requestTimeoutSeconds is ` +
            `missing: that of ${matchmaking.key} in game/index.ts ${tooShortToWake(given)}`,
        );
    }
  return config;
}

/** Times of a matchmaking in an environment, in seconds. */
export interface MatchmakingTimes {
  readonly requestTimeoutSeconds: number;
  /** Absent: players need not accept. */
  readonly acceptanceSeconds?: number;
}

/** The times from the environment's file, else from the definition, else the environment's default. */
export function matchmakingTimes(config: CommonConfig, matchmaking: Matchmaking): MatchmakingTimes {
  const override = config.matchmaking.overrides[matchmaking.key];
  const acceptance = override?.acceptanceSeconds ?? matchmaking.acceptanceSeconds;
  return {
    requestTimeoutSeconds:
      override?.requestTimeoutSeconds ??
      matchmaking.requestTimeoutSeconds ??
      config.matchmaking.requestTimeoutSeconds,
    ...(typeof acceptance === 'number' ? { acceptanceSeconds: acceptance } : {}),
  };
}

/** Of an environment alone, as its functions receive it: they know the times of the definition. */
export function searchSecondsOf({ matchmaking }: Pick<CommonConfig, 'matchmaking'>): string {
  const named = Object.entries(matchmaking.overrides).flatMap(
    ([name, { requestTimeoutSeconds: given }]): Array<[string, number]> =>
      given === undefined ? [] : [[name, given]],
  );
  return searchSecondsText({ otherwise: matchmaking.requestTimeoutSeconds, overrides: new Map(named) });
}
