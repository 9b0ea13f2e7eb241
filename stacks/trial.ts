import { spawnSync, type SpawnSyncReturns } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { transformSync } from 'esbuild';
import * as z from 'zod';
import { messageOf } from '../core/message-of';

/** The files of a zip: name → bytes. */
type Files = Readonly<Record<string, Uint8Array>>;

/** Lambda's limit for loading a function (Lambda guide, "Lambda execution environment lifecycle"). */
const loadMilliseconds = 10_000;
/** How long a script must live after it is loaded: a crash at once comes in the first turns of its loop. */
const aliveMilliseconds = 250;

/** What a trial reports over a pipe of its own, because the code under trial writes to the others. */
const handlerReport = z.union([
  z.strictObject({ handler: z.string() }),
  z.strictObject({
    failure: z.strictObject({
      said: z.string(),
      code: z.string(),
      /** The operating system refused a call: a file, a socket or a program for another processor. */
      fromSystem: z.boolean(),
    }),
  }),
]);

/** Says of a handler what it is, and nothing of one that Lambda can call. */
const handlerProgram = `
const { writeSync } = require('node:fs');
const { pathToFileURL } = require('node:url');
const { inspect, types } = require('node:util');
const exit = process.exit;
function tell(report) { writeSync(3, JSON.stringify(report)); exit(0); }
function whatIs(value) {
  if (typeof value === 'function')
    return /^class\\b/.test(Function.prototype.toString.call(value)) ? 'a class' : '';
  if (Array.isArray(value)) return 'a list';
  if (types.isRegExp(value)) return 'a regular expression';
  if (types.isPromise(value)) return 'a promise';
  if (typeof value === 'object' && value !== null) return 'an object';
  return 'the value ' + inspect(value).slice(0, 40);
}
function failureOf(error) {
  const { code, syscall } = Object(error);
  return {
    said: error instanceof Error ? error.name + ': ' + error.message : inspect(error),
    code: String(code ?? ''),
    fromSystem: typeof syscall === 'string' || code === 'ERR_DLOPEN_FAILED',
  };
}
import(pathToFileURL(process.argv[1])).then(
  (module) => tell({ handler: 'handler' in module ? whatIs(module.handler) : 'missing' }),
  (error) => tell({ failure: failureOf(error) }),
);`;

const scriptProgram = `
const { writeSync } = require('node:fs');
const { exit } = process;
const later = setTimeout;
const { ssExports } = require(process.argv[1]);
if (typeof ssExports?.init !== 'function') throw new Error('exports no ssExports.init');
writeSync(3, 'loaded ');
later(() => { writeSync(3, 'alive'); exit(0); }, ${aliveMilliseconds});`;

/** Why Lambda could not start a function or call its handler. */
export type HandlerFault =
  | { readonly kind: 'no-handler' }
  | { readonly kind: 'not-callable'; readonly what: string }
  | { readonly kind: 'missing-import'; readonly specifier: string }
  | { readonly kind: 'no-javascript'; readonly said: string }
  | { readonly kind: 'not-loaded'; readonly said: string };

/**
 * Loads index.mjs in a process of its own, with the variables that the function will have, and looks at its
 * handler, which is not called. The process has no credentials.
 * @returns undefined as well where a failure may be due to this machine: a module that waits while it is loaded
 *   may wait for a service, and Lambda has other files and another processor
 */
export function triedHandler(
  files: Files,
  variables: Readonly<Record<string, string>>,
): HandlerFault | undefined {
  const bundle = files['index.mjs'];
  if (bundle === undefined) return { kind: 'no-handler' };
  return inFolder(files, (folder) => {
    const run = runIn(folder, handlerProgram, 'index.mjs', variables);
    const said = run.output[3] ?? '';
    if (said === '')
      return waitsWhileLoaded(bundle)
        ? undefined
        : { kind: 'not-loaded', said: withoutFolder(endOf(run), folder) };
    const report = handlerReport.parse(JSON.parse(said));
    if ('handler' in report) {
      if (report.handler === 'missing') return { kind: 'no-handler' };
      return report.handler === '' ? undefined : { kind: 'not-callable', what: report.handler };
    }
    return failedLoad(report.failure, folder, bundle);
  });
}

