import { randomUUID } from 'node:crypto';
import { type FunctionDeclaration, type Trigger } from '../../functions/declaration';
import { type Clock } from '../../core/clock';
import { type FunctionPool } from './function-pool';
import { type InvocationResult } from './invocation';

type Every = Extract<Trigger, { kind: 'schedule' }>['every'];

const milliseconds: Readonly<Record<Every, number>> = {
  '1 minute': 60_000,
  '5 minutes': 300_000,
  '1 hour': 3_600_000,
  '1 day': 86_400_000,
};

/** The functions that have a schedule. */
export interface SchedulesOptions {
  readonly declarations: readonly FunctionDeclaration[];
  readonly pools: ReadonlyMap<string, Pick<FunctionPool, 'invoke'>>;
  /** The clock of the rates. */
  readonly clock: Clock;
  /** The machine's time: that of clients, also after `clock` was put forward. */
  readonly machine: Clock;
  readonly region: string;
}

/**
 * A scheduled function runs this long after its time, in milliseconds of the machine; EventBridge takes up to
 * a minute. A function that follows a step of time meets clients that have acted since. A client asks for its
 * ticket once a second, and the sweeper ends tickets that were not asked for.
 */
export const settleMs = 3000;

/**
 * Functions of a longer rate run at the start, too: a laptop is seldom on for an hour. Those of a shorter one
 * wait for it, as EventBridge does. They depend on the latest requests of clients, and while the backend was
 * away no client could send any. A hidden page asks for its ticket once a minute.
 */
const maxFirstWaitMs = milliseconds['1 minute'];

/** EventBridge's schedules. */
export class Schedules {
  readonly #options: SchedulesOptions;

  readonly #timers = new Map<string, () => void>();
  #closed = false;

  constructor(options: SchedulesOptions) {
    this.#options = options;
  }

  /**
   * Runs the functions that do not wait for their rate, and resolves when all have finished; after that the
   * clock runs them.
   */
  async start(): Promise<void> {
    const scheduled = this.#options.declarations.flatMap(({ name, trigger }) =>
      trigger.kind === 'schedule' ? [{ name, every: milliseconds[trigger.every] }] : [],
    );
    await Promise.all(
      scheduled.map(async ({ name, every }) => {
        if (every > maxFirstWaitMs) await this.run(name);
        this.#arm(name, every);
      }),
    );
  }

  /** Runs one scheduled function now. @throws RangeError when there is none with this name */
  async run(name: string): Promise<InvocationResult> {
    const pool = this.#options.pools.get(name);
    if (pool === undefined) throw new RangeError(`there is no scheduled function ${name}`);
    const { clock, region } = this.#options;
    return pool.invoke({
      version: '0',
      id: randomUUID(),
      'detail-type': 'Scheduled Event',
      source: 'aws.events',
      account: '000000000000',
      time: new Date(clock.now()).toISOString().replace(/\.\d+Z$/, 'Z'),
      region,
      resources: [`arn:aws:events:${region}:000000000000:rule/${name}`],
      detail: {},
    });
  }

  close(): void {
    this.#closed = true;
    for (const cancel of this.#timers.values()) cancel();
  }

  #arm(name: string, every: number): void {
    if (this.#closed) return;
    this.#timers.set(
      name,
      this.#options.clock.after(every, () => this.#settle(name, every)),
    );
  }

  /** Runs it once its time was not put forward for a while. */
  #settle(name: string, every: number): void {
    const { clock, machine } = this.#options;
    const since = clock.now();
    this.#timers.set(
      name,
      machine.after(settleMs, () => {
        if (clock.now() - since > 2 * settleMs) this.#settle(name, every);
        else void this.run(name).finally(() => this.#arm(name, every));
      }),
    );
  }
}
