import { type Json } from './json';
import {
  type Viewer,
  type GameRules,
  type NoOptions,
  type SeatRange,
  type DeclaredResult,
} from './game-rules';
import { type Drawing, type DrawingInput } from './drawing';
import { type TimeChoices, type TimeRules } from './match/clock/time-rules';
import { type Bot } from './bots/bot';
import { type TimeControl } from './match/clock/time-control';
import { type $ZodType } from 'zod/v4/core';
import { type OptionsProblem } from './options-problem';
import { type GameName } from './ids';

/** How a game is shown. */
export interface Display<View extends Json, Command extends Json = Json> {
  /** The view as lines of text, for the terminal. */
  text(view: View, viewer: Viewer): string;
  /**
   * The view as a drawing, for pages. It offers each legal command exactly once (core/drawing.ts).
   * Absent: pages show the view as a tree and the commands as buttons.
   */
  draw?(view: View, input: DrawingInput<Command>): Drawing<Command>;
  /**
   * The rules in a few sentences, for players who do not know the game. Absent: pages say nothing of them.
   */
  readonly howToPlay?: string;
  /**
   * A command as it follows `You` or a name, in the past tense: `rolled`, `placed a disc on d3`. Absent: its
   * fields after a colon, `You: column 3`.
   */
  words?(command: Command): string;
  /**
   * A command of which the viewer may see only a part, as words like those of `words`: `placed a ship`.
   * Absent: the fields that the viewer may see.
   */
  readonly hiddenWords?: string;
  /** Why a match ended, as players say it, by the `reason` of a result. Absent: the reason itself. */
  readonly reasons?: Readonly<Record<string, string>>;
}

/** The fields of `defineGame` besides the options: rules, and how matches of the game run. */
export interface GameParts<
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

/** A game without options as its developers declare it: only the rules are required. */
export interface PlainGameSource<
  State extends Json,
  Command extends Json,
  View extends Json,
> extends GameParts<State, Command, View, NoOptions> {
  readonly options?: undefined;
}

/** A game with options as its developers declare it. */
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
  /** Reads options that a player asked for; absent ones get their defaults. */
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
  /** The fields that every result of the rules contains. */
  readonly results: DeclaredResult;
  /** Commands that every seat must have played for a match to be rated. */
  readonly minimumCommands: number;
  /** Names of the options; empty when the game has none. */
  readonly optionNames: readonly string[];
  /** The schema of the options: an empty object when the game has none. */
  readonly optionsSchema: $ZodType<Json>;
  /** Reads the options that a client sent: unknown names and values are refused, defaults are filled in. */
  readOptions(value: unknown): ReadOptions<Json>;
  /** Calls `use` with the game's own types. @returns what it returns */
  with<Result>(
    use: <State extends Json, Command extends Json, View extends Json, Options extends Json>(
      game: TypedGame<State, Command, View, Options>,
    ) => Result,
  ): Result;
}

/** A game as its own developers see it: usable as any `Game`, and with its own types. */
export type DefinedGame<
  State extends Json,
  Command extends Json,
  View extends Json,
  Options extends Json = NoOptions,
> = TypedGame<State, Command, View, Options> & Game;

/** Limits of a game's definition. */
export const gameLimits = {
  seats: { min: 2, max: 8 },
  /** Characters of the options of a match as text: the longest string attribute of a FlexMatch player. */
  maxOptionsCharacters: 100,
  /** Named numbers of a result. */
  maxNumbers: 8,
  spectatorDelaySeconds: { least: 0, most: 3_600 },
} as const;
