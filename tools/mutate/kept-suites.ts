/**
 * A test runner for Stryker that loads each suite once and keeps it. Stryker's own runner for jest starts jest
 * for each mutant, which loads all suites again: some seconds, where the tests themselves take some
 * milliseconds. Suites run on jest's own parts (jest-globals.ts). A mutant is one value in a global object:
 * changed between two runs, the same loaded code behaves as another mutant.
 */
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { type Circus } from '@jest/types';
import fc from 'fast-check';
import { addEventHandler, getState, resetState, run, setState } from 'jest-circus';
import * as z from 'zod';
import { messageOf } from '../../core/message-of';
import { mocker } from './jest-globals';

/** Compiled suites are CommonJS modules, which are loaded again once they are not in the cache. */
const load = createRequire(__filename);

/** What instrumented code reads and counts. */
interface Instrumented {
  activeMutant?: string | undefined;
  currentTestId?: string | undefined;
  hitCount?: number | undefined;
  hitLimit?: number | undefined;
  mutantCoverage?: {
    static: Record<string, number>;
    perTest: Record<string, Record<string, number>>;
  };
}

interface MutantRun {
  readonly activeMutant: { readonly id: string };
  /** Ids of tests; absent: all. */
  readonly testFilter?: readonly string[];
  readonly hitLimit?: number;
  readonly reloadEnvironment: boolean;
}

interface Ran {
  readonly id: string;
  readonly name: string;
  readonly fileName: string;
  readonly timeSpentMs: number;
  readonly status: 0 | 1 | 2;
  readonly failureMessage?: string;
}
/** Numbers of Stryker's API. */
const succeeded = 0;
const failed = 1;
const wasSkipped = 2;

/** Milliseconds that a test may take, as in jest.config.js. */
const patience = 60_000;

/**
 * A mutant that is reached a hundred times as often as without mutants is endless for Stryker. Suites run
 * twice without mutants, and ten times is enough.
 */
const lessHits = 20;

const instrumented: Instrumented = {};
Reflect.set(globalThis, '__stryker__', instrumented);

const idOf = (file: string, name: string): string => `${file} › ${name}`;

function nameOf({ name, parent }: Circus.TestEntry): string {
  const names = [name];
  for (
    let block: Circus.DescribeBlock | undefined = parent;
    block?.parent !== undefined;
    block = block.parent
  )
    names.unshift(block.name);
  return names.join(' ');
}

function* testsOf(block: Circus.DescribeBlock): Generator<Circus.TestEntry> {
  for (const child of block.children) {
    if (child.type === 'test') yield child;
    else yield* testsOf(child);
  }
}

/** The suites of a folder. */
class KeptSuites {
  readonly #suites = new Map<string, Circus.State>();
  readonly #files: readonly string[];
  /** Milliseconds of each test, by its id; empty until `took` is called. */
  #durations: ReadonlyMap<string, number> = new Map();
  #file = '';
  #hasFailed = false;
  #uncaught: string | undefined;

