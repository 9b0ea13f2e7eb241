import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';

const root = path.resolve(__dirname, '../..');

interface Piece {
  readonly file: string;
  readonly text: string;
}

/** Lints the pieces on its stdin by the project's rules, without those that need types; none is written. */
const program = `
  import { ESLint } from 'eslint';
  import fs from 'node:fs';
  import tseslint from 'typescript-eslint';
  const eslint = new ESLint({
    cwd: ${JSON.stringify(root)},
    overrideConfig: [
      tseslint.configs.disableTypeChecked,
      { languageOptions: { parserOptions: { projectService: false } } },
    ],
  });
  const rules = [];
  for (const { file, text } of JSON.parse(fs.readFileSync(0, 'utf8'))) {
    const [{ messages }] = await eslint.lintText(text, { filePath: file });
    rules.push(messages.map(({ ruleId, message }) => ruleId ?? message));
  }
  console.log(JSON.stringify(rules));
`;

/** The rules that refuse each piece, or a message where no rule has a part in it. */
function refused(pieces: readonly Piece[]): unknown {
  const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '--eval', program], {
    cwd: root,
    encoding: 'utf8',
    input: JSON.stringify(pieces),
  });
  expect(stderr).toBe('');
  const rules: unknown = JSON.parse(stdout);
  return rules;
}

const value = 'export const value = (of?: string): unknown =>';
const pure = 'export const pure = (): unknown =>';
const expectsError = (reason: string): string => `// @ts-expect-error${reason}\nexport const one = 1;\n`;

