import { type GameRules } from '../../core/game-rules';
import { gameName } from '../../core/ids';
import { type Json } from '../../core/json';

/** Rules that end with one press of a button, for tests that need any game: its state is the options. */
export const rules: GameRules<{ readonly options: Json; readonly pressed: boolean }, 'press', boolean, Json> =
  {
    name: gameName('choices'),
    version: 1,
    seats: 2,
    setup: (_random, { options }) => ({ options, pressed: false }),
    toAct: ({ pressed }) => (pressed ? [] : [0]),
    legalCommands: ({ pressed }, seat) => (pressed || seat !== 0 ? [] : ['press']),
    parseCommand: (value) =>
      value === 'press'
        ? { command: value }
        : { illegal: { code: 'invalid-command', message: 'the command must be "press"' } },
    apply: (state) => ({ state: { ...state, pressed: true } }),
    view: ({ pressed }) => pressed,
    result: ({ pressed }) => (pressed ? { places: [1, 2], reason: 'pressed' } : undefined),
  };
