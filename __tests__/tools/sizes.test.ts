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

  const wide = (before: string, width: number, between = 'w '): string =>
    `${before}${between.repeat(width)}`.slice(0, width - 1) + '.\n';

  it('names lines of more than 110 characters in every language, but not those of the team', () => {
    write({
      'a.ts': `${wide('// ', 110)}${wide('// ', 111)}${wide(' * ', 111)}`,
      'b.sh': wide('echo ', 112),
      'c.yml': wide('  # ', 113),
      'd.css': wide('a { ', 114),
      'e.mjs': wide('call(', 115),
      'f.js': wide('call(', 116),
      'g.ts': `const text = '${'é'.repeat(95)}';\n${wide("const text = 'é", 111)}`,
      'h.cs': wide('Send(', 119),
      'i.py': wide('call(', 120),
      'page.md': wide('', 117),
      '.ci/steps': wide('# ', 118),
      'game/index.ts': wide('// ', 111),
      '__tests__/fixtures/a.js': wide('// ', 111),
      'vendor/a.js': wide('// ', 111),
      'written.ts': `/**\n * Written by tools/model; not by hand.\n */\n${wide('// ', 111)}`,
    });
    expect(check()).toEqual({
      status: 1,
      out: [
        '.ci/steps:1: 118',
        '__tests__/fixtures/a.js:1: 111',
        'a.ts:2: 111',
        'a.ts:3: 111',
        'b.sh:1: 112',
        'c.yml:1: 113',
        'd.css:1: 114',
        'e.mjs:1: 115',
        'f.js:1: 116',
        'g.ts:2: 111',
        'h.cs:1: 119',
        'i.py:1: 120',
        'page.md:1: 117',
      ].map((place) => `${place} characters in a line, at most 110`),
    });
  });

  const word = 'w'.repeat(111);
  const pattern = String.raw`/a b\/[/\]]${'(c d)'.repeat(30)}$/`;
  it('accepts data: one word or regular expression, an import of one name, addresses, for eslint', () => {
    write({
      'word.ts': `  '${word}',\n  path: '${word}',\nexport const word = '${word}';\n`,
      'expression.ts': `  ${pattern}gim,\n  name: ${pattern},\n`,
      'import.ts': `import { ${word} } from './a';\n`,
      'address.ts': wide('// https://', 130),
      'rule.ts': wide('// eslint-disable-next-line ', 130),
    });
    expect(check()).toEqual({ status: 0, out: [] });
  });

  it('names lines that are like data, but can be broken', () => {
    const broken: Readonly<Record<string, string>> = {
      'argument.ts': `call(w, '${word}');\n`,
      'call.ts': `  ${pattern}.test(a) && b,\n`,
      'comment.ts': wide('/* ', 120),
      'expressions.ts': `  ${pattern}, /b c/,\n`,
      'import.ts': `import { ${word}, w } from './a';\n`,
      'row.ts': `| ${'w '.repeat(60)}|\n`,
      'word.ts': `  '${word} w',\n`,
    };
    write(broken);
    expect(check().out).toEqual(
      Object.entries(broken).map(
        ([file, line]) => `${file}:1: ${line.length - 1} characters in a line, at most 110`,
      ),
    );
  });

  it('lets rows of tables and pictures of a page be wide, but not its code', () => {
    const row = `| ${'w '.repeat(60)}|\n`;
    write({
      'a.md': `${row}![${'w '.repeat(60)}](a.png)\n${'w '.repeat(60)}\n`,
      'b.md': `\`\`\`\n${row}\`\`\`\n${row}`,
    });
    expect(check().out).toEqual([
      'a.md:3: 120 characters in a line, at most 110',
      'b.md:2: 123 characters in a line, at most 110',
    ]);
  });

  it('lets tests have long callbacks, but not long files', () => {
    write({
      '__tests__/a.test.ts': functionOf(100),
      'sim/b.test.ts': lines(301),
    });
    expect(check().out).toEqual(['sim/b.test.ts: 301 lines, at most 300']);
  });
});
