import { strictObject } from 'zod/mini';
import { type $ZodType, safeParse } from 'zod/v4/core';
import { type Bot } from './bots/bot';
import { type Drawing, type Look } from './drawing';
import {
  type DeclaredResult,
  type GameRules,
  type NoOptions,
  type SeatRange,
  type Viewer,
} from './game-rules';
import { checkFields, checkFunctions, checkList, checkObject, DefinitionError } from './definition-error';
import { type GameName, idPatterns } from './ids';
import { canonicalJson, type Json } from './json';
import { type TimeControl } from './match/clock/time-control';
import { type TimeChoices, type TimeRules, timeRulesOf, timeRulesProblem } from './match/clock/time-rules';
import { type RulesFunction } from './match/rules-failure';
import { messageOf } from './message-of';
import { optionNames, optionsProblem, type OptionsProblem } from './options-problem';

/** Limits of a game's definition. */
export const gameLimits = {
  seats: { min: 2, max: 8 },
  /** Characters of the options of a match as text: the longest string attribute of a FlexMatch player. */
  optionsText: 100,
  /** Named numbers of a result. */
  numbers: 8,
  spectatorDelaySeconds: { least: 0, most: 3_600 },
} as const;

/** How a game is shown. */
export interface Display<View extends Json, Command extends Json = Json> {
  /** The view as lines of text, for the terminal. */
  text(view: View, viewer: Viewer): string;
  /**
   * The view as a drawing, for pages. It offers each legal command exactly once (core/drawing.ts).
   * Absent: pages show the view as a tree and the commands as buttons.
   */
  draw?(view: View, look: Look<Command>): Drawing<Command>;
  /** A command as players say it: `d3`, `column 4`. Absent: the values of its fields. */
  words?(command: Command): string;
}

interface GameParts<
  State extends Json,
  Command extends Json,
  View extends Json,
  Options extends Json,
> extends TimeChoices {
  readonly rules: GameRules<State, Command, View, Options>;
  readonly bot?: Bot<View, Command>;
  readonly display?: Display<View, Command>;
  /**
   * How long seats may think, for all matches or depending on the options of a match. Absent: no clock. A
   * change of this, or of `onTimeout`, makes running matches fold differently: raise the version of the
   * rules.
   */
  readonly timeControl?: TimeControl | ((options: Options) => TimeControl);
  /**
   * `true`: a seat may ask to take back its last command, which happens once all others agree. Not suitable
   * for games with hidden information, because a player cannot unsee what was shown.
   */
  readonly takebacks?: true;
  /**
   * `bot`: the game's bot takes over a seat whose player resigns or stays away, while another player is left.
   * Such a match is not rated. Absent: the seat leaves the match, as the rules say (`leave`).
   */
  readonly onLeave?: 'bot';
  /**
   * Any player may watch running matches, as `view` and `seen` show them to a spectator, with this delay.
   * Absent, or `false`: only matches that have ended can be watched.
   */
  readonly spectators?: Spectators | false;
  /**
   * The same game by rules of earlier versions, kept while matches under them still run. Such a match is
   * played and shown by the rules it began under. New matches never use them.
   */
  readonly earlier?: readonly Game[];
}

/** How running matches are watched. */
export interface Spectators {
  /** 0 to 3,600. It should be long enough that a spectator's hints to a player come too late to help. */
  readonly delaySeconds: number;
}

/** A game without options as its team declares it: only the rules are required. */
export interface PlainGameSource<
  State extends Json,
  Command extends Json,
  View extends Json,
> extends GameParts<State, Command, View, NoOptions> {
  readonly options?: undefined;
}

/** A game with options as its team declares it. */
export interface GameSource<
  State extends Json,
  Command extends Json,
  View extends Json,
  Options extends Json,
> extends GameParts<State, Command, View, Options> {
  /**
   * A strict zod object in which every option has a default. Players are matched only with players of the
   * same options.
   */
  readonly options: $ZodType<Options>;
}

/** The parsed options of a match, or the first problem with them. */
export type ReadOptions<Options extends Json> =
  { readonly options: Options } | { readonly problem: OptionsProblem };

/** A game with every part of its definition resolved, and its own types. */
export interface TypedGame<
  State extends Json,
  Command extends Json,
  View extends Json,
  Options extends Json,
> {
  readonly rules: GameRules<State, Command, View, Options>;
  readonly bot: Bot<View, Command> | undefined;
  readonly display: Display<View, Command> | undefined;
  readonly takebacks: boolean;
  readonly onLeave: 'bot' | undefined;
  /** Undefined: running matches cannot be watched. */
  readonly spectators: Spectators | undefined;
  /** The clock rules of a match with these options. */
  timeRules(options: Options): TimeRules;
  readOptions(value: unknown): ReadOptions<Options>;
}

/**
 * A game whose types of state, command, view and options are hidden. A caller passes a generic function,
 * which receives the typed game: `game.with(({ rules }) => openMatch(rules, header))`.
 */
