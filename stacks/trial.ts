import { spawnSync } from 'node:child_process';
import { transformSync } from 'esbuild';
import * as z from 'zod';
import { limits } from '../config';
import { lambdaGlobals, lambdaNode, lambdaVariables } from './lambda-runtime';
import { type ZippedFiles, runWith } from './trial-process';

/** The major version of the Node of fleets. */
export const scriptNode = Number.parseInt(limits.scriptNodeVersions[0], 10);
/** How long a script must live after it is loaded: a crash at once comes in the first turns of its loop. */
const aliveMs = 250;

const handlerReport = z.union([
  z.strictObject({ handler: z.string() }),
  z.strictObject({
    failure: z.strictObject({
      said: z.string(),
      /** Node's name of the error, such as `TypeError`. */
      name: z.string(),
      code: z.string(),
      /** The operating system refused a call: a file, a socket or a program for another processor. */
      fromSystem: z.boolean(),
    }),
  }),
]);
type Failure = Extract<z.output<typeof handlerReport>, { failure: unknown }>['failure'];

/** A report begins with it when the code asked for an address, or opened a connection. */
const networkMark = 'network ';

/** Says of a handler what it is, and nothing of one that Lambda can call. */
const handlerProgram = `
const { createHook } = require('node:async_hooks');
const asking = /^(TCPWRAP|UDPWRAP|PIPECONNECTWRAP|GETADDRINFOREQWRAP|GETNAMEINFOREQWRAP|QUERYWRAP)$/;
const hook = createHook({
  init(id, type) {
    if (!asking.test(type)) return;
    hook.disable();
    tell('${networkMark}');
  },
}).enable();
const { pathToFileURL } = require('node:url');
const { inspect, types } = require('node:util');
function end(report) { tell(JSON.stringify(report)); exit(0); }
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
    said: (error instanceof Error ? error.name + ': ' + error.message : inspect(error)).split('\\n')[0],
    name: error instanceof Error ? error.name : '',
    code: String(code ?? ''),
    fromSystem: typeof syscall === 'string' || code === 'ERR_DLOPEN_FAILED',
  };
}
const later = setImmediate;
const fail = (error) => end({ failure: failureOf(error) });
// Lambda's runtime ends the process for both.
process.on('unhandledRejection', fail);
process.on('uncaughtException', fail);
${lambdaGlobals}
import(pathToFileURL(file)).then((module) => {
  const handler = 'handler' in module ? whatIs(module.handler) : 'missing';
  later(() => end({ handler }));
}, fail);`;

const scriptProgram = `
const later = setTimeout;
const { ssExports } = require(file);
if (typeof ssExports?.init !== 'function') throw new Error('exports no ssExports.init');
tell('loaded ');
later(() => { tell('alive'); exit(0); }, ${aliveMs});`;

/** Why Lambda could not start a function or call its handler. */
export type HandlerFault =
  | { readonly kind: 'no-handler' }
  | { readonly kind: 'not-callable'; readonly what: string }
  | { readonly kind: 'missing-import'; readonly specifier: string }
  | { readonly kind: 'no-javascript'; readonly said: string }
  | { readonly kind: 'not-loaded'; readonly said: string }
  /** The failure may be due to a feature of a newer Node than this machine has. */
  | { readonly kind: 'older-node'; readonly said: string };

/**
 * Loads index.mjs in a process of its own, with what Lambda's runtime gives and the variables that the
 * function will have, and looks at its handler, which is not called. The process has no credentials of an
 * account.
 * @param node the major version of the Node that runs the process
 * @returns undefined as well where a failure may be due to this machine. Code that uses the network while it
 *   is loaded may need a service that only Lambda reaches. Lambda also has other files and another processor.
 */
