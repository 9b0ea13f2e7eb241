import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { projectRoot } from './support/programs';

/**
 * A team's first day: every sample is deleted, and game/ holds a single game (three seats, named teams,
 * options). Nothing else is changed. It builds and plays for minutes, so it runs only where the workflow asks
 * for everything.
 */
const inCi = process.env['TURNLIFT_CI_EVERYTHING'] === '1' ? describe : describe.skip;

const root = fs.mkdtempSync(path.join(os.tmpdir(), 'turnlift-other-game-'));
/** Running programs; each leads a process group, so that its children end with it. */
const running = new Set<ChildProcess>();
afterAll(async () => {
  // A test that times out leaves its program running.
  const ended = [...running].map((child) => new Promise((resolve) => child.on('close', resolve)));
  for (const { pid } of running) if (pid !== undefined) process.kill(-pid, 'SIGKILL');
  await Promise.all(ended);
  fs.rmSync(root, { recursive: true, force: true });
});

const ruleSet = {
  name: 'table',
  ruleLanguageVersion: '1.0',
  playerAttributes: [
    { name: 'game', type: 'string' },
    { name: 'options', type: 'string' },
    { name: 'level', type: 'number' },
  ],
  teams: ['red', 'blue', 'green'].map((name) => ({ name, minPlayers: 1, maxPlayers: 1 })),
  rules: [
    {
      name: 'SameOptions',
      type: 'comparison',
      operation: '=',
      measurements: ['flatten(teams[*].players.attributes[options])'],
    },
  ],
};
const index = `import { defineBackend, rating } from '../definition';
import { dev } from './environments/dev';
import { laptop } from './environments/laptop';
import { prod } from './environments/prod';
import { staging } from './environments/staging';
import { thirds } from './games/thirds';
import table from './rule-sets/table.json';

export default defineBackend({
  games: [thirds],
  matchmaking: {
    table: { ruleSet: table, games: ['thirds'], attributes: { level: rating() }, acceptanceSeconds: 30 },
  },
  environments: { laptop, dev, staging, prod },
});
`;

