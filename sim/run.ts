import { TextResponse } from './lambda/fetch';
import { type WorldOptions, type WorldReport } from './report';
import { World } from './world';

/** Functions log one line per call to the console, which is not needed here. */
const silent = (): void => undefined;
const methods = ['log', 'info', 'warn', 'error'] as const;

/** Runs one world. An unhandled rejection is a violation too. */
export async function runWorld(options: WorldOptions): Promise<WorldReport> {
  const spoken = methods.map((method) => console[method]);
  for (const method of methods) console[method] = silent;
  const { Response: ofNode } = globalThis;
  globalThis.Response = TextResponse;
  const world = new World(options);
  const unhandled = (error: unknown): void =>
    world.violation(
      'no promise rejects without a handler',
      error instanceof Error ? (error.stack ?? error.message) : String(error),
    );
  process.on('unhandledRejection', unhandled);
  try {
    return await world.run();
  } finally {
    process.off('unhandledRejection', unhandled);
    globalThis.Response = ofNode;
    for (const [index, method] of methods.entries()) console[method] = spoken[index] ?? silent;
  }
}
