import os from 'node:os';
import path from 'node:path';
import { functionDeclarations } from '../../functions/declarations';
import { type LocalLambda, type LocalLambdaOptions, startLocalLambda } from '../lambda';
import { projectRoot } from '../project-root';
import { functionVariables } from './function-variables';
import { type StackContext } from './stack-context';

/** The options of the functions besides the context with which all parts are started. */
export type FunctionSurroundings = Required<
  Pick<LocalLambdaOptions, 'messages' | 'credentials' | 'endpoints' | 'newestRecord' | 'otherPaths'>
>;

/**
 * The REST API, and the functions behind it, its events, streams and schedules.
 * @throws Error naming missing bundles or a port in use
 */
export async function startFunctions(
  context: StackContext,
  surroundings: FunctionSurroundings,
): Promise<LocalLambda> {
  const { options, names, parts, log, time, calls } = context;
  const dataFolder = context.folder('lambda');
  const lambda = await startLocalLambda({
    ...surroundings,
    time,
    declarations: functionDeclarations,
    bundlesFolder: path.join(projectRoot, 'build', 'functions'),
    environment: functionVariables(options.shape, names),
    // An environment takes a fifth of a second of a core to start: a burst of requests must not start more
    // than the machine can run.
    maxConcurrency: Math.min(8, Math.max(3, os.availableParallelism())),
    region: options.shape.config.region,
    host: options.host,
    port: options.port,
    cors: { allowOrigins: options.shape.allowedOrigins },
    ...(dataFolder === undefined ? {} : { dataFolder }),
    watch: (invocation) => calls.invoked(invocation),
    log: (name, line) => log.write(name, line),
  });
  parts.add(() => lambda.close());
  return lambda;
}
