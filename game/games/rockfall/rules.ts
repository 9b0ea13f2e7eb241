import * as z from 'zod/mini';
import { type GameRules, type RandomSource } from '../../../core/game-rules';
import { gameName, type Seat } from '../../../core/ids';
import { placesFromScores } from '../../../core/results';

/** Height at which a climber has won, in metres. */
export const summit = 60;

/** `ropes`: how many each climber begins with. */
export const rockfallOptions = z.strictObject({ ropes: z._default(z.literal([1, 2, 3]), 2) });
export type RockfallOptions = z.output<typeof rockfallOptions>;

export type RockfallState = {
  /** Ropes that each climber has left; without a rope a climber is out. */
  readonly ropes: readonly number[];
  /** Height at which each climber is belayed, in metres. */
  readonly heights: readonly number[];
  /** Climbers who have not climbed in this round yet; the first of them climbs now. */
  readonly waiting: readonly Seat[];
  /** The rolls of the die in this turn. */
  readonly rolls: readonly number[];
  /** From 0. */
  readonly round: number;
  /** Climbers who are out, in the order in which they fell; those of one group fell together. */
  readonly fallen: readonly (readonly Seat[])[];
  /** The newest turn that has ended. */
  readonly last: { readonly seat: Seat; readonly rolls: readonly number[]; readonly slipped: boolean } | null;
};
export type RockfallCommand = 'climb' | 'belay';

const climbing = ({ ropes }: Pick<RockfallState, 'ropes'>): readonly Seat[] =>
  ropes.flatMap((left, seat) => (left > 0 ? [seat] : []));

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);

const atSummit = ({ heights }: RockfallState): boolean => heights.some((height) => height >= summit);
const finished = (state: RockfallState): boolean => atSummit(state) || climbing(state).length < 2;

/** The climbers of a round: each round begins one seat later, so that everyone climbs first at times. */
function roundOf(climbers: readonly Seat[], round: number, seats: number): readonly Seat[] {
  const from = round % seats;
  return [...climbers.filter((seat) => seat >= from), ...climbers.filter((seat) => seat < from)];
}

/** Ends a round in which every climber has climbed: rocks fall, and the lowest climbers lose a rope. */
function afterRocks(state: RockfallState): RockfallState {
  if (finished(state) || state.waiting.length > 0) return state;
  const climbers = climbing(state);
  const lowest = Math.min(...climbers.map((seat) => state.heights[seat] ?? 0));
  const hit = climbers.filter((seat) => state.heights[seat] === lowest);
  const ropes = state.ropes.map((left, seat) => (hit.includes(seat) ? left - 1 : left));
  const fell = hit.filter((seat) => ropes[seat] === 0);
  const round = state.round + 1;
  return {
    ...state,
    ropes,
    round,
    waiting: roundOf(climbing({ ropes }), round, ropes.length),
    fallen: fell.length > 0 ? [...state.fallen, fell] : state.fallen,
  };
}

function turnEnded(
  state: RockfallState,
  seat: Seat,
  rolls: readonly number[],
  slipped: boolean,
): RockfallState {
  const gained = slipped ? 0 : sum(rolls);
  return afterRocks({
    ...state,
    heights: state.heights.map((height, index) => (index === seat ? height + gained : height)),
    waiting: state.waiting.slice(1),
    rolls: [],
    last: { seat, rolls, slipped },
  });
}

function climbed(state: RockfallState, seat: Seat, random: RandomSource): RockfallState {
  const roll = random.below(6) + 1;
  const rolls = [...state.rolls, roll];
  if (roll === 1) return turnEnded(state, seat, rolls, true);
  const reached = (state.heights[seat] ?? 0) + sum(rolls);
  return reached >= summit ? turnEnded(state, seat, rolls, false) : { ...state, rolls };
}

/** Climbers come by height; then those who fell, the last to fall first. */
function placesOf({ ropes, heights, fallen }: RockfallState): readonly number[] {
  return placesFromScores(
    ropes.map((left, seat) =>
      left > 0 ? (heights[seat] ?? 0) : fallen.findIndex((group) => group.includes(seat)) - fallen.length,
    ),
  );
}

export const rockfall: GameRules<RockfallState, RockfallCommand, RockfallState, RockfallOptions> = {
  name: gameName('rockfall'),
  version: 1,
  seats: { min: 3, max: 5 },

  setup: (_random, { seats, options: { ropes } }) => ({
    ropes: Array.from({ length: seats }, () => ropes),
    heights: Array.from({ length: seats }, () => 0),
    waiting: Array.from({ length: seats }, (_, seat) => seat),
    rolls: [],
    round: 0,
    fallen: [],
    last: null,
  }),

  toAct: (state) => (finished(state) ? [] : state.waiting.slice(0, 1)),

  legalCommands(state, seat) {
    if (finished(state) || state.waiting[0] !== seat) return [];
    return state.rolls.length === 0 ? ['climb'] : ['climb', 'belay'];
  },

  parseCommand: (value) =>
    value === 'climb' || value === 'belay'
      ? { command: value }
      : { illegal: { code: 'invalid-command', message: 'the command must be "climb" or "belay"' } },

  apply(state, seat, command, random) {
    if (finished(state)) return { illegal: { code: 'finished', message: 'the climb is over' } };
    if (state.waiting[0] !== seat)
      return { illegal: { code: 'not-your-turn', message: 'another seat climbs now' } };
    if (command === 'climb') return { state: climbed(state, seat, random) };
    return state.rolls.length === 0
      ? { illegal: { code: 'not-climbed', message: 'climb at least once before you belay' } }
      : { state: turnEnded(state, seat, state.rolls, false) };
  },

  view: (state) => state,

  result(state) {
    if (!finished(state)) return undefined;
    const reason = atSummit(state) ? 'summit' : climbing(state).length === 1 ? 'last-climber' : 'all-fell';
    return { places: placesOf(state), scores: state.heights, reason };
  },

  leave: (state, seat) => {
    if (state.ropes[seat] === 0) return state;
    return afterRocks({
      ...state,
      ropes: state.ropes.map((left, index) => (index === seat ? 0 : left)),
      waiting: state.waiting.filter((other) => other !== seat),
      rolls: state.waiting[0] === seat ? [] : state.rolls,
      fallen: [...state.fallen, [seat]],
    });
  },
};
