import { type Seat } from '../ids';
import { type Json } from '../json';
import { MatchChance, seededChance } from '../match/chance';
import { type Match } from '../match/match';
import { type Bot, botCommand, type BotTurn } from './bot';

/** Milliseconds that a bot may think about one command: processes of other matches share the machine. */
const thinkingMs = 50;
/** Milliseconds after which a bot is interrupted when it has not yielded its next command. */
export const stalledMs = 500;

/**
 * The input of a bot at its turn.
 * @param level index of the bot's levels
 */
export function botTurn<State extends Json, Command extends Json, View extends Json>(
  { rules, state, header }: Match<State, Command, View>,
  seat: Seat,
  level: number,
  random: MatchChance,
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
 * The command that a game's bot plays for each seat after a timeout, at the bot's lowest level. A player who
 * comes back must not find that the bot has won the position.
 *
 * `now`: milliseconds that never decrease; the bot's time is measured by it. `within` runs one thought; the
 * owner of the process interrupts a bot that does not return.
 * @param seed of the bot's own randomness
 * @throws what the bot throws, or what `within` throws
 */
export function botCommands<State extends Json, Command extends Json, View extends Json>(
  bot: Bot<View, Command>,
  match: Match<State, Command, View>,
  seats: readonly Seat[],
  seed: string,
  { now, within }: { now(): number; within<Result>(think: () => Result): Result },
): readonly Json[] {
  const random = new MatchChance(seededChance(seed));
  return seats.map((seat) => {
    const turn = botTurn(match, seat, 0, random);
    const until = now() + thinkingMs;
    return within(() => botCommand(bot, turn, () => now() < until));
  });
}
