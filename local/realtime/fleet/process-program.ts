import fs from 'node:fs';
import path from 'node:path';
import { buildSync } from 'esbuild';
import { projectRoot } from '../../project-root';

/** Where `npm run build` writes the program, for everything that runs from dist/. */
export const builtProgram = path.join(projectRoot, 'build', 'realtime-process.js');

let program: string | undefined;

/**
 * The program of a script process as one small JavaScript file, so that a process starts fast and needs
 * little memory. From dist/ it is read from the build folder; from the sources it is bundled here, once per
 * run.
 */
export function processProgram(): string {
  program ??=
    __filename.endsWith('.js') && fs.existsSync(builtProgram)
      ? fs.readFileSync(builtProgram, 'utf8')
      : bundleProgram();
  return program;
}

/** Bundles the program from the sources of this module, TypeScript or dist/. */
export function bundleProgram(): string {
  const folder = path.join(__dirname, '..', 'process');
  const entry = ['main.ts', 'main.js']
    .map((name) => path.join(folder, name))
    .find((file) => fs.existsSync(file));
  if (entry === undefined) throw new Error(`the program of the Realtime processes is not in ${folder}`);
  const result = buildSync({
    entryPoints: [entry],
    bundle: true,
    write: false,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    minify: true,
    legalComments: 'none',
    logLevel: 'silent',
    // Optional native parts of ws: Node would look for them among the script's own modules.
    define: { 'process.env.WS_NO_BUFFER_UTIL': '"1"', 'process.env.WS_NO_UTF_8_VALIDATE': '"1"' },
    external: ['bufferutil', 'utf-8-validate'],
  });
  const text = result.outputFiles[0]?.text;
  if (text === undefined) throw new Error('esbuild made no program for the Realtime processes');
  return text;
}
