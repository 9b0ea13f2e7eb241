import fs from 'node:fs';
import path from 'node:path';
import { Worker } from 'node:worker_threads';
import { buildSync } from 'esbuild';
import { type WorkerStart } from './invocation';

/**
 * Starts an execution environment of a function.
 * @param environment all of its environment variables
 */
export function newThread(start: WorkerStart, environment: Readonly<Record<string, string>>): Worker {
  const program = runtimeProgram();
  return new Worker(program.code, {
    eval: program.isSource,
    workerData: start,
    env: { ...environment },
    argv: [],
    execArgv: [],
    stdout: true,
    stderr: true,
    resourceLimits: { maxOldGenerationSizeMb: start.memoryMegabytes },
  });
}

let source: string | undefined;

/**
 * The worker's program: compiled beside this file, or (when the project runs from its sources) translated
 * from TypeScript once.
 */
function runtimeProgram(): { readonly code: string; readonly isSource: boolean } {
  const compiled = path.join(__dirname, 'runtime.js');
  if (fs.existsSync(compiled)) return { code: compiled, isSource: false };
  source ??= translate(path.join(__dirname, 'runtime.ts'));
  return { code: source, isSource: true };
}

function translate(file: string): string {
  const { outputFiles } = buildSync({
    entryPoints: [file],
    bundle: true,
    platform: 'node',
    target: 'node20',
    write: false,
  });
  return outputFiles.map(({ text }) => text).join('');
}
