import { checkSource, checkParts, earlierOf, spectatorsOf } from './game-checks';
import {
  gameLimits,
  type GameParts,
  type PlainGameSource,
  type GameSource,
  type ReadOptions,
  type Game,
  type DefinedGame,
} from './game-types';
import { strictObject } from 'zod/mini';
import { type $ZodType, safeParse } from 'zod/v4/core';
import { type SeatRange } from './game-rules';
import { DefinitionError } from './definition-error';
import { type GameName } from './ids';
import { canonicalJson, type Json } from './json';
import { jsonProblem } from './json-problem';
import { type TimeRules, timeRulesOf, timeRulesProblem } from './match/clock/time-rules';
import { messageOf } from './message-of';
import { optionsForm } from './options-form';
import { optionsProblem } from './options-problem';
import { jsonNumberProblem } from './stored-number';

export { gameLimits } from './game-types';

export {
  type Display,
  type Spectators,
  type PlainGameSource,
  type GameSource,
  type ReadOptions,
  type TypedGame,
  type Game,
  type DefinedGame,
} from './game-types';

export { DefinitionError };

const noOptions = strictObject({});

/**
 * Makes a game from its rules and the parts that belong to them.
 * @throws DefinitionError when the definition contradicts itself
 */
export function defineGame<State extends Json, Command extends Json, View extends Json>(
  source: PlainGameSource<State, Command, View>,
): DefinedGame<State, Command, View>;
export function defineGame<State extends Json, Command extends Json, View extends Json, Options extends Json>(
  source: GameSource<State, Command, View, Options>,
): DefinedGame<State, Command, View, Options>;
export function defineGame<State extends Json, Command extends Json, View extends Json, Options extends Json>(
  source: PlainGameSource<State, Command, View> | GameSource<State, Command, View, Options>,
): Game {
  checkSource(source);
  return source.options === undefined ? gameOf(source, noOptions) : gameOf(source, source.options);
}

function gameOf<State extends Json, Command extends Json, View extends Json, Options extends Json>(
  source: GameParts<State, Command, View, Options>,
  schema: $ZodType<Options>,
): DefinedGame<State, Command, View, Options> {
  const { rules, bot, display, onLeave } = source;
  const folder = `game/games/${rules.name}`;
  checkParts(folder, source);
  const timeRules = (options: Options): TimeRules => {
    const { timeControl = { kind: 'none' } } = source;
    return timeRulesOf(typeof timeControl === 'function' ? timeControl(options) : timeControl, source);
  };
  const able = { skip: rules.skip !== undefined, bot: bot !== undefined };
  const timeProblemOf = (options: Options): string | undefined => {
    try {
      return timeRulesProblem(timeRules(options), able);
    } catch (error) {
      return `timeControl throws for the options ${optionsText(options)}: ${messageOf(error)}`;
    }
  };
  const optionNames = checkedOptions(folder, schema, timeProblemOf);
  const typed = {
    rules,
    bot,
    display,
    takebacks: source.takebacks === true,
    onLeave,
    spectators: spectatorsOf(folder, source.spectators),
    timeRules,
    readOptions: (value: unknown): ReadOptions<Options> => readTimed(schema, value, timeProblemOf),
  };
  return {
    ...typed,
    name: rules.name,
    version: rules.version,
    earlier: earlierOf(folder, rules, source.earlier),
    seats: seatRangeOf(rules),
    teams: rules.teams === true,
    botLevels: bot?.levels ?? [],
    results: {
      ...(rules.scores === true ? { scores: true } : {}),
      ...(rules.numbers === undefined ? {} : { numbers: rules.numbers }),
    },
    minimumCommands: rules.minimumCommands ?? 0,
    optionNames,
    optionsSchema: schema,
    with: (use) => use(typed),
  };
}

/**
 * Checks that the options are a strict object, have defaults, and that the defaults give valid time rules.
 * @returns the names of the options
 */
function checkedOptions<Options extends Json>(
  folder: string,
  schema: $ZodType<Options>,
  timeProblemOf: (options: Options) => string | undefined,
): readonly string[] {
  const form = optionsForm(schema);
  if ('problem' in form) throw new DefinitionError(`${folder}: the options ${form.problem}`);
  const defaults = defaultsOf(folder, schema, form.names);
  const again = readOptionsBy(schema, defaults);
  if ('problem' in again) {
    const { field, message } = again.problem;
    const refused = field === '' ? 'the object of all defaults' : `the default of option ${field}`;
    throw new DefinitionError(`${folder}: ${refused} ${message}: change the default or the schema`);
  }
  const timeProblem = timeProblemOf(defaults);
  if (timeProblem !== undefined) throw new DefinitionError(`${folder}: ${timeProblem}`);
  return form.names;
}

