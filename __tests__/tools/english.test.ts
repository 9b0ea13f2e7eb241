import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';

const root = path.resolve(__dirname, '../..');
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'turnlift-english-'));

afterAll(() => {
  fs.rmSync(folder, { recursive: true, force: true });
});

/** The findings of the check, one line each, for files with these contents. */
function findings(files: Readonly<Record<string, string>>): readonly string[] {
  const named = Object.entries(files).map(([name, text]) => {
    const file = path.join(folder, name);
    fs.writeFileSync(file, text);
    return path.relative(root, file);
  });
  const program = path.join(root, 'tools', 'lint', 'english.mjs');
  const { status, stdout } = spawnSync(process.execPath, [program, ...named], { encoding: 'utf8' });
  const lines = stdout.split('\n').filter((line) => line !== '');
  expect(status).toBe(lines.length === 0 ? 0 : 1);
  return lines.map((line) => line.replace(/^.*\/(?=[^/]+:\d+:)/, '').replace(/: write .*$/, ''));
}

describe('the check of English', () => {
  it('finds phrases in comments, strings, JSX and pages, with their lines', () => {
    expect(
      findings({
        'source.ts': [
          '/**',
          ' * A row that is',
          ' * no match. Whoever reads it',
          ' */',
          "export const text = 'nobody came';",
          'const other = `${text} goes on`; // tried in vain',
        ].join('\n'),
        'page.tsx': 'export const page = <p>Whatever you like</p>;\n',
        'subjects.ts': [
          '/** What a page shows. */',
          '// Reads so many rows. What is left is read later.',
          '/** Asks "What is it?" */',
        ].join('\n'),
        'page.md': 'The one of before.\n\n```ts\n// nobody sees this\n```\n\nSee `nobody` there.\n',
        'steps.yml': '# What it runs goes\n# on.\nrun: echo nobody\n',
        'broken.md': [
          '# What it costs',
          '',
          'A reader of `a long',
          'name` goes',
          'on. What it reads is kept.',
          '',
          '- it goes',
          '- on a list',
          '',
          '| goes | on |',
        ].join('\n'),
      }),
    ).toEqual([
      'source.ts:2: "is no m"',
      'source.ts:3: "Whoever"',
      'source.ts:5: "nobody"',
      'source.ts:6: "goes on"',
      'source.ts:6: "in vain"',
      'page.tsx:1: "Whatever"',
      'subjects.ts:1: "What"',
      'subjects.ts:2: "What"',
      'subjects.ts:2: "so many"',
      'page.md:1: "The one"',
      'page.md:1: "The one of"',
      'steps.yml:1: "goes on"',
      'steps.yml:1: "What"',
      'broken.md:4: "goes on"',
      'broken.md:5: "What"',
    ]);
  });

  it('leaves normal English and code alone', () => {
    expect(
      findings({
        'fine.ts': [
          '/** There is no match now, and the row is no longer read: the one that was chosen is kept. */',
          'export const nobody = 1; // that is no more than before',
        ].join('\n'),
      }),
    ).toEqual([]);
  });
});