export interface Game {
  readonly name: GameName;
  readonly version: number;
  /** The same game by rules of earlier versions. */
  readonly earlier: readonly Game[];
  readonly seats: SeatRange;
  /** True when the seats of one FlexMatch team win and lose together. */
  readonly teams: boolean;
  /** Names of the bot's strengths, weakest first; empty when the game has no bot. */
  readonly botLevels: readonly string[];
  /** What every result of the rules contains. */
  readonly results: DeclaredResult;
  /** Commands that every seat must have played for a match to be rated. */
  readonly minimumCommands: number;
  /** The schema of the options: an empty object when the game has none. */
  readonly optionsSchema: $ZodType<Json>;
  /** Reads the options that a client sent: unknown names and values are refused, defaults are filled in. */
  readOptions(value: unknown): ReadOptions<Json>;
  with<Result>(
    use: <State extends Json, Command extends Json, View extends Json, Options extends Json>(
      game: TypedGame<State, Command, View, Options>,
    ) => Result,
  ): Result;
}

/** A game as its own team sees it: usable as any `Game`, and with its own types. */
export type DefinedGame<
  State extends Json,
  Command extends Json,
  View extends Json,
  Options extends Json = NoOptions,
> = TypedGame<State, Command, View, Options> & Game;

export { DefinitionError };

const noOptions = strictObject({});
/** A name that a strict options schema refuses. */
const notAnOption = 'not-an-option-of-any-game';

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

/** Checks at run time what the compiler would check: teams may write JavaScript. */
function checkSource(source: { readonly rules: unknown; readonly options?: unknown }): void {
  checkObject('game/games: what defineGame is given', source, '{ rules, … }');
  const { rules, options } = source;
  const name: unknown = typeof rules === 'object' && rules !== null ? Reflect.get(rules, 'name') : undefined;
  if (typeof name !== 'string' || !idPatterns.gameName.test(name))
    throw new DefinitionError(
      `game/games: the name of a game's rules is ${JSON.stringify(name)}: write 1 to 32 lower case letters, digits and hyphens, the name of its folder`,
    );
  checkFields(`game/games/${name}: defineGame`, source, Object.keys(fieldsOfGame));
  if (options !== undefined && (typeof options !== 'object' || options === null || !('_zod' in options)))
    throw new DefinitionError(`game/games/${name}: options is not a schema: write z.strictObject({ … })`);
}

function gameOf<State extends Json, Command extends Json, View extends Json, Options extends Json>(
  source: GameParts<State, Command, View, Options>,
  schema: $ZodType<Options>,
): DefinedGame<State, Command, View, Options> {
  const { rules, bot, display } = source;
  const file = `game/games/${rules.name}`;
  checkFunctions(`${file}: the rules`, rules, functionsThatAre('required'), functionsThatAre('optional'));
  if (bot !== undefined) {
    checkObject(`${file}: the bot`, bot, '{ levels, think }');
    checkFunctions(`${file}: the bot`, bot, ['think']);
    checkList(`${file}: levels of the bot`, bot.levels, "a list of names, weakest first: ['easy']");
  }
  if (display !== undefined) checkFunctions(`${file}: the display`, display, ['text']);
  if (!Number.isInteger(rules.version) || rules.version < 1)
    throw new DefinitionError(`${file}: version is ${rules.version}: write a whole number from 1`);
  if (bot?.levels.length === 0)
    throw new DefinitionError(`${file}: the bot has no levels: name at least one`);
  checkResults(file, rules);
  const timeRules = (options: Options): TimeRules => {
    const { timeControl = { kind: 'none' } } = source;
    return timeRulesOf(typeof timeControl === 'function' ? timeControl(options) : timeControl, source);
  };
  const timeProblemOf = (options: Options): string | undefined => {
    try {
      return timeRulesProblem(timeRules(options), able);
    } catch (error) {
      return `timeControl throws for the options ${optionsText(options)}: ${messageOf(error)}`;
    }
  };
  const able = { skip: rules.skip !== undefined, bot: bot !== undefined };
  const readOptions = (value: unknown): ReadOptions<Options> => {
    const read = readOptionsBy(schema, value);
    if ('problem' in read) return read;
    const problem = timeProblemOf(read.options);
    return problem === undefined ? read : { problem: { field: '', message: problem } };
  };
  const defaults = defaultsOf(file, schema);
  if (!('problem' in readOptions({ [notAnOption]: 0 })))
    throw new DefinitionError(
      `${file}: the options accept names that they do not declare: write z.strictObject({ … }) for z.object`,
    );
  const again = readOptionsBy(schema, defaults);
  if ('problem' in again)
    throw new DefinitionError(
      `${file}: the default of option ${again.problem.field} ${again.problem.message}: change the default or the schema`,
    );
  const timeProblem = timeProblemOf(defaults);
  if (timeProblem !== undefined) throw new DefinitionError(`${file}: ${timeProblem}`);
  if (source.onLeave === 'bot' && bot === undefined)
    throw new DefinitionError(
      `${file}: onLeave is "bot", but the game has no bot: add one, or remove onLeave`,
    );
  const { onLeave } = source;
  const spectators = spectatorsOf(file, source.spectators);
  const typed = {
    rules,
    bot,
    display,
    takebacks: source.takebacks === true,
    onLeave,
    spectators,
    timeRules,
    readOptions,
  };
  return {
    ...typed,
    name: rules.name,
    version: rules.version,
    earlier: earlierOf(file, rules, source.earlier),
    seats: seatRangeOf(rules),
    teams: rules.teams === true,
    botLevels: bot?.levels ?? [],
    results: {
      ...(rules.scores === true ? { scores: true } : {}),
      ...(rules.numbers === undefined ? {} : { numbers: rules.numbers }),
    },
    minimumCommands: rules.minimumCommands ?? 0,
    optionsSchema: schema,
    with: (use) => use(typed),
  };
}

