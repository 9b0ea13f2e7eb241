import { type LocalMessages } from '../messages';
import { type EventBus } from './event-bus';
import { type FunctionPool } from './function-pool';
import { type HttpApi } from './http-api';
import { type LocalLambda } from './options';
import { type Schedules } from './schedules';
import { type StreamPollers } from './stream-pollers';

/** The time limit for running events, in milliseconds, when the local Lambda is closed. */
const maxClosingMs = 2000;

/** The running parts of a local Lambda. */
export interface LambdaParts {
  readonly api: HttpApi;
  readonly messages: LocalMessages;
  readonly pools: ReadonlyMap<string, FunctionPool>;
  readonly pollers: StreamPollers;
  readonly bus: EventBus;
  readonly schedules: Schedules;
}

/** The interface of a local Lambda, made of its running parts. */
export function runningLambda(parts: LambdaParts): LocalLambda {
  const { api, bus, pollers, pools, schedules } = parts;
  return {
    url: api.url,
    deliver: (envelope) => bus.deliver(envelope),
    deadLetters: () => bus.deadLetters,
    streamReaders: () => pollers.all.map(({ reader }) => reader),
    runSchedule: (name) => schedules.run(name),
    invoke(name, event) {
      const pool = pools.get(name);
      if (pool === undefined) throw new RangeError(`there is no function ${name}`);
      return pool.invoke(event);
    },
    reload() {
      for (const pool of pools.values()) pool.reload();
    },
    close: () => close(parts),
  };
}

async function close({ api, bus, messages, pollers, pools, schedules }: LambdaParts): Promise<void> {
  schedules.close();
  await api.close();
  // Running events and batches may finish. Those that take longer fail with their worker, and are returned to
  // their sender or delivered again.
  const closing = Promise.all([bus.close(), messages.close(), pollers.close()]);
  await Promise.race([
    closing,
    new Promise((resolve) => {
      setTimeout(resolve, maxClosingMs).unref();
    }),
  ]);
  await closeAll(pools);
  await closing;
  pollers.destroy();
}

/** Ends all execution environments. */
export async function closeAll(pools: ReadonlyMap<string, FunctionPool>): Promise<void> {
  await Promise.all([...pools.values()].map((pool) => pool.close()));
}
