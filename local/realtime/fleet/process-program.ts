import fs from 'node:fs';
import path from 'node:path';
import { buildSync } from 'esbuild';
import { projectRoot } from '../../project-root';

/** The files of the program, by their names beside each other. */
export type ProgramFiles = Readonly<Record<string, string>>;

/** The file that Node is started with, and the program that it loads, by their modules. */
const modules = { 'realtime-host.js': 'start', 'program.js': 'main' } as const;

/** Where `npm run build` writes the program, for everything that runs from dist/. */
export const builtProgram = path.join(projectRoot, 'build', 'realtime-process');
/** The file that Node is started with. */
export const startFile: keyof typeof modules = 'realtime-host.js';

let program: ProgramFiles | undefined;

/**
 * The program of a script process as two small JavaScript files, so that a process starts fast and needs
 * little memory. From dist/ it is read from the build folder; from the sources it is bundled here, once per
 * run.
 */
export function processProgram(): ProgramFiles {
  program ??=
    __filename.endsWith('.js') && fs.existsSync(builtProgram)
      ? filesOf((name) => fs.readFileSync(path.join(builtProgram, name), 'utf8'))
      : bundleProgram();
  return program;
}

/** Bundles the program from the sources of this module, TypeScript or dist/. */
export function bundleProgram(): ProgramFiles {
  return filesOf((_name, module) => bundled(module));
}

const filesOf = (textOf: (name: string, module: string) => string): ProgramFiles =>
  Object.fromEntries(Object.entries(modules).map(([name, module]) => [name, textOf(name, module)]));

function bundled(module: string): string {
  const folder = path.join(__dirname, '..', 'process');
  const entry = [`${module}.ts`, `${module}.js`]
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
