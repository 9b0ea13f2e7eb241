import { afterAll, describe, expect, it } from '@jest/globals';
import { spawnSync, type SpawnSyncReturns } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { parseRuleSet } from '../../flexmatch/rule-set/parse';
import { gameFiles } from '../../tools/new-game/files';
import { derivedNames, seatsIn } from '../../tools/new-game/name';
import { registered, tableRuleSet } from '../../tools/new-game/register';
import { findProjectRoot } from '../../tools/project';
import { projectCopy } from '../support/project-copy';

const root = findProjectRoot();
const copy = projectCopy('new-game');

/** A program of node_modules, run in the copy. */
function run(program: string, ...args: readonly string[]): SpawnSyncReturns<string> {
  return spawnSync(process.execPath, [path.join(copy, 'node_modules', program), ...args], {
    cwd: copy,
    encoding: 'utf8',
  });
}

function newGame(...args: readonly string[]): SpawnSyncReturns<string> {
  return spawnSync(
    process.execPath,
    ['--import', 'tsx', path.join(copy, 'tools', 'new-game', 'main.ts'), ...args],
    {
      cwd: copy,
      encoding: 'utf8',
    },
  );
}

afterAll(() => fs.rmSync(copy, { recursive: true, force: true }));

describe('npm run new-game', () => {
  it('writes games that pass types, lint, format and their own tests at once', () => {
    for (const [name, seats] of [
      ['heap-of-stones', '2'],
      ['long-table', '6-8'],
    ] as const) {
      const { status, stdout, stderr } = newGame(name, '--seats', seats);
      expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
      expect(stdout).toContain(`wrote game/games/${name}/rules.ts`);
    }
    const index = fs.readFileSync(path.join(copy, 'game', 'index.ts'), 'utf8');
    expect(index).toMatch(/games: \[[^\]]*heapOfStones,\s*longTable,?\s*\]/);
    expect(fs.existsSync(path.join(copy, 'game', 'rule-sets', 'long-table.json'))).toBe(true);

    // Only the games and their imports: `npm test` compiles the rest. ESLint takes its types from the
    // tsconfig.json beside the files, and would read the whole project for these three.
    const narrow = path.join(copy, 'tsconfig.json');
    const whole = path.join(copy, 'tsconfig.whole.json');
    fs.renameSync(narrow, whole);
    fs.writeFileSync(
      narrow,
      JSON.stringify({
        extends: './tsconfig.whole.json',
        compilerOptions: { incremental: false, tsBuildInfoFile: null },
        include: ['game'],
      }),
    );
    const types = run('typescript/bin/tsc', '-p', 'tsconfig.json');
    expect(types.stdout).toBe('');
    const lint = run(
      'eslint/bin/eslint.js',
      '--max-warnings',
      '0',
      'game/index.ts',
      'game/games/heap-of-stones',
      'game/games/long-table',
    );
    expect(lint.stdout).toBe('');
    fs.renameSync(whole, narrow);
    // A project may use another format for its own files.
    const format = run(
      'prettier/bin/prettier.cjs',
      '--check',
      'game/games/heap-of-stones',
      'game/games/long-table',
      'game/rule-sets/long-table.json',
    );
    expect(format.stdout).toContain('All matched files use Prettier code style!');
    const tests = run(
      'jest/bin/jest.js',
      '--ci',
      '--maxWorkers=1',
      'game/games/heap-of-stones',
      'game/games/long-table',
    );
    expect(tests.stderr).toMatch(/Tests: +\d+ passed, \d+ total/);
    expect(tests.status).toBe(0);

    const rules = path.join(copy, 'game', 'games', 'heap-of-stones', 'rules.ts');
    const text = fs.readFileSync(rules, 'utf8');
    fs.writeFileSync(rules, text.replace('most = 3', 'most = 4'));
    const changed = run('jest/bin/jest.js', '--ci', '--maxWorkers=1', 'game/games/heap-of-stones');
    fs.writeFileSync(rules, text);
    expect(changed.stderr).toContain(
      '● heap-of-stones › refuses to take 4 stones, because a seat takes 1 to 3',
    );

    const again = newGame('heap-of-stones');
    expect(again).toMatchObject({
      status: 1,
      stderr: 'heap-of-stones is taken: game/games/heap-of-stones is there already\n',
    });
  }, 600_000);

  it('writes what CONTRIBUTING has a newcomer change, and comments that stay true', () => {
    const names = derivedNames(root, 'my-game');
    const files = gameFiles(names, { min: 2, max: 2 });
    const steps = fs.readFileSync(path.join(root, 'CONTRIBUTING.md'), 'utf8').replace(/\s+/g, ' ');
    expect(steps).toContain('`most = 3` of `rules.ts` into 4');
    expect(files.get('rules.ts')).toContain('export const most = 3;');
    expect(steps).toContain('"refuses to take 4 stones, because a seat takes 1 to 3" in `rules.test.ts`');
    expect(files.get('rules.test.ts')).toContain(
      "it.each([0, 4])('refuses to take %i stones, because a seat takes 1 to 3'",
    );
    for (const file of ['rules.ts', 'bot.ts', 'board.ts', 'index.ts']) {
      const comments = files.get(file)?.match(/\/\*[^]*?\*\/|\/\/.*/g) ?? [];
      expect(comments.join('\n')).not.toMatch(/(?<!most \+ )\b(\d+|three|four)\b/);
    }
  });

  it('has a help text, and requires a name', () => {
    expect(newGame('--help').stdout).toContain('--seats <n>');
    expect(newGame().status).toBe(2);
  });

  it('refuses names and seats in one line, before it writes anything', () => {
    for (const name of ['Chess', '3d', 'a--b', 'x'.repeat(33), '../up', ''])
      expect(() => derivedNames(root, name)).toThrow(/is not a name: write at most 32 lower-case letters/);
    for (const name of ['class', 'rules', 'laptop', 'define-backend'])
      expect(() => derivedNames(root, name)).toThrow(/is taken: \w+ means something else/);
    for (const seats of ['1', '9', '4-2', '2-', 'two'])
      expect(() => seatsIn(seats)).toThrow(`--seats ${seats}: write a number from 2 to 8`);
    expect(seatsIn('3')).toEqual({ min: 3, max: 3 });
    expect(derivedNames(root, 'dots-and-boxes')).toMatchObject({
      constant: 'dotsAndBoxes',
      type: 'DotsAndBoxes',
    });
  });
});

