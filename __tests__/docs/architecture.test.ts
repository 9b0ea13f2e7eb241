/** The table of source folders in docs/architecture.md against the lint rule. */
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { expect, it } from '@jest/globals';
import * as z from 'zod';

const root = path.resolve(__dirname, '../..');
const read = `import('./tools/lint/folders.mjs').then(({ folders }) => console.log(JSON.stringify(folders)))`;
const folders = z
  .record(z.string(), z.array(z.string()))
  .parse(JSON.parse(execFileSync(process.execPath, ['-e', read], { cwd: root, encoding: 'utf8' })));

/** The folders that a cell names for all files; those of some files are in brackets or after a semicolon. */
const namesIn = (cell: string): readonly string[] =>
  cell
    .replace(/\(.*?\)|;.*$/g, '')
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '' && name !== '–')
    .sort();

it('the table of source folders names the imports that lint allows', () => {
  const page = fs.readFileSync(path.join(root, 'docs/architecture.md'), 'utf8');
  const rows = page
    .slice(page.indexOf('## Source folders'), page.indexOf('## One description'))
    .split('\n')
    .filter((line) => /^\| `/.test(line))
    .map((line) => line.split('|').map((cell) => cell.trim()));
  const table = Object.fromEntries(
    rows.map(([, name = '', , imports = '']) => [
      /`([\w-]+)(\/|\.ts)`/.exec(name)?.[1] ?? name,
      /^anything/.test(imports) ? ['*'] : namesIn(imports),
    ]),
  );
  expect(table).toEqual(
    Object.fromEntries(Object.entries(folders).map(([name, imports]) => [name, imports.toSorted()])),
  );
});
