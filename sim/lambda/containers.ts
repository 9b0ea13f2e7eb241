import { type Common, Host } from '../host';
import { type SimFunction } from './declarations';
import { makeFunction, type LambdaWorld } from './functions';
import { type Invoke } from './invocation';

const maxSlownessMs = 20_000;

interface Container {
  readonly host: Host;
  readonly invoke: Invoke;
}

/** The outcome of an execution: an answer, an error, or a timeout. */
export type Execution =
  { readonly answer: unknown } | { readonly error: unknown } | { readonly timedOut: true };

/**
 * Lambda: each execution has a container of its own while it runs; containers are reused. An execution may
 * die at any edge, or be slow until it times out.
 */
export class Containers {
  readonly #common: Common;
  readonly #world: LambdaWorld;
  readonly #idle = new Map<SimFunction, Container[]>();
  #made = 0;

  constructor(common: Common, world: LambdaWorld) {
    this.#common = common;
    this.#world = world;
  }

  /** @param seconds the function's timeout */
  run(name: SimFunction, event: unknown, seconds: number): Promise<Execution> {
    const { clock, faults, trace } = this.#common;
    const container = this.#take(name);
    const { host, invoke } = container;
    if (faults.happens('lambda-slow', name)) host.freeze(faults.size(500, maxSlownessMs));
    return new Promise((resolve) => {
      const cancel = clock.after(seconds * 1000, () => {
        if (host.isAlive) host.kill('its time is over');
        resolve({ timedOut: true });
      });
      host.enter(() => {
        host
          .computes(() => invoke(event))
          .then(
            (answer): Execution => ({ answer }),
            (error: unknown): Execution => ({ error }),
          )
          .then((execution) => {
            cancel();
            if (!host.isAlive) return;
            if ('error' in execution) trace.add(host.name, `fails: ${String(execution.error)}`);
            this.#give(name, container);
            resolve(execution);
          })
          .catch((error: unknown) => this.#common.violation('world', String(error)));
      });
    });
  }

  #take(name: SimFunction): Container {
    const idle = this.#idle.get(name)?.pop();
    if (idle !== undefined) return idle;
    this.#made += 1;
    const host = new Host(`${name}-${this.#made}`, this.#common, { kill: 'lambda-kill' });
    return { host, invoke: makeFunction(name, host, this.#common, this.#world) };
  }

  #give(name: SimFunction, container: Container): void {
    const idle = this.#idle.get(name) ?? [];
    this.#idle.set(name, idle);
    idle.push(container);
  }
}