describe('registration of a new game', () => {
  const names = { name: 'go', constant: 'go', type: 'Go' };
  const index = `import { defineBackend } from '../definition';
import { chess } from './games/chess';
import { hex } from './games/hex';
import duel from './rule-sets/duel.json';

export default defineBackend({
  games: [chess, hex],
  matchmaking: { duel: { ruleSet: duel, games: ['chess', 'hex'] } },
  environments: {},
});
`;

  it('adds import, game and matchmaking in their places', () => {
    const text = registered(index, names, { kind: 'existing', key: 'duel' });
    expect(text).toContain(
      "import { chess } from './games/chess';\nimport { go } from './games/go';\nimport { hex }",
    );
    expect(text).toContain('games: [chess, hex, go]');
    expect(text).toContain("games: ['chess', 'hex', 'go']");
  });

  it('adds a matchmaking of its own, also to empty lists', () => {
    const empty =
      "import { defineBackend } from '../definition';\n\nexport default defineBackend({ games: [], " +
      'matchmaking: {} });\n';
    expect(registered(empty, names, { kind: 'own' })).toBe(
      "import { defineBackend } from '../definition';\nimport { go } from './games/go';\n" +
        "import goRuleSet from './rule-sets/go.json';\n\nexport default defineBackend({ games: [go], " +
        "matchmaking: {'go': { ruleSet: goRuleSet, games: ['go'] }} });\n",
    );
  });

  it('lists the missing lines for an index that it cannot parse', () => {
    expect(() => registered('export default {};', names, { kind: 'own' })).toThrow(
      /^game\/index\.ts: defineBackend\(\{ games/,
    );
  });

  it('writes a rule set that is valid, for one number of seats and for several', () => {
    for (const seats of [
      { min: 3, max: 3 },
      { min: 2, max: 8 },
    ])
      expect(parseRuleSet(JSON.stringify(tableRuleSet('go', seats))).errors).toEqual([]);
  });
});
