import { log } from '../shared/log';

/**
 * Runs something that calls a game's hooks. A promise that a hook starts, does not return and that rejects
 * would end the process, in which other players' rewards are given. Until `run` ends, such rejections are
 * logged only.
 */
export async function loggingRejections<Value>(run: () => Promise<Value>): Promise<Value> {
  const event = 'unhandledRejection';
  const others = process.listeners(event);
  const hear = (error: unknown): void => {
    log('error', 'a hook of rewards left a promise behind, and it was rejected', { error });
  };
  process.removeAllListeners(event);
  process.on(event, hear);
  try {
    return await run();
  } finally {
    // Rejections are reported once all ready tasks have run.
    await new Promise((resolve) => {
      setImmediate(resolve);
    });
    process.off(event, hear);
    for (const other of others) process.on(event, other);
  }
}
