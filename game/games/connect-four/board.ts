import { type Board } from '../../../core/define';
import { columns, type ConnectFourView, rows } from './rules';

const discs = ['●', '○'];

/** Columns are numbered at the bottom; the winner's line stands in brackets. */
export const connectFourBoard: Board<ConnectFourView> = {
  text({ cells, line }) {
    const drawn = Array.from({ length: rows }, (_, index) => rows - 1 - index).map((row) =>
      Array.from({ length: columns }, (_, column) => {
        const cell = row * columns + column;
        const holder = cells[cell] ?? null;
        const disc = holder === null ? '·' : (discs[holder] ?? '?');
        return line?.includes(cell) === true ? `[${disc}]` : ` ${disc} `;
      }).join(''),
    );
    const numbers = Array.from({ length: columns }, (_, column) => ` ${column} `).join('');
    return [...drawn, numbers].join('\n');
  },
};
