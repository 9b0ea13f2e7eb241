import path from 'node:path';
import fs from 'node:fs';
import ts from 'typescript';

/** A game that cannot be written; the message is one line that says why. */
export class NewGameError extends Error {
  override readonly name = 'NewGameError';
}

/** The names of a new game. */
export interface GameNames {
  /** `dots-and-boxes`: the folder, and the name on the wire. */
  readonly name: string;
  /** `dotsAndBoxes`: the constant. */
  readonly constant: string;
  /** `DotsAndBoxes`: the types. */
  readonly type: string;
}

/** Identifiers that the files of every game use already. */
const used = [
  'rules',
  'options',
  'bot',
  'display',
  'gameName',
  'defineGame',
  'describeRules',
  'placesOfWinners',
];

/**
 * The names that are derived from the name of a game.
 * @param root the project's folder
 * @throws NewGameError when the name is invalid, or is taken
 */
export function derivedNames(root: string, name: string): GameNames {
  if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(name) || name.length > 32)
    throw new NewGameError(
      `${JSON.stringify(name)} is not a name: write at most 32 lower-case letters, digits and single ` +
        'hyphens, a letter first',
    );
  const words = name.split('-').map((word) => word.charAt(0).toUpperCase() + word.slice(1));
  const type = words.join('');
  const constant = type.charAt(0).toLowerCase() + type.slice(1);
  if (fs.existsSync(path.join(root, 'game', 'games', name)))
    throw new NewGameError(`${name} is taken: game/games/${name} is there already`);
  if (!isIdentifier(constant) || used.includes(constant) || constantsOf(root).has(constant))
    throw new NewGameError(
      `${name} is taken: ${constant} means something else in game/index.ts or TypeScript`,
    );
  return { name, constant, type };
}

function isIdentifier(text: string): boolean {
  const scanner = ts.createScanner(ts.ScriptTarget.ES2023, true, ts.LanguageVariant.Standard, text);
  return scanner.scan() === ts.SyntaxKind.Identifier && scanner.getTokenEnd() === text.length;
}

/** Identifiers that game/index.ts imports. */
function constantsOf(root: string): ReadonlySet<string> {
  const index = fs.readFileSync(path.join(root, 'game', 'index.ts'), 'utf8');
  return new Set(
    [...index.matchAll(/^import ([^;]+?) from/gm)].flatMap(([, names = '']) => names.match(/\w+/g) ?? []),
  );
}

/** Parses numbers of seats: `2`, `2-4`. */
export function seatsIn(text: string): { readonly min: number; readonly max: number } {
  const [, from, to = from] = /^(\d)(?:-(\d))?$/.exec(text) ?? [];
  const [min, max] = [Number(from), Number(to)];
  if (!(min >= 2 && max <= 8 && min <= max))
    throw new NewGameError(`--seats ${text}: write a number from 2 to 8, or a range of them such as 2-4`);
  return { min, max };
}