function failedLoad(
  failure: { readonly said: string; readonly code: string; readonly fromSystem: boolean },
  folder: string,
  bundle: Uint8Array,
): HandlerFault | undefined {
  const said = withoutFolder(failure.said, folder);
  if (failure.code === 'ERR_MODULE_NOT_FOUND') {
    const [, specifier = said] = /'([^']+)'/.exec(said) ?? [];
    return { kind: 'missing-import', specifier };
  }
  const syntax = syntaxError(bundle);
  if (syntax !== undefined) return { kind: 'no-javascript', said: syntax };
  if (failure.fromSystem || waitsWhileLoaded(bundle)) return undefined;
  return { kind: 'not-loaded', said: `throws when it is loaded (${said})` };
}

/** Whether a module has a top-level await, which CommonJS cannot have. */
function waitsWhileLoaded(bundle: Uint8Array): boolean {
  try {
    transformSync(bundle, { format: 'cjs', loader: 'js', logLevel: 'silent' });
    return false;
  } catch (error) {
    return messageOf(error).includes('Top-level await');
  }
}

/** What Node says of a module that it cannot parse. */
function syntaxError(bundle: Uint8Array): string | undefined {
  const run = spawnSync(process.execPath, ['--check', '--input-type=module', '-'], {
    input: bundle,
    encoding: 'utf8',
  });
  return run.status === 0
    ? undefined
    : (/^\w*Error.*$/m.exec(run.stderr)?.[0] ?? 'SyntaxError: it cannot be parsed');
}

/**
 * Loads a Realtime script in a process of its own. The script must export `ssExports.init`, and the process live
 * on for a moment. There is no session to call `init` with. A promise that is rejected without a handler does not
 * end the process, as with the local GameLift.
 * @returns how it fails, as the end of a sentence about its entry
 */
export function triedScript(files: Files, entry: string): string | undefined {
  return inFolder(files, (folder) => {
    const run = runIn(folder, scriptProgram, entry, {});
    const said = run.output[3] ?? '';
    if (run.status === 0 && said === 'loaded alive') return undefined;
    const end = withoutFolder(endOf(run), folder);
    return said === '' ? end : end.replace('when it is loaded', 'right after it was loaded');
  });
}

function runIn(
  folder: string,
  program: string,
  entry: string,
  variables: Readonly<Record<string, string>>,
): SpawnSyncReturns<string> {
  return spawnSync(
    process.execPath,
    ['--unhandled-rejections=warn', '-e', program, path.join(folder, entry)],
    {
      encoding: 'utf8',
      timeout: loadMilliseconds,
      killSignal: 'SIGKILL',
      stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
      // Without a home, and a metadata service, the AWS SDK finds no credentials of this machine.
      env: { ...variables, PATH: process.env['PATH'], HOME: folder, AWS_EC2_METADATA_DISABLED: 'true' },
    },
  );
}

/** What became of a process that did not report. */
function endOf({ error, stderr, status }: SpawnSyncReturns<string>): string {
  if (error !== undefined)
    return /ETIMEDOUT/.test(error.message)
      ? `does not return within ${loadMilliseconds / 1000} s when it is loaded`
      : `cannot be tried when it is loaded (${error.message})`;
  const [first = ''] = stderr.trim().split('\n');
  const why = /^\w*Error.*$/m.exec(stderr)?.[0] ?? (first === '' ? 'without a word' : first);
  return `${status === 0 ? 'ends its process' : 'throws'} when it is loaded (${why})`;
}

/** One line, with the names that files have in their zip. */
function withoutFolder(text: string, folder: string): string {
  const [line = ''] = text.replaceAll(`${folder}${path.sep}`, '').split('\n');
  return line;
}

function inFolder<Result>(files: Files, use: (folder: string) => Result): Result {
  const folder = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'turnlift-trial-')));
  try {
    for (const [name, bytes] of Object.entries(files)) {
      const file = path.join(folder, name);
      fs.mkdirSync(name.endsWith('/') ? file : path.dirname(file), { recursive: true });
      if (!name.endsWith('/')) fs.writeFileSync(file, bytes);
    }
    return use(folder);
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}
