import { type Display } from '../../../core/define';
import { type Cell, type CellChoice, type GridPart, type Piece } from '../../../core/drawing';
import { type Seat } from '../../../core/ids';
import { squareName } from '../../../core/squares';
import { type BattleshipCommand, type BattleshipSea, type BattleshipView } from './rules';
import { cellOfSquare, seaCells, seaSize, shipCells, ships, squareAt } from './sea';

const letters = Array.from({ length: seaSize }, (_, column) => String.fromCharCode(97 + column));

/** `#` is a ship, `x` a hit, `%` a ship that is sunk, `o` a shot into the water. */
function drawn({ ships: fleet, shots }: BattleshipSea): readonly string[] {
  const marks = new Map<string, string>();
  for (const ship of fleet) for (const square of ship.squares) marks.set(square, '#');
  for (const { square, hit } of shots) marks.set(square, hit ? 'x' : 'o');
  for (const ship of fleet) if (ship.sunk) for (const square of ship.squares) marks.set(square, '%');
  const rows = letters.map((_, row) => {
    const squares = letters.map((__, column) => marks.get(squareName({ column, row })) ?? '.');
    return `${String(row + 1).padStart(2)} ${squares.join(' ')}`;
  });
  return [`   ${letters.join(' ')}`, ...rows];
}

function fleetLabel(view: BattleshipView, seat: Seat): string {
  const placed = view.seas[seat]?.placed ?? 0;
  return `sea${view.phase === 'placement' ? ` · ${placed} of ${ships.length} placed` : ''}`;
}

function title(view: BattleshipView, seat: Seat, own: boolean): string {
  return `${own ? 'your' : `seat ${seat}:`} ${fleetLabel(view, seat)}`;
}

const noSea: BattleshipSea = { placed: 0, ships: [], shots: [] };

/** The piece that a viewer sees on one square of a sea. */
function pieceOn({ ships: fleet, shots }: BattleshipSea, seat: Seat, square: string): Piece | undefined {
  const ship = fleet.find(({ squares }) => squares.includes(square));
  const shot = shots.find((fired) => fired.square === square);
  if (ship?.sunk === true) return { shape: 'wreck' };
  if (shot !== undefined) return { shape: shot.hit ? 'hit' : 'miss' };
  return ship === undefined ? undefined : { shape: 'block', seat };
}

function labelOf(piece: Piece | undefined): string {
  switch (piece?.shape) {
    case undefined:
      return 'water';
    case 'wreck':
      return 'sunk ship';
    case 'hit':
      return 'hit';
    case 'miss':
      return 'shot into the water';
    default:
      return 'ship';
  }
}

/**
 * The commands that a viewer may choose on a square: to place the next ship of its own sea, or to fire at
 * another.
 */
function choicesOn(
  square: string,
  own: boolean,
  length: number,
  legal: readonly BattleshipCommand[],
): readonly CellChoice<BattleshipCommand>[] {
  return legal
    .filter((command) => command.square === square && (command.kind === 'place') === own)
    .map((command) =>
      command.kind === 'fire'
        ? { command }
        : {
            command,
            mode: command.heading,
            covers: shipCells(cellOfSquare(square) ?? 0, command.heading, length) ?? [],
          },
    );
}

function drawSea(
  view: BattleshipView,
  seat: Seat,
  own: boolean,
  legal: readonly BattleshipCommand[],
): GridPart<BattleshipCommand> {
  const sea = view.seas[seat] ?? noSea;
  const places = own && legal.some(({ kind }) => kind === 'place');
  const last = sea.shots.at(-1)?.square;
  return {
    kind: 'grid',
    label: fleetLabel(view, seat),
    owner: seat,
    columns: seaSize,
    style: 'sea',
    columnNames: letters,
    rowNames: letters.map((_, row) => String(row + 1)),
    ...(places
      ? {
          modes: [
            { name: 'across', label: 'across' },
            { name: 'down', label: 'down' },
          ],
        }
      : {}),
    cells: Array.from({ length: seaCells }, (_, cell): Cell<BattleshipCommand> => {
      const square = squareAt(cell);
      const piece = pieceOn(sea, seat, square);
      return {
        label: labelOf(piece),
        ...(piece === undefined ? {} : { piece }),
        ...(square === last ? { mark: 'last' } : {}),
        choices: choicesOn(square, own, ships[sea.placed]?.length ?? 0, legal),
      };
    }),
  };
}

/** Both seas side by side, the viewer's own on the left. */
export const battleshipDisplay: Display<BattleshipView, BattleshipCommand> = {
  text(view, viewer) {
    const order = viewer === 1 ? [1, 0] : [0, 1];
    const halves = order.map((seat) => {
      const sea = view.seas[seat] ?? noSea;
      return [title(view, seat, seat === viewer), ...drawn(sea)];
    });
    const [left = [], right = []] = halves;
    const width = 2 * seaSize + 8;
    const lines = left.map((line, index) => `${line.padEnd(width)}${right[index] ?? ''}`.trimEnd());
    const own = viewer === 'spectator' ? undefined : view.seas[viewer];
    const next = view.phase === 'placement' && own !== undefined ? ships[own.placed] : undefined;
    const hint = next === undefined ? [] : [`place your ${next.name} (${next.length} squares)`];
    return [...lines, '# ship   x hit   % sunk   o water', ...hint].join('\n');
  },

  howToPlay:
    'Both players place five ships in secret: choose across or down, then the first square. Then they fire ' +
    'in turn at squares of the other sea. Hits are shown, and sunk ships too. The first player to ' +
    'sink the whole ' +
    'fleet wins.',

  words: (command) =>
    command.kind === 'fire'
      ? `shot at ${command.square}`
      : `placed a ship at ${command.square}, ${command.heading}`,

  hiddenWords: 'placed a ship',

  reasons: { 'fleet-sunk': 'a whole fleet is sunk' },

  draw(view, { viewer, legal }) {
    const order = viewer === 1 ? [1, 0] : [0, 1];
    const own = viewer === 'spectator' ? undefined : view.seas[viewer];
    const next = view.phase === 'placement' && own !== undefined ? ships[own.placed] : undefined;
    const seas = order.map((seat) => drawSea(view, seat, seat === viewer, legal));
    return {
      parts: [
        ...(next === undefined
          ? []
          : [
              {
                kind: 'facts' as const,
                facts: [{ name: 'Place your', value: `${next.name}, ${next.length} squares` }],
              },
            ]),
        // The sea where the viewer acts comes first: a phone's screen shows only the first.
        ...(view.phase === 'placement' || viewer === 'spectator' ? seas : [...seas].reverse()),
      ],
    };
  },
};
