/**
 * Builds what is stale, then runs one compiled program: `node tools/run.mjs PROGRAM.js [arguments]`.
 * Without a program it only builds (`--force`: even when nothing changed).
 * Everything about the build goes to stderr, so that a program's stdout stays its own.
 *
 * Two builds share dist/: `start` is what runs on a laptop and needs no development package (`npm ci
 * --omit=dev`); `full` adds the stacks and the tools around them. They also share one .tsbuildinfo, which
 * lists the files whose output in dist/ is current, so that neither takes the other's old output for new.
 */
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const stamp = path.join(root, 'build', '.stamp');
const lock = path.join(root, 'node_modules', '.cache', 'turnlift-build.lock');
const inputs = [
  'main.ts',
  'stacks',
  'config',
  'local',
  'functions',
  'realtime-server',
  'client',
  'web',
  'store',
  'contract',
  'core',
  'game',
  'definition',
  'templates',
  'flexmatch',
  'tools',
  'sim',
  'bench',
  'package.json',
  'package-lock.json',
  'tsconfig.json',
  'tsconfig.build.json',
  'tsconfig.client.json',
  'tsconfig.start.json',
];
/** Inputs of the full build alone. */
const inputsOfFull = new Set(['main.ts', 'stacks', 'sim', 'bench']);
/** Folders of the programs that the start build compiles (tsconfig.start.json). */
const programsOfStart = ['local/', 'flexmatch/', 'tools/aws-bindings/'];

/** Which build a program needs: `start` or `full`. */
function buildFor(program) {
  return programsOfStart.some((folder) => program?.startsWith(folder)) ? 'start' : 'full';
}

/**
 * Newest modification time below a path, in milliseconds; folders count too, so that a deleted file is
 * noticed.
 */
function newest(entry) {
  let stat;
  try {
    stat = fs.statSync(entry);
  } catch {
    return 0;
  }
  let latest = stat.mtimeMs;
  if (!stat.isDirectory()) return latest;
  for (const child of fs.readdirSync(entry, { withFileTypes: true })) {
    // tools/cdktf-cli changes when its packages are installed, but has nothing to compile.
    if (['node_modules', '__tests__', 'cdktf-cli'].includes(child.name)) continue;
    latest = Math.max(latest, newest(path.join(entry, child.name)));
  }
  return latest;
}

/** @param kind `start` or `full`; a full build is also a start build */
function stale(kind) {
  let built;
  let builtKind;
  try {
    built = fs.statSync(stamp).mtimeMs;
    builtKind = fs.readFileSync(stamp, 'utf8');
  } catch {
    return true;
  }
  if (kind === 'full' && builtKind !== 'full') return true;
  return inputs.some(
    (input) => !(kind === 'start' && inputsOfFull.has(input)) && newest(path.join(root, input)) > built,
  );
}

function step(title, command, args) {
  const started = process.hrtime.bigint();
  const quiet = !process.stderr.isTTY;
  if (!quiet) process.stderr.write(`  ${title} …`);
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    let warned = '';
    child.stdout.on('data', (chunk) => {
      output += chunk;
    });
    child.stderr.on('data', (chunk) => {
      output += chunk;
      warned += chunk;
    });
    child.on('error', reject);
    child.on('close', (code) => {
      const seconds = (Number(process.hrtime.bigint() - started) / 1e9).toFixed(1);
      if (code === 0) {
        // A step that ran beside this one may have left a longer line.
        process.stderr.write(`${quiet ? '' : '\r\x1b[K'}  ${title}: ${seconds} s\n`);
        process.stderr.write(warned);
        resolve();
      } else if (code === 3) {
        // The definition of the backend (game/) is refused: its own line is complete.
        reject(new Error(output.trim()));
      } else reject(new Error(compilerErrors(output) ?? `${title} failed:\n${output}`));
    });
  });
}

/**
 * One run of the compiler. It makes much that it needs for a moment only: with more room for new objects it
 * spends a tenth less processor time.
 */
function compiler(title, config, ...options) {
  const tsc = path.join(root, 'node_modules', 'typescript', 'bin', 'tsc');
  return step(title, process.execPath, ['--max-semi-space-size=64', tsc, '-p', config, ...options]);
}

/**
 * Waits for steps that run side by side, also after one has failed.
 * @throws the error of the first of them that failed, in their order
 */
async function allOf(steps) {
  const failed = (await Promise.allSettled(steps)).find(({ status }) => status === 'rejected');
  if (failed !== undefined) throw failed.reason;
}

/** A killed builder leaves its lock, for which other processes must not wait. */
function builderIsGone() {
  let pid;
  try {
    pid = Number(fs.readFileSync(path.join(lock, 'pid'), 'utf8'));
  } catch {
    return false;
  } // it is just being taken
  if (!(pid > 0)) return false;
  try {
    process.kill(pid, 0);
    return false;
  } catch (error) {
    return error.code === 'ESRCH';
  }
}

