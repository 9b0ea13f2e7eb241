import { describe, expect, it, jest } from '@jest/globals';
import fs from 'node:fs';
import path from 'node:path';
import vm from 'node:vm';
import ts from 'typescript';
import { defineGame, type DefinedGame } from '../../core/define';
import { type GameRules } from '../../core/game-rules';
import { type Json } from '../../core/json';
import { openMatch, submit } from '../../core/match/match';
import { eventsAfter, standingFor } from '../../core/match/views';
import { describeRules } from '../../testing/describe-rules';
import { header, id } from '../../testing/sample-match';

/** docs/writing-a-game.md: every ```ts block that names a file is compiled as that file, and played. */
const root = path.resolve(__dirname, '../..');
const page = fs.readFileSync(path.join(root, 'docs', 'writing-a-game.md'), 'utf8');
const blocks = new Map(
  [...page.matchAll(/^```ts file=(\S+)\n([\s\S]*?)^```$/gm)].map(([, file = '', code = '']) => [
    path.join(root, file),
    code,
  ]),
);

const config = ts.parseJsonConfigFileContent(
  ts.readConfigFile(path.join(root, 'tsconfig.json'), (file) => ts.sys.readFile(file)).config,
  ts.sys,
  root,
);
const options: ts.CompilerOptions = {
  ...config.options,
  incremental: false,
  tsBuildInfoFile: undefined,
  noEmit: true,
};

function errorsOf(): string[] {
  const host = ts.createCompilerHost(options);
  const { readFile, fileExists, getSourceFile } = host;
  host.readFile = (file) => blocks.get(path.normalize(file)) ?? readFile(file);
  host.fileExists = (file) => blocks.has(path.normalize(file)) || fileExists(file);
  host.getSourceFile = (file, ...rest) => {
    const text = blocks.get(path.normalize(file));
    return text === undefined
      ? getSourceFile(file, ...rest)
      : ts.createSourceFile(file, text, {
          languageVersion: ts.ScriptTarget.ES2023,
          impliedNodeFormat: ts.ModuleKind.CommonJS,
        });
  };
  const program = ts.createProgram([...blocks.keys()], options, host);
  return ts
    .getPreEmitDiagnostics(program)
    .map(
      ({ file, start = 0, messageText }) =>
        `${path.basename(file?.fileName ?? '')} ${file?.getLineAndCharacterOfPosition(start).line ?? 0}: ${ts.flattenDiagnosticMessageText(messageText, '\n')}`,
    );
}

/** Runs a block as the module that it says it is; its imports are the project's own files. */
function load(file: string): Record<string, GameRules<Json, Json, Json>> {
  const code = blocks.get(path.join(root, file));
  if (code === undefined) throw new Error(`the page has no ${file}`);
  const { outputText } = ts.transpileModule(code, {
    compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2023 },
  });
  const exported = {};
  // Jest's own require: it compiles the project's TypeScript.
  const requireBeside = (name: string): unknown =>
    jest.requireActual(path.join(root, path.dirname(file), name));
  vm.runInThisContext(`(function (exports, require) {${outputText}\n})`)(exported, requireBeside);
  return exported;
}

const gameOf = (name: string): DefinedGame<Json, Json, Json> => {
  const file = `game/games/${name}/rules.ts`;
  const rules = load(file)[name];
  if (rules === undefined) throw new Error(`${file} exports no ${name}`);
  return defineGame({ rules });
};

describe('docs/writing-a-game.md', () => {
  it('has code that compiles', () => {
    expect(blocks.size).toBe(2);
    expect(errorsOf()).toEqual([]);
  });

  const throws = gameOf('throws');
  it('hides a hand until both are thrown', () => {
    const thrown = submit(
      openMatch(throws, header(throws)),
      { seat: 0, commandId: id(1), action: { kind: 'play', command: 'rock' } },
      1,
    );
    if (thrown.kind !== 'accepted') throw new Error(thrown.kind);
    for (const viewer of [1, 'spectator'] as const) {
      const { legal: _legal, ...standing } = standingFor(thrown.match, viewer);
      expect(JSON.stringify([standing, eventsAfter(thrown.match, 0, viewer)])).not.toContain('rock');
    }
    const both = submit(
      thrown.match,
      { seat: 1, commandId: id(2), action: { kind: 'play', command: 'paper' } },
      2,
    );
    expect(both).toMatchObject({ match: { outcome: { result: { places: [2, 1] } } } });
  });
});

describeRules(gameOf('pig'), { longest: 400 });
describeRules(gameOf('throws'), { longest: 2 });
