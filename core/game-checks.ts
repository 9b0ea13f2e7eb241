import { type RulesFunction } from './match/rules-failure';
import { type GameSource, type GameParts, type Game, type Spectators } from './game-types';
import { type Json } from './json';
import {
  checkObject,
  DefinitionError,
  checkFields,
  checkFunctions,
  checkList,
  textOf,
} from './definition-error';
import { idPatterns, type GameName } from './ids';
import { gameLimits } from './game-types';
import { type DeclaredResult } from './game-rules';

/** Every function of rules, and whether it is required. */
const functionsOfRules: Readonly<Record<RulesFunction, 'required' | 'optional'>> = {
  setup: 'required',
  toAct: 'required',
  legalCommands: 'required',
  parseCommand: 'required',
  apply: 'required',
  view: 'required',
  result: 'required',
  seen: 'optional',
  leave: 'optional',
  skip: 'optional',
  phase: 'optional',
};

const functionsThatAre = (need: 'required' | 'optional'): readonly string[] =>
  Object.entries(functionsOfRules).flatMap(([name, is]) => (is === need ? [name] : []));

const fieldsOfGame: Readonly<Record<keyof GameSource<Json, Json, Json, Json>, true>> = {
  rules: true,
  options: true,
  bot: true,
  display: true,
  timeControl: true,
  onTimeout: true,
  firstTurnMs: true,
  absenceMs: true,
  takebacks: true,
  onLeave: true,
  spectators: true,
  earlier: true,
};

/**
 * Checks at run time what the compiler would check: developers may write JavaScript.
 * @throws DefinitionError naming the field and a fix
 */
export function checkSource(source: { readonly rules: unknown; readonly options?: unknown }): void {
  checkObject('game/games: what defineGame is given', source, '{ rules, … }');
  const { rules, options } = source;
  const name: unknown = typeof rules === 'object' && rules !== null ? Reflect.get(rules, 'name') : undefined;
  if (typeof name !== 'string' || !idPatterns.gameName.test(name))
    throw new DefinitionError(
      `game/games: the name of a game's rules is ${JSON.stringify(name)}: write 1 to 32 lower case ` +
        'letters, digits and hyphens, the name of its folder',
    );
  checkFields(`game/games/${name}: defineGame`, source, Object.keys(fieldsOfGame));
  if (options !== undefined && (typeof options !== 'object' || options === null || !('_zod' in options)))
    throw new DefinitionError(`game/games/${name}: options is not a schema: write z.strictObject({ … })`);
}

/**
 * Checks rules, bot and display against each other.
 * @param folder of the game, for messages
 * @throws DefinitionError naming the field and a fix
 */
export function checkParts<State extends Json, Command extends Json, View extends Json, Options extends Json>(
  folder: string,
  { rules, bot, display, onLeave }: GameParts<State, Command, View, Options>,
): void {
  checkFunctions(`${folder}: the rules`, rules, functionsThatAre('required'), functionsThatAre('optional'));
  if (bot !== undefined) {
    checkObject(`${folder}: the bot`, bot, '{ levels, think }');
    checkFunctions(`${folder}: the bot`, bot, ['think']);
    checkList(`${folder}: levels of the bot`, bot.levels, "a list of names, weakest first: ['easy']");
  }
  const { seats }: { readonly seats: unknown } = rules;
  const isRange =
    typeof seats === 'object' &&
    seats !== null &&
    ['min', 'max'].every((end) => typeof Reflect.get(seats, end) === 'number');
  if (typeof seats !== 'number' && !isRange)
    throw new DefinitionError(
      `${folder}: seats is ${textOf(seats)}: write a number, or { min, max } with two numbers`,
    );
  if (display !== undefined) checkFunctions(`${folder}: the display`, display, ['text']);
  if (!Number.isInteger(rules.version) || rules.version < 1)
    throw new DefinitionError(`${folder}: version is ${textOf(rules.version)}: write a whole number from 1`);
  if (bot?.levels.length === 0)
    throw new DefinitionError(`${folder}: the bot has no levels: name at least one`);
  checkResults(folder, rules);
  if (onLeave === 'bot' && bot === undefined)
    throw new DefinitionError(
      `${folder}: onLeave is "bot", but the game has no bot: add one, or remove onLeave`,
    );
}

/** The earlier versions of a game. @throws DefinitionError when one is of another game, newer or repeated */
export function earlierOf(
  folder: string,
  { name, version }: { readonly name: GameName; readonly version: number },
  earlier: readonly Game[] = [],
): readonly Game[] {
  const versions = new Set([version]);
  for (const game of earlier) {
    if (game.name !== name)
      throw new DefinitionError(
        `${folder}: earlier has the game ${game.name}: keep rules of ${name} alone there`,
      );
    if (game.version > version || versions.has(game.version))
      throw new DefinitionError(
        `${folder}: earlier has version ${game.version}: write each version below ${version} once`,
      );
    versions.add(game.version);
  }
  return earlier;
}

/** How a game is watched; undefined when it is not. @throws DefinitionError */
export function spectatorsOf(folder: string, given: Spectators | false = false): Spectators | undefined {
  if (given === false) return undefined;
  const { delaySeconds } = given;
  const { least, most } = gameLimits.spectatorDelaySeconds;
  if (!Number.isInteger(delaySeconds) || delaySeconds < least || delaySeconds > most)
    throw new DefinitionError(
      `${folder}: spectators.delaySeconds is ${textOf(delaySeconds)}: write a whole number from ` +
        `${least} to ${most}`,
    );
  return { delaySeconds };
}

function checkResults(
  folder: string,
  { numbers = [], minimumCommands = 0 }: DeclaredResult & { readonly minimumCommands?: number },
): void {
  checkList(`${folder}: numbers`, numbers, "a list of names: ['livesLeft']");
  if (numbers.length > gameLimits.maxNumbers)
    throw new DefinitionError(
      `${folder}: numbers has ${numbers.length} names: name at most ${gameLimits.maxNumbers}`,
    );
  for (const [index, name] of numbers.entries()) {
    if (!/^[a-z][a-zA-Z0-9]{0,31}$/.test(name))
      throw new DefinitionError(
        `${folder}: numbers has ${JSON.stringify(name)}: write 1 to 32 letters and digits, beginning ` +
          'with a lower-case letter',
      );
    if (numbers.indexOf(name) !== index)
      throw new DefinitionError(`${folder}: numbers has ${JSON.stringify(name)} twice: remove one`);
  }
  if (!Number.isInteger(minimumCommands) || minimumCommands < 0)
    throw new DefinitionError(
      `${folder}: minimumCommands is ${textOf(minimumCommands)}: write a whole number from 0`,
    );
}