describe('the rules that AGENTS.md states are rules of lint', () => {
  it('refuses what hides a fault from the compiler or from lint', () => {
    const planted: ReadonlyArray<readonly [file: string, text: string, rule: string]> = [
      [
        'store/any.ts',
        'export const any = (of: any): unknown => of;\n',
        '@typescript-eslint/no-explicit-any',
      ],
      ['store/not.ts', `${value} of!;\n`, '@typescript-eslint/no-non-null-assertion'],
      ['__tests__/store/not.ts', `${value} of!;\n`, '@typescript-eslint/no-non-null-assertion'],
      ['store/cast.ts', `${value} of as string;\n`, '@typescript-eslint/consistent-type-assertions'],
      [
        'store/expected.ts',
        expectsError(': a reason that is long enough'),
        '@typescript-eslint/ban-ts-comment',
      ],
      ['store/ignored.ts', '// @ts-ignore: a long reason\nexport {};\n', '@typescript-eslint/ban-ts-comment'],
      ['store/nocheck.ts', '// @ts-nocheck\nexport {};\n', '@typescript-eslint/ban-ts-comment'],
      ['__tests__/store/expected.ts', expectsError(''), '@typescript-eslint/ban-ts-comment'],
      ['store/all.ts', `/* eslint-disable */\n${value} of!;\n`, 'turnlift/directives'],
      ['store/reason.ts', `/* eslint-disable -- reason */\n${value} of!;\n`, 'turnlift/directives'],
      ['store/line.ts', `${value} of!; // eslint-disable-line\n`, 'turnlift/directives'],
      ['store/next.ts', `// eslint-disable-next-line\n${value} of!;\n`, 'turnlift/directives'],
    ];
    expect(refused(planted.map(([file, text]) => ({ file, text })))).toEqual(
      planted.map(([, , rule]) => [rule]),
    );
  });

  it('has one idiom for optional fields, for imports of types and for private members', () => {
    const spread = (field: string): string =>
      `export const of = (x?: string): object => ({ ...(${field}) });\n`;
    const optional = [
      spread('x !== undefined && { x }'),
      spread('x !== undefined ? { x } : {}'),
      spread('undefined === x ? {} : { x }'),
      spread("typeof x === 'undefined' ? {} : { x }"),
      spread("typeof x !== 'undefined' ? { x } : {}"),
      spread('x === undefined ? undefined : { x }'),
      spread('x === undefined ? null : { x }'),
      spread('x !== undefined ? { x } : undefined'),
      spread('x ? { x } : {}'),
      spread('!x ? {} : { y: x }'),
      spread('x === undefined ? {} : x ? { x } : {}'),
      'export const of = (x?: string): object => Object.assign({ y: 1 }, x === undefined ? {} : { x });\n',
      'export const of = (x?: string): object => Object.assign({ y: 1 }, x !== undefined && { x });\n',
      'export function of(x?: string): object {\n  const all: { x?: string } = {};\n' +
        '  if (x !== undefined) all.x = x;\n  return all;\n}\n',
    ];
    const others = [
      "import type { Path } from './path';\nexport type Other = Path;\n",
      "export type { Path } from './path';\n",
      'export class Holder {\n  private readonly held = 1;\n}\n',
      'export class Holder {\n  private accessor held = 1;\n}\n',
      'export const nothing = (): unknown => void 0;\n',
    ];
    const planted = [...optional, ...others];
    const rules = [
      ...optional.map(() => ['turnlift/optional-fields']),
      ...others.map(() => ['no-restricted-syntax']),
    ];
    const inFolder = (folder: string): readonly Piece[] =>
      planted.map((text, index) => ({ file: `${folder}/planted-${index}.ts`, text }));
    expect(refused([...inFolder('core'), ...inFolder('local')])).toEqual([...rules, ...rules]);
    const fine = [
      spread('x === undefined ? {} : { x }'),
      'export const both = (x?: string): object => ({ ...(x !== undefined ? { x } : { y: 1 }) });\n',
      'export const some = (x: number): object => ({ ...(x > 1 ? { x } : {}) });\n',
      'export const none = (x: number): object => ({ ...(x === 1 ? {} : { y: x }) });\n',
      "export { type Path } from './path';\n",
      'export class Holder {\n  readonly #held = 1;\n}\n',
    ];
    expect(refused([{ file: 'core/fine.ts', text: fine.join('') }])).toEqual([[]]);
  });

  it('holds programs without types to the rules that need none', () => {
    const planted: ReadonlyArray<readonly [file: string, text: string, rule: string]> = [
      ['tools/lint/one.mjs', 'export const of = (x) => ({ ...(x && { x }) });\n', 'turnlift/optional-fields'],
      ['tools/lint/two.mjs', 'export const same = (x) => x == 1;\n', 'eqeqeq'],
      ['docs/examples/three.mjs', 'const one = 1;\n', 'no-unused-vars'],
      ['docs/examples/four.js', 'exports.four = nope;\n', 'no-undef'],
      ['jest.five.js', 'var one = 1;\nmodule.exports = one;\n', 'no-var'],
      [
        'tools/lint/six.mjs',
        '/* eslint-disable */\nexport const same = (x) => x == 1;\n',
        'turnlift/directives',
      ],
      ['tools/lint/seven.cjs', 'module.exports = void 0;\n', 'no-restricted-syntax'],
    ];
    expect(refused(planted.map(([file, text]) => ({ file, text })))).toEqual(
      planted.map(([, , rule]) => [rule]),
    );
    const fine = "const fs = require('node:fs');\nmodule.exports = { fs, __dirname, process };\n";
    expect(refused([{ file: 'docs/examples/fine.js', text: fine }])).toEqual([[]]);
  });

  it('refuses a directive without an effect', () => {
    const text = `/* eslint-disable eqeqeq -- no line needs it */\n${value} of;\n`;
    expect(refused([{ file: 'store/unused.ts', text }])).toEqual([
      [expect.stringContaining('Unused eslint-disable directive')],
    ]);
  });

  it('holds the border of a folder inside a source folder', () => {
    const imports = (from: string, name: string): Piece => ({
      file: from,
      text: `import { value } from '${name}';\n\nexport const other = value;\n`,
    });
    const inside = 'local/gamelift/cloudformation/planted.ts';
    const refusedHere = ['../sessions/sessions', '../fleets/fleets', '../matchmaking/pool'];
    const allowedHere = ['../task-clock', '../protocol/call', './template', '../../../core/message-of'];
    expect(
      refused([
        ...[...refusedHere, ...allowedHere].map((name) => imports(inside, name)),
        imports('local/gamelift/sessions/planted.ts', '../cloudformation/template'),
        imports('local/gamelift/assembly.ts', './cloudformation/endpoint'),
      ]),
    ).toEqual([
      ...refusedHere.map(() => ['turnlift/arrows']),
      ...allowedHere.map(() => []),
      ['turnlift/arrows'],
      [],
    ]);
  });

  it('refuses time, chance and I/O in pure folders, and accepts them elsewhere', () => {
    const planted: ReadonlyArray<readonly [text: string, rule: string]> = [
      ["import fs from 'node:fs';\nexport const read = fs;\n", 'no-restricted-imports'],
      ["import fs from 'fs';\nexport const read = fs;\n", 'no-restricted-imports'],
      ["import fs from 'fs/promises';\nexport const read = fs;\n", 'no-restricted-imports'],
      [`${pure} Date.now();\n`, 'no-restricted-properties'],
      [`${pure} Math.random();\n`, 'no-restricted-properties'],
      [`${pure} new Date();\n`, 'no-restricted-syntax'],
      [`${pure} Date();\n`, 'no-restricted-syntax'],
      [`${pure} crypto.randomUUID();\n`, 'no-restricted-globals'],
      [`${pure} globalThis.crypto.randomUUID();\n`, 'no-restricted-globals'],
      [`${pure} performance.now();\n`, 'no-restricted-globals'],
      [`${pure} process.env;\n`, 'no-restricted-globals'],
      [`${pure} setTimeout(() => 2, 1);\n`, 'no-restricted-globals'],
      [`${pure} fetch('http://localhost');\n`, 'no-restricted-globals'],
    ];
    const inFolder = (folder: string): readonly Piece[] =>
      planted.map(([text], index) => ({ file: `${folder}/planted-${index}.ts`, text }));
    const rules = planted.map(([, rule]) => [rule]);
    expect(refused([...inFolder('core'), ...inFolder('flexmatch'), ...inFolder('game/games/any')])).toEqual([
      ...rules,
      ...rules,
      ...rules,
    ]);
    expect(refused([...inFolder('local'), ...inFolder('flexmatch/cli')])).toEqual(
      [...planted, ...planted].map(() => []),
    );
  });

  it('accepts a time that is given, a directive with names, and a test that says why types fail', () => {
    expect(
      refused([
        { file: 'core/named.ts', text: "export { type Path } from './path';\n" },
        { file: 'core/given.ts', text: 'export const at = (time: number): Date => new Date(time);\n' },
        {
          file: 'store/named.ts',
          text: '// eslint-disable-next-line eqeqeq -- both are text\nexport const same = 1 == 1;\n',
        },
        { file: '__tests__/store/told.ts', text: expectsError(': the game refuses this command') },
      ]),
    ).toEqual([[], [], [], []]);
  });
});
