import { afterAll, describe, expect, it } from '@jest/globals';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { checkGameFolders, checkRuleSetFiles } from '../../tools/build/game-folders';
import { columns } from '../games/columns';
import { backend } from '../games';
import { noughts } from '../games/noughts';
import duel from '../games/rule-sets/duel.json';
import trio from '../games/rule-sets/trio.json';

const root = fs.mkdtempSync(path.join(os.tmpdir(), 'turnlift-folders-'));
afterAll(() => fs.rmSync(root, { recursive: true, force: true }));

describe('a game', () => {
  it('stands in the folder of its name, or the build is refused', () => {
    const games = new Map([noughts, columns].map((game) => [game.name, game]));
    const folder = path.join(root, 'game', 'games');
    fs.mkdirSync(path.join(folder, 'noughts'), { recursive: true });
    fs.mkdirSync(path.join(folder, 'four-in-a-row'));
    expect(() => checkGameFolders(root, { games })).toThrow(
      "game/games/columns does not exist, but a game has that name: rename the game's folder " +
        '(four-in-a-row?), or the name in its rules',
    );
    fs.writeFileSync(path.join(folder, 'columns.ts'), '');
    expect(() => checkGameFolders(root, { games })).not.toThrow();
  });
});

describe('a rule set', () => {
  it('has the name of its file, or the build reports the file', () => {
    const folder = path.join(root, 'game', 'rule-sets');
    const write = (file: string, body: object): void =>
      fs.writeFileSync(path.join(folder, `${file}.json`), JSON.stringify(body));
    fs.mkdirSync(folder, { recursive: true });
    write('pairs', duel);
    write('trio', trio);
    expect(() => checkRuleSetFiles(root, backend)).toThrow(
      'game/rule-sets/pairs.json: its name is "duel": write "pairs", the name of its file',
    );
    fs.rmSync(path.join(folder, 'pairs.json'));
    write('duel', { ...duel, teams: [] });
    expect(() => checkRuleSetFiles(root, backend)).toThrow(
      'game/index.ts: the rule set of matchmaking "duel" is not a file of game/rule-sets: write it to ' +
        'game/rule-sets/duel.json',
    );
    write('duel', duel);
    expect(() => checkRuleSetFiles(root, backend)).not.toThrow();
  });
});
