import { parentPort } from 'node:worker_threads';
import { play, type PlannedRun, PopulationError, type Progress, type Run } from '../simulate';

/** A message from a thread that plays runs. */
export type ThreadMessage =
  | { readonly kind: 'progress'; readonly progress: Progress }
  | { readonly kind: 'played'; readonly run: Run }
  /** The options are out of range: an error loses its class on the way between threads. */
  | { readonly kind: 'refused'; readonly says: string };

/** The thread's program: plays one planned run after another, as they are sent. */
parentPort?.on('message', (planned: PlannedRun) => {
  const post = (message: ThreadMessage): void => parentPort?.postMessage(message);
  const onProgress = (progress: Progress): void => {
    post({ kind: 'progress', progress });
  };
  try {
    post({ kind: 'played', run: play({ ...planned, options: { ...planned.options, onProgress } }) });
  } catch (error) {
    if (!(error instanceof PopulationError)) throw error;
    post({ kind: 'refused', says: error.message });
  }
});
