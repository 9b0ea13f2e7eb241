import { afterAll, describe, expect, it } from '@jest/globals';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { checkGameFolders } from '../../tools/build/game-folders';
import { columns } from '../games/columns';
import { noughts } from '../games/noughts';

const root = fs.mkdtempSync(path.join(os.tmpdir(), 'turnlift-folders-'));
afterAll(() => fs.rmSync(root, { recursive: true, force: true }));

describe('a game', () => {
  it('stands in the folder of its name, or the build is refused', () => {
    const games = new Map([noughts, columns].map((game) => [game.name, game]));
    const folder = path.join(root, 'game', 'games');
    fs.mkdirSync(path.join(folder, 'noughts'), { recursive: true });
    fs.mkdirSync(path.join(folder, 'four-in-a-row'));
    expect(() => checkGameFolders(root, { games })).toThrow(
      "game/games/columns does not exist, but a game has that name: rename the game's folder (four-in-a-row?), or the name in its rules",
    );
    fs.writeFileSync(path.join(folder, 'columns.ts'), '');
    expect(() => checkGameFolders(root, { games })).not.toThrow();
  });
});
