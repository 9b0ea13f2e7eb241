import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { type Accepted, isOf, readAccepted, staleEntries } from '../../tools/mutate/accepted';
import { partsSince } from '../../tools/mutate/changed-lines';
import { isUnnoticed, type Mutant, readMutants, mutationScore, tally } from '../../tools/mutate/mutants';
import { chosenParts, readOptions } from '../../tools/mutate/options';
import { reportOf } from '../../tools/mutate/report';
import { isFolderName, folderNames, folderOf, folders, sourcesOf } from '../../tools/mutate/folders';
import { configurationOf } from '../../tools/mutate/stryker';
import { findProjectRoot } from '../../tools/project';
import { Git } from '../../tools/release/git';

const root = findProjectRoot();
const source = ['const first = 1;', 'if (a < b) {', '  call();', '}', ''].join('\n');

/** A report of Stryker about the condition in line 2, with some verdicts. */
function report(...statuses: readonly string[]): unknown {
  const mutants = statuses.map((status, index) => ({
    id: String(index),
    mutatorName: 'EqualityOperator',
    replacement: `a ${'<'.repeat(index)}= b`,
    status,
    location: { start: { line: 2, column: 5 }, end: { line: 2, column: 10 } },
  }));
  return { schemaVersion: '1.0', files: { 'core/one.ts': { language: 'typescript', source, mutants } } };
}
const none = (): boolean => false;
const entryOf = ({ file, code, mutator, to }: Mutant): Accepted => ({
  file,
  code,
  mutator,
  to,
  reason: 'both are the same where a and b differ',
});

describe('mutants of a report', () => {
  it('have their place, the line, and what is replaced by what', () => {
    expect(readMutants(report('Survived'))).toEqual([
      {
        file: 'core/one.ts',
        line: 2,
        column: 5,
        mutator: 'EqualityOperator',
        code: 'if (a < b) {',
        from: 'a < b',
        to: 'a = b',
        fate: 'survived',
      },
    ]);
  });

  it('of several lines are reported in one', () => {
    const block = {
      mutatorName: 'BlockStatement',
      replacement: '{}',
      status: 'Killed',
      location: { start: { line: 2, column: 12 }, end: { line: 4, column: 2 } },
    };
    const [mutant] = readMutants({ files: { 'core/one.ts': { source, mutants: [block] } } });
    expect(mutant).toMatchObject({ line: 2, code: 'if (a < b) {', from: '{ call(); }', to: '{}' });
  });

  it('count when a test could notice them, and not when they do not compile or load', () => {
    const mutants = readMutants(
      report(
        'Killed',
        'Killed',
        'Timeout',
        'Survived',
        'NoCoverage',
        'Ignored',
        'CompileError',
        'RuntimeError',
      ),
    );
    const counted = tally(mutants, none);
    expect(counted).toEqual({ killed: 2, timeout: 1, survived: 1, uncovered: 1, accepted: 0, static: 1 });
    expect(mutationScore(counted)).toBe(60);
    expect(mutants.filter(isUnnoticed).map(({ fate }) => fate)).toEqual(['survived', 'uncovered']);
    expect(mutationScore(tally([], none))).toBe(100);
  });

  it('without a verdict are an error', () => {
    expect(() => readMutants(report('Pending'))).toThrow('without a verdict');
    expect(() => readMutants({ files: 1 })).toThrow('"files"');
  });
});

describe('accepted mutants', () => {
  const mutants = readMutants(report('Killed', 'Survived', 'NoCoverage'));
  const [killed, survived] = mutants;
  if (killed === undefined || survived === undefined) throw new Error('two mutants');

  it('do not count', () => {
    const counted = tally(mutants, (mutant) => isOf(entryOf(survived), mutant));
    expect(counted).toMatchObject({ killed: 1, survived: 0, uncovered: 1, accepted: 1 });
    expect(mutationScore(counted)).toBe(50);
    // An entry does not take a mutant out that a test notices.
    expect(tally(mutants, (mutant) => isOf(entryOf(killed), mutant))).toMatchObject({
      killed: 1,
      accepted: 0,
    });
  });

  it('are stale once a test notices them, or they are gone', () => {
    const gone = { ...entryOf(survived), code: 'if (b < a) {' };
    const entries = [entryOf(killed), entryOf(survived), gone];
    expect(staleEntries(entries, mutants, new Set(['core/one.ts']))).toEqual([entryOf(killed), gone]);
    // Of a file that was not tried as a whole nothing is known.
    expect(staleEntries(entries, mutants, new Set())).toEqual([]);
  });

  it('of this project have their line in their file, once', () => {
    const keys = readAccepted(root).map(({ file, code, mutator, to }) => {
      const lines = fs.readFileSync(path.join(root, file), 'utf8').split('\n');
      expect({ file, code, isThere: lines.some((line) => line.trim() === code) }).toMatchObject({
        isThere: true,
      });
      return [file, code, mutator, to].join('\n');
    });
    expect(new Set(keys).size).toBe(keys.length);
  });
});

