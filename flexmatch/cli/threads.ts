import os from 'node:os';
import path from 'node:path';
import { Worker } from 'node:worker_threads';
import { checkRun, play, type PlannedRun, PopulationError, type Progress, type Run } from '../simulate';
import { type ThreadMessage } from './run-thread';

const maxThreads = 64;

/** The number of threads of a flag; default: one for each processor. @throws PopulationError */
export function threadsOf(flag: number | undefined): number {
  const threads = flag ?? Math.min(maxThreads, os.availableParallelism());
  if (threads >= 1 && threads <= maxThreads) return threads;
  throw new PopulationError(`--threads ${threads}: give a whole number from 1 to ${maxThreads}`);
}

/**
 * Plays runs, several at a time. A run is the same on every thread, so their number changes no result.
 * @param onProgress receives the progress of all runs together
 * @returns the runs in the order of the plans
 * @throws PopulationError for options out of range
 */
export async function playAll(
  planned: readonly PlannedRun[],
  threads: number,
  onProgress: (progress: Progress) => void,
): Promise<readonly Run[]> {
  for (const plan of planned) checkRun(plan);
  const progress = new CommonProgress(planned.length, onProgress);
  if (threads < 2 || planned.length < 2)
    return planned.map((one, place) =>
      play({ ...one, options: { ...one.options, onProgress: (own) => progress.show(place, own) } }),
    );
  const runs = new Array<Run | undefined>(planned.length).fill(undefined);
  let next = 0;
  const workers = Array.from({ length: Math.min(threads, planned.length) }, makeThread);
  const drain = async (worker: Worker): Promise<void> => {
    while (next < planned.length) {
      const place = next;
      next += 1;
      const plan = planned[place];
      if (plan !== undefined)
        runs[place] = await playOn(worker, plan, (own) => {
          progress.show(place, own);
        });
    }
  };
  try {
    await Promise.all(workers.map(drain));
  } finally {
    await Promise.all(workers.map((worker) => worker.terminate()));
  }
  return runs.filter((run) => run !== undefined);
}

const makeThread = (): Worker => new Worker(path.join(__dirname, 'run-thread.js'));

/** Plays one run on a thread that plays no other. */
function playOn(worker: Worker, plan: PlannedRun, show: (progress: Progress) => void): Promise<Run> {
  return new Promise((resolve, reject) => {
    const done = (): void => {
      worker.off('message', hear);
      worker.off('error', fail);
      worker.off('exit', lose);
    };
    const fail = (error: unknown): void => {
      done();
      reject(error instanceof Error ? error : new Error(String(error)));
    };
    const lose = (code: number): void => {
      fail(new Error(`a thread of the simulation ended with code ${code}: try --threads 1`));
    };
    const hear = (message: ThreadMessage): void => {
      if (message.kind === 'progress') {
        show(message.progress);
        return;
      }
      done();
      if (message.kind === 'played') resolve(message.run);
      else reject(new PopulationError(message.says));
    };
    worker.on('message', hear);
    worker.once('error', fail);
    worker.once('exit', lose);
    worker.postMessage(plan);
  });
}

/** The progress of several runs as of one. */
class CommonProgress {
  readonly #latest: Array<Progress | undefined>;
  readonly #show: (progress: Progress) => void;

  constructor(runs: number, show: (progress: Progress) => void) {
    this.#latest = new Array<Progress | undefined>(runs).fill(undefined);
    this.#show = show;
  }

  /** @param place of the run */
  show(place: number, progress: Progress): void {
    this.#latest[place] = progress;
    const sum = (of: (one: Progress) => number): number =>
      this.#latest.reduce((total, one) => total + (one === undefined ? 0 : of(one)), 0);
    this.#show({
      done: sum(({ done }) => done) / this.#latest.length,
      arrived: sum(({ arrived }) => arrived),
      matched: sum(({ matched }) => matched),
      waiting: sum(({ waiting }) => waiting),
    });
  }
}
