import * as jestGlobals from '@jest/globals';
import { describe, expect, it, jest } from '@jest/globals';
import fs from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { type DefinedGame } from '../../core/define';
import { type Json } from '../../core/json';
import { openMatch, submit } from '../../core/match/match';
import { eventsAfter, positionFor } from '../../core/match/views';
import { defineBackend } from '../../definition';
import { evenTeams } from '../../definition/rule-set';
import { describeRules } from '../../testing/describe-rules';
import { header, id } from '../../testing/sample-match';
import { laptop } from '../games/environments';

/**
 * docs/writing-a-game.md: every ```ts block that names a file is compiled as that file, and the game is
 * played.
 */
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
  // Imports are only resolved in folders that exist.
  const folders = new Set([...blocks.keys()].map((file) => path.dirname(file)));
  host.directoryExists = (folder) => folders.has(path.normalize(folder)) || ts.sys.directoryExists(folder);
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
        `${path.basename(file?.fileName ?? '')} ` +
        `${file?.getLineAndCharacterOfPosition(start).line ?? 0}: ` +
        `${ts.flattenDiagnosticMessageText(messageText, '\n')}`,
    );
}

const loaded = new Map<string, Record<string, DefinedGame<Json, Json, Json>>>();

/** Runs a block as the module that it names; it may import other blocks and the project's own files. */
function load(file: string): Record<string, DefinedGame<Json, Json, Json>> {
  const before = loaded.get(file);
  if (before !== undefined) return before;
  const code = blocks.get(path.join(root, file));
  if (code === undefined) throw new Error(`the page has no ${file}`);
  const { outputText } = ts.transpileModule(code, {
    compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2023 },
  });
  const exported = {};
  loaded.set(file, exported);
  const requireBeside = (name: string): unknown => {
    const beside = path.join(path.dirname(file), `${name}.ts`);
    if (name.startsWith('.') && blocks.has(path.join(root, beside))) return load(beside);
    if (name === '@jest/globals') return jestGlobals;
    // Jest's own require, which compiles the project's TypeScript.
    return jest.requireActual(name.startsWith('.') ? path.join(root, path.dirname(file), name) : name);
  };
  // In the realm of the test: arrays of another realm are not strictly equal to its own.
  new Function('exports', 'require', outputText)(exported, requireBeside);
  return exported;
}

const gameOf = (name: string): DefinedGame<Json, Json, Json> => {
  const game = load(`game/games/${name}/index.ts`)[name];
  if (game === undefined) throw new Error(`game/games/${name}/index.ts exports no ${name}`);
  return game;
};

describe('docs/writing-a-game.md', () => {
  it('has code that compiles', () => {
    expect(blocks.size).toBe(10);
    expect(errorsOf()).toEqual([]);
  }, 300_000);

  const throws = gameOf('throws');
  it('hides a hand until both are thrown', () => {
    const thrown = submit(
      openMatch(throws, header(throws)),
      { seat: 0, commandId: id(1), action: { kind: 'play', command: 'rock' } },
      1,
    );
    if (thrown.kind !== 'accepted') throw new Error(thrown.kind);
    for (const viewer of [1, 'spectator'] as const) {
      const { legal: _legal, ...position } = positionFor(thrown.match, viewer);
      expect(JSON.stringify([position, eventsAfter(thrown.match, 0, viewer)])).not.toContain('rock');
    }
    const both = submit(
      thrown.match,
      { seat: 1, commandId: id(2), action: { kind: 'play', command: 'paper' } },
      2,
    );
    expect(both).toMatchObject({ match: { ending: { result: { places: [2, 1] } } } });
  });
});

describe('two against two', () => {
  const rope = gameOf('rope');
  const [, json = ''] = /^```json file=game\/rule-sets\/pairs\.json\n([\s\S]*?)^```$/m.exec(page) ?? [];
  const pairs: object = JSON.parse(json);

  it('is formed by its rule set', () => {
    const { matchmakings } = defineBackend({
      games: [rope],
      matchmaking: { pairs: { ruleSet: pairs, games: ['rope'] } },
      environments: { laptop },
    });
    const [{ ruleSet } = { ruleSet: undefined }] = matchmakings.values();
    expect(ruleSet?.teams).toEqual(['pair_1', 'pair_2']);
    expect(ruleSet === undefined ? undefined : evenTeams(ruleSet, 4)).toEqual([0, 0, 1, 1]);
  });

  it('continues when a seat resigns, and ends when its partner does', () => {
    const resign = (match: ReturnType<typeof openMatch>, seat: number) => {
      const answer = submit(match, { seat, commandId: id(seat), action: { kind: 'resign' } }, 1);
      if (answer.kind !== 'accepted') throw new Error(answer.kind);
      return answer.match;
    };
    const alone = resign(openMatch(rope, { ...header(rope), teams: [0, 0, 1, 1] }), 0);
    expect(alone).toMatchObject({ left: [0], ending: undefined });
    expect(alone.toAct).not.toContain(0);
    expect(resign(alone, 1).ending?.result).toEqual({ places: [3, 3, 1, 1], reason: 'resigned' });
  });
});

// The test that the page itself shows.
load('game/games/pig/rules.test.ts');
describeRules(gameOf('throws'), { longest: 2 });
describeRules(gameOf('rope'), { longest: 80 });
