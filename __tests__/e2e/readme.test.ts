import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { goneSamples } from '../support/samples';
import { projectRoot, type RunningBackend, startBackend } from './support/programs';
import { until } from '../support/until';

const page = fs.readFileSync(path.join(projectRoot, 'README.md'), 'utf8');
/** Without the commands of CI, which __tests__/tools/ci-run.test.ts compares with what CI runs. */
const readme = page.replace(/^## What CI runs\n[^]*?(?=^## )/m, '');

/** Commands of the README: lines of its `sh` blocks and the first cells of its tables. */
const commands = [
  ...[...readme.matchAll(/```sh\n([\s\S]*?)```/g)].flatMap(([, block]) =>
    (block ?? '')
      .trim()
      .split('\n')
      .flatMap((line) => line.split('&&')),
  ),
  ...[...readme.matchAll(/^\| `(npm [^`]+)` \|/gm)].map(([, command]) => command ?? ''),
  ...[...readme.matchAll(/`(npm run [^`]+)`/g)].map(([, command]) => command ?? ''),
].map((command) => command.trim());

interface Ran {
  readonly code: number | null;
  readonly output: string;
}

/**
 * Runs a command of the README as a shell would. With `ready`, it is ended by Ctrl-C once its output has the
 * text; npm itself then ends by the signal, so its code says nothing.
 */
function npm(command: string, more: readonly string[] = [], ready?: string): Promise<Ran> {
  const args = command.split(' ').slice(1);
  return shell(
    command,
    more.length > 0 && !args.includes('--') ? ['npm', ...args, '--', ...more] : ['npm', ...args, ...more],
    ready === undefined ? {} : { ready },
  );
}

interface Circumstances {
  readonly ready?: string;
  readonly env?: Readonly<Record<string, string>>;
}

function shell(
  command: string,
  [program = '', ...args]: readonly string[] = command.split(' '),
  { ready, env = {} }: Circumstances = {},
): Promise<Ran> {
  const child = spawn(program, args, {
    cwd: projectRoot,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...env },
    detached: true,
    shell: process.platform === 'win32',
  });
  let output = '';
  const hear = (chunk: Buffer): void => {
    output += chunk.toString();
  };
  child.stdout?.on('data', hear);
  child.stderr?.on('data', hear);
  const ended = new Promise<Ran>((resolve) => {
    child.on('close', (code) => resolve({ code, output }));
  });
  if (ready !== undefined) {
    void until(`${command} to say ${ready}`, () => output.includes(ready), 100_000)
      .catch(() => undefined)
      .then(() => {
        // The whole group, as a terminal does.
        if (child.pid !== undefined) process.kill(-child.pid, 'SIGINT');
      });
  }
  return ended;
}

/**
 * How each command is tried. Commands that CI itself runs are only looked up there: they install and test.
 */
