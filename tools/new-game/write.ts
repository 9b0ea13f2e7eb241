import fs from 'node:fs';
import path from 'node:path';
import { format } from '../format';
import { type Backend } from '../../definition';
import { gameFiles } from './files';
import { derivedNames, NewGameError, seatsIn } from './name';
import { registered, type Registration, tableRuleSet } from './register';

interface Seats {
  readonly min: number;
  readonly max: number;
}

/** The first matchmaking whose matches the game can all play, and which keeps games apart. */
function registrationFor({ matchmakings }: Pick<Backend, 'matchmakings'>, { min, max }: Seats): Registration {
  for (const { key, ruleSet, attributes } of matchmakings.values()) {
    const { players, equal } = ruleSet;
    // An attribute that comes from an option needs a game that has the option.
    const plain = [...attributes.values()].every(({ kind }) => kind !== 'option');
    if (players.min >= min && players.max <= max && equal.has('game') && plain)
      return { kind: 'existing', key };
  }
  return { kind: 'own' };
}

/**
 * Writes a game and registers it.
 * @param root the project's folder
 * @param backend the definition of game/index.ts
 * @returns the files that were written, relative to the project
 * @throws NewGameError when the name or the seats are refused; then nothing is written
 */
export async function writeGame(
  root: string,
  backend: Pick<Backend, 'matchmakings'>,
  name: string,
  seatsText: string,
): Promise<readonly string[]> {
  const seats = seatsIn(seatsText);
  const names = derivedNames(root, name);
  const registration = registrationFor(backend, seats);
  const index = path.join('game', 'index.ts');
  const written = new Map<string, string>();
  for (const [file, text] of gameFiles(names, seats))
    written.set(path.join('game', 'games', name, file), text);
  if (registration.kind === 'own') {
    const ruleSet = path.join('game', 'rule-sets', `${name}.json`);
    if (fs.existsSync(path.join(root, ruleSet)))
      throw new NewGameError(`${name} is taken: ${ruleSet} is there already`);
    written.set(ruleSet, JSON.stringify(tableRuleSet(name, seats)));
  }
  written.set(index, registered(fs.readFileSync(path.join(root, index), 'utf8'), names, registration));
  const texts = new Map<string, string>();
  for (const [file, text] of written) {
    const target = path.join(root, file);
    texts.set(target, await format(target, text));
  }
  // The game itself is written first: game/index.ts must never name a missing game.
  for (const [target, text] of texts) {
    fs.mkdirSync(path.dirname(target), { recursive: true });
    fs.writeFileSync(target, text);
  }
  return [...written.keys()];
}