export function triedHandler(
  files: ZippedFiles,
  variables: Readonly<Record<string, string>>,
  node: number,
): HandlerFault | undefined {
  const bundle = files['index.mjs'];
  if (bundle === undefined) return { kind: 'no-handler' };
  const { report, end } = runWith(files, 'index.mjs', handlerProgram, (folder) => ({
    ...lambdaVariables(folder),
    ...variables,
  }));
  const asked = report.startsWith(networkMark);
  const result = asked ? report.slice(networkMark.length) : report;
  if (result === '') return asked ? undefined : { kind: 'not-loaded', said: end };
  const found = handlerReport.parse(JSON.parse(result));
  if ('failure' in found)
    return failedLoad(
      { ...found.failure, fromSystem: found.failure.fromSystem || asked },
      bundle,
      node < lambdaNode,
    );
  if (found.handler === 'missing') return { kind: 'no-handler' };
  return found.handler === '' ? undefined : { kind: 'not-callable', what: found.handler };
}

function failedLoad(failure: Failure, bundle: Uint8Array, olderNode: boolean): HandlerFault | undefined {
  const { said } = failure;
  if (failure.code === 'ERR_MODULE_NOT_FOUND') {
    const [, specifier = said] = /'([^']+)'/.exec(said) ?? [];
    // Lambda's Node has the SDK.
    if (/^@(aws-sdk|smithy)\//.test(specifier)) return undefined;
    return { kind: 'missing-import', specifier };
  }
  const syntax = syntaxError(bundle);
  if (syntax !== undefined && !(olderNode && isJavaScript(bundle)))
    return { kind: 'no-javascript', said: syntax };
  if (failure.fromSystem) return undefined;
  const words = `throws when it is loaded (${said})`;
  return { kind: olderNode && mayBeNewer(failure) ? 'older-node' : 'not-loaded', said: words };
}

/** Whether a newer Node may not fail so: it has more syntax, names, functions and modules of its own. */
function mayBeNewer({ name, code }: Pick<Failure, 'name' | 'code'>): boolean {
  return (
    ['ReferenceError', 'SyntaxError', 'TypeError'].includes(name) ||
    ['ERR_UNKNOWN_BUILTIN_MODULE', 'ERR_REQUIRE_ESM'].includes(code)
  );
}

/** Whether esbuild can parse a module: it knows the syntax of each Node. */
function isJavaScript(bundle: Uint8Array): boolean {
  try {
    transformSync(bundle, { loader: 'js', logLevel: 'silent' });
    return true;
  } catch {
    return false;
  }
}

/** Node's message about a module that it cannot parse. */
function syntaxError(bundle: Uint8Array): string | undefined {
  const run = spawnSync(process.execPath, ['--check', '--input-type=module', '-'], {
    input: bundle,
    encoding: 'utf8',
  });
  return run.status === 0
    ? undefined
    : (/^\w*Error.*$/m.exec(run.stderr)?.[0] ?? 'SyntaxError: it cannot be parsed');
}

/** How a script fails. */
export interface ScriptFault {
  /** The end of a sentence about its entry. */
  readonly said: string;
  /** The failed code may need a newer Node than this machine has. */
  readonly mayBeNewer: boolean;
}

/**
 * Loads a Realtime script in a process of its own. The script must export `ssExports.init`, and the process
 * live on for a moment. There is no session to call `init` with. A promise that is rejected without a handler
 * does not end the process, as with the local GameLift.
 * @param node the major version of the Node that runs the process
 */
export function triedScript(files: ZippedFiles, entry: string, node: number): ScriptFault | undefined {
  const { report, end, status } = runWith(files, entry, scriptProgram, () => ({}));
  if (status === 0 && report === 'loaded alive') return undefined;
  const [, name = '', code = ''] = /\((\w*Error)(?: \[(\w+)\])?:/.exec(end) ?? [];
  const isOlder = node < scriptNode && mayBeNewer({ name, code });
  return {
    said: report === '' ? end : end.replace('when it is loaded', 'right after it was loaded'),
    mayBeNewer:
      isOlder &&
      Object.entries(files).every(([file, text]) => !/\.[cm]?js$/.test(file) || isJavaScript(text)),
  };
}
