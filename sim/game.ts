import * as z from 'zod/mini';
import { type Bot } from '../core/bots/bot';
import { defineGame } from '../core/define';
import { type GameRules, type RandomSource } from '../core/game-rules';
import { gameName, type Seat } from '../core/ids';
import { type TimeControl } from '../core/match/clock/time-control';
import { placesFromScores } from '../core/results';
import { defineBackend } from '../definition';
import { type Interruptible } from '../definition/rules-watch';
import { laptop } from './environment';

/** Clocks that a match of a world may have. */
export const clockNames = ['none', 'none', 'perTurn', 'fischer'] as const;
type ClockName = (typeof clockNames)[number];
export const clockOf = {
  none: { kind: 'none' },
  perTurn: { kind: 'per-turn', turnMs: 13_000 },
  fischer: { kind: 'fischer', baseMs: 15_000, incrementMs: 5000 },
} as const satisfies Readonly<Record<ClockName, TimeControl>>;

export type Murmurs = {
  /** Words of each seat. */
  readonly hands: readonly (readonly string[])[];
  /** Words that each seat has said. */
  readonly said: readonly number[];
  readonly scores: readonly number[];
  readonly out: readonly Seat[];
  readonly rounds: number;
  readonly together: boolean;
  readonly clock: ClockName;
};
type Murmur = { readonly say: string };
type MurmursView = {
  readonly hand: readonly string[];
  readonly said: readonly number[];
  readonly scores: readonly number[];
};
export type MurmursOptions = {
  readonly rounds: number;
  readonly together: boolean;
  readonly clock: ClockName;
};
type MurmursRules = GameRules<Murmurs, Murmur, MurmursView, MurmursOptions>;

const handSize = 3;

/** Hidden values name their owner, so that an oracle recognizes them anywhere. */
export const secretOf = (seat: Seat): string => `secret-of-${seat}-`;
const word = (random: RandomSource, seat: Seat): string =>
  `${secretOf(seat)}${random.below(2 ** 30).toString(36)}`;

const playing = (state: Pick<Murmurs, 'said' | 'out' | 'rounds'>): readonly Seat[] =>
  state.said.flatMap((said, seat) => (said < state.rounds && !state.out.includes(seat) ? [seat] : []));

/** Seats that have said the least, in turns; or every seat of this round at once. */
export function toAct(state: Pick<Murmurs, 'said' | 'out' | 'rounds' | 'together'>): readonly Seat[] {
  const left = playing(state);
  const least = Math.min(...left.map((seat) => state.said[seat] ?? 0));
  const next = left.filter((seat) => state.said[seat] === least);
  return state.together ? next : next.slice(0, 1);
}

const read = z.strictObject({ say: z.string() });

/**
 * A game of hidden words with randomness in every command, so that it can show every leak and every
 * difference between folds.
 */
function murmurs(name: string, seats: number, leave?: MurmursRules['leave']): MurmursRules {
  return {
    name: gameName(name),
    version: 1,
    seats,
    setup: (random, { options }) => ({
      hands: Array.from({ length: seats }, (_, seat) =>
        Array.from({ length: handSize }, () => word(random, seat)),
      ),
      said: Array.from({ length: seats }, () => 0),
      scores: Array.from({ length: seats }, () => 0),
      out: [],
      ...options,
    }),
    toAct,
    legalCommands: (state, seat) =>
      toAct(state).includes(seat) ? (state.hands[seat] ?? []).map((say) => ({ say })) : [],
    parseCommand(value) {
      const parsed = read.safeParse(value);
      return parsed.success
        ? { command: parsed.data }
        : { illegal: { code: 'invalid-command', message: 'say must be a word of yours' } };
    },
    apply(state, seat, { say }, random) {
      if (state.hands[seat]?.includes(say) !== true)
        return { illegal: { code: 'not-yours', message: 'the word is not in your hand' } };
      return {
        state: {
          ...state,
          hands: state.hands.map((hand, other) =>
            other === seat ? [...hand.filter((held) => held !== say), word(random, seat)] : hand,
          ),
          said: state.said.map((count, other) => (other === seat ? count + 1 : count)),
          scores: state.scores.map((score, other) => (other === seat ? score + random.below(4) : score)),
        },
      };
    },
    view: (state, viewer) => ({
      hand: viewer === 'spectator' ? [] : (state.hands[viewer] ?? []),
      said: state.said,
      scores: state.scores,
    }),
    seen: () => null,
    result: (state) =>
      playing(state).length === 0
        ? { places: placesFromScores(state.scores), scores: state.scores, reason: 'all-said' }
        : undefined,
    ...(leave === undefined ? {} : { leave }),
  };
}

export const options = z.strictObject({
  rounds: z._default(z.int().check(z.gte(1), z.lte(40)), 10),
  together: z._default(z.boolean(), false),
  clock: z._default(z.enum(clockNames), 'none'),
});
const timeControl = ({ clock }: MurmursOptions): TimeControl => clockOf[clock];

const bot: Bot<MurmursView, Murmur> = {
  levels: ['any'],
  *think({ legal, random }) {
    const command = legal[random.below(legal.length)];
    if (command !== undefined) yield command;
  },
};

const pair = defineGame({ rules: murmurs('murmurs', 2), options, timeControl, bot });
const three = defineGame({
  rules: murmurs('choir', 3, (state, seat) => ({
    ...state,
    out: [...state.out, seat],
    scores: state.scores.with(seat, -1),
  })),
  options,
  timeControl,
  bot,
});

/** The same over days, against a bot at times, and watched an hour late. */
const letters = defineGame({
  rules: murmurs('letters', 2),
  options,
  bot,
  timeControl: { kind: 'days', daysPerTurn: 2, vacationDays: 3 },
  spectators: { delaySeconds: 3600 },
});

function ruleSet(name: string, teams: readonly string[]) {
  return {
    name,
    ruleLanguageVersion: '1.0',
    playerAttributes: [
      { name: 'game', type: 'string' },
      { name: 'options', type: 'string' },
    ],
    algorithm: {
      strategy: 'exhaustiveSearch',
      batchingPreference: 'sorted',
      sortByAttributes: ['game'],
    },
    teams: teams.map((team) => ({ name: team, minPlayers: 1, maxPlayers: 1 })),
    rules: ['game', 'options'].map((attribute) => ({
      name: `Same-${attribute}`,
      type: 'comparison',
      measurements: [`flatten(teams[*].players.attributes[${attribute}])`],
      operation: '=',
    })),
  };
}

/**
 * The rules above always return, so they need no watching thread, and a busy machine cannot interrupt them.
 */
export const interruptible: Interruptible = (call) => call();

/** The backend of every world. */
export const backend = defineBackend({
  games: [pair, three],
  matchmaking: {
    rated: { ruleSet: ruleSet('pair', ['first', 'second']), games: ['murmurs'] },
    asked: {
      ruleSet: ruleSet('pair', ['first', 'second']),
      games: ['murmurs'],
      rated: false,
      acceptanceSeconds: 20,
    },
    three: { ruleSet: ruleSet('three', ['first', 'second', 'third']), games: ['choir'] },
  },
  environments: { laptop },
});

/** The backend of worlds with a match over days. */
export const daysBackend = defineBackend({
  games: [letters],
  matchmaking: { days: { ruleSet: ruleSet('pair', ['first', 'second']), games: ['letters'] } },
  environments: { laptop },
});
