import { type RandomSource } from '../game-rules';
import { type Seat } from '../ids';
import { type Json } from '../json';

/** What a bot knows when its seat is to act: the same as a player of that seat. */
export interface BotTurn<View extends Json, Command extends Json> {
  readonly view: View;
  readonly seat: Seat;
  /** Number of seats of the match. */
  readonly seats: number;
  /** Never empty. */
  readonly legal: readonly Command[];
  /** Strength as an index of `levels`. */
  readonly level: number;
  readonly random: RandomSource;
}

/** A player made of code, part of a game. It sees what its seat may see, and nothing else. */
export interface Bot<View extends Json, Command extends Json> {
  /** Names of the strengths, weakest first; at least one. */
  readonly levels: readonly string[];
  /**
   * Better and better commands; the last one counts. The caller stops asking when the time is up, so that the
   * bot needs no clock. At least one command is yielded, quickly. The work between two yields is short
   * (about 5 ms), and the whole is bounded by the level.
   */
  think(turn: BotTurn<View, Command>): Iterable<Command>;
}

/** The level in the middle, the lower of two: what a bot plays at where nobody asked for another. */
export const middleOf = (levels: readonly string[]): string | undefined =>
  levels[Math.floor((levels.length - 1) / 2)];

/**
 * The command that a bot comes to.
 * @param goOn asked after each thought; `false` ends the thinking (the caller's time is up)
 * @throws Error when the bot yields nothing
 */
export function botCommand<View extends Json, Command extends Json>(
  bot: Bot<View, Command>,
  turn: BotTurn<View, Command>,
  goOn: () => boolean = () => true,
): Command {
  let best: { readonly command: Command } | undefined;
  for (const command of bot.think(turn)) {
    best = { command };
    if (!goOn()) break;
  }
  if (best === undefined) throw new Error('the bot has not chosen a command');
  return best.command;
}
