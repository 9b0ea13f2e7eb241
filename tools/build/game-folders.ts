import fs from 'node:fs';
import path from 'node:path';
import { DefinitionError } from '../../core/define';
import { type Backend } from '../../definition';

/**
 * A game stands in the folder of its name (or in a file of it): messages of the definition, new-game and the
 * game's tests name it by that.
 * @param root the project's folder
 * @throws DefinitionError naming the game and the fix
 */
export function checkGameFolders(root: string, { games }: Pick<Backend, 'games'>): void {
  const folder = path.join(root, 'game', 'games');
  const names = fs.existsSync(folder) ? fs.readdirSync(folder).map((name) => name.replace(/\.ts$/, '')) : [];
  for (const name of games.keys()) {
    if (names.includes(name)) continue;
    const others = names.filter((other) => ![...games.keys()].some((game) => game === other));
    throw new DefinitionError(
      `game/games/${name} does not exist, but a game has that name: rename the game's folder${others.length > 0 ? ` (${others.join(', ')}?)` : ''}, or the name in its rules`,
    );
  }
}
