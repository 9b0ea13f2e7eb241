import { afterAll, describe, expect, it } from '@jest/globals';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { playSamplesApart } from '../../tools/build/sample-thread';
import duel from '../games/rule-sets/duel.json';
import { optionalDuel } from '../games/optional-duel';
import { compileProgram } from '../support/compiled';

describe('the thread of sample matches', () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'turnlift-samples-'));
  afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

  const program = compileProgram('tools/build/sample-worker.js');
  it('refuses a definition that never ends, or ends its process, while it is loaded', async () => {
    const load = (name: string, code: string): Promise<readonly string[]> => {
      const file = path.join(folder, 'game', `${name}.js`);
      fs.mkdirSync(path.dirname(file), { recursive: true });
      fs.writeFileSync(file, code);
      return playSamplesApart(file, program, { maxLoadingMs: 3_000 });
    };
    await expect(load('endless', 'for (;;);')).rejects.toThrow(
      'game/index.ts, or a file that it imports, does not end within 3 s while it is loaded: correct it',
    );
    await expect(load('exits', '\nprocess.exit(0);')).rejects.toThrow(
      'game/exits.ts:2: the definition does not load: process.exit is called while the file is ' +
        'loaded: correct it there',
    );
    await expect(load('nothing', '')).rejects.toThrow('what it exports is not a backend');
  });

  it('reports rules that end it, without ending the process of the build', async () => {
    const samples = (name: string, apply: string, options = '{}'): Promise<readonly string[]> => {
      const file = path.join(folder, `${name}.cjs`);
      const ruleSet = JSON.stringify(options === '{}' ? duel : optionalDuel);
      const dist = JSON.stringify(path.dirname(path.dirname(path.dirname(program))));
      fs.writeFileSync(
        file,
        `const z = require(${dist} + '/../node_modules/zod');
const { defineGame } = require(${dist} + '/core/define.js');
const rules = { name: 'ends', version: 1, seats: 2, setup: () => 0, toAct: (n) => (n < 6 ? [n % 2] : []),
  legalCommands: (n, seat) => (n < 6 && seat === n % 2 ? [1] : []), parseCommand: () => ({ command: 1 }),
  apply: (n) => { ${apply}; return { state: n + 1 }; }, view: (n) => n,
  result: (n) => (n < 6 ? undefined : { places: [1, 2], reason: 'done' }) };
const { defineBackend } = require(${dist} + '/definition/index.js');
exports.default = defineBackend({ games: [defineGame({ rules, options: z.strictObject(${options}) })],
  matchmaking: { duel: { ruleSet: ${ruleSet}, games: ['ends'] } },
  environments: { laptop: {} } });`,
      );
      return playSamplesApart(file, program);
    };
    expect(await samples('fine', '')).toEqual([]);
    expect(await samples('exit', 'process.exit(7)')).toEqual([
      'game/games/ends: its rules ended their process with 7 in a sample match: correct them (npm run ' +
        'play -- ends)',
    ]);
    // A stored value of this option cannot be read again.
    const once =
      "{ level: z.enum(['a', 'b']).transform((level) => (level === 'a' ? 'a' : 'c')).default('a') }";
    expect(await samples('once', '', once)).toEqual([
      expect.stringMatching(
        /^game\/games\/ends: its sample matches stop: the options: level: must be one of/,
      ),
    ]);
    const clash =
      '{ level: z.strictObject({ high: z.boolean().optional().default(undefined) }).default({}) }';
    await expect(samples('clash', '', clash)).rejects.toThrow(
      /^game\/games\/ends: the options have no JSON Schema \(.+\): change their schema$/,
    );
  });
});
