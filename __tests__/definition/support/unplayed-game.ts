import { defineGame, type Game } from '../../../core/define';
import { type GameRules } from '../../../core/game-rules';
import { gameName } from '../../../core/ids';

/** The fields of a game's results, beside win, draw and loss. */
type Results = Pick<GameRules<null, null, null>, 'scores' | 'numbers' | 'minimumCommands'>;

/** A game with this many seats, which no test plays. */
export const unplayedGame = (
  name: string,
  seats: GameRules<null, null, null>['seats'],
  results: Results = {},
): Game =>
  defineGame<null, null, null>({
    rules: {
      name: gameName(name),
      version: 1,
      seats,
      ...results,
      setup: () => null,
      toAct: () => [],
      legalCommands: () => [],
      parseCommand: () => ({ command: null }),
      apply: () => ({ state: null }),
      view: () => null,
      result: () => undefined,
    },
  });
