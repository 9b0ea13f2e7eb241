import { type Bot, botCommand } from '../core/bots/bot';
import { type Seat } from '../core/ids';
import { type Json } from '../core/json';
import { Chance, seededChance } from '../core/match/chance';
import { type Match } from '../core/match/match';
import { type Clock } from './clock';

/** ms that a bot may think about one command: other matches' processes share the machine. */
const thinkingMs = 50;

/**
 * What a game's bot plays for seats, at its weakest: a player who comes back finds a position that the bot did
 * not win.
 * @param seed of the bot's own chance
 * @throws whatever the bot throws
 */
export function botCommands<State extends Json, Command extends Json, View extends Json>(
  bot: Bot<View, Command>,
  { rules, state, header }: Match<State, Command, View>,
  seats: readonly Seat[],
  seed: string,
  clock: Clock,
): readonly Json[] {
  const random = new Chance(seededChance(seed));
  return seats.map((seat) => {
    const until = clock.now() + thinkingMs;
    const turn = {
      view: rules.view(state, seat),
      seat,
      seats: header.seats.length,
      legal: rules.legalCommands(state, seat),
      level: 0,
      random,
    };
    return botCommand(bot, turn, () => clock.now() < until);
  });
}
