import * as z from 'zod/mini';
import { defineGame } from '../../core/define';
import { type GameRules, type RandomSource } from '../../core/game-rules';
import { gameName, type Seat } from '../../core/ids';
import { placesFromScores } from '../../core/results';

/** The words of a seat; another seat may learn none of them before its round is over. */
export type Whisper = string;
export type WhispersState = {
  /** Words of each seat, not played yet. */
  readonly hands: readonly (readonly Whisper[])[];
  /** Words of the rounds that are over: a list for each round, seat 0 first; null for a seat that was out. */
  readonly revealed: readonly (readonly (Whisper | null)[])[];
  /** Words of this round. */
  readonly chosen: readonly (Whisper | null)[];
  readonly out: readonly Seat[];
  readonly scores: readonly number[];
  readonly rounds: number;
  /** The words of a round are shown when it is over. */
  readonly open: boolean;
};
export type WhispersCommand = { readonly say: Whisper };
export type WhispersView = {
  readonly hand: readonly Whisper[];
  readonly mine: Whisper | null;
  readonly spoken: readonly boolean[];
  readonly revealed: WhispersState['revealed'];
};
export type WhispersOptions = { readonly rounds: number; readonly open: boolean };

const word = (random: RandomSource): Whisper =>
  `secret-${random.below(2 ** 32).toString(36)}-${random.below(2 ** 32).toString(36)}`;
const isFinished = (state: WhispersState): boolean => state.revealed.length >= state.rounds;

function settle(state: WhispersState, random: RandomSource): WhispersState {
  if (state.chosen.some((said, seat) => said === null && !state.out.includes(seat))) return state;
  return {
    ...state,
    revealed: [...state.revealed, state.chosen],
    chosen: state.chosen.map(() => null),
    scores: state.scores.map((score, seat) => (state.out.includes(seat) ? score : score + random.below(3))),
  };
}

/** The framework's own game of hidden words: every seat chooses one of its words at once, in each round. */
const rules: GameRules<WhispersState, WhispersCommand, WhispersView, WhispersOptions> = {
  name: gameName('whispers'),
  version: 1,
  seats: { min: 2, max: 8 },
  setup: (random, { seats, options }) => ({
    hands: Array.from({ length: seats }, () =>
      Array.from({ length: options.rounds + 1 }, () => word(random)),
    ),
    revealed: [],
    chosen: Array.from({ length: seats }, () => null),
    out: [],
    scores: Array.from({ length: seats }, () => 0),
    ...options,
  }),
  toAct: (state) =>
    isFinished(state)
      ? []
      : state.chosen.flatMap((said, seat) => (said === null && !state.out.includes(seat) ? [seat] : [])),
  legalCommands: (state, seat) =>
    rules.toAct(state).includes(seat) ? (state.hands[seat] ?? []).map((say) => ({ say })) : [],
  parseCommand(value) {
    const read = z.strictObject({ say: z.string() }).safeParse(value);
    return read.success
      ? { command: read.data }
      : { illegal: { code: 'invalid-command', message: 'say must be a word of yours' } };
  },
  apply(state, seat, { say }, random) {
    if (!rules.toAct(state).includes(seat))
      return { illegal: { code: 'said', message: 'you have chosen already' } };
    if (state.hands[seat]?.includes(say) !== true)
      return { illegal: { code: 'not-yours', message: 'this word is not in your hand' } };
    return {
      state: settle(
        {
          ...state,
          hands: state.hands.map((hand, other) =>
            other === seat ? hand.filter((held) => held !== say) : hand,
          ),
          chosen: state.chosen.map((said, other) => (other === seat ? say : said)),
        },
        random,
      ),
    };
  },
  view: (state, viewer) => ({
    hand: viewer === 'spectator' ? [] : (state.hands[viewer] ?? []),
    mine: viewer === 'spectator' ? null : (state.chosen[viewer] ?? null),
    spoken: state.chosen.map((said) => said !== null),
    revealed: state.open ? state.revealed : [],
  }),
  seen: ({ say }, { seat, then, now }) => {
    // A word that ended its round is in that round; otherwise it waits for the current round.
    const round = then.chosen[seat] === say ? then.revealed.length : then.revealed.length - 1;
    return now.open && now.revealed.length > round ? { say } : null;
  },
  result: (state) =>
    isFinished(state)
      ? { places: placesFromScores(state.scores), scores: state.scores, reason: 'told' }
      : undefined,
  leave: (state, seat, _reason, random) =>
    settle({ ...state, out: [...state.out, seat], scores: state.scores.with(seat, -1) }, random),
};

export const whispers = defineGame({
  rules,
  options: z.strictObject({
    rounds: z._default(z.int().check(z.gte(1), z.lte(9)), 3),
    open: z._default(z.boolean(), false),
  }),
  spectators: { delaySeconds: 0 },
});
