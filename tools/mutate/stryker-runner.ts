/**
 * A test runner for Stryker that loads each suite once and keeps it. Stryker's own runner for jest starts
 * jest for each mutant, which loads all suites again: some seconds, where the tests themselves take some
 * milliseconds. Suites run on jest's own parts (jest-globals.ts). A mutant is one value in a global object:
 * changed between two runs, the same loaded code behaves as another mutant.
 */
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import fc from 'fast-check';
import * as z from 'zod';
import { messageOf } from '../../core/message-of';
import { failed, instrumented, KeptSuites, type Ran, wasSkipped } from './kept-suites';

const load = createRequire(__filename);

interface MutantRun {
  readonly activeMutant: { readonly id: string };
  /** Ids of tests; absent: all. */
  readonly testFilter?: readonly string[];
  readonly hitLimit?: number;
  readonly reloadEnvironment: boolean;
}

/**
 * A mutant that is reached a hundred times as often as without mutants is endless for Stryker. Suites run
 * twice without mutants, and ten times is enough.
 */
const lessHits = 20;

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
  /** Whether this process runs the suites without mutants, for the others. */
  readonly #isFirst = !fs.existsSync(durationsFile);
  #trial: readonly Ran[] = [];

  constructor(options: Options) {
    const root = process.cwd();
    process.env['NODE_ENV'] = 'test';
    load(path.join(root, '__tests__', 'support', 'seeded-properties.js'));
    // The first failure is enough, not the smallest.
    fc.configureGlobal({ ...fc.readConfigureGlobal(), endOnFailure: true });
    this.#suites = new KeptSuites(root, compiledSuites(root, options.suites));
    if (!this.#isFirst)
      this.#suites.took(new Map(durationsSchema.parse(JSON.parse(fs.readFileSync(durationsFile, 'utf8')))));
  }

  capabilities() {
    return { reloadEnvironment: true };
  }

  /** Loads suites and runs them once, before Stryker measures how long they take. */
  async init() {
    if (!this.#isFirst) return;
    instrumented.mutantCoverage = { static: {}, perTest: {} };
    this.#trial = await this.#suites.run();
  }

  /** Runs all suites without a mutant, and learns which test reaches which mutant. */
  async dryRun() {
    const tests = await this.#suites.run();
    // A test that passes only once would fail for every mutant.
    for (const [when, ran] of [
      ['', this.#trial],
      [' when it is run again', tests],
    ] as const) {
      const red = ran.find(({ status }) => status === failed);
      if (red !== undefined)
        return { status: 'error', errorMessage: `${red.id} fails${when}: ${red.failureMessage}` };
    }
    fs.writeFileSync(durationsFile, JSON.stringify(tests.map(({ id, timeSpentMs }) => [id, timeSpentMs])));
    return { status: 'complete', tests, mutantCoverage: instrumented.mutantCoverage };
  }

  async mutantRun({ activeMutant, testFilter, hitLimit: most, reloadEnvironment }: MutantRun) {
    const hitLimit = most === undefined ? undefined : Math.ceil(most / lessHits);
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
