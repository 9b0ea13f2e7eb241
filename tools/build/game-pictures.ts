import path from 'node:path';
import { Worker } from 'node:worker_threads';
import { build, type Plugin } from 'esbuild';

/** Time limit of drawing one game in ms: a few are usual. */
const maxMs = 10_000;

/**
 * `turnlift:pictures`: what a page shows of each game before the game's own code is there, drawn when the
 * page is built. A list of games would otherwise load the rules of all of them.
 * @param names of the folders of game/games/
 * @param inputs files that pictures were made of are added
 */
export function picturesModule(root: string, names: readonly string[], inputs: Set<string>): Plugin {
  return {
    name: 'pictures-module',
    setup(hooks) {
      hooks.onResolve({ filter: /^turnlift:pictures$/ }, () => ({
        path: 'pictures',
        namespace: 'turnlift-pictures',
      }));
      hooks.onLoad({ filter: /.*/, namespace: 'turnlift-pictures' }, async () => {
        const drawn = await Promise.all(
          names.map(async (name) => [name, await drawInThread(root, name, inputs)]),
        );
        return { contents: `export const pictures = ${JSON.stringify(Object.fromEntries(drawn))};` };
      });
    },
  };
}

/**
 * Draws a game in a thread of its own: its code may throw, end its process or never return, and then has no
 * picture.
 */
async function drawInThread(root: string, name: string, inputs: Set<string>): Promise<unknown> {
  const key = JSON.stringify(name);
  const { outputFiles, metafile } = await build({
    absWorkingDir: root,
    stdin: {
      contents: [
        `import { parentPort } from 'node:worker_threads';`,
        `import { previewOf } from './web/drawing/picture';`,
        `import * as exported from ${JSON.stringify(`./game/games/${name}/index`)};`,
        `const game = Object.values(exported).find(({ name }) => name === ${key});`,
        `parentPort.postMessage(game === undefined ? undefined : previewOf(game));`,
      ].join('\n'),
      resolveDir: root,
      sourcefile: `picture of ${name}`,
    },
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    mainFields: ['module', 'main'],
    logLevel: 'silent',
    metafile: true,
    write: false,
  });
  for (const input of Object.keys(metafile.inputs))
    if (!path.basename(input).startsWith('picture of ')) inputs.add(input);
  return firstMessage(outputFiles[0]?.text ?? '');
}

/** The first message of a program; undefined when it ends without a message or takes too long. */
function firstMessage(program: string): Promise<unknown> {
  return new Promise((resolve) => {
    // Output of the rules is kept out of the build's own output.
    const thread = new Worker(program, { eval: true, stdout: true, stderr: true });
    const end = (message?: unknown): void => {
      clearTimeout(timer);
      resolve(message);
      void thread.terminate();
    };
    const timer = setTimeout(end, maxMs);
    thread.on('message', end);
    thread.on('error', () => end());
    thread.on('exit', () => end());
  });
}
