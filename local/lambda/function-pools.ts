import { sharedTime } from '../time/shared-time';
import { bundleOf, functionEnvironment } from './function-environment';
import { FunctionPool } from './function-pool';
import { type LocalLambdaOptions } from './options';

/**
 * A pool of execution environments for each function, by its name.
 * @param issuer of access tokens, unless the environment names another one
 * @throws Error naming declared variables without a value
 */
export function functionPools(
  options: LocalLambdaOptions,
  region: string,
  issuer: string,
  messagesUrl: string,
): ReadonlyMap<string, FunctionPool> {
  const shared = options.time === undefined ? undefined : sharedTime(options.time);
  const variables = {
    attemptsPerAddress: '100000',
    searchSeconds: '600',
    originSecretHash: 'none',
    identityProviders: '[]',
    reservedNames: 'none',
    eventBus: 'events',
    webhooks: '[]',
    ...options.environment,
    issuer,
  };
  return new Map(
    options.declarations.map((declaration) => [
      declaration.name,
      new FunctionPool({
        declaration,
        region,
        bundle: bundleOf(options.bundlesFolder, declaration.name),
        environment: functionEnvironment(declaration, variables, options, region, messagesUrl),
        maxConcurrency: options.maxConcurrency ?? 8,
        ...(shared === undefined ? {} : { time: shared.cells }),
        ...(options.watch === undefined ? {} : { watch: options.watch }),
        log: (line) => options.log?.(declaration.name, line),
      }),
    ]),
  );
}
