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

const listFile = (): string => path.join(folder, 'tools/lint/oversized.json');

function write(files: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(files)) {
    fs.mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    fs.writeFileSync(path.join(folder, name), text);
  }
}

function check(...args: readonly string[]): {
  readonly status: number | null;
  readonly out: readonly string[];
} {
  const { status, stdout } = spawnSync(process.execPath, [program, ...args], {
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
    write({ 'tools/lint/oversized.json': '{}', 'a.ts': lines(300), 'b.ts': functionOf(60) });
    expect(check()).toEqual({ status: 0, out: [] });
  });

  it('names what is longer, also methods, arrow functions and closures', () => {
    write({
      'tools/lint/oversized.json': '{}',
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
      'tools/lint/oversized.json': '{}',
      'written.ts': `/**\n * Written by tools/model; not by hand.\n */\n${lines(301)}`,
      'read.ts': `/**\n * Reads what is written by tools/model.\n */\n${lines(301)}`,
    });
    expect(check()).toEqual({ status: 1, out: ['read.ts: 304 lines, at most 300'] });
  });

  it('lets tests have long callbacks, but not long files', () => {
    write({
      'tools/lint/oversized.json': '{}',
      '__tests__/a.test.ts': functionOf(100),
      'sim/b.test.ts': lines(301),
    });
    expect(check().out).toEqual(['sim/b.test.ts: 301 lines, at most 300']);
  });

  it('takes a listed length, and refuses a longer one', () => {
    write({ 'tools/lint/oversized.json': '{"a.ts":{"lines":310}}', 'a.ts': lines(310) });
    expect(check().status).toBe(0);
    write({ 'a.ts': lines(311) });
    expect(check()).toEqual({ status: 1, out: ['a.ts: 311 lines, at most 310'] });
  });

  it('asks for entries that are too high or no longer needed to be lowered, which --write does', () => {
    const list = '{"a.ts":{"lines":400,"function":90},"gone.ts":{"lines":500}}';
    write({ 'tools/lint/oversized.json': list, 'a.ts': lines(310), 'new.ts': lines(305) });
    expect(check().out).toHaveLength(4);
    expect(check('--write')).toEqual({ status: 1, out: ['new.ts: 305 lines, at most 300'] });
    expect(JSON.parse(fs.readFileSync(listFile(), 'utf8'))).toEqual({ 'a.ts': { lines: 310 } });
  });
});
