import * as z from 'zod/mini';
import { defineGame } from '../../core/define';
import { type GameResult, type GameRules } from '../../core/game-rules';
import { gameName, type Seat } from '../../core/ids';
import { readWholeNumbers } from '../../core/reading';

export type SurvivorsState = {
  readonly teams: readonly number[];
  readonly lives: readonly number[];
  /** Seats without lives, in the order in which they lost them. */
  readonly out: readonly Seat[];
  readonly turn: Seat;
};
export type SurvivorsCommand = { readonly hit: Seat };
export type SurvivorsOptions = { readonly lives: number };

const alive = ({ lives }: SurvivorsState, seat: Seat): boolean => (lives[seat] ?? 0) > 0;

function after(state: SurvivorsState, seat: Seat): Seat {
  const { length } = state.lives;
  for (let step = 1; step < length; step += 1)
    if (alive(state, (seat + step) % length)) return (seat + step) % length;
  return seat;
}

/**
 * The result once one team is left. That team is first, and the others follow by how long their last seat
 * stayed.
 */
function resultOf({ teams, out }: SurvivorsState): GameResult | undefined {
  const stayed = teams.map((team) => {
    const members = teams.flatMap((other, seat) => (other === team ? [seat] : []));
    return members.some((seat) => !out.includes(seat))
      ? Infinity
      : Math.max(...members.map((seat) => out.indexOf(seat)));
  });
  if (new Set(teams.filter((_, seat) => stayed[seat] === Infinity)).size > 1) return undefined;
  return {
    places: stayed.map((long) => 1 + stayed.filter((other) => other > long).length),
    reason: 'last-standing',
  };
}

function rulesOf(
  name: string,
  teams?: true,
): GameRules<SurvivorsState, SurvivorsCommand, SurvivorsState, SurvivorsOptions> {
  const targets = (state: SurvivorsState, seat: Seat): readonly SurvivorsCommand[] =>
    state.lives.flatMap((_, hit) =>
      alive(state, hit) && state.teams[hit] !== state.teams[seat] ? [{ hit }] : [],
    );
  const toAct = (state: SurvivorsState): readonly Seat[] =>
    resultOf(state) === undefined ? [state.turn] : [];
  const without = (state: SurvivorsState, seat: Seat): SurvivorsState => {
    const next = { ...state, lives: state.lives.with(seat, 0), out: [...state.out, seat] };
    return state.turn === seat ? { ...next, turn: after(next, seat) } : next;
  };
  return {
    name: gameName(name),
    version: 1,
    seats: { min: 2, max: 8 },
    ...(teams === undefined ? {} : { teams }),
    setup: (_random, match) => ({
      teams: match.teams,
      lives: match.teams.map(() => match.options.lives),
      out: [],
      turn: 0,
    }),
    toAct,
    legalCommands: (state, seat) => (toAct(state).includes(seat) ? targets(state, seat) : []),
    parseCommand: (value) => readWholeNumbers(value, { hit: { least: 0, most: 7 } }),
    apply(state, seat, { hit }) {
      if (!toAct(state).includes(seat) || !targets(state, seat).some((target) => target.hit === hit))
        return { illegal: { code: 'no-target', message: `seat ${hit} cannot be hit now` } };
      const lives = state.lives.with(hit, (state.lives[hit] ?? 0) - 1);
      const next = { ...state, lives, out: lives[hit] === 0 ? [...state.out, hit] : state.out };
      return { state: { ...next, turn: after(next, seat) } };
    },
    view: (state) => state,
    result: resultOf,
    leave: (state, seat) => (alive(state, seat) ? without(state, seat) : state),
  };
}

export const survivorsOptions = z.strictObject({ lives: z._default(z.int().check(z.gte(1), z.lte(5)), 1) });

/** The framework's own game of elimination: seats hit each other in turn until one is left. */
export const survivors = defineGame({ rules: rulesOf('survivors'), options: survivorsOptions });
/** The same in teams, which win and lose together. */
export const teamSurvivors = defineGame({
  rules: rulesOf('team-survivors', true),
  options: survivorsOptions,
});
