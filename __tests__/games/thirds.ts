import * as z from 'zod/mini';
import { defineGame } from '../../core/define';
import { type GameRules } from '../../core/game-rules';
import { gameName, type Seat } from '../../core/ids';
import { readWholeNumbers } from '../../core/reading';
import { placesFromScores } from '../../core/results';

export type ThirdsOptions = { readonly rounds: number; readonly speed: 'slow' | 'fast' };
export type ThirdsState = {
  readonly rounds: number;
  readonly scores: readonly number[];
  /** Numbers of the current round, seat 0 first. */
  readonly named: readonly (number | null)[];
};
export type ThirdsCommand = { readonly number: number };
export type ThirdsView = {
  readonly rounds: number;
  readonly scores: readonly number[];
  readonly named: readonly boolean[];
};

/**
 * The framework's own game of three seats, simultaneous choice and options. Each round every seat names a
 * number from 0 to 2, and a seat whose number is unique gets it as points.
 */
const rules: GameRules<ThirdsState, ThirdsCommand, ThirdsView, ThirdsOptions> = {
  name: gameName('thirds'),
  version: 1,
  seats: 3,
  setup: (_random, { seats, options }) => ({
    rounds: options.rounds,
    scores: Array.from({ length: seats }, () => 0),
    named: Array.from({ length: seats }, () => null),
  }),
  toAct: ({ rounds, named }) =>
    rounds === 0 ? [] : named.flatMap((number, seat) => (number === null ? [seat] : [])),
  legalCommands: (state, seat) =>
    rules.toAct(state).includes(seat) ? [{ number: 0 }, { number: 1 }, { number: 2 }] : [],
  parseCommand: (value) => readWholeNumbers(value, { number: { least: 0, most: 2 } }),
  apply(state, seat, { number }) {
    if (!rules.toAct(state).includes(seat))
      return { illegal: { code: 'not-your-turn', message: 'the seat has named its number' } };
    const named = state.named.map((other, index) => (index === seat ? number : other));
    return { state: named.includes(null) ? { ...state, named } : scoreRound(state, named) };
  },
  view: ({ rounds, scores, named }) => ({ rounds, scores, named: named.map((number) => number !== null) }),
  seen: (command, { seat, viewer }) => (seat === viewer ? command : {}),
  result: ({ rounds, scores }) =>
    rounds === 0 ? { places: placesFromScores(scores), scores, reason: 'rounds-played' } : undefined,
};

function scoreRound(state: ThirdsState, named: readonly (number | null)[]): ThirdsState {
  const alone = (seat: Seat): boolean => named.filter((number) => number === named[seat]).length === 1;
  return {
    rounds: state.rounds - 1,
    scores: state.scores.map((score, seat) => score + (alone(seat) ? (named[seat] ?? 0) : 0)),
    named: named.map(() => null),
  };
}

export const thirds = defineGame({
  rules,
  options: z.strictObject({
    rounds: z._default(z.int().check(z.gte(1), z.lte(9)), 2),
    speed: z._default(z.enum(['slow', 'fast']), 'slow'),
  }),
});
