import * as z from 'zod/mini';
import { type GameRules, type IllegalCommand, type Viewer } from '../../../core/game-rules';
import { gameName, type Seat } from '../../../core/ids';
import { placesOfWinners } from '../../../core/results';
import { berthsOf, cellOfSquare, type Heading, headings, seaCells, shipCells, ships, squareAt } from './sea';

export type BattleshipState = {
  /** Cells of each seat's ships, in the order of `ships`; fewer while the seat places them. Hidden. */
  readonly fleets: readonly (readonly (readonly number[])[])[];
  /** Cells that each seat has fired at, oldest first. */
  readonly shots: readonly (readonly number[])[];
  /** The seat that fires next, once both fleets are placed; drawn by lot. */
  readonly turn: Seat;
};
export type BattleshipCommand =
  | { readonly kind: 'place'; readonly square: string; readonly heading: Heading }
  | { readonly kind: 'fire'; readonly square: string };

export type BattleshipShip = {
  readonly name: string;
  readonly squares: readonly string[];
  readonly sunk: boolean;
};

/** The sea of one seat as far as a viewer may see it. */
export type BattleshipSea = {
  /** How many ships the seat has placed. */
  readonly placed: number;
  /** The viewer's own ships; of another seat only those that are sunk, and all once the game is over. */
  readonly ships: readonly BattleshipShip[];
  /** The shots of the other seat at this sea, oldest first. */
  readonly shots: readonly { readonly square: string; readonly hit: boolean }[];
};
export type BattleshipView = {
  readonly phase: 'placement' | 'play' | 'over';
  /** The seat that fires; null before and after. */
  readonly turn: Seat | null;
  /** Seat 0 first. */
  readonly seas: readonly BattleshipSea[];
};

const seats: readonly Seat[] = [0, 1];
const berths = ships.map(({ length }) => berthsOf(length));

const fleetOf = ({ fleets }: BattleshipState, seat: Seat): readonly (readonly number[])[] =>
  fleets[seat] ?? [];
/** The squares that the other seat has fired at in the sea of a seat. */
const shotsAt = ({ shots }: BattleshipState, seat: Seat): readonly number[] => shots[1 - seat] ?? [];
const complete = (state: BattleshipState, seat: Seat): boolean =>
  fleetOf(state, seat).length === ships.length;

const sunk = (state: BattleshipState, seat: Seat, ship: readonly number[]): boolean =>
  ship.every((cell) => shotsAt(state, seat).includes(cell));

/** The seat whose whole fleet is sunk. */
const loserOf = (state: BattleshipState): Seat | undefined =>
  seats.find(
    (seat) => complete(state, seat) && fleetOf(state, seat).every((ship) => sunk(state, seat, ship)),
  );

function phaseOf(state: BattleshipState): BattleshipView['phase'] {
  if (!seats.every((seat) => complete(state, seat))) return 'placement';
  return loserOf(state) === undefined ? 'play' : 'over';
}

function toAct(state: BattleshipState): readonly Seat[] {
  switch (phaseOf(state)) {
    case 'placement':
      return seats.filter((seat) => !complete(state, seat));
    case 'play':
      return [state.turn];
    case 'over':
      return [];
  }
}

/** A ship is shown to its own seat, to everyone once it is sunk, and to everyone at the end. */
const shown = (state: BattleshipState, seat: Seat, viewer: Viewer, ship: readonly number[]): boolean =>
  viewer === seat || phaseOf(state) === 'over' || sunk(state, seat, ship);

function seaFor(state: BattleshipState, seat: Seat, viewer: Viewer): BattleshipSea {
  const fleet = fleetOf(state, seat);
  return {
    placed: fleet.length,
    ships: fleet.flatMap((ship, index) =>
      shown(state, seat, viewer, ship)
        ? [{ name: ships[index]?.name ?? '', squares: ship.map(squareAt), sunk: sunk(state, seat, ship) }]
        : [],
    ),
    shots: shotsAt(state, seat).map((cell) => ({
      square: squareAt(cell),
      hit: fleet.some((ship) => ship.includes(cell)),
    })),
  };
}

const illegal = (code: string, message: string): { readonly illegal: IllegalCommand } => ({
  illegal: { code, message },
});

