import { type Board } from '../../../core/define';
import { squareName } from '../../../core/squares';
import { type BattleshipSea, type BattleshipView } from './rules';
import { seaSize, ships } from './sea';

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

function title(view: BattleshipView, seat: number, own: boolean): string {
  const placed = view.seas[seat]?.placed ?? 0;
  const fleet = view.phase === 'placement' ? ` · ${placed} of ${ships.length} placed` : '';
  return `${own ? 'your sea' : `sea of seat ${seat}`}${fleet}`;
}

/** Both seas side by side, the viewer's own on the left. */
export const battleshipBoard: Board<BattleshipView> = {
  text(view, viewer) {
    const order = viewer === 1 ? [1, 0] : [0, 1];
    const halves = order.map((seat) => {
      const sea = view.seas[seat] ?? { placed: 0, ships: [], shots: [] };
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
};
