import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { type FunctionDeclaration, type Trigger } from '../../../functions/declaration';
import { type LocalRoute } from '../../../local/lambda/route-table';
import { type LocalLambda, type LocalLambdaOptions, startLocalLambda } from '../../../local/lambda';

/** Functions written for one test, each as its own ES module. */
export interface TestFunctions {
  readonly folder: string;
  add(name: string, source: string): void;
  remove(): void;
}

export function testFunctions(): TestFunctions {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'turnlift-lambda-'));
  return {
    folder,
    add(name, source) {
      fs.mkdirSync(path.join(folder, name), { recursive: true });
      fs.writeFileSync(path.join(folder, name, 'index.mjs'), source);
    },
    remove: () => fs.rmSync(folder, { recursive: true, force: true }),
  };
}

export function declare(
  name: string,
  trigger: Trigger,
  more: Partial<FunctionDeclaration> = {},
): FunctionDeclaration {
  return {
    name,
    description: name,
    trigger,
    memoryMegabytes: 128,
    timeoutSeconds: 5,
    environment: [],
    grants: [],
    ...more,
  };
}

/** A route for a test function. */
export function route(
  method: LocalRoute['method'],
  routePath: string,
  fn: string,
  authentication: LocalRoute['authentication'] = 'none',
): LocalRoute {
  return {
    operationId: `${method} ${routePath}`,
    method,
    path: routePath,
    function: fn,
    authentication,
    throttle: 'identity',
  };
}

export function start(
  functions: TestFunctions,
  options: Partial<LocalLambdaOptions> & Pick<LocalLambdaOptions, 'declarations'>,
): Promise<LocalLambda> {
  return startLocalLambda({
    bundlesFolder: functions.folder,
    environment: {},
    endpoints: {
      dynamodb: 'http://127.0.0.1:9',
      gamelift: 'http://127.0.0.1:9',
      secretsManager: 'http://127.0.0.1:9',
    },
    ...options,
  });
}