describe('the report', () => {
  const text = (...statuses: readonly string[]) => reportOf('core', readMutants(report(...statuses)), []);

  it('has a row for each file and one for all, and a line for each survivor', () => {
    const { text: lines, isPassed } = text('Killed', 'Survived', 'NoCoverage', 'Ignored');
    expect(lines).toMatch(/core\/one\.ts +│ +4 │ +1 │ +0 │ +1 │ +1 │ +0 │ +1 │ +33\.3/);
    expect(lines).toContain('core/one.ts:2:5 survived: EqualityOperator a < b → a <= b');
    expect(lines).toContain('core/one.ts:2:5 no coverage: EqualityOperator a < b → a <<= b');
    expect(lines).toContain('core: 33.3 % of its mutants are noticed, the threshold is 90 %');
    expect(isPassed).toBe(false);
  });

  it('passes at the threshold', () => {
    const nine = Array.from({ length: 9 }, () => 'Killed');
    expect(text(...nine, 'Survived').isPassed).toBe(true);
    expect(text(...nine.slice(1), 'Survived').isPassed).toBe(false);
  });
});

describe('what is mutated', () => {
  it('is every source of four folders', () => {
    expect(folderNames).toEqual(['core', 'realtime-server', 'store', 'functions']);
    expect(isFolderName('client')).toBe(false);
    expect(['core/ids.ts', 'client/index.ts', 'core/README.md', 'core.ts'].map(folderOf)).toEqual([
      'core',
      undefined,
      undefined,
      undefined,
    ]);
    expect(sourcesOf(root, 'core')).toEqual(expect.arrayContaining(['core/ids.ts', 'core/match/match.ts']));
    for (const name of folderNames) {
      const { suites, without } = folders[name];
      for (const suite of [...suites, ...without]) expect(fs.existsSync(path.join(root, suite))).toBe(true);
    }
  });

  it('is what the commands of docs/mutants.md say', () => {
    const docs = fs.readFileSync(path.join(root, 'docs', 'mutants.md'), 'utf8');
    const chosen = [...docs.matchAll(/^npm run mutate -- (.*?)(?: +#.*)?$/gm)].map(([, args = '']) => {
      // This branch may have no commit of the name that is printed.
      const argv = ['node', 'mutate', ...args.replace('main', 'HEAD').split(' ')];
      return [args, chosenParts(root, readOptions(argv))] as const;
    });
    expect(chosen.map(([args]) => args)).toEqual([
      '--file core/shuffle.ts',
      '--folder core',
      '--since main',
      '--list',
    ]);
    const [file, folder, , all] = chosen.map(([, parts]) => parts);
    expect(file).toEqual(new Map([['core', [{ file: 'core/shuffle.ts' }]]]));
    expect(folder).toEqual(new Map([['core', sourcesOf(root, 'core').map((each) => ({ file: each }))]]));
    expect([...(all ?? [])].map(([name]) => name)).toEqual(folderNames);
    expect(() => chosenParts(root, readOptions(['node', 'mutate', '--file', 'core/none.ts']))).toThrow(
      '--file core/none.ts: unknown file',
    );
  });

  it('is given to Stryker as files and lines', () => {
    const files = { packages: 'packages', copies: 'copies', earlier: 'earlier', report: 'report' };
    const parts = [{ file: 'core/ids.ts' }, { file: 'core/json.ts', lines: [3, 5] as const }];
    const trial = { concurrency: 2, static: true, afresh: false };
    expect(configurationOf('core', parts, trial, files)).toMatchObject({
      mutate: ['core/ids.ts', 'core/json.ts:3-5'],
      concurrency: 2,
      ignoreStatic: false,
      force: false,
      tempDirName: 'copies',
    });
  });
});

describe('what changed since a commit', () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'turnlift-mutate-'));
  afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));
  const git = (...args: readonly string[]): void => {
    const who = ['-c', 'user.name=t', '-c', 'user.email=t@example.com', '-c', 'commit.gpgsign=false'];
    execFileSync('git', [...who, ...args], { cwd: folder, stdio: 'ignore' });
  };
  const write = (file: string, ...lines: readonly string[]): void => {
    fs.mkdirSync(path.join(folder, path.dirname(file)), { recursive: true });
    fs.writeFileSync(path.join(folder, file), `${lines.join('\n')}\n`);
  };

  it('is new and different lines of the folders, committed or not', () => {
    git('init', '--initial-branch', 'main');
    write('core/a.ts', 'one', 'two', 'three', 'four');
    write('core/gone.ts', 'one');
    write('client/a.ts', 'one');
    git('add', '.');
    git('commit', '-m', 'first');
    git('checkout', '-b', 'branch');
    write('core/a.ts', 'one', '@@ -1 +1 @@', 'three', 'four', 'five', 'six');
    write('client/a.ts', 'two');
    fs.rmSync(path.join(folder, 'core/gone.ts'));
    git('commit', '--all', '-m', 'second');
    write('store/new.ts', 'one');
    // Commits on main meanwhile are not of the branch.
    git('checkout', 'main');
    write('core/main.ts', 'one');
    git('add', 'core');
    git('commit', '-m', 'third');
    git('checkout', 'branch');

    expect(partsSince(new Git(folder), 'main')).toEqual([
      { file: 'core/a.ts', lines: [2, 2] },
      { file: 'core/a.ts', lines: [5, 6] },
      { file: 'store/new.ts' },
    ]);
    expect(() => partsSince(new Git(folder), 'nowhere')).toThrow(/nowhere/);
    // Lines that were only removed leave nothing to mutate.
    write('core/a.ts', 'one', 'three', 'four');
    expect(partsSince(new Git(folder), 'main')).toEqual([{ file: 'store/new.ts' }]);
  });
});