/** Reads options, and refuses those for which the time control is invalid. */
function readTimed<Options extends Json>(
  schema: $ZodType<Options>,
  value: unknown,
  timeProblemOf: (options: Options) => string | undefined,
): ReadOptions<Options> {
  const read = readOptionsBy(schema, value);
  if ('problem' in read) return read;
  const problem = timeProblemOf(read.options);
  return problem === undefined ? read : { problem: { field: '', message: problem } };
}

/**
 * The game of a match, by the rules that the match began under; undefined when they are not among the games.
 */
export function gameOfMatch(
  games: ReadonlyMap<GameName, Game>,
  { game: name, rulesVersion }: { readonly game: GameName; readonly rulesVersion: number },
): Game | undefined {
  const game = games.get(name);
  return game?.version === rulesVersion
    ? game
    : game?.earlier.find(({ version }) => version === rulesVersion);
}

/**
 * The options of a ticket that names none.
 * @throws DefinitionError when one of them has no default, or all together are too long
 */
function defaultsOf<Options extends Json>(
  folder: string,
  schema: $ZodType<Options>,
  names: readonly string[],
): Options {
  const read = parsedBy(schema, {});
  if ('problem' in read) {
    const { field, message } = read.problem;
    throw new DefinitionError(
      field === ''
        ? `${folder}: the object of all defaults ${message}: change the defaults or the schema`
        : `${folder}: option ${field} has no default: add .default(…) to its schema`,
    );
  }
  const given = new Map<string, unknown>(Object.entries(read.options ?? {}));
  const lacking = names.find((name) => given.get(name) === undefined);
  if (lacking !== undefined)
    throw new DefinitionError(`${folder}: option ${lacking} has no default: add .default(…) to its schema`);
  for (const [name, value] of given) {
    const problem = jsonProblem(value);
    if (problem !== undefined)
      throw new DefinitionError(
        `${folder}: the default of option ${name} is not JSON: ${problem}: write text, a number, a ` +
          'boolean, a list or an object',
      );
  }
  const { length } = optionsText(read.options);
  if (length > gameLimits.maxOptionsCharacters)
    throw new DefinitionError(
      `${folder}: the defaults of the options have ${length} characters as text, ` +
        `${gameLimits.maxOptionsCharacters} are allowed: shorten names or values`,
    );
  return read.options;
}

/**
 * The seat counts that the rules accept.
 * @throws DefinitionError when the range is outside 2 to 8
 */
export function seatRangeOf({
  name,
  seats,
}: {
  readonly name: GameName;
  readonly seats: number | SeatRange;
}): SeatRange {
  const { min, max } = typeof seats === 'number' ? { min: seats, max: seats } : seats;
  const { seats: limit } = gameLimits;
  if (!Number.isInteger(min) || !Number.isInteger(max) || min < limit.min || max > limit.max || min > max)
    throw new DefinitionError(
      `game/games/${name}: seats are ${min} to ${max}: write whole numbers from ${limit.min} to ` +
        `${limit.max}, min ≤ max`,
    );
  return { min, max };
}

/** The schema's reading of a value. Its checks are code of the game's developers, so they may throw. */
function parsedBy<Options extends Json>(schema: $ZodType<Options>, value: unknown): ReadOptions<Options> {
  try {
    const read = safeParse(schema, value);
    return read.success ? { options: read.data } : { problem: optionsProblem(read.error.issues[0]) };
  } catch (error) {
    return { problem: { field: '', message: `makes the schema throw: ${messageOf(error)}` } };
  }
}

function readOptionsBy<Options extends Json>(
  schema: $ZodType<Options>,
  value: unknown,
): ReadOptions<Options> {
  const read = parsedBy(schema, value === undefined ? {} : value);
  if ('problem' in read) return read;
  const text = optionsText(read.options);
  if (text.length > gameLimits.maxOptionsCharacters)
    return {
      problem: {
        field: '',
        message:
          `the options have ${text.length} characters as text, ` +
          `${gameLimits.maxOptionsCharacters} are allowed`,
      },
    };
  const unstorable = jsonNumberProblem(read.options);
  return unstorable === undefined ? read : { problem: unstorable };
}

/**
 * Options as one text: equal options give equal texts. The text is a FlexMatch attribute of the player.
 * @param options as `readOptions` returned them
 * @throws RangeError when the text is longer than `gameLimits.maxOptionsCharacters`
 */
export function optionsText(options: Json): string {
  return canonicalJson(options);
}
