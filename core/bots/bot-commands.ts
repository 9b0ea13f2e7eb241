import { type Seat } from '../ids';
import { type Json } from '../json';
import { Chance, seededChance } from '../match/chance';
import { type Match } from '../match/match';
import { type Bot, botCommand, type BotTurn } from './bot';

/** ms that a bot may think about one command: other matches' processes share the machine. */
const thinkingMs = 50;
/** ms after which a bot that does not come to its next thought is interrupted. */
export const stalledMs = 500;

/**
 * What a bot knows at its turn.
 * @param level index of the bot's levels
 */
export function botTurn<State extends Json, Command extends Json, View extends Json>(
  { rules, state, header }: Match<State, Command, View>,
  seat: Seat,
  level: number,
  random: Chance,
): BotTurn<View, Command> {
  return {
    view: rules.view(state, seat),
    seat,
    seats: header.seats.length,
    legal: rules.legalCommands(state, seat),
    level,
    random,
  };
}

/**
 * What a game's bot plays for seats, at its weakest: a player who comes back finds a position that the bot
 * did not win.
 * @param seed of the bot's own chance
 * @param now milliseconds that never decrease: the bot's time is measured by it
 * @param within runs one thought; the owner of the process interrupts a bot that does not return
 * @throws what the bot throws, or what `within` does
 */
export function botCommands<State extends Json, Command extends Json, View extends Json>(
  bot: Bot<View, Command>,
  match: Match<State, Command, View>,
  seats: readonly Seat[],
  seed: string,
  { now, within }: { now(): number; within<Result>(think: () => Result): Result },
): readonly Json[] {
  const random = new Chance(seededChance(seed));
  return seats.map((seat) => {
    const turn = botTurn(match, seat, 0, random);
    const until = now() + thinkingMs;
    return within(() => botCommand(bot, turn, () => now() < until));
  });
}
