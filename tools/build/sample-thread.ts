import path from 'node:path';
import { Worker } from 'node:worker_threads';
import * as z from 'zod';
import { DefinitionError } from '../../core/definition-error';
import { messageOf } from '../../core/message-of';

/** Time limit of all sample matches in ms: nothing else interrupts rules that loop outside of a call. */
const mostMs = 60_000;

const message = z.union([
  z.strictObject({ playing: z.string() }),
  z.strictObject({ warning: z.string() }),
  z.strictObject({ refused: z.string() }),
  z.strictObject({ done: z.literal(true) }),
]);

/**
 * Plays the sample matches of a definition in a separate thread.
 * @param file the definition as one file that Node can load
 * @param program the compiled program of the thread
 * @returns warnings, one line each
 * @throws DefinitionError when one of the games is refused
 */
export function playSamplesApart(
  file: string,
  program = path.join(__dirname, 'sample-worker.js'),
): Promise<readonly string[]> {
  return new Promise((resolve, reject) => {
    const warnings: string[] = [];
    let playing = 'index.ts';
    let over = false;
    // Output of the rules is kept out of the build's own output.
    const thread = new Worker(program, { workerData: { file }, stdout: true, stderr: true });
    const end = (finish: () => void): void => {
      if (over) return;
      over = true;
      clearTimeout(timer);
      finish();
      void thread.terminate();
    };
    const lost = (how: string): void =>
      end(() => {
        const line = `game/games/${playing}: its rules ${how} in a sample match: correct them (npm run play -- ${playing})`;
        resolve([...warnings, line]);
      });
    const timer = setTimeout(() => lost(`did not end within ${mostMs / 1000} s`), mostMs);
    thread.on('message', (value: unknown) => {
      const said = message.parse(value);
      if ('playing' in said) playing = said.playing;
      else if ('warning' in said) warnings.push(said.warning);
      else if ('refused' in said) end(() => reject(new DefinitionError(said.refused)));
      else end(() => resolve(warnings));
    });
    thread.on('error', (error) => lost(`threw ${JSON.stringify(messageOf(error))} outside of a call`));
    thread.on('exit', (code) => lost(`ended their process with ${code}`));
  });
}
