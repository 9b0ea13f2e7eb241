import { createRequire } from 'node:module';
import path from 'node:path';
import { type Circus } from '@jest/types';
import { addEventHandler, getState, resetState, run, setState } from 'jest-circus';
import { messageOf } from '../../core/message-of';
import { mocker } from './jest-globals';

/** Compiled suites are CommonJS modules, which are loaded again once they are not in the cache. */
const load = createRequire(__filename);

/** The fields that instrumented code reads and counts. */
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

/** A test, and how it ended. */
export interface Ran {
  readonly id: string;
  readonly name: string;
  readonly fileName: string;
  readonly timeSpentMs: number;
  readonly status: 0 | 1 | 2;
  readonly failureMessage?: string;
}

/** Numbers of Stryker's API. */
const succeeded = 0;
export const failed = 1;
export const wasSkipped = 2;

/** Milliseconds that a test may take, as in jest.config.js. */
const maxTestMs = 60_000;

/** Stryker's global object. It must be there, with counters when they are wanted, before code is loaded. */
export const instrumented: Instrumented = {};
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

/** Suites of a folder that are loaded once, and run as often as one likes. */
export class KeptSuites {
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
      const error: unknown = test.errors[0] ?? (test.status === 'skip' ? undefined : broken);
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
    state.testTimeout = maxTestMs;
    load(path.join(this.root, file));
    this.#suites.set(file, state);
    return state;
  }
}

function* hooksOf(block: Circus.DescribeBlock): Generator<Circus.Hook> {
  yield* block.hooks;
  for (const child of block.children) if (child.type === 'describeBlock') yield* hooksOf(child);
}
