import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import * as z from 'zod';
import { type LiveMatch, Turnlift } from '../../client/node';
import { builtProjectCopy } from '../support/project-copy';
import { isAlive } from './support/programs';
import { until } from '../support/until';

/** npm start -- --watch, in a copy of the project whose only game is changed while it runs. */
const copy = builtProjectCopy('watch');
const rules = path.join(copy, 'game', 'games', 'noughts.ts');
const index = path.join(copy, 'game', 'index.ts');
let backend: ChildProcess | undefined;
let api = '';
let gamelift = '';
let turnlift: Turnlift;
let said = '';
/** A limit for hangs, in milliseconds: the machine may be busy with other tests. */
const timeoutMs = 120_000;

const readyLine = z.object({ api: z.url(), gamelift: z.url() });
const consoleState = z.object({
  processes: z.array(z.object({ pid: z.number(), players: z.number() })),
});
const saying = (text: string): Promise<void> =>
  until(`the backend to say ${text}`, () => said.includes(text), timeoutMs);

beforeAll(async () => {
  const own = path.join(copy, '__tests__', 'games');
  for (const file of ['noughts.ts', 'environments.ts'])
    fs.cpSync(path.join(own, file), path.join(copy, 'game', 'games', file));
  fs.cpSync(path.join(own, 'rule-sets', 'duel.json'), path.join(copy, 'game', 'rule-sets', 'duel.json'));
  fs.writeFileSync(
    index,
    `import { defineBackend } from '../definition';
import { dev, laptop as usual, prod, staging } from './games/environments';
import { noughts } from './games/noughts';
import duel from './rule-sets/duel.json';

const laptop = {
  ...usual,
  realtime: { ...usual.realtime, patience: { rulesSeconds: 3 } },
  laptop: { ...usual.laptop, healthCheckSeconds: 2 },
};

export default defineBackend({
  games: [noughts],
  matchmaking: { duel: { ruleSet: duel, games: ['noughts'] } },
  environments: { laptop, dev, staging, prod },
});
`,
  );
  const built = spawnSync(process.execPath, [path.join(copy, 'tools', 'run.mjs')], {
    cwd: copy,
    encoding: 'utf8',
  });
  if (built.status !== 0) throw new Error(`${built.stderr}${built.stdout}`);
  backend = spawn(
    process.execPath,
    [path.join(copy, 'dist', 'local', 'cli', 'start.js'), '--json', '--memory', '--port', '0', '--watch'],
    { cwd: copy, stdio: ['ignore', 'pipe', 'pipe'], env: process.env },
  );
  let ready = '';
  backend.stdout?.on('data', (chunk: Buffer) => {
    ready += chunk.toString();
  });
  backend.stderr?.on('data', (chunk: Buffer) => {
    said += chunk.toString();
  });
  await until('the backend to be up', () => ready.includes('\n'), 120_000);
  ({ api, gamelift } = readyLine.parse(JSON.parse(ready.split('\n')[0] ?? '')));
  turnlift = new Turnlift({ url: api });
  await saying('watching game/');
}, 600_000);
afterAll(async () => {
  const ended = new Promise((resolve) => backend?.on('close', resolve));
  backend?.kill('SIGTERM');
  if (backend !== undefined) await ended;
  fs.rmSync(copy, { recursive: true, force: true });
});

/** A new match; its seats in their order. */
async function match(): Promise<readonly [LiveMatch, LiveMatch]> {
  const guests = await Promise.all([turnlift.register(), turnlift.register()]);
  const live = await Promise.all(
    guests.map(async ({ player }) => player.connect(await player.findMatch({ game: 'noughts' }))),
  );
  const [first, second] = live.sort((a, b) => a.seat - b.seat);
  if (first === undefined || second === undefined) throw new Error('a match has two seats');
  return [first, second];
}

/** Saves a file as an editor does, and waits until the backend has reported the outcome. */
async function change(file: string, from: string, to: string, outcome: string): Promise<void> {
  const before = said.length;
  const text = fs.readFileSync(file, 'utf8');
  expect(text).toContain(from);
  fs.writeFileSync(`${file}~`, text.replace(from, to));
  fs.renameSync(`${file}~`, file);
  await until(`the backend to say ${outcome}`, () => said.slice(before).includes(outcome), timeoutMs);
}

/**
 * Builds repeatedly, so it runs only where the workflow asks for everything. __tests__/tools/watch.test.ts
 * always runs.
 */
const inCi = process.env['TURNLIFT_CI_EVERYTHING'] === '1' ? describe : describe.skip;

inCi('npm start -- --watch', () => {
  it('uses changed rules for new matches, while a running match ends on the old rules', async () => {
    const [old, opponent] = await match();
    await old.play({ cell: 4 });
    await change(
      rules,
      'view: (state) => state',
      "view: (state) => ({ ...state, changed: 'yes' })",
      'taken after',
    );

    const [fresh] = await match();
    expect(JSON.stringify((await fresh.nextTurn())?.view)).toContain('changed');
    await opponent.nextTurn();
    await opponent.play({ cell: 0 });
    const turn = await old.nextTurn();
    expect(turn?.view).toEqual({ cells: [1, null, null, null, 0, null, null, null, null] });
    for (const live of [old, opponent, fresh]) live.leave();
  }, 600_000);

  it('reports in a line why a change was refused, and continues with the last good version', async () => {
    await change(rules, 'setup: () =>', 'setup: () =>>', 'not taken: game/games/noughts.ts:');
    await change(rules, 'setup: () =>>', 'setup: () =>', 'the code is valid again: taken after');
    await change(
      index,
      "games: ['noughts']",
      "games: ['chess']",
      'not taken: game/index.ts: matchmaking "duel"',
    );
    const [live] = await match();
    expect(JSON.stringify((await live.nextTurn())?.view)).toContain('changed');
    live.leave();
    await change(index, "games: ['chess']", "games: ['noughts']", 'the code is valid again: taken after');
  }, 600_000);

  it('shows the output of rules, and which rules do not return, with the match', async () => {
    await change(
      rules,
      'apply(state, seat, { cell }) {',
      `apply(state, seat, { cell }) {
    console.log(\`cell \${cell} is asked for\`);
    while (cell === 8);`,
      'taken after',
    );
    const [live, other] = await match();
    const name = `match ${live.matchId}`;
    await live.play({ cell: 4 });
    await saying(`${name}: console: cell 4 is asked for`);
    await other.nextTurn();
    await expect(other.play({ cell: 8 })).rejects.toMatchObject({ reason: 'rules-failed' });
    await saying(`${name} of noughts: rules.apply failed`);
    expect(said).toContain('did not return within 3 s');
    const [, file = ''] = /rules\.apply failed[\s\S]*?\n {2}log: (.+)\n/.exec(said) ?? [];
    expect(fs.readFileSync(file, 'utf8')).toContain(`${name}: cell 4 is asked for\n`);
    live.leave();
    other.leave();
  }, 600_000);

  it('ends a process that no longer answers', async () => {
    const [live, other] = await match();
    const { processes } = consoleState.parse(await (await fetch(`${gamelift}/_local/state`)).json());
    const frozen = processes.find(({ players }) => players === 2)?.pid ?? 0;
    process.kill(frozen, 'SIGSTOP');
    await saying(`match ${live.matchId}: it did not answer onHealthCheck within 2000 ms`);
    await until('the process to be ended', () => !isAlive(frozen), timeoutMs);
    live.leave();
    other.leave();
  }, 600_000);
});
