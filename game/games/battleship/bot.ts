import { type Bot } from '../../../core/bots/bot';
import { type RandomSource } from '../../../core/game-rules';
import { type BattleshipCommand, type BattleshipSea, type BattleshipView } from './rules';
import { berthsOf, cellOfSquare, seaCells, seaSize, shipCells, ships } from './sea';

/** How much more likely a ship lies across a hit than elsewhere, for each hit that it explains. */
const hitWeight = 40;

interface Sighting {
  /** Cells that hold no ship that is still afloat: misses and ships that are sunk. */
  readonly clear: ReadonlySet<number>;
  /** Hits on ships that are still afloat. */
  readonly hits: ReadonlySet<number>;
  /** Lengths of the ships that are still afloat. */
  readonly afloat: readonly number[];
}

const cellsOf = (squares: readonly string[]): readonly number[] =>
  squares.flatMap((square) => cellOfSquare(square) ?? []);

function sighting({ ships: seen, shots }: BattleshipSea): Sighting {
  const gone = seen.filter(({ sunk }) => sunk);
  const wrecks = new Set(gone.flatMap(({ squares }) => cellsOf(squares)));
  const misses = cellsOf(shots.filter(({ hit }) => !hit).map(({ square }) => square));
  const hits = cellsOf(shots.filter(({ hit }) => hit).map(({ square }) => square));
  return {
    clear: new Set([...misses, ...wrecks]),
    hits: new Set(hits.filter((cell) => !wrecks.has(cell))),
    afloat: ships.filter(({ name }) => !gone.some((ship) => ship.name === name)).map(({ length }) => length),
  };
}

const neighbours = (cell: number): readonly number[] => [
  ...(cell % seaSize > 0 ? [cell - 1] : []),
  ...(cell % seaSize < seaSize - 1 ? [cell + 1] : []),
  ...(cell >= seaSize ? [cell - seaSize] : []),
  ...(cell < seaCells - seaSize ? [cell + seaSize] : []),
];

const oneOf = (cells: readonly number[], random: RandomSource): number | undefined =>
  cells[random.below(Math.max(1, cells.length))];

/** Fires beside a hit; without one at a square that a ship of two squares or more cannot miss. */
function hunted(open: readonly number[], { hits }: Sighting, random: RandomSource): number | undefined {
  const beside = open.filter((cell) => neighbours(cell).some((other) => hits.has(other)));
  if (beside.length > 0) return oneOf(beside, random);
  const parity = open.filter((cell) => (Math.floor(cell / seaSize) + (cell % seaSize)) % 2 === 0);
  return oneOf(parity.length > 0 ? parity : open, random);
}

/** How many ways of lying each open cell takes part in, those across hits counted many times. */
function* densities(
  open: readonly number[],
  { clear, hits, afloat }: Sighting,
): Generator<number | undefined> {
  const weights = new Map(open.map((cell): [number, number] => [cell, 0]));
  for (const length of afloat) {
    for (const { cells } of berthsOf(length)) {
      if (cells.some((cell) => clear.has(cell))) continue;
      const weight = hitWeight ** cells.filter((cell) => hits.has(cell)).length;
      for (const cell of cells) {
        const before = weights.get(cell);
        if (before !== undefined) weights.set(cell, before + weight);
      }
    }
    const most = Math.max(...weights.values());
    yield open.find((cell) => weights.get(cell) === most);
  }
}

/** `hard` lays its ships apart, and fires where most of the ways in which ships may lie cross. */
export const battleshipBot: Bot<BattleshipView, BattleshipCommand> = {
  levels: ['easy', 'medium', 'hard'],

  *think({ view, seat, legal, level, random }) {
    const any = legal[random.below(legal.length)];
    if (any !== undefined) yield any;
    if (level === 0) return;
    const apart = view.phase === 'placement' ? placedApart(view, seat, legal, random) : undefined;
    if (view.phase === 'placement') {
      if (level === 2 && apart !== undefined) yield apart;
      return;
    }
    const sea = view.seas[1 - seat];
    if (sea === undefined) return;
    const seen = sighting(sea);
    const open = legal.flatMap(({ square }) => cellOfSquare(square) ?? []);
    const at = (cell: number | undefined): BattleshipCommand | undefined =>
      legal.find(({ square }) => cellOfSquare(square) === cell);
    const guess = at(hunted(open, seen, random));
    if (guess !== undefined) yield guess;
    if (level === 1) return;
    for (const cell of densities(open, seen)) {
      const likely = at(cell);
      if (likely !== undefined) yield likely;
    }
  },
};

/** A berth that touches none of the ships that are placed: a hit then betrays one ship only. */
function placedApart(
  view: BattleshipView,
  seat: number,
  legal: readonly BattleshipCommand[],
  random: RandomSource,
): BattleshipCommand | undefined {
  const own = view.seas[seat]?.ships ?? [];
  const taken = new Set(own.flatMap(({ squares }) => cellsOf(squares)));
  const length = ships[own.length]?.length ?? 0;
  const apart = legal.filter((command) => {
    if (command.kind !== 'place') return false;
    const cell = cellOfSquare(command.square);
    const cells = cell === undefined ? undefined : shipCells(cell, command.heading, length);
    return cells?.every((part) => !neighbours(part).some((other) => taken.has(other))) === true;
  });
  return apart[random.below(Math.max(1, apart.length))];
}
