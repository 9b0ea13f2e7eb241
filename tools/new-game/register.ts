import ts from 'typescript';
import { type GameNames, NewGameError } from './name';

/** The matchmaking that finds opponents for a new game. */
export type Registration =
  | { readonly kind: 'existing'; readonly key: string }
  /** A rule set of the game's own, game/rule-sets/<name>.json. */
  | { readonly kind: 'own' };

interface Insertion {
  readonly at: number;
  readonly text: string;
}

/**
 * game/index.ts with the game added to its lists.
 * @param source the text of game/index.ts
 * @throws NewGameError when the file lacks one of the lists
 */
export function registered(
  source: string,
  { name, constant }: GameNames,
  registration: Registration,
): string {
  const file = ts.createSourceFile('index.ts', source, ts.ScriptTarget.ES2023, true);
  const definition = definitionIn(file);
  const games = definition && listIn(definition, 'games');
  const matchmaking = definition && objectIn(definition, 'matchmaking');
  if (games === undefined || matchmaking === undefined)
    throw new NewGameError(
      'game/index.ts: defineBackend({ games: […], matchmaking: {…} }) is not there: write the lists ' +
        'there, not elsewhere',
    );
  const insertions = [importOf(file, `{ ${constant} }`, `./games/${name}`), appended(games, constant)];
  if (registration.kind === 'own') {
    const ruleSet = `${constant}RuleSet`;
    insertions.push(
      importOf(file, ruleSet, `./rule-sets/${name}.json`),
      appended(matchmaking, `'${name}': { ruleSet: ${ruleSet}, games: ['${name}'] }`),
    );
  } else {
    const entry = objectIn(matchmaking, registration.key);
    const list = entry && listIn(entry, 'games');
    if (list === undefined)
      throw new NewGameError(
        `game/index.ts: matchmaking ${JSON.stringify(registration.key)} has no list of games: write ` +
          'games: […] there',
      );
    insertions.push(appended(list, `'${name}'`));
  }
  // From the end to the start, so that positions stay valid; of two insertions at one place the first comes
  // first.
  return insertions
    .reverse()
    .sort((a, b) => b.at - a.at)
    .reduce((text, { at, text: more }) => text.slice(0, at) + more + text.slice(at), source);
}

function definitionIn(file: ts.SourceFile): ts.ObjectLiteralExpression | undefined {
  let found: ts.ObjectLiteralExpression | undefined;
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && node.expression.getText() === 'defineBackend') {
      const [argument] = node.arguments;
      if (argument !== undefined && ts.isObjectLiteralExpression(argument)) found ??= argument;
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
}

function memberOf(object: ts.ObjectLiteralExpression, name: string): ts.Expression | undefined {
  for (const property of object.properties)
    if (ts.isPropertyAssignment(property) && property.name.getText().replace(/['"]/g, '') === name)
      return property.initializer;
  return undefined;
}

function listIn(object: ts.ObjectLiteralExpression, name: string): ts.ArrayLiteralExpression | undefined {
  const member = memberOf(object, name);
  return member !== undefined && ts.isArrayLiteralExpression(member) ? member : undefined;
}

function objectIn(object: ts.ObjectLiteralExpression, name: string): ts.ObjectLiteralExpression | undefined {
  const member = memberOf(object, name);
  return member !== undefined && ts.isObjectLiteralExpression(member) ? member : undefined;
}

/** Appends an element to a list or an object. */
function appended(list: ts.ArrayLiteralExpression | ts.ObjectLiteralExpression, text: string): Insertion {
  const elements: readonly ts.Node[] = ts.isArrayLiteralExpression(list) ? list.elements : list.properties;
  const last = elements.at(-1);
  return last === undefined ? { at: list.getStart() + 1, text } : { at: last.getEnd(), text: `, ${text}` };
}

/** An import that is inserted in the order of the paths. */
function importOf(file: ts.SourceFile, clause: string, from: string): Insertion {
  const imports = file.statements.filter(ts.isImportDeclaration);
  const pathOf = (node: ts.ImportDeclaration): string => node.moduleSpecifier.getText().slice(1, -1);
  const text = `import ${clause} from '${from}';`;
  const next = imports.find((node) => pathOf(node).startsWith('./') && pathOf(node) > from);
  if (next !== undefined) return { at: next.getStart(), text: `${text}\n` };
  const last = imports.at(-1);
  return last === undefined ? { at: 0, text: `${text}\n` } : { at: last.getEnd(), text: `\n${text}` };
}

/**
 * A rule set for one game: one team with all players, which waits a little for the maximum of players.
 * @returns the JSON of game/rule-sets/<name>.json
 */
export function tableRuleSet(
  name: string,
  { min, max }: { readonly min: number; readonly max: number },
): object {
  const fewer = Array.from({ length: max - min }, (_, index) => ({
    waitTimeSeconds: 4 * (index + 1),
    value: max - 1 - index,
  }));
  return {
    name,
    ruleLanguageVersion: '1.0',
    playerAttributes: [
      { name: 'game', type: 'string' },
      { name: 'options', type: 'string' },
      { name: 'skill', type: 'number', default: 1500 },
    ],
    algorithm: {
      strategy: 'exhaustiveSearch',
      batchingPreference: 'sorted',
      sortByAttributes: ['game', 'options', 'skill'],
      expansionAgeSelection: 'oldest',
    },
    teams: [{ name: 'table', minPlayers: max, maxPlayers: max }],
    rules: [
      sameFor('Game', 'game'),
      sameFor('Options', 'options'),
      { name: 'FairSkill', type: 'batchDistance', batchAttribute: 'skill', maxDistance: 200 },
    ],
    expansions: [
      ...(fewer.length > 0 ? [{ target: 'teams[table].minPlayers', steps: fewer }] : []),
      {
        target: 'rules[FairSkill].maxDistance',
        steps: [
          { waitTimeSeconds: 5, value: 400 },
          { waitTimeSeconds: 15, value: 5000 },
        ],
      },
    ],
  };
}

const sameFor = (rule: string, attribute: string): object => ({
  name: `Same${rule}`,
  type: 'comparison',
  measurements: [`flatten(teams[*].players.attributes[${attribute}])`],
  operation: '=',
});
