import inspector from 'node:inspector';
import { Worker } from 'node:worker_threads';

/**
 * The program of the thread. Four times a second it checks whether the main thread is still in the same call.
 * It ends a call that takes too long through V8, as a debugger would. In plain JavaScript, since a script is
 * one file.
 */
const program = `
const { parentPort, workerData } = require('node:worker_threads');
const inspector = require('node:inspector');
const state = new Int32Array(workerData);
let seen = 0;
let since = 0;
setInterval(() => {
  const call = Atomics.load(state, 0);
  const now = performance.now();
  if (call !== seen) { seen = call; since = now; }
  else if (call % 2 === 1 && now - since >= Atomics.load(state, 1)) {
    since = Infinity;
    const session = new inspector.Session();
    session.connectToMainThread();
    session.post('Runtime.terminateExecution', () => {
      session.disconnect();
      parentPort.postMessage(call);
    });
  }
}, 250);
`;

/**
 * Watches calls of the main thread from a thread of its own: two writes into shared memory a call, where V8's
 * own timer (`vm`) starts a thread for each. It costs 8 MB.
 *
 * A call that takes too long does not throw: its frames are gone, and so is what waits for them, promises
 * too. Only the receiver of `lost` continues, so this is for processes that have one match.
 */
export class WatchThread {
  /** Calls begun and ended: odd while one runs. And how many ms it may take. */
  readonly #state = new Int32Array(new SharedArrayBuffer(8));
  readonly #worker: Worker;
  #lost: (() => void) | undefined;
  #runs = false;
  #watches = false;

  constructor() {
    this.#worker = new Worker(program, {
      eval: true,
      workerData: this.#state.buffer,
      resourceLimits: { maxYoungGenerationSizeMb: 1, maxOldGenerationSizeMb: 16 },
    });
    this.#worker.unref();
    this.#worker.once('online', () => {
      this.#watches = true;
    });
    // Where no thread can be had, calls are watched as before.
    this.#worker.on('error', () => {
      this.#watches = false;
    });
    this.#worker.on('message', () => {
      const lost = this.#lost;
      if (Atomics.load(this.#state, 0) % 2 === 1) this.#ended();
      lost?.();
    });
  }

  /** True on a Node whose inspector can connect a worker to the main thread. */
  static get isPossible(): boolean {
    return typeof inspector.Session.prototype.connectToMainThread === 'function';
  }

  /** False until it has started, and after it has failed. */
  get watches(): boolean {
    return this.#watches;
  }

  /** @param lost is called when the call has been ended because it took longer */
  run<Value>(call: () => Value, timeoutMs: number, lost: () => void): Value {
    if (this.#runs) return call(); // a part of the call that is watched
    this.#runs = true;
    this.#lost = lost;
    Atomics.store(this.#state, 1, timeoutMs);
    Atomics.add(this.#state, 0, 1);
    try {
      return call();
    } finally {
      this.#ended();
    }
  }

  #ended(): void {
    Atomics.add(this.#state, 0, 1);
    this.#runs = false;
  }
}
