import { type Seat } from '../ids';
import { type Json } from '../json';
import { Chance, seededChance } from '../match/chance';
import { type Match } from '../match/match';
import { type Bot, botCommand } from './bot';

/** ms that a bot may think about one command: other matches' processes share the machine. */
const thinkingMs = 50;

/**
 * What a game's bot plays for seats, at its weakest: a player who comes back finds a position that the bot did
 * not win.
 * @param seed of the bot's own chance
 * @param now milliseconds that never decrease: the bot's time is measured by it
 * @throws whatever the bot throws
 */
export function botCommands<State extends Json, Command extends Json, View extends Json>(
  bot: Bot<View, Command>,
  { rules, state, header }: Match<State, Command, View>,
  seats: readonly Seat[],
  seed: string,
  now: () => number,
): readonly Json[] {
  const random = new Chance(seededChance(seed));
  return seats.map((seat) => {
    const until = now() + thinkingMs;
    const turn = {
      view: rules.view(state, seat),
      seat,
      seats: header.seats.length,
      legal: rules.legalCommands(state, seat),
      level: 0,
      random,
    };
    return botCommand(bot, turn, () => now() < until);
  });
}
