import { type Bot, botCommand, type BotTurn } from '../core/bots/bot';
import { type Seat } from '../core/ids';
import { type Json } from '../core/json';
import { Chance, seededChance } from '../core/match/chance';
import { type Match } from '../core/match/match';
import { type RulesWatch } from '../definition/rules-watch';
import { type Clock } from './clock';

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
 * What a game's bot plays for seats, at its weakest: a player who comes back finds a position that the bot did
 * not win.
 * @param seed of the bot's own chance
 * @throws whatever the bot throws, or V8's error when it does not return
 */
export function botCommands<State extends Json, Command extends Json, View extends Json>(
  bot: Bot<View, Command>,
  match: Match<State, Command, View>,
  seats: readonly Seat[],
  seed: string,
  { clock, watch }: { readonly clock: Clock; readonly watch: RulesWatch },
): readonly Json[] {
  const random = new Chance(seededChance(seed));
  return seats.map((seat) => {
    const turn = botTurn(match, seat, 0, random);
    const until = clock.now() + thinkingMs;
    return watch.run(() => botCommand(bot, turn, () => clock.now() < until), stalledMs);
  });
}
