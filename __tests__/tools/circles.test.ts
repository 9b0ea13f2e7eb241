import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

const root = path.resolve(__dirname, '../..');
const folder = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'turnlift-circles-')));

const files: Readonly<Record<string, string>> = {
  'types/one.ts': "import { type Two } from './two';\nexport interface One { readonly two: Two }\n",
  'types/two.ts': "import { type One } from './one';\nexport interface Two { readonly one?: One }\n",
  'long/first.ts': "import { second } from './second';\nexport const first = second;\n",
  'long/second.ts': "export { third as second } from './folder';\n",
  'long/folder/index.ts': "export * from '../third';\n",
  'long/third.tsx': "import { first } from './first';\nexport const third = (): number => first();\n",
  'long/beside.ts': "import { first } from './first';\nexport const beside = first;\n",
  'straight/top.ts':
    "import fs from 'node:fs';\nimport { low } from './low';\nimport { middle } from " +
    "'./middle';\nexport const top = [fs, low, middle];\n",
  'straight/middle.ts': "import { low } from './low';\nexport const middle = low;\n",
  'straight/low.ts': "export const low = () => import('./top.js');\n",
};

beforeAll(() => {
  for (const [name, text] of Object.entries(files)) {
    fs.mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    fs.writeFileSync(path.join(folder, name), text);
  }
  const rule = pathToFileURL(path.join(root, 'tools', 'lint', 'circles.mjs')).href;
  const parser = pathToFileURL(require.resolve('typescript-eslint')).href;
  fs.writeFileSync(
    path.join(folder, 'eslint.config.mjs'),
    [
      `import { circles } from '${rule}';`,
      `import tseslint from '${parser}';`,
      "export default [{ files: ['**/*.ts', '**/*.tsx'], plugins: { turnlift: { rules: { circles } } },",
      "languageOptions: { parser: tseslint.parser }, rules: { 'turnlift/circles': 'error' } }];",
    ].join('\n'),
  );
});
afterAll(() => {
  fs.rmSync(folder, { recursive: true, force: true });
});

/** The circles that the rule finds in a folder, one line each. */
function circlesIn(name: string): readonly string[] {
  const program = path.join(path.dirname(require.resolve('eslint/package.json')), 'bin', 'eslint.js');
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, name], {
    cwd: folder,
    encoding: 'utf8',
  });
  expect(stderr).toBe('');
  const found = [...stdout.matchAll(/a circle of imports: (.*)\. Move/g)].map(([, way]) => way ?? '');
  expect(status).toBe(found.length === 0 ? 0 : 1);
  return found.sort();
}

describe('the lint rule about circles of imports', () => {
  it('refuses a circle of types at each of its imports', () => {
    expect(circlesIn('types')).toEqual([
      'types/one.ts → types/two.ts → types/one.ts',
      'types/two.ts → types/one.ts → types/two.ts',
    ]);
  });

  it('follows re-exports, the index of a folder and .tsx, and leaves out a file beside the circle', () => {
    expect(circlesIn('long')).toEqual([
      'long/first.ts → long/second.ts → long/folder/index.ts → long/third.tsx → long/first.ts',
      'long/folder/index.ts → long/third.tsx → long/first.ts → long/second.ts → long/folder/index.ts',
      'long/second.ts → long/folder/index.ts → long/third.tsx → long/first.ts → long/second.ts',
      'long/third.tsx → long/first.ts → long/second.ts → long/folder/index.ts → long/third.tsx',
    ]);
  });

  it('accepts a file that is imported on two ways, and one that is loaded on demand', () => {
    expect(circlesIn('straight')).toEqual([]);
  });
});
