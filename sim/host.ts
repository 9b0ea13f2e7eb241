import { type WorldChance } from './chance';
import { type WorldClock } from './world-clock';
import { type FaultKind, type WorldFaults } from './faults';
import { type Trace } from './trace';

/** The shared parts of a world. */
export interface Common {
  readonly clock: WorldClock;
  readonly chance: WorldChance;
  readonly faults: WorldFaults;
  readonly trace: Trace;
  /** Reports the violation of an invariant. */
  violation(oracle: string, message: string): void;
}

/** A call timed out; mirrors the SDK's own error. */
export class NoAnswer extends Error {
  override readonly name = 'TimeoutError';
}

/** The faults of calls to a service. */
export interface ServiceFaults {
  readonly requestLost: FaultKind;
  readonly answerLost: FaultKind;
  /** Milliseconds until a call without an answer fails. */
  readonly timeoutMs: number;
  /** No answer arrives at present, regardless of the rates. */
  readonly silenced?: boolean;
}

/** The faults that stop a process. */
export interface Interruptions {
  readonly kill?: FaultKind;
  readonly freeze?: FaultKind;
  /** Maximum length of a freeze in milliseconds. */
  readonly maxFreezeMs?: number;
  /** Called when the process dies. */
  died?(): void;
}

/**
 * A process that runs deployed code: an execution of a Lambda function, a script, a player's app. All its
 * input and output passes here, so that it can die, or freeze, between any two steps.
 */
export class Host {
  readonly #common: Common;
  readonly #interruptions: Interruptions;
  #state: 'alive' | 'dead' = 'alive';
  #frozenUntil = 0;
  /** The newest computation, with the number of its calls that an edge has not answered. */
  #computation = { open: 0 };

  /** @param interruptions faults that may hit the process between a call and its answer */
  constructor(
    readonly name: string,
    common: Common,
    interruptions: Interruptions = {},
  ) {
    this.#common = common;
    this.#interruptions = interruptions;
  }

  get isAlive(): boolean {
    return this.#state === 'alive';
  }
  get isFrozen(): boolean {
    return this.#common.clock.now() < this.#frozenUntil;
  }

  /** Epoch milliseconds. */
  get frozenUntil(): number {
    return this.#frozenUntil;
  }

  /** Nothing of it runs from now on, and its output is dropped. */
  kill(why: string): void {
    if (!this.isAlive) return;
    this.#state = 'dead';
    this.#common.trace.add(this.name, `dies: ${why}`);
    this.#common.clock.computing.delete(this);
    this.#interruptions.died?.();
  }

  /** The process freezes; input waits meanwhile. */
  freeze(freezeMs: number): void {
    if (!this.isAlive) return;
    this.#frozenUntil = Math.max(this.#frozenUntil, this.#common.clock.now() + freezeMs);
    this.#common.trace.add(this.name, `stands still for ${freezeMs} ms`);
  }

  /** Runs something in this process: now, or when it is no longer frozen; never when it is dead. */
  enter(task: () => void): void {
    if (!this.isAlive) return;
    if (this.isFrozen) this.#common.clock.at(this.#frozenUntil, () => this.enter(task));
    else task();
  }

  /** A timer of this process. */
  after(delayMs: number, task: () => void): () => void {
    let wanted = true;
    const cancel = this.#common.clock.after(delayMs, () =>
      this.enter(() => {
        if (wanted) task();
      }),
    );
    return () => {
      wanted = false;
      cancel();
    };
  }

  /** The clock of this process. Timers of a dead process do not fire. */
  readonly pause = (delayMs: number): Promise<void> =>
    this.wait((resolve) => {
      this.after(delayMs, resolve);
    });

  /** A computation of this process: the world waits for it until it calls an edge. */
  async computes<Answer>(work: () => Promise<Answer>): Promise<Answer> {
    this.#computation = { open: 0 };
    this.#common.clock.computing.add(this);
    try {
      return await work();
    } finally {
      this.#common.clock.computing.delete(this);
    }
  }

  /** A promise that an edge settles; the process waits for it. */
  wait<Answer>(
    begin: (resolve: (answer: Answer) => void, reject: (error: unknown) => void) => void,
  ): Promise<Answer> {
    // A call that an earlier computation left behind may be answered during a later one, and is not counted
    // there.
    const computation = this.#computation;
    computation.open += 1;
    const settled = (): void => {
      computation.open -= 1;
    };
    return new Promise((resolve, reject) => {
      begin(
        (answer) => {
          settled();
          resolve(answer);
        },
        (error) => {
          settled();
          reject(error);
        },
      );
    });
  }

  /** True while it waits for an edge: turns of the event loop do not advance it. */
  get waits(): boolean {
    return this.#computation.open > 0;
  }

  /**
   * One request to a service and its answer.
   * @param serve runs at the service, regardless of what happens to this process
   */
  ask<Answer>(
    service: string,
    what: string,
    { requestLost, answerLost, timeoutMs, silenced = false }: ServiceFaults,
    serve: () => Answer | Promise<Answer>,
  ): Promise<Answer> {
    const { clock, faults, trace, chance } = this.#common;
    const place = `${this.name} ${service}`;
    const delay = (): number => 1 + Math.floor(chance.next(place) ** 3 * 12);
    return this.wait((resolve, reject) => {
      if (!this.isAlive) return;
      const fail = (): void => this.enter(() => reject(new NoAnswer(`${service} did not answer`)));
      if (faults.happens(requestLost, place)) {
        trace.add(this.name, `${what}: the request is lost`);
        clock.after(timeoutMs, fail);
        return;
      }
      clock.after(delay(), () => {
        // The service completes its work even if its caller is dead.
        Promise.resolve()
          .then(serve)
          .then(
            (answer) => ({ answer }),
            (error: unknown) => ({ error }),
          )
          .then((outcome) => {
            trace.add(this.name, `${what}: ${'error' in outcome ? nameOf(outcome.error) : 'done'}`);
            if (silenced || faults.happens(answerLost, place)) {
              trace.add(this.name, `${what}: the answer is lost`);
              clock.after(timeoutMs, fail);
              return;
            }
            this.#interrupt(place);
            clock.after(delay(), () =>
              this.enter(() => {
                if ('error' in outcome) reject(outcome.error);
                else resolve(outcome.answer);
              }),
            );
          })
          .catch((error: unknown) => this.#common.violation('world', String(error)));
      });
    });
  }

  #interrupt(place: string): void {
    const { faults } = this.#common;
    const { kill, freeze, maxFreezeMs: longest = 0 } = this.#interruptions;
    if (kill !== undefined && faults.happens(kill, place)) this.kill(kill);
    else if (freeze !== undefined && faults.happens(freeze, place)) this.freeze(faults.size(200, longest));
  }
}

const nameOf = (error: unknown): string => (error instanceof Error ? error.name : String(error));
