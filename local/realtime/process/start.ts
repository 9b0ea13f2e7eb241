/**
 * Starts the program of a Realtime process: program.js beside this file, which is main.ts. Both it and the
 * script are compiled with what earlier processes left.
 */
import { createRequire } from 'node:module';
import path from 'node:path';
import { keepCompiledCode, type KeepCode } from './code-cache';

const root = path.join(__dirname, '..');
const keepCode = keepCompiledCode([__dirname, path.join(root, 'game')], path.join(root, 'code-cache'));

interface Program {
  serveFleet(keepCode: KeepCode): void;
}
const isProgram = (loaded: unknown): loaded is Program =>
  typeof loaded === 'object' &&
  loaded !== null &&
  'serveFleet' in loaded &&
  typeof loaded.serveFleet === 'function';

const program: unknown = createRequire(__filename)('./program.js');
if (!isProgram(program)) throw new Error('program.js is not the program of a Realtime process');
program.serveFleet(keepCode);
