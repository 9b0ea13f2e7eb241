import { type Board } from '../../../core/define';
import { turnedBy, type ReversiView } from './rules';

const discs = ['●', '○'];

/** Discs of seat 0 are filled. A dot is a square where the viewer may play. */
export const reversiBoard: Board<ReversiView> = {
  text(view, viewer) {
    const { size, cells, turn, passed, discs: counts } = view;
    const letters = Array.from({ length: size }, (_, column) => String.fromCharCode(97 + column));
    const head = `   ${letters.join(' ')}`;
    const rows = letters.map((_, row) => {
      const squares = letters.map((__, column) => {
        const cell = row * size + column;
        const holder = cells[cell] ?? null;
        if (holder !== null) return discs[holder] ?? '?';
        const open = viewer === turn && turn !== null && turnedBy(view, cell, turn).length > 0;
        return open ? '·' : ' ';
      });
      return `${String(row + 1).padStart(2)} ${squares.join(' ')}`;
    });
    const count = counts.map((number, seat) => `${discs[seat] ?? '?'} seat ${seat}: ${number}`).join('   ');
    const said = passed === null ? [] : [`seat ${passed} cannot move and passes`];
    return [head, ...rows, count, ...said].join('\n');
  },
};
