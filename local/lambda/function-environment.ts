import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { environment, type EnvironmentKey } from '../../contract/environment';
import { type FunctionDeclaration } from '../../functions/declaration';
import { type LocalLambdaOptions } from './options';

/** The file that `npm run build` writes for a function. */
export function bundleOf(folder: string, name: string): string {
  return path.resolve(folder, name, 'index.mjs');
}

/** @throws Error when a declared function has no bundle */
export function requireBundles({ declarations, bundlesFolder }: LocalLambdaOptions): void {
  const missing = declarations.filter(({ name }) => !fs.existsSync(bundleOf(bundlesFolder, name)));
  if (missing.length > 0)
    throw new Error(
      'functions are not built: ' +
        `${missing.map(({ name }) => bundleOf(bundlesFolder, name)).join(', ')}. Run: npm run build`,
    );
}

/**
 * The whole environment of a function: its declared variables, and those of Lambda and the SDK. Nothing of
 * this process's environment is added.
 * @throws Error naming declared variables that have no value
 */
export function functionEnvironment(
  declaration: FunctionDeclaration,
  variables: Readonly<Partial<Record<EnvironmentKey, string>>>,
  options: LocalLambdaOptions,
  region: string,
  messages: string,
): Readonly<Record<string, string>> {
  const missing = declaration.environment.filter((key) => variables[key] === undefined);
  if (missing.length > 0)
    throw new Error(
      `function ${declaration.name} declares environment variables without a value: ${missing.join(', ')}`,
    );
  const credentials = options.credentials?.(declaration.name) ?? {
    accessKeyId: 'local',
    secretAccessKey: 'local',
  };
  return {
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    AWS_ENDPOINT_URL_DYNAMODB: options.endpoints.dynamodb,
    AWS_ENDPOINT_URL_GAMELIFT: options.endpoints.gamelift,
    AWS_ENDPOINT_URL_SECRETS_MANAGER: options.endpoints.secretsManager,
    AWS_ENDPOINT_URL_EVENTBRIDGE: options.endpoints.eventBridge ?? messages,
    AWS_ENDPOINT_URL_SQS: options.endpoints.sqs ?? messages,
    // Functions must not use the developer's own profiles.
    AWS_CONFIG_FILE: os.devNull,
    AWS_SHARED_CREDENTIALS_FILE: os.devNull,
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_LAMBDA_FUNCTION_NAME: declaration.name,
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(declaration.memoryMegabytes),
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    // The warning is about the laptop's Node, not about the version that the function is deployed on.
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
    LANG: 'en_US.UTF-8',
    TZ: ':UTC',
    ...Object.fromEntries(declaration.environment.map((key) => [environment[key], variables[key] ?? ''])),
  };
}
