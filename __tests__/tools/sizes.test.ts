import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

const program = path.resolve(__dirname, '../../tools/lint/sizes.mjs');
let folder: string;

beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'turnlift-sizes-'));
  spawnSync('git', ['init', '-q'], { cwd: folder });
});

afterEach(() => {
  fs.rmSync(folder, { recursive: true, force: true });
});

function write(files: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(files)) {
    fs.mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    fs.writeFileSync(path.join(folder, name), text);
  }
}

function check(): {
  readonly status: number | null;
  readonly out: readonly string[];
} {
  const { status, stdout } = spawnSync(process.execPath, [program], {
    cwd: folder,
    encoding: 'utf8',
  });
  return { status, out: stdout.split('\n').filter((line) => line !== '') };
}

const lines = (count: number): string => 'export {};\n'.repeat(count);
const functionOf = (count: number): string =>
  `export function long(): void {\n${'  // step\n'.repeat(count - 2)}}\n`;

describe('the check of sizes', () => {
  it('accepts files of 300 lines and functions of 60', () => {
    write({ 'a.ts': lines(300), 'b.ts': functionOf(60) });
    expect(check()).toEqual({ status: 0, out: [] });
  });

  it('names what is longer, also methods, arrow functions and closures', () => {
    write({
      'a.ts': lines(301),
      'b.ts': functionOf(61),
      'page.tsx': `export const page = () => {\n${'  // step\n'.repeat(60)}};\n`,
      'c.ts': `class Long {\n  run() {\n${'    // step\n'.repeat(60)}  }\n}\n`,
    });
    expect(check()).toEqual({
      status: 1,
      out: [
        'a.ts: 301 lines, at most 300',
        'b.ts: 61 lines in one function, at most 60',
        'c.ts: 62 lines in one function, at most 60',
        'page.tsx: 62 lines in one function, at most 60',
      ],
    });
  });

  it('has no limits for a file that a tool writes', () => {
    write({
      'written.ts': `/**\n * Written by tools/model; not by hand.\n */\n${lines(301)}`,
      'read.ts': `/**\n * Reads what is written by tools/model.\n */\n${lines(301)}`,
    });
    expect(check()).toEqual({ status: 1, out: ['read.ts: 304 lines, at most 300'] });
  });

  it('names comments of more than 110 characters, but not code, addresses and lines of the team', () => {
    const wide = (before: string, width: number): string => `${before}${'w'.repeat(width - before.length)}\n`;
    write({
      'a.ts': `${wide('// ', 110)}${wide('// ', 111)}${wide(' * ', 111)}const text = '${'w'.repeat(120)}';\n`,
      'b.sh': wide('# https://', 130),
      'c.yml': wide('  # ', 112),
      '.ci/steps': wide('# ', 113),
      'game/index.ts': wide('// ', 111),
    });
    expect(check()).toEqual({
      status: 1,
      out: [
        '.ci/steps:1: a comment of 113 characters, at most 110 in a line',
        'a.ts:2: a comment of 111 characters, at most 110 in a line',
        'a.ts:3: a comment of 111 characters, at most 110 in a line',
        'c.yml:1: a comment of 112 characters, at most 110 in a line',
      ],
    });
  });

  it('lets tests have long callbacks, but not long files', () => {
    write({
      '__tests__/a.test.ts': functionOf(100),
      'sim/b.test.ts': lines(301),
    });
    expect(check().out).toEqual(['sim/b.test.ts: 301 lines, at most 300']);
  });
});
