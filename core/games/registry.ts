import { type GameName } from '../ids';
import { type Json } from '../json';
import { connectFour } from './connect-four';
import { type GameRules } from './game-rules';
import { ticTacToe } from './tic-tac-toe';

/**
 * A game whose types of state, command and view are its own business. Whoever has use for them says what to
 * do with any rules, and is given these: `game.with((rules) => openMatch(rules, header))`.
 */
export interface Game {
  readonly name: GameName;
  readonly version: number;
  readonly seats: number;
  with<Result>(
    use: <State extends Json, Command extends Json, View extends Json>(
      rules: GameRules<State, Command, View>,
    ) => Result,
  ): Result;
}

/** Makes rules a game of the registry. */
export function asGame<State extends Json, Command extends Json, View extends Json>(
  rules: GameRules<State, Command, View>,
): Game {
  return { name: rules.name, version: rules.version, seats: rules.seats, with: (use) => use(rules) };
}

/**
 * Every game that the backend hosts. A new game is one file of rules and one line here
 * (docs/writing-a-game.md).
 */
export const games: ReadonlyMap<GameName, Game> = new Map(
  [asGame(ticTacToe), asGame(connectFour)].map((game) => [game.name, game]),
);