/** A copy of the files that git tracks or would add, with the packages of this folder. */
function copyTree(): void {
  const { stdout } = spawnSync('git', ['ls-files', '-co', '--exclude-standard', '-z'], {
    cwd: projectRoot,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  for (const file of stdout.split('\0').filter((name) => name !== '')) {
    const from = path.join(projectRoot, file);
    if (!fs.existsSync(from)) continue;
    fs.mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
    fs.copyFileSync(from, path.join(root, file));
  }
  // A team's clone is a repository, and some suites ask git for its files.
  spawnSync('git', ['init', '--quiet'], { cwd: root });
  fs.symlinkSync(path.join(projectRoot, 'node_modules'), path.join(root, 'node_modules'));
}

function putGame(): void {
  for (const folder of ['games', 'rule-sets']) {
    fs.rmSync(path.join(root, 'game', folder), { recursive: true, force: true });
    fs.mkdirSync(path.join(root, 'game', folder));
  }
  const rules = fs.readFileSync(path.join(root, '__tests__', 'games', 'thirds.ts'), 'utf8');
  fs.mkdirSync(path.join(root, 'game', 'games', 'thirds'));
  fs.writeFileSync(
    path.join(root, 'game', 'games', 'thirds', 'index.ts'),
    rules.replaceAll("'../../core/", "'../../../core/"),
  );
  fs.writeFileSync(path.join(root, 'game', 'rule-sets', 'table.json'), JSON.stringify(ruleSet));
  fs.writeFileSync(path.join(root, 'game', 'index.ts'), index);
}

/** A program of the copy, run to its end. */
function run(
  command: string,
  ...args: string[]
): Promise<{ readonly code: number | null; readonly said: string }> {
  const child = spawn(command, args, {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
    env: { ...process.env, TURNLIFT_CI_EVERYTHING: '' },
  });
  running.add(child);
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => {
      said += chunk.toString();
    });
  return new Promise((resolve) =>
    child.on('close', (code) => {
      running.delete(child);
      resolve({ code, said });
    }),
  );
}

/** Jest in the copy, without the switch that asks for everything: this suite would run itself. */
async function testsOf(...args: string[]): Promise<{ code: number | null; failed: readonly string[] }> {
  const { code, said } = await run(
    process.execPath,
    path.join('node_modules', 'jest', 'bin', 'jest.js'),
    '--ci',
    '--maxWorkers=2',
    ...args,
  );
  // Each failure with its first lines: the full output is long, and its folder is deleted at the end.
  const failed = said.split(/^(?= {2}● )/m).slice(1);
  return { code, failed: failed.map((failure) => failure.slice(0, 1_500)) };
}
const program = (name: string, ...args: string[]) =>
  run(process.execPath, path.join('tools', 'run.mjs'), name, ...args);

inCi('with one game of three seats in place of every sample', () => {
  beforeAll(async () => {
    copyTree();
    putGame();
    const built = await run(process.execPath, path.join('tools', 'run.mjs'), '--force');
    if (built.code !== 0) throw new Error(built.said);
  }, 1_200_000);

  it('bots play it, and everything adds up', async () => {
    const { code, said } = await program('local/cli/demo.js', '--matches', '3', '--json');
    expect({ code, said }).toMatchObject({ code: 0 });
    expect(JSON.parse(said.slice(said.indexOf('{"matchesFinished')))).toMatchObject({
      matchesFinished: 3,
      problems: [],
      errors: [],
      leaderboard: expect.arrayContaining([expect.objectContaining({ rank: 1 })]),
    });
  }, 300_000);

  it('npm start runs it, in the shape of production too', async () => {
    for (const env of ['laptop', 'prod']) {
      const child = spawn(
        process.execPath,
        [
          path.join('tools', 'run.mjs'),
          'local/cli/start.js',
          '--memory',
          '--port',
          '0',
          '--json',
          '--env',
          env,
        ],
        { cwd: root, stdio: ['ignore', 'pipe', 'pipe'], detached: true },
      );
      running.add(child);
      const ended = new Promise((resolve) => child.on('close', resolve));
      const line = await new Promise<string>((resolve, reject) => {
        child.stdout.once('data', (chunk: Buffer) => resolve(chunk.toString()));
        ended.then(() => reject(new Error('it ended')), reject);
      });
      expect(JSON.parse(line)).toMatchObject({
        matchmakingConfigurations: { table: `turnlift-${env}-table` },
      });
      child.kill('SIGTERM');
      await ended;
      running.delete(child);
    }
  }, 300_000);

  it('synthesizes', async () => {
    const { code, said } = await program('tools/synth.js');
    expect({ code, said }).toMatchObject({ code: 0 });
    const stack = fs.readFileSync(
      path.join(root, 'cdktf.out', 'stacks', 'prod-matchmaking', 'cdk.tf.json'),
      'utf8',
    );
    expect(stack).toContain('turnlift-prod-table');
    expect(stack).not.toContain('duel');
  }, 300_000);

  it("the framework's types and its own tests pass", async () => {
    const types = await run(
      process.execPath,
      path.join('node_modules', 'typescript', 'bin', 'tsc'),
      '-p',
      'tsconfig.json',
      '--incremental',
      'false',
    );
    expect(types).toEqual({ code: 0, said: '' });
    const tests = await testsOf('--config', 'jest.unit.config.js', '__tests__');
    expect(tests).toEqual({ code: 0, failed: [] });
  }, 1_200_000);

  it("the suites of programs that read a team's files pass", async () => {
    const tests = await testsOf(
      ...['browser/', 'config/', 'docs/', 'flexmatch/cli', 'flexmatch/simulate/(cli|docs|html)', 'tools/'],
      ...['demo', 'client-consumers', 'corpus', 'readme', 'start', 'verify'].map((name) => `e2e/${name}`),
    );
    expect(tests).toEqual({ code: 0, failed: [] });
  }, 1_800_000);
});
