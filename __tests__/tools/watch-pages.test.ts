import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, expect, it } from '@jest/globals';
import { type PagesReport, watchPages } from '../../tools/build/watch-pages';
import { until } from '../support/until';

const root = fs.mkdtempSync(path.join(os.tmpdir(), 'turnlift-pages-'));
afterAll(() => fs.rmSync(root, { recursive: true, force: true }));

function write(file: string, text: string): void {
  fs.mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
  fs.writeFileSync(path.join(root, file), text);
}
const scripts = (name: string): string => {
  const folder = path.join(root, 'build', 'pages', name, 'assets');
  return fs
    .readdirSync(folder)
    .map((file) => fs.readFileSync(path.join(folder, file), 'utf8'))
    .join();
};

it('rebuilds the pages that contain a changed file, and reports why a build failed', async () => {
  for (const name of ['one', 'other']) {
    write(`web/${name}/index.html`, '<!doctype html><head><script src="%SCRIPT%"></script>\n  </head>');
    write(
      `web/${name}/main.tsx`,
      `import { word } from '../../core/word'; document.title = '${name} ' + word;`,
    );
  }
  write('web/other/own.ts', 'export const own = 1;');
  write('core/word.ts', `export const word: string = 'first';`);
  const reports: PagesReport[] = [];
  let taken = true;
  let asked = 0;
  const watching = watchPages(
    root,
    path.join(root, 'build'),
    (report) => reports.push(report),
    () => {
      asked += 1;
      return Promise.resolve(taken);
    },
  );
  const after = async (file: string, text: string): Promise<PagesReport | undefined> => {
    const count = reports.length;
    write(file, text);
    await until(`a report on ${file}`, () => reports.length > count, 60_000);
    return reports[count];
  };
  try {
    expect(await after('core/word.ts', `export const word: string = 'second';`)).toEqual({
      kind: 'pages',
      names: ['one', 'other'],
    });
    expect(scripts('one')).toContain('second');
    expect(await after('web/other/main.tsx', `document.title = 'changed';`)).toEqual({
      kind: 'pages',
      names: ['other'],
    });
    expect(scripts('other')).not.toContain('second');
    // The other page no longer imports it.
    expect(await after('core/word.ts', 'export const')).toMatchObject({
      kind: 'failed',
      message: expect.stringContaining('core/word.ts:1'),
    });
    expect(scripts('one')).toContain('second');
    expect(await after('core/word.ts', `export const word: string = 'third';`)).toEqual({
      kind: 'pages',
      names: ['one'],
    });
    // A change that the running code refuses waits for one that it takes.
    taken = false;
    write('core/word.ts', `export const word: string = 'refused';`);
    await until('a scan', () => asked > 4, 60_000);
    expect(scripts('one')).toContain('third');
    taken = true;
    expect(await after('web/other/main.tsx', `document.title = 'again';`)).toEqual({
      kind: 'pages',
      names: ['one', 'other'],
    });
    expect(scripts('one')).toContain('refused');
  } finally {
    await watching.close();
  }
});
