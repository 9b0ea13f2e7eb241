import { dev } from './dev';
import {
  ConfigError,
  type EnvironmentConfig,
  type EnvironmentSource,
  parseEnvironment,
} from './environment-config';
import { prod } from './prod';
import { staging } from './staging';

export {
  ConfigError,
  type EnvironmentConfig,
  type EnvironmentSource,
  locationsOf,
  parseEnvironment,
} from './environment-config';
export { exampleLines, exampleSettings } from './examples';
export { limits } from './limits';

const sources = { dev, staging, prod } as const satisfies Record<string, EnvironmentSource>;
export type EnvironmentName = keyof typeof sources;

/** Every environment there is, in the order in which a change reaches them. */
export const environmentNames = Object.keys(sources).filter(
  (name): name is EnvironmentName => name in sources,
);

/**
 * The environment of this name, validated.
 * @throws ConfigError when there is none of this name, or when its file has nonsense in it
 */
export function environmentOf(name: string): EnvironmentConfig {
  const known = environmentNames.find((candidate) => candidate === name);
  if (known === undefined)
    throw new ConfigError(
      `config/index.ts: there is no environment ${JSON.stringify(name)}; known are ${environmentNames.join(', ')}`,
    );
  const config = parseEnvironment(`config/${known}.ts`, sources[known]);
  if (config.environment !== known)
    throw new ConfigError(
      `config/${known}.ts: environment is ${JSON.stringify(config.environment)}; write ${JSON.stringify(known)}`,
    );
  return config;
}
