import path from 'node:path';
import { Worker } from 'node:worker_threads';
import * as z from 'zod';
import { DefinitionError } from '../../core/definition-error';
import { messageOf } from '../../core/message-of';

/** Time limit of all sample matches in ms: nothing else interrupts rules that loop outside of a call. */
const maxMs = 60_000;
/** Time limit of loading the definition in ms: half a second is usual. */
const maxLoadingMs = 20_000;

const message = z.union([
  z.strictObject({ loaded: z.literal(true) }),
  z.strictObject({ playing: z.string() }),
  z.strictObject({ warning: z.string() }),
  z.strictObject({ refused: z.string() }),
  z.strictObject({ done: z.literal(true) }),
]);

/**
 * Loads a definition and plays its sample matches in a separate thread.
 * @param file the definition as one file that Node can load
 * @param program the compiled program of the thread
 * @param options for tests: how long the definition may load
 * @returns warnings, one line each
 * @throws DefinitionError when the definition does not load, or one of the games is refused
 */
export function playSamplesApart(
  file: string,
  program = path.join(__dirname, 'sample-worker.js'),
  options: { readonly maxLoadingMs: number } = { maxLoadingMs },
): Promise<readonly string[]> {
  return new Promise((resolve, reject) => {
    const warnings: string[] = [];
    let playing: string | undefined;
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
        if (playing === undefined) {
          reject(
            new DefinitionError(
              `game/index.ts, or a file that it imports, ${how} while it is loaded: correct it`,
            ),
          );
          return;
        }
        const line =
          `game/games/${playing}: its rules ${how} in a sample match: correct them (npm run play -- ` +
          `${playing})`;
        resolve([...warnings, line]);
      });
    let timer = setTimeout(
      () => lost(`does not end within ${options.maxLoadingMs / 1000} s`),
      options.maxLoadingMs,
    );
    thread.on('message', (value: unknown) => {
      const said = message.parse(value);
      if ('loaded' in said) {
        clearTimeout(timer);
        timer = setTimeout(() => lost(`did not end within ${maxMs / 1000} s`), maxMs);
      } else if ('playing' in said) playing = said.playing;
      else if ('warning' in said) warnings.push(said.warning);
      else if ('refused' in said) end(() => reject(new DefinitionError(said.refused)));
      else end(() => resolve(warnings));
    });
    thread.on('error', (error) => lost(`threw ${JSON.stringify(messageOf(error))} outside of a call`));
    thread.on('exit', (code) =>
      lost(playing === undefined ? `ends its process with ${code}` : `ended their process with ${code}`),
    );
  });
}