async function takeLock() {
  fs.mkdirSync(path.dirname(lock), { recursive: true });
  for (let waited = 0; ; waited += 1) {
    try {
      fs.mkdirSync(lock);
      fs.writeFileSync(path.join(lock, 'pid'), String(process.pid));
      return;
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
      const age = Date.now() - (fs.statSync(lock, { throwIfNoEntry: false })?.mtimeMs ?? Date.now());
      if (age > 300_000 || builderIsGone()) {
        fs.rmSync(lock, { recursive: true, force: true });
        continue;
      } // its builder died
      if (waited === 20) process.stderr.write('  waiting for another build of this folder to end\n');
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}

/** @throws Error with one line, when the packages that a build needs are not installed */
function checkPackages(kind) {
  const installed = (name) => fs.existsSync(path.join(root, 'node_modules', name));
  if (!installed('typescript')) throw new Error('The packages are not installed. Run: npm ci');
  if (kind === 'full' && !installed('cdktf'))
    throw new Error('This command needs the development packages, which are not installed. Run: npm ci');
}

/**
 * The compiler prints five lines for a rule set that is not JSON.
 * @throws Error with one line that names the file and the place
 */
function checkRuleSets() {
  const folder = path.join(root, 'game', 'rule-sets');
  if (!fs.existsSync(folder)) return;
  for (const name of fs.readdirSync(folder).filter((file) => file.endsWith('.json'))) {
    const text = fs.readFileSync(path.join(folder, name), 'utf8');
    try {
      JSON.parse(text);
    } catch (error) {
      const file = `game/rule-sets/${name}`;
      throw new Error(
        `${file} is not JSON: ${error.message.replace(/\s+/g, ' ')}: correct it there (npm run ` +
          `flexmatch -- validate ${file} checks the rest)`,
      );
    }
  }
}

/**
 * The compiler's first error as `file:line: message`, and the number of further ones; undefined when the text
 * has none.
 */
function compilerErrors(output) {
  const errors = [...output.matchAll(/^(\S[^(\n]*)\((\d+),\d+\): error (TS\d+): (.*)$/gm)];
  if (errors.length === 0) return undefined;
  const [[, file, line, code, message]] = errors;
  const all = errors.length > 1 ? ` (the first of ${errors.length} errors: npm run typecheck lists all)` : '';
  return `${file}:${line}: ${message} (${code}): correct that line${all}${hint(output)}`;
}

/** A hint for a failed compilation, where the compiler's own message is not enough. */
function hint(output) {
  return /'@cdktf\/provider-aws\/lib\/[\w-]+'/.test(output)
    ? '\nOnly the AWS bindings in use are installed. npm run aws-bindings adds those that the code imports.'
    : '';
}

/**
 * Declarations of the client, for projects that use it: with sources, those projects' compiler options would
 * apply. The start build skips them, because a laptop does not read them.
 */
async function declareClient(force) {
  const sources = ['client', 'contract', 'core', 'tsconfig.client.json', 'package-lock.json'];
  const made = path.join(root, 'dist', 'client', '.declared');
  const at = fs.statSync(made, { throwIfNoEntry: false })?.mtimeMs ?? 0;
  if (!fs.existsSync(path.join(root, 'client'))) return;
  if (!force && sources.every((source) => newest(path.join(root, source)) <= at)) return;
  const begun = new Date();
  await compiler('declare the client (tsc)', 'tsconfig.client.json');
  fs.writeFileSync(made, '');
  fs.utimesSync(made, begun, begun);
}

/**
 * @param typesLater the program checks the types itself (tools/lint/typed.mjs): half the time of the compiler
 */
async function build(kind, force, typesLater) {
  checkPackages(kind);
  if (!force && !stale(kind)) return;
  checkRuleSets();
  await takeLock();
  try {
    if (!force && !stale(kind)) return; // another process built it while this one waited
    const begun = new Date();
    process.stderr.write('Building Turnlift\n');
    await allOf([
      compiler(
        'compile (tsc)',
        kind === 'full' ? 'tsconfig.build.json' : 'tsconfig.start.json',
        ...(typesLater ? ['--noCheck'] : []),
      ),
      ...(kind === 'full' ? [declareClient(force)] : []),
    ]);
    await step('bundle and zip', process.execPath, [path.join(root, 'dist', 'tools', 'build', 'main.js')]);
    await step('bundle the script host', process.execPath, [
      path.join(root, 'dist', 'local', 'realtime', 'fleet', 'write-program.js'),
    ]);
    fs.mkdirSync(path.dirname(stamp), { recursive: true });
    fs.writeFileSync(stamp, kind);
    fs.utimesSync(stamp, begun, begun); // a file that changes during the build is stale again
  } finally {
    fs.rmSync(lock, { recursive: true, force: true });
  }
}

const [program, ...rest] = process.argv.slice(2);
try {
  // Without arguments `npm test` checks the types of the whole project, beside the tests.
  await build(buildFor(program), program === '--force', program === 'tools/test.js' && rest.length === 0);
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
  process.exit(1);
}
if (program !== undefined && program !== '--force') {
  // The SDK warns on Node 20 that releases of 2027 will not run there; the lock file pins one that does.
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';
  const entry = path.join(root, 'dist', program);
  process.argv = [process.argv[0], entry, ...rest];
  try {
    await import(pathToFileURL(entry).href);
  } catch (error) {
    // The definition of the backend (game/) is refused while a program loads: its own line is complete.
    if (!(error instanceof Error) || !['DefinitionError', 'ConfigError'].includes(error.name)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exit(1);
  }
}
