import { type RandomSource } from '../game-rules';
import { type Seat } from '../ids';
import { type Json } from '../json';

/** The input of a bot whose seat is to act: it knows the same as a player of that seat. */
export interface BotTurn<View extends Json, Command extends Json> {
  readonly view: View;
  readonly seat: Seat;
  /** Number of seats of the match. */
  readonly seats: number;
  /** The seat's legal commands; never empty. */
  readonly legal: readonly Command[];
  /** Strength as an index of `levels`. */
  readonly level: number;
  readonly random: RandomSource;
}

/** A player made of code, part of a game. It sees exactly what its seat may see. */
export interface Bot<View extends Json, Command extends Json> {
  /** Names of the strengths, weakest first; at least one. */
  readonly levels: readonly string[];
  /**
   * Yields better and better commands; the last one counts. The caller stops iterating when the time is up,
   * so the bot needs no clock. It must yield at least one command, and the first one quickly. The work
   * between two yields should be short (about 5 ms), and the level bounds the total.
   */
  think(turn: BotTurn<View, Command>): Iterable<Command>;
}

/** The level in the middle, the lower of two: the default strength of a bot. */
export const middleOf = (levels: readonly string[]): string | undefined =>
  levels[Math.floor((levels.length - 1) / 2)];

/** The index of a strength by name; the weakest of a bot that does not know it, or is gone. */
export const levelOf = (bot: { readonly levels: readonly string[] } | undefined, strength: string): number =>
  Math.max(0, bot?.levels.indexOf(strength) ?? 0);

/**
 * The command that a bot chooses.
 * @param mayContinue asked after each thought; `false` ends the search (the caller's time is up)
 * @throws Error when the bot has no such level, or yields nothing
 */
export function botCommand<View extends Json, Command extends Json>(
  bot: Bot<View, Command>,
  turn: BotTurn<View, Command>,
  mayContinue: () => boolean = () => true,
): Command {
  // A game compares levels as numbers: one that it does not have could play as its best.
  if (bot.levels[turn.level] === undefined)
    throw new Error(`the bot has no level ${turn.level}: its ${bot.levels.length} levels count from 0`);
  let best: { readonly command: Command } | undefined;
  for (const command of bot.think(turn)) {
    best = { command };
    if (!mayContinue()) break;
  }
  if (best === undefined) throw new Error('the bot has not chosen a command');
  return best.command;
}
