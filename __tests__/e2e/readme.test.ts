import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { projectRoot, type RunningBackend, startBackend, until } from './support/programs';

const readme = fs.readFileSync(path.join(projectRoot, 'README.md'), 'utf8');

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
 * Runs an npm command as a shell would; with `ready`, it is ended by Ctrl-C once its output has the text (npm
 * itself then ends by the signal, so its code says nothing).
 */
function npm(command: string, more: readonly string[] = [], ready?: string): Promise<Ran> {
  const [program, ...args] = command.split(' ');
  if (program !== 'npm') throw new Error(`the README has a command that is not npm's: ${command}`);
  const rest = more.length > 0 && !args.includes('--') ? [...args, '--', ...more] : [...args, ...more];
  const child = spawn('npm', rest, {
    cwd: projectRoot,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, NO_COLOR: '1' },
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
        // the whole group, as a terminal does
        if (child.pid !== undefined) process.kill(-child.pid, 'SIGINT');
      });
  }
  return ended;
}

/** How each command is tried. What CI itself runs is only looked up there: it installs and tests. */
const tried: Readonly<Record<string, () => Promise<void>>> = {
  'npm ci': async () =>
    expect(fs.readFileSync(path.join(projectRoot, '.ci', 'run'), 'utf8')).toMatch(/^npm ci$/m),
  'npm test': async () =>
    expect(fs.readFileSync(path.join(projectRoot, '.ci', 'run'), 'utf8')).toMatch(/^npm test$/m),
  'npm start': async () =>
    expect(await npm('npm start', ['--port', '0', '--memory'], 'Ctrl-C ends it.')).toMatchObject({
      output: expect.stringMatching(/Turnlift is up[\s\S]*Ended\./),
    }),
  'npm run demo -- --matches 20': async () =>
    expect(await npm('npm run demo -- --matches 20')).toMatchObject({
      code: 0,
      output: expect.stringContaining('Everything adds up'),
    }),
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
  // its own test runs it where Terraform is
  'npm run rehearse': async () => expect((await npm('npm run rehearse', ['--help'])).code).toBe(0),
  // likewise
  'npm run synth:cdktn': async () => expect((await npm('npm run synth:cdktn', ['--help'])).code).toBe(0),
};

describe('the README', () => {
  it('has no command that is not tried here', () => {
    expect([...new Set(commands)].sort()).toEqual(Object.keys(tried).sort());
  });

  it.each(Object.keys(tried))(
    '%s',
    async (command) => {
      await tried[command]?.();
    },
    120_000,
  );

  describe('play from your own code', () => {
    const example = path.join(projectRoot, 'readme-example.ts');
    let backend: RunningBackend;
    beforeAll(async () => {
      backend = await startBackend(['--memory', '--port', '0']);
    });
    afterAll(async () => {
      fs.rmSync(example, { force: true });
      backend.child.kill('SIGKILL');
      await backend.finished;
    });

    it('plays when it is run twice', async () => {
      const source = /```ts example:play\n([\s\S]*?)```/.exec(readme)?.[1] ?? '';
      // Top-level await needs a module; the project's folders are CommonJS.
      const [imports, ...body] = source.split('\n\n');
      fs.writeFileSync(
        example,
        `${imports}\nvoid (async () => {\n${body.join('\n\n')}\nprocess.exit(0);\n})();\n`.replace(
          'http://127.0.0.1:4100',
          backend.ready.api,
        ),
      );
      const run = (): Promise<Ran> =>
        new Promise((resolve) => {
          const child = spawn(
            process.execPath,
            [path.join(projectRoot, 'node_modules', 'tsx', 'dist', 'cli.mjs'), example],
            { cwd: projectRoot, stdio: ['ignore', 'pipe', 'pipe'] },
          );
          let output = '';
          child.stdout.on('data', (chunk: Buffer) => {
            output += chunk.toString();
          });
          child.stderr.on('data', (chunk: Buffer) => {
            output += chunk.toString();
          });
          child.on('close', (code) => resolve({ code, output }));
        });
      const both = await Promise.all([run(), run()]);
      for (const { code, output } of both)
        expect({ code, output }).toEqual({
          code: 0,
          output: expect.stringMatching(/seat [01]: (win|loss|draw)[\s\S]*rank/),
        });
    }, 60_000);
  });
});
