import { randomUUID } from 'node:crypto';
import { createInterface } from 'node:readline';
import { type Worker } from 'node:worker_threads';
import { isFailureMetricLine } from '../../contract/failure-metric';
import { messageOf } from '../../core/message-of';
import { type FunctionDeclaration } from '../../functions/declaration';
import { type SharedTime } from '../time/shared-time';
import { traceOf } from '../trace';
import { newThread } from './function-thread';
import {
  type InvocationError,
  type InvocationRequest,
  type InvocationResult,
  type WatchedInvocation,
  type WorkerReport,
} from './invocation';

/** A function and the limits of its worker threads. */
export interface FunctionPoolOptions {
  readonly declaration: FunctionDeclaration;
  /** Path of the function's bundle, an ES module that exports `handler`. */
  readonly bundle: string;
  /** The whole environment of the function. */
  readonly environment: Readonly<Record<string, string>>;
  /** Maximum number of workers, when the declaration reserves no number of its own. */
  readonly maxConcurrency: number;
  readonly region: string;
  /** The clock of the function; absent: the time of the machine. */
  readonly time?: SharedTime;
  /** Called for every finished invocation. */
  readonly watch?: (invocation: WatchedInvocation) => void;
  readonly log: (line: string) => void;
}

interface Pending {
  readonly event: unknown;
  readonly requestId: string;
  resolve(result: InvocationResult): void;
}

interface FunctionWorker {
  readonly thread: Worker;
  state: 'starting' | 'idle' | 'busy';
  current?: Pending;
  timer?: NodeJS.Timeout;
  /** Runs outdated code: it is ended after the event that it handles. */
  outdated?: true;
}

/**
 * The execution environments of one function, as Lambda keeps them. Each handles one event at a time; more
 * are started when all are busy, up to the concurrency. An environment that crashes or times out is replaced,
 * without effect on the others.
 */
export class FunctionPool {
  readonly #options: FunctionPoolOptions;

  readonly #workers = new Set<FunctionWorker>();
  readonly #queue: Pending[] = [];
  readonly #maxWorkers: number;
  #closed = false;

  constructor(options: FunctionPoolOptions) {
    this.#options = options;

    this.#maxWorkers = options.declaration.reservedConcurrency ?? options.maxConcurrency;
  }

  get name(): string {
    return this.#options.declaration.name;
  }