function earlierOf(
  file: string,
  { name, version }: { readonly name: GameName; readonly version: number },
  earlier: readonly Game[] = [],
): readonly Game[] {
  const versions = new Set([version]);
  for (const game of earlier) {
    if (game.name !== name)
      throw new DefinitionError(
        `${file}: earlier has the game ${game.name}: keep rules of ${name} alone there`,
      );
    if (game.version > version || versions.has(game.version))
      throw new DefinitionError(
        `${file}: earlier has version ${game.version}: write each version below ${version} once`,
      );
    versions.add(game.version);
  }
  return earlier;
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

function spectatorsOf(file: string, given: Spectators | false = false): Spectators | undefined {
  if (given === false) return undefined;
  const { delaySeconds } = given;
  const { least, most } = gameLimits.spectatorDelaySeconds;
  if (!Number.isInteger(delaySeconds) || delaySeconds < least || delaySeconds > most)
    throw new DefinitionError(
      `${file}: spectators.delaySeconds is ${delaySeconds}: write a whole number from ${least} to ${most}`,
    );
  return { delaySeconds };
}

/**
 * The options of a ticket that names none.
 * @throws DefinitionError when one of them has no default, or all together are too long
 */
function defaultsOf<Options extends Json>(file: string, schema: $ZodType<Options>): Options {
  const read = safeParse(schema, {});
  if (!read.success) {
    const { field, message } = optionsProblem(read.error.issues[0]);
    throw new DefinitionError(
      field === ''
        ? `${file}: the options ${message}: write z.strictObject({ … })`
        : `${file}: option ${field} has no default: add .default(…) to its schema`,
    );
  }
  const given = new Map<string, unknown>(Object.entries(read.data ?? {}));
  const lacking = optionNames(schema).find((name) => given.get(name) === undefined);
  if (lacking !== undefined)
    throw new DefinitionError(`${file}: option ${lacking} has no default: add .default(…) to its schema`);
  const { length } = optionsText(read.data);
  if (length > gameLimits.optionsText)
    throw new DefinitionError(
      `${file}: the defaults of the options have ${length} characters as text, ${gameLimits.optionsText} are allowed: shorten names or values`,
    );
  return read.data;
}

function checkResults(
  file: string,
  { numbers = [], minimumCommands = 0 }: DeclaredResult & { readonly minimumCommands?: number },
): void {
  checkList(`${file}: numbers`, numbers, "a list of names: ['livesLeft']");
  if (numbers.length > gameLimits.numbers)
    throw new DefinitionError(
      `${file}: numbers has ${numbers.length} names: name at most ${gameLimits.numbers}`,
    );
  for (const [index, name] of numbers.entries()) {
    if (!/^[a-z][a-zA-Z0-9]{0,31}$/.test(name))
      throw new DefinitionError(
        `${file}: numbers has ${JSON.stringify(name)}: write 1 to 32 letters and digits, beginning with a lower-case letter`,
      );
    if (numbers.indexOf(name) !== index)
      throw new DefinitionError(`${file}: numbers has ${JSON.stringify(name)} twice: remove one`);
  }
  if (!Number.isInteger(minimumCommands) || minimumCommands < 0)
    throw new DefinitionError(`${file}: minimumCommands is ${minimumCommands}: write a whole number from 0`);
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
      `game/games/${name}: seats are ${min} to ${max}: write whole numbers from ${limit.min} to ${limit.max}, min ≤ max`,
    );
  return { min, max };
}

function readOptionsBy<Options extends Json>(
  schema: $ZodType<Options>,
  value: unknown,
): ReadOptions<Options> {
  const read = safeParse(schema, value === undefined ? {} : value);
  if (!read.success) {
    return { problem: optionsProblem(read.error.issues[0]) };
  }
  const text = optionsText(read.data);
  if (text.length > gameLimits.optionsText)
    return {
      problem: {
        field: '',
        message: `the options have ${text.length} characters as text, ${gameLimits.optionsText} are allowed`,
      },
    };
  return { options: read.data };
}

/**
 * Options as one text: equal options give equal texts. The text is a FlexMatch attribute of the player.
 * @param options as `readOptions` returned them
 * @throws RangeError when the text is longer than `gameLimits.optionsText`
 */
export function optionsText(options: Json): string {
  return canonicalJson(options);
}