type Applied = ReturnType<typeof battleship.apply>;

function place(state: BattleshipState, seat: Seat, cell: number, heading: Heading): Applied {
  const fleet = fleetOf(state, seat);
  const ship = ships[fleet.length];
  if (ship === undefined) return illegal('fleet-complete', 'all your ships are placed');
  const cells = shipCells(cell, heading, ship.length);
  if (cells === undefined)
    return illegal('off-board', `the ${ship.name} has ${ship.length} squares and would leave the sea`);
  const crossed = cells.find((own) => fleet.some((other) => other.includes(own)));
  if (crossed !== undefined) return illegal('square-taken', `another ship is on ${squareAt(crossed)}`);
  const fleets = state.fleets.map((before, index) => (index === seat ? [...before, cells] : before));
  return { state: { ...state, fleets } };
}

function fire(state: BattleshipState, seat: Seat, cell: number): Applied {
  const before = state.shots[seat] ?? [];
  if (before.includes(cell)) return illegal('fired-before', `you have fired at ${squareAt(cell)} before`);
  const shots = state.shots.map((list, index) => (index === seat ? [...list, cell] : list));
  return { state: { ...state, shots, turn: 1 - seat } };
}

const commandSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('place'), square: z.string(), heading: z.enum(headings) }),
  z.strictObject({ kind: z.literal('fire'), square: z.string() }),
]);

export const battleship: GameRules<BattleshipState, BattleshipCommand, BattleshipView> = {
  name: gameName('battleship'),
  version: 1,
  seats: 2,

  setup: (random) => ({ fleets: [[], []], shots: [[], []], turn: random.below(2) }),

  toAct,

  legalCommands(state, seat) {
    if (!toAct(state).includes(seat)) return [];
    const fleet = fleetOf(state, seat);
    if (phaseOf(state) === 'placement') {
      const taken = new Set(fleet.flat());
      return (berths[fleet.length] ?? [])
        .filter(({ cells }) => !cells.some((cell) => taken.has(cell)))
        .map(({ cell, heading }) => ({ kind: 'place', square: squareAt(cell), heading }));
    }
    const fired = new Set(state.shots[seat]);
    return Array.from({ length: seaCells }, (_, cell) => cell)
      .filter((cell) => !fired.has(cell))
      .map((cell) => ({ kind: 'fire', square: squareAt(cell) }));
  },

  parseCommand(value) {
    const { data } = commandSchema.safeParse(value);
    if (data === undefined || cellOfSquare(data.square) === undefined)
      return illegal(
        'invalid-command',
        'the command must be { "kind": "place", "square": …, "heading": "across" or "down" } or ' +
          '{ "kind": "fire", "square": … } with a square from "a1" to "j10"',
      );
    return { command: data };
  },

  apply(state, seat, command) {
    const phase = phaseOf(state);
    const cell = cellOfSquare(command.square);
    if (phase === 'over') return illegal('finished', 'the game is over');
    if (cell === undefined) return illegal('off-board', `${command.square} is not in the sea`);
    if (command.kind === 'place')
      return phase === 'placement'
        ? place(state, seat, cell, command.heading)
        : illegal('wrong-phase', 'all ships are placed: fire');
    if (phase === 'placement') return illegal('wrong-phase', 'ships are still being placed');
    if (seat !== state.turn) return illegal('not-your-turn', 'the other seat fires now');
    return fire(state, seat, cell);
  },

  view: (state, viewer) => ({
    phase: phaseOf(state),
    turn: phaseOf(state) === 'play' ? state.turn : null,
    seas: seats.map((seat) => seaFor(state, seat, viewer)),
  }),

  // The place of a ship is visible once the ship is shown: when it is sunk, or the game is over.
  seen(command, { seat, viewer, then, now }) {
    if (command.kind === 'fire') return command;
    const index = fleetOf(then, seat).length - 1;
    const ship = fleetOf(now, seat)[index] ?? [];
    return shown(now, seat, viewer, ship) ? command : { kind: command.kind };
  },

  result(state) {
    const loser = loserOf(state);
    return loser === undefined
      ? undefined
      : { places: placesOfWinners(2, [1 - loser]), reason: 'fleet-sunk' };
  },

  phase: phaseOf,
};