  /** @param files relative to `root` */
  constructor(
    readonly root: string,
    files: readonly string[],
  ) {
    this.#files = files;
    addEventHandler((event) => {
      if (event.name === 'test_start') {
        // One failure is enough.
        if (this.#hasFailed) event.test.mode = 'skip';
        instrumented.currentTestId = idOf(this.#file, nameOf(event.test));
      } else if (event.name === 'test_done') {
        instrumented.currentTestId = undefined;
        if (event.test.errors.length > 0) this.#hasFailed = true;
      } else if (event.name === 'test_skip') instrumented.currentTestId = undefined;
    });
    process.on('uncaughtException', (error) => {
      this.#uncaught = messageOf(error);
      this.#hasFailed = true;
    });
  }

  /** Forgets all that was loaded from the folder. */
  unload(): void {
    this.#suites.clear();
    for (const file of Object.keys(load.cache))
      if (file.startsWith(this.root + path.sep) && !file.includes('node_modules')) delete load.cache[file];
  }

  /**
   * Runs tests until one fails.
   * @param wanted ids of tests; absent: all
   */
  async run(wanted?: ReadonlySet<string>): Promise<readonly Ran[]> {
    this.#hasFailed = false;
    this.#uncaught = undefined;
    const ran: Ran[] = [];
    for (const file of wanted === undefined ? this.#files : this.#quickestFirst(wanted)) {
      if (this.#hasFailed) break;
      ran.push(...(await this.#runSuite(file, wanted)));
    }
    return ran;
  }

  /** How long tests take without mutants: the quickest suites are tried first. */
  took(durations: ReadonlyMap<string, number>): void {
    this.#durations = durations;
  }

  /** Suites with wanted tests. */
  #quickestFirst(wanted: ReadonlySet<string>): readonly string[] {
    return this.#files
      .flatMap((file) => {
        const own = [...wanted].filter((id) => id.startsWith(idOf(file, '')));
        const milliseconds = own.reduce((sum, id) => sum + (this.#durations.get(id) ?? 0), 0);
        return own.length === 0 ? [] : [{ file, milliseconds }];
      })
      .sort((one, other) => one.milliseconds - other.milliseconds)
      .map(({ file }) => file);
  }

  async #runSuite(file: string, wanted: ReadonlySet<string> | undefined): Promise<readonly Ran[]> {
    this.#file = file;
    const state = this.#load(file);
    const tests = [...testsOf(state.rootDescribeBlock)];
    const modes = tests.map(({ mode }) => mode);
    for (const test of tests) {
      if (wanted?.has(idOf(file, nameOf(test))) === false) test.mode = 'skip';
      Object.assign(test, { errors: [], retryReasons: [], status: null, invocations: 0, seenDone: false });
    }
    for (const hook of hooksOf(state.rootDescribeBlock)) hook.seenDone = false;
    state.unhandledErrors = [];
    setState(state);
    const { unhandledErrors } = await run();
    mocker.restoreAllMocks();
    const broken = this.#uncaught ?? unhandledErrors[0];
    if (broken !== undefined) this.#hasFailed = true;
    const ran = tests.map((test): Ran => {
      const name = nameOf(test);
      const error = test.errors[0] ?? (test.status === 'skip' ? undefined : broken);
      return {
        id: idOf(file, name),
        name,
        fileName: path.join(this.root, file.replace(/\.js$/, '.ts')),
        timeSpentMs: test.duration ?? 0,
        ...(error === undefined
          ? { status: test.status === 'skip' ? wasSkipped : succeeded }
          : { status: failed, failureMessage: messageOf(Array.isArray(error) ? error[0] : error) }),
      };
    });
    for (const [index, test] of tests.entries()) test.mode = modes[index];
    return ran;
  }

  #load(file: string): Circus.State {
    const loaded = this.#suites.get(file);
    if (loaded !== undefined) return loaded;
    resetState();
    const state = getState();
    state.testTimeout = patience;
    load(path.join(this.root, file));
    this.#suites.set(file, state);
    return state;
  }
}

function* hooksOf(block: Circus.DescribeBlock): Generator<Circus.Hook> {
  yield* block.hooks;
  for (const child of block.children) if (child.type === 'describeBlock') yield* hooksOf(child);
}

/** The options of Stryker's configuration that this runner reads (stryker.ts). */
interface Options {
  readonly suites: { readonly include: readonly string[]; readonly exclude: readonly string[] };
}

/** Compiled suites below the folders, or the files themselves. */
function compiledSuites(root: string, { include, exclude }: Options['suites']): readonly string[] {
  return include
    .flatMap((suite) =>
      suite.endsWith('/')
        ? fs
            .readdirSync(path.join(root, suite), { recursive: true, encoding: 'utf8' })
            .filter((name) => name.endsWith('.test.ts'))
            .map((name) => suite + name.split(path.sep).join('/'))
        : [suite],
    )
    .filter((suite) => !exclude.includes(suite))
    .sort()
    .map((suite) => suite.replace(/\.ts$/, '.js'));
}

/** In the copy of the project, the current folder. */
const durationsFile = '.durations-of-tests.json';
const durationsSchema = z.array(z.tuple([z.string(), z.number()]));

export class KeptSuitesRunner {
  static readonly inject = ['options'] as const;
  readonly #suites: KeptSuites;

  constructor(options: Options) {
    const root = process.cwd();
    process.env['NODE_ENV'] = 'test';
    load(path.join(root, '__tests__', 'support', 'seeded-properties.js'));
    // The first failure is enough, not the smallest.
    fc.configureGlobal({ ...fc.readConfigureGlobal(), endOnFailure: true });
    this.#suites = new KeptSuites(root, compiledSuites(root, options.suites));
    if (fs.existsSync(durationsFile))
      this.#suites.took(new Map(durationsSchema.parse(JSON.parse(fs.readFileSync(durationsFile, 'utf8')))));
  }

  capabilities() {
    return { reloadEnvironment: true };
  }

  /** Runs all suites without a mutant, and learns which test reaches which mutant. */
  async dryRun() {
    instrumented.mutantCoverage = { static: {}, perTest: {} };
    // Twice: a test that passes only once would fail for every mutant.
    for (const round of ['once', 'again']) {
      const tests = await this.#suites.run();
      const red = tests.find(({ status }) => status === failed);
      if (red !== undefined)
        return { status: 'error', errorMessage: `${red.id} fails ${round}: ${red.failureMessage}` };
      // The processes that try mutants are others.
      fs.writeFileSync(durationsFile, JSON.stringify(tests.map(({ id, timeSpentMs }) => [id, timeSpentMs])));
      if (round === 'again')
        return { status: 'complete', tests, mutantCoverage: instrumented.mutantCoverage };
    }
    throw new Error('unreachable');
  }

  async mutantRun({ activeMutant, testFilter, hitLimit: most, reloadEnvironment }: MutantRun) {
    const hitLimit = most === undefined ? undefined : Math.ceil(most / lessHits);
    delete instrumented.mutantCoverage;
    if (reloadEnvironment) this.#suites.unload();
    Object.assign(instrumented, {
      activeMutant: activeMutant.id,
      hitLimit,
      hitCount: hitLimit === undefined ? undefined : 0,
    });
    try {
      const tests = await this.#suites.run(testFilter === undefined ? undefined : new Set(testFilter));
      const nrOfTests = tests.filter(({ status }) => status !== wasSkipped).length;
      if (hitLimit !== undefined && (instrumented.hitCount ?? 0) > hitLimit)
        return { status: 'timeout', reason: `more than ${hitLimit} hits` };
      const red = tests.find(({ status }) => status === failed);
      if (red === undefined) return { status: 'survived', nrOfTests };
      return { status: 'killed', killedBy: [red.id], failureMessage: red.failureMessage ?? '', nrOfTests };
    } catch (error) {
      // A mutant in what a suite does while it is loaded.
      return { status: 'error', errorMessage: messageOf(error) };
    } finally {
      Object.assign(instrumented, { activeMutant: undefined, hitLimit: undefined, hitCount: undefined });
      if (reloadEnvironment) this.#suites.unload();
    }
  }
}

export const strykerPlugins = [
  { kind: 'TestRunner', name: 'kept-suites', injectableClass: KeptSuitesRunner },
];
