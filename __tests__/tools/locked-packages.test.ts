import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { unsupported } from '../../tools/cdktf';
import { installLocked } from '../../tools/locked-packages';
import { findProjectRoot } from '../../tools/project';
import { runsHere } from '../support/runs-here';

describe('packages with a lock of their own', () => {
  let folder: string;
  let said: string[];
  const say = (line: string): void => {
    said.push(line);
  };

  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'turnlift-locked-'));
    said = [];
    // A package from a folder needs no registry.
    fs.mkdirSync(path.join(folder, 'lock', 'word'), { recursive: true });
    lockWith('1.0.0');
  });
  afterEach(() => fs.rmSync(folder, { recursive: true, force: true }));

  function lockWith(version: string): void {
    const lock = path.join(folder, 'lock');
    fs.writeFileSync(path.join(lock, 'word', 'package.json'), JSON.stringify({ name: 'word', version }));
    fs.writeFileSync(
      path.join(lock, 'package.json'),
      JSON.stringify({ name: 'tool', private: true, dependencies: { word: 'file:word' } }),
    );
    fs.writeFileSync(
      path.join(lock, 'package-lock.json'),
      JSON.stringify({
        name: 'tool',
        lockfileVersion: 3,
        requires: true,
        packages: {
          '': { name: 'tool', dependencies: { word: 'file:word' } },
          'node_modules/word': { resolved: 'word', link: true },
          word: { version },
        },
      }),
    );
  }

  it('are installed once for each lock, with a line that says so', async () => {
    const lock = path.join(folder, 'lock');
    const packages = { lock, into: lock, title: 'one word' };
    expect(await installLocked(packages, say)).toBe(path.join(lock, 'node_modules'));
    expect(fs.existsSync(path.join(lock, 'node_modules', 'word', 'package.json'))).toBe(true);
    expect(said).toEqual(['installing one word', expect.stringMatching(/^installed in \d+ s$/)]);

    await installLocked(packages, say);
    expect(said).toHaveLength(2);

    lockWith('2.0.0');
    await installLocked(packages, say);
    expect(said).toHaveLength(4);
  });

  it('are installed again when the last install was interrupted', async () => {
    const lock = path.join(folder, 'lock');
    fs.mkdirSync(path.join(lock, 'node_modules', 'half'), { recursive: true });
    await installLocked({ lock, into: lock, title: 'one word' }, say);
    expect(fs.readdirSync(path.join(lock, 'node_modules'))).toEqual(
      expect.arrayContaining(['word', '.turnlift-lock']),
    );
  });

  it("fail with npm's own reason, and leave no install that counts", async () => {
    const lock = path.join(folder, 'lock');
    fs.writeFileSync(
      path.join(lock, 'package.json'),
      JSON.stringify({ name: 'tool', private: true, dependencies: { word: 'file:word', other: '1.0.0' } }),
    );
    const into = path.join(folder, 'elsewhere');
    await expect(installLocked({ lock, into, title: 'two words' }, say)).rejects.toThrow(
      /npm ci failed in .*elsewhere:\n[\s\S]*Missing: other@1\.0\.0 from lock file/,
    );
    expect(fs.existsSync(path.join(into, 'node_modules', '.turnlift-lock'))).toBe(false);
  });
});

describe("CDKTF's command line", () => {
  it('names the Node that it needs', () => {
    expect(unsupported('18.20.4', 'linux-x64', undefined)).toBe(
      "CDKTF's command line needs Node 20.9 or newer; this is 18.20.4.",
    );
    expect(unsupported('20.8.1', 'linux-x64', undefined)).toContain('this is 20.8.1');
    for (const version of ['20.9.0', '22.0.0', '24.1.0', '26.12.1'])
      expect(unsupported(version, 'linux-x64', undefined)).toBeUndefined();
  });

  it('says how to continue without it where its terminal has no binary', () => {
    const modules = fs.mkdtempSync(path.join(os.tmpdir(), 'turnlift-cdktf-'));
    fs.mkdirSync(path.join(modules, '@lydell', 'node-pty-linux-x64'), { recursive: true });
    expect(unsupported('24.1.0', 'linux-x64', modules)).toBeUndefined();
    expect(unsupported('24.1.0', 'freebsd-x64', modules)).toMatch(
      /no terminal for freebsd-x64.*npm run synth/,
    );
    fs.rmSync(modules, { recursive: true });
  });

  const installed = path.join(findProjectRoot(), 'tools', 'cdktf-cli', 'node_modules', '.turnlift-lock');
  const ready = fs.existsSync(installed) && runsHere('terraform', 'version');
  if (!ready)
    process.stderr.write(
      'SKIPPED: npx cdktf was not run. It needs terraform on the PATH and the packages that `npx ' +
        'cdktf --version` installs.\n',
    );
  (ready ? it : it.skip)(
    'runs as npx cdktf, from any folder of the project',
    () => {
      const ran = spawnSync('npx', ['cdktf', 'list'], {
        cwd: path.join(findProjectRoot(), 'docs'),
        encoding: 'utf8',
        env: { ...process.env, CI: '1' },
      });
      expect({ code: ran.status, stderr: ran.status === 0 ? '' : ran.stderr }).toEqual({
        code: 0,
        stderr: '',
      });
      expect(ran.stdout).toMatch(/dev-realtime\s+cdktf\.out\/stacks\/dev-realtime/);
    },
    180_000,
  );
});