  /** Starts one environment ahead of the first event. */
  warm(): void {
    if (!this.#closed && this.#workers.size === 0) this.#start();
  }

  /** New events are handled by the current bundle; running events finish on the code on which they began. */
  reload(): void {
    for (const worker of [...this.#workers]) {
      if (worker.state === 'busy') worker.outdated = true;
      else {
        this.#workers.delete(worker);
        void worker.thread.terminate();
      }
    }
    this.#assign();
    this.warm();
  }

  /**
   * Handles one event; waits while every environment is busy. Never rejects.
   * @param signal aborted when its caller waits no longer: an event that has not begun is then dropped.
   * Otherwise an overload would not end, as environments would be busy with events whose callers have retried
   */
  invoke(
    event: unknown,
    { requestId = randomUUID(), signal }: { readonly requestId?: string; readonly signal?: AbortSignal } = {},
  ): Promise<InvocationResult> {
    if (this.#closed) return Promise.resolve(crashed('the local Lambda is closing'));
    const { watch } = this.#options;
    const [at, began] = [Date.now(), performance.now()];
    return new Promise((resolve) => {
      const over = (result: InvocationResult): void => {
        const milliseconds = performance.now() - began;
        watch?.({ function: this.name, requestId, at, milliseconds, event, result });
        resolve(result);
      };
      const pending: Pending = { event, requestId, resolve: over };
      this.#queue.push(pending);
      signal?.addEventListener('abort', () => this.#drop(pending), { once: true });
      this.#assign();
    });
  }

  #drop(pending: Pending): void {
    const place = this.#queue.indexOf(pending);
    if (place < 0) return;
    this.#queue.splice(place, 1);
    const errorMessage = 'the caller has stopped waiting before an environment was free';
    pending.resolve({
      ok: false,
      reason: 'timed-out',
      error: { errorType: 'Sandbox.Timedout', errorMessage },
    });
  }

  /** Ends every environment; running events fail. */
  async close(): Promise<void> {
    this.#closed = true;
    for (const pending of this.#queue.splice(0)) pending.resolve(crashed('the local Lambda is closing'));
    await Promise.all([...this.#workers].map(({ thread }) => thread.terminate()));
  }

  #assign(): void {
    for (const worker of this.#workers) {
      if (worker.state !== 'idle') continue;
      const pending = this.#queue.shift();
      if (pending === undefined) return;
      this.#send(worker, pending);
    }
    const starting = [...this.#workers].filter((worker) => worker.state === 'starting').length;
    for (
      let missing = this.#queue.length - starting;
      missing > 0 && this.#workers.size < this.#maxWorkers;
      missing -= 1
    )
      this.#start();
  }

  #send(worker: FunctionWorker, pending: Pending): void {
    const { timeoutSeconds } = this.#options.declaration;
    worker.state = 'busy';
    worker.current = pending;
    worker.timer = setTimeout(() => {
      this.#options.log(`${pending.requestId} Task timed out after ${timeoutSeconds.toFixed(2)} seconds`);
      this.#finish(worker, {
        ok: false,
        reason: 'timed-out',
        error: {
          errorType: 'Sandbox.Timedout',
          errorMessage: `Task timed out after ${timeoutSeconds.toFixed(2)} seconds`,
        },
      });
      this.#retire(worker);
    }, timeoutSeconds * 1000);
    const request: InvocationRequest = {
      kind: 'invoke',
      requestId: pending.requestId,
      trace: traceOf(pending.requestId),
      event: pending.event,
      deadline: Date.now() + timeoutSeconds * 1000,
    };
    worker.thread.postMessage(request);
  }

  #finish(worker: FunctionWorker, result: InvocationResult): void {
    clearTimeout(worker.timer);
    const { current } = worker;
    delete worker.current;
    current?.resolve(result);
  }

  #retire(worker: FunctionWorker): void {
    this.#workers.delete(worker);
    void worker.thread.terminate();
    if (!this.#closed) this.#assign();
  }

  #start(): void {
    const { bundle, declaration, environment, region, time } = this.#options;
    const { name: functionName, memoryMegabytes } = declaration;
    const thread = newThread(
      { bundle, functionName, memoryMegabytes, region, ...(time === undefined ? {} : { time }) },
      environment,
    );
    const worker: FunctionWorker = { thread, state: 'starting' };
    this.#workers.add(worker);
    for (const stream of [thread.stdout, thread.stderr])
      createInterface({ input: stream }).on('line', (line) => {
        // A line for the metric of failures is not for people; the line before it has the failure itself.
        if (!isFailureMetricLine(line)) this.#options.log(line);
      });
    thread.on('message', (report: WorkerReport) => this.#take(worker, report));
    let failure: InvocationError = {
      errorType: 'Runtime.ExitError',
      errorMessage: 'the function ended its process',
    };
    thread.on('error', (error) => {
      failure = {
        errorType: error instanceof Error ? error.name : 'Error',
        errorMessage: messageOf(error),
      };
      this.#options.log(`crashed: ${failure.errorType}: ${failure.errorMessage}`);
    });
    thread.on('exit', () => this.#exited(worker, failure));
  }

  #take(worker: FunctionWorker, report: WorkerReport): void {
    const { log } = this.#options;
    switch (report.kind) {
      case 'ready':
        worker.state = 'idle';
        this.#assign();
        return;
      case 'load-failed':
        log(`could not be loaded: ${report.error.errorType}: ${report.error.errorMessage}`);
        this.#failToStart(worker, report.error);
        return;
      case 'returned':
        this.#finish(worker, { ok: true, payload: JSON.parse(report.payload) });
        break;
      case 'threw':
        log(`${report.requestId} ${JSON.stringify(report.error)}`);
        this.#finish(worker, { ok: false, reason: 'failed', error: report.error });
        break;
    }
    if (worker.outdated === true) {
      this.#retire(worker);
      return;
    }
    worker.state = 'idle';
    this.#assign();
  }

  #exited(worker: FunctionWorker, error: InvocationError): void {
    if (!this.#workers.has(worker)) {
      this.#finish(worker, { ok: false, reason: 'crashed', error });
      return;
    }
    if (worker.state === 'starting') {
      this.#failToStart(worker, error);
      return;
    }
    this.#finish(worker, { ok: false, reason: 'crashed', error });
    this.#retire(worker);
  }

  /**
   * Every event that waited for this environment fails with the reason: another environment would fail the
   * same way.
   */
  #failToStart(worker: FunctionWorker, error: InvocationError): void {
    this.#workers.delete(worker);
    void worker.thread.terminate();
    for (const pending of this.#queue.splice(0)) pending.resolve({ ok: false, reason: 'crashed', error });
  }
}

function crashed(message: string): InvocationResult {
  return { ok: false, reason: 'crashed', error: { errorType: 'Runtime.ExitError', errorMessage: message } };
}
