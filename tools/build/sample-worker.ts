/**
 * Plays the sample matches of a definition in a separate thread: rules may end it without ending the build.
 */
import { createRequire } from 'node:module';
import { parentPort, workerData } from 'node:worker_threads';
import * as z from 'zod';
import { loadedDefinition } from './definition-file';
import { playSamples } from './sample-matches';

const { file } = z.object({ file: z.string() }).parse(workerData);
const backend = loadedDefinition.parse(createRequire(__filename)(file)).default;
for (const game of backend.games.values()) {
  parentPort?.postMessage({ playing: game.name });
  try {
    const games = new Map([[game.name, game]]);
    const [warning] = playSamples({ games, matchmakings: backend.matchmakings });
    if (warning !== undefined) parentPort?.postMessage({ warning });
  } catch (error) {
    if (!(error instanceof Error) || error.name !== 'DefinitionError') throw error;
    parentPort?.postMessage({ refused: error.message });
  }
}
parentPort?.postMessage({ done: true });