const tried: Readonly<Record<string, () => Promise<void>>> = {
  'npm ci': async () =>
    expect(fs.readFileSync(path.join(projectRoot, '.ci', 'run'), 'utf8')).toMatch(/^npm ci$/m),
  'npm test': async () =>
    expect(fs.readFileSync(path.join(projectRoot, '.ci', 'run'), 'utf8')).toMatch(/^npm test$/m),
  'npm start': async () =>
    expect(await npm('npm start', ['--port', '0', '--memory'], 'Ctrl-C ends it.')).toMatchObject({
      output: expect.stringMatching(/Turnlift is up[\s\S]*Ended\./),
    }),
  'npm start -- --watch': async () =>
    expect(await npm('npm start -- --watch', ['--port', '0', '--memory'], 'Ctrl-C ends it.')).toMatchObject({
      output: expect.stringMatching(/Turnlift is up[\s\S]*Ended\./),
    }),
  // Their own tests play a whole game, and write one.
  'npm run play -- reversi': async () =>
    expect(await npm('npm run play -- reversi', ['--help'])).toMatchObject({ code: 0 }),
  'npm run new-game -- my-game': async () =>
    expect(await npm('npm run new-game -- my-game', ['--help'])).toMatchObject({ code: 0 }),
  'npm run flexmatch -- validate game/rule-sets/duel.json': async () =>
    expect((await npm('npm run flexmatch -- validate game/rule-sets/duel.json')).code).toBe(0),
  'npm run flexmatch -- explain docs/examples/far-apart.json': async () =>
    expect(await npm('npm run flexmatch -- explain docs/examples/far-apart.json')).toMatchObject({
      code: 0,
      output: expect.stringContaining('FairSkill'),
    }),
  'npm run flexmatch -- simulate game/rule-sets/duel.json --compare docs/examples/duel-wide.json': async () =>
    expect(
      await npm(
        'npm run flexmatch -- simulate game/rule-sets/duel.json --compare docs/examples/duel-wide.json',
      ),
    ).toMatchObject({ code: 0, output: expect.stringContaining('p95') }),
  'npm run gamelift -- --port 0 --memory': async () =>
    expect(await npm('npm run gamelift -- --port 0 --memory', [], 'http://')).toMatchObject({
      output: expect.stringContaining('http://127.0.0.1:'),
    }),
  'npm run realtime -- --script docs/examples/relay --entry relay.js --port 0 --permissive': async () =>
    expect(
      await npm(
        'npm run realtime -- --script docs/examples/relay --entry relay.js --port 0 --permissive',
        [],
        'ws://',
      ),
    ).toMatchObject({ output: expect.stringContaining('ws://') }),
  'npm run bench': async () =>
    expect(await npm('npm run bench', ['--list'])).toMatchObject({
      code: 0,
      output: expect.stringContaining('flexmatch'),
    }),
  'npm run synth': async () => {
    expect((await npm('npm run synth')).code).toBe(0);
    expect(fs.existsSync(path.join(projectRoot, 'cdktf.out', 'manifest.json'))).toBe(true);
  },
  // Its own test runs it where Terraform is installed.
  'npm run unit': async () => {
    const { code, output } = await npm('npm run unit', ['--listTests']);
    expect({ code, e2e: output.includes('__tests__/e2e/') }).toEqual({ code: 0, e2e: false });
    expect(output).toContain('__tests__/core/match/match.test.ts');
  },
  'npm run rehearse': async () => expect((await npm('npm run rehearse', ['--help'])).code).toBe(0),
  // CI runs it where a Node that the fork supports is installed.
  'npm run synth:cdktn': async () => expect((await npm('npm run synth:cdktn', ['--help'])).code).toBe(0),
};

/** Statements of the README about samples hold only while a team keeps the samples. */
const gone = goneSamples('commands of the README', [
  'games/tic-tac-toe',
  'games/reversi',
  'rule-sets/duel.json',
]);
const needsSample = (command: string): boolean =>
  gone.some((sample) => command.includes(path.basename(sample))) ||
  (command.endsWith('play.mjs') && gone.includes('games/tic-tac-toe'));
const itWith = (command: string) => (needsSample(command) ? it.skip : it);

/** Commands for a second terminal, beside a running backend; tried below. */
const besideBackend = ['npm run demo -- --matches 20', 'node docs/examples/play.mjs'] as const;

describe('the README', () => {
  it('has no command without a trial in this file', () => {
    expect([...new Set(commands)].sort()).toEqual([...Object.keys(tried), ...besideBackend].sort());
  });

  it('prints its program as it stands in docs/examples', () => {
    expect(/```js example:play\n([\s\S]*?)```/.exec(readme)?.[1]).toBe(
      fs.readFileSync(path.join(projectRoot, 'docs', 'examples', 'play.mjs'), 'utf8'),
    );
  });

  for (const [command, run] of Object.entries(tried)) itWith(command)(command, run, 120_000);

  describe('in a second terminal', () => {
    const [demo, play] = besideBackend;
    let backend: RunningBackend;
    let onUsualPort: boolean;
    beforeAll(async () => {
      backend = await startBackend(['--memory']);
      onUsualPort = backend.ready.api === 'http://127.0.0.1:4100';
      if (!onUsualPort)
        process.stderr.write(
          'Port 4100 is in use: the commands for a second terminal were given the URL of the backend.\n',
        );
    });
    afterAll(async () => {
      backend.child.kill('SIGKILL');
      await backend.finished;
    });

    it(demo, async () => {
      const ran = await (onUsualPort ? npm(demo) : npm(demo, ['--api', backend.ready.api]));
      expect(ran).toMatchObject({ code: 0, output: expect.stringContaining('Everything adds up') });
      expect(ran.output).toContain(
        onUsualPort ? 'Using the backend that runs at http://127.0.0.1:4100' : backend.ready.api,
      );
      expect(ran.output).not.toContain('private backend');
    });

    itWith(play)(`${play}, run twice`, async () => {
      const env: Readonly<Record<string, string>> = onUsualPort ? {} : { TURNLIFT_URL: backend.ready.api };
      const both = await Promise.all([1, 2].map(() => shell(play, undefined, { env })));
      for (const { code, output } of both)
        expect({ code, output }).toEqual({
          code: 0,
          output: expect.stringMatching(/seat [01]: (win|loss|draw)[\s\S]*rank/),
        });
    });
  });
});
