import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

const root = path.resolve(__dirname, '../..');
let folder: string;

/** A project with the real checks, and one rule of ESLint in place of all. */
beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'turnlift-lint-'));
  fs.cpSync(path.join(root, 'tools', 'lint'), path.join(folder, 'tools', 'lint'), { recursive: true });
  for (const name of ['.prettierrc.json', '.prettierignore', '.gitignore'])
    fs.copyFileSync(path.join(root, name), path.join(folder, name));
  fs.symlinkSync(path.join(root, 'node_modules'), path.join(folder, 'node_modules'));
  write({ 'eslint.config.mjs': "export default [{ rules: { eqeqeq: 'error' } }];\n" });
  git('init', '--quiet', '--initial-branch', 'main');
  commit();
});

afterEach(() => {
  fs.rmSync(folder, { recursive: true, force: true });
});

function write(files: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(files)) fs.writeFileSync(path.join(folder, name), text);
}

function git(...args: readonly string[]): void {
  const { status, stderr } = spawnSync('git', args, { cwd: folder, encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
}

function commit(): void {
  git('add', '--all');
  git('-c', 'user.name=test', '-c', 'user.email=test@example.com', 'commit', '--quiet', '--message', 'test');
}

/** The lines that lint prints, with S in place of seconds, and without those of a slow machine. */
function lint(...options: readonly string[]): { readonly status: number | null; readonly out: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['tools/lint/main.mjs', ...options], {
    cwd: folder,
    encoding: 'utf8',
  });
  const lines = (stdout + stderr).replace(/^.*: still running after .*\n/gm, '');
  return { status, out: lines.replace(/\d+\.\d s$/gm, 'S') };
}

const passed = ['English', 'sizes', 'format', 'ESLint'].map((title) => `${title}: passed in S\n`).join('');
/** A file that each of the checks refuses. */
const refused = `// ${'Word '.repeat(31)}\nexport const same = (x)=> x == 1;\n${'export {};\n'.repeat(300)}`;

describe('npm run lint', () => {
  it('passes with the time of each check', () => {
    expect(lint()).toEqual({ status: 0, out: passed });
  });

  it('runs all checks, the quick ones first, and names those that failed', () => {
    write({ 'refused.mjs': refused });
    const { status, out } = lint();
    expect(status).toBe(1);
    const at = [
      'this one has 31 words',
      'English: failed after S',
      'refused.mjs: 302 lines, at most 300',
      'sizes: failed after S',
      'format: failed after S',
      'eqeqeq',
      'ESLint: failed after S',
      'Lint has failed: English, sizes, format, ESLint\n',
    ].map((line) => out.indexOf(line));
    expect(out).toContain('[warn] refused.mjs');
    expect(at).not.toContain(-1);
    expect(at).toEqual([...at].sort((a, b) => a - b));
  });

  it('keeps no verdict on a file that has changed', () => {
    write({ 'kept.mjs': 'export const one = 1;\n' });
    expect(lint().status).toBe(0);
    write({ 'kept.mjs': 'export const one=1;\n' });
    expect(lint().out).toContain('Lint has failed: format\n');
  });

  it('with --changed reads only files that differ from main, new ones too', () => {
    write({ 'old.mjs': refused });
    commit();
    expect(lint('--changed')).toEqual({
      status: 0,
      out: passed.replace(/passed in S/g, 'no file to read'),
    });
    git('switch', '--quiet', '--create', 'my-change');
    write({ 'committed.mjs': 'export const one=1;\n' });
    commit();
    write({ 'untracked.mjs': 'export const same = (x) => x == 1;\n', 'notes.md': '# Notes\n' });
    const { out } = lint('--changed');
    expect(out).toContain('[warn] committed.mjs');
    expect(out).toContain('untracked.mjs');
    expect(out).not.toContain('old.mjs');
    expect(out).toContain('Lint has failed: format, ESLint\n');
  });

  it('refuses --changed without a branch main, and other options', () => {
    git('branch', '--move', 'other');
    expect(lint('--changed')).toEqual({
      status: 2,
      out: '--changed compares with the branch main, which this clone does not have\n',
    });
    expect(lint('--nope').status).toBe(2);
  });
});
