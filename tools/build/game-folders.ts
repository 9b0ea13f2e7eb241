import fs from 'node:fs';
import path from 'node:path';
import { DefinitionError } from '../../core/define';
import { canonicalJson } from '../../core/json';
import { type Backend } from '../../definition';

/**
 * A game must be in the folder (or file) of its name: messages of the definition, new-game and the game's
 * tests rely on that.
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
      `game/games/${name} does not exist, but a game has that name: rename the game's ` +
        `folder${others.length > 0 ? ` (${others.join(', ')}?)` : ''}, or the name in its rules`,
    );
  }
}

/**
 * A rule set must have the name of its file, because messages of the definition name the file by it.
 * @param root the project's folder
 * @throws DefinitionError naming the file and the fix
 */
export function checkRuleSetFiles(root: string, { matchmakings }: Pick<Backend, 'matchmakings'>): void {
  const folder = path.join(root, 'game', 'rule-sets');
  const names = fs.existsSync(folder)
    ? fs.readdirSync(folder).flatMap((file) => (file.endsWith('.json') ? [path.parse(file).name] : []))
    : [];
  const isIn = (name: string, body: string): boolean =>
    canonicalJson(JSON.parse(fs.readFileSync(path.join(folder, `${name}.json`), 'utf8'))) === body;
  for (const { key, ruleSet } of matchmakings.values()) {
    const { name, body } = ruleSet;
    if (names.includes(name) && isIn(name, body)) continue;
    const file = names.find((other) => isIn(other, body));
    throw new DefinitionError(
      file === undefined
        ? `game/index.ts: the rule set of matchmaking ${JSON.stringify(key)} is not a file of ` +
            `game/rule-sets: write it to game/rule-sets/${name}.json and import it`
        : `game/rule-sets/${file}.json: its name is ${JSON.stringify(name)}: write ` +
            `${JSON.stringify(file)}, the name of its file`,
    );
  }
}
