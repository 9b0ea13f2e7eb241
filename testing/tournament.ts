import { botCommand } from '../core/bots/bot';
import { type DefinedGame } from '../core/define';
import { type Json } from '../core/json';
import { MatchChance, seededChance } from '../core/match/chance';
import { outcomesOf } from '../core/results';
import { type Setup, setupsOf } from './setups';
import { after, opened } from './walks';

/** The results of the seats of one level, over all matches. */
export interface LevelResults {
  readonly wins: number;
  readonly draws: number;
  readonly losses: number;
  /** Mean place; 1 is the best. */
  readonly meanPlace: number;
}

/** A tournament between two levels of a bot. */
export interface Tournament {
  readonly matches: number;
  /** Names of the levels: one seat plays the first level, all others the second. */
  readonly levels: readonly [string, string];
  /** Default: the minimum of seats and the default options. */
  readonly setup?: Setup;
}

/**
 * Plays matches between two levels of a game's bot. The seat of the first level moves on by one from match to
 * match. The outcome is deterministic.
 * @returns the results of the first level
 * @throws Error when the game has no bot, or no such level
 */
export function tournament<State extends Json, Command extends Json, View extends Json, Options extends Json>(
  game: DefinedGame<State, Command, View, Options>,
  { matches, levels, setup = setupsOf(game)[0] }: Tournament,
): LevelResults {
  const { rules, bot } = game;
  if (bot === undefined || setup === undefined) throw new Error(`${game.name} has no bot`);
  const [first, second] = levels.map((name) => {
    const level = bot.levels.indexOf(name);
    if (level === -1) throw new Error(`the bot of ${game.name} has no level ${name}`);
    return level;
  });
  const places: number[] = [];
  const outcomes = { win: 0, draw: 0, loss: 0 };
  for (let match = 0; match < matches; match += 1) {
    const hero = match % setup.seats;
    const random = new MatchChance(seededChance(`thoughts:${match}`));
    let moment = opened<State, Command, View, Options>(game, setup, match.toString(16).padStart(32, '0'));
    for (let [seat] = rules.toAct(moment.state); seat !== undefined; [seat] = rules.toAct(moment.state)) {
      const command = botCommand(bot, {
        view: rules.view(moment.state, seat),
        seat,
        seats: setup.seats,
        legal: rules.legalCommands(moment.state, seat),
        level: (seat === hero ? first : second) ?? 0,
        random,
      });
      moment = after(game, moment, seat, command);
    }
    const result = rules.result(moment.state);
    if (result === undefined) throw new Error(`match ${match} has no result`);
    outcomes[outcomesOf(result, setup.teams)[hero] ?? 'loss'] += 1;
    places.push(result.places[hero] ?? setup.seats);
  }
  return {
    wins: outcomes.win,
    draws: outcomes.draw,
    losses: outcomes.loss,
    meanPlace: places.reduce((sum, place) => sum + place, 0) / matches,
  };
}
