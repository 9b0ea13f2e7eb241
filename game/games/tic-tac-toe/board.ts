import { type Board } from '../../../core/define';
import { type TicTacToeView } from './rules';

const marks = ['X', 'O'];

/** Free cells show their number. */
export const ticTacToeBoard: Board<TicTacToeView> = {
  text({ cells, line }) {
    const rows = [0, 3, 6].map((from) =>
      cells
        .slice(from, from + 3)
        .map((holder, index) => {
          const cell = from + index;
          const mark = holder === null ? String(cell) : (marks[holder] ?? '?');
          return line?.includes(cell) === true ? `[${mark}]` : ` ${mark} `;
        })
        .join('|'),
    );
    return rows.join('\n---+---+---\n');
  },
};
