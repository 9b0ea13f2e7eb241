/**
 * Loads a definition and plays its sample matches in a separate thread: code of `game/` may end the thread,
 * or never return, without ending the build.
 */
import { createRequire } from 'node:module';
import { parentPort, workerData } from 'node:worker_threads';
import * as z from 'zod';
import { type Game } from '../../core/define';
import { messageOf } from '../../core/message-of';
import { type Backend } from '../../definition';
import { loadedDefinition } from './definition-file';
import { isComplete, loadedBy } from './load-failure';
import { playSamples } from './sample-matches';

const { file } = z.object({ file: z.string() }).parse(workerData);
// Errors name a line of the source, not of the compiled code.
process.setSourceMapsEnabled(true);
const backend = loaded();
if (backend !== undefined) {
  parentPort?.postMessage({ loaded: true });
  for (const game of backend.games.values()) play(game, backend);
  parentPort?.postMessage({ done: true });
}

/** The definition; undefined when it does not load, which is reported to the build. */
function loaded(): Backend | undefined {
  const { exit } = process;
  // An exit has no stack, so its place could not be reported.
  process.exit = () => {
    throw new Error('process.exit is called while the file is loaded');
  };
  try {
    return loadedBy(() => loadedDefinition.parse(createRequire(__filename)(file))).default;
  } catch (error) {
    refuse(error);
    return undefined;
  } finally {
    process.exit = exit;
  }
}

function play(game: Game, { matchmakings }: Backend): void {
  parentPort?.postMessage({ playing: game.name });
  try {
    const [warning] = playSamples({ games: new Map([[game.name, game]]), matchmakings });
    if (warning !== undefined) parentPort?.postMessage({ warning });
  } catch (error) {
    if (isComplete(error)) refuse(error);
    else parentPort?.postMessage({ warning: stopped(game, error) });
  }
}

/** Failures of rules are reported by the matches themselves: this one is of anything else around them. */
function stopped({ name }: Game, error: unknown): string {
  const [line] = messageOf(error).trim().split('\n');
  return `game/games/${name}: its sample matches stop: ${line}`;
}

/** @throws what is not a refusal */
function refuse(error: unknown): void {
  if (!isComplete(error)) throw error;
  parentPort?.postMessage({ refused: error.message });
}
