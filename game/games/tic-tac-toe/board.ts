import { type Display } from '../../../core/define';
import { type Cell } from '../../../core/drawing';
import { type TicTacToeCommand, type TicTacToeView } from './rules';

const marks = ['X', 'O'];
const shapes = ['cross', 'ring'] as const;

/** The winner's line matters more than the newest mark in it. */
function markOf(
  cell: number,
  line: TicTacToeView['line'],
  last: TicTacToeCommand | undefined,
): Pick<Cell<TicTacToeCommand>, 'mark'> {
  if (line?.includes(cell) === true) return { mark: 'line' };
  return cell === last?.cell ? { mark: 'last' } : {};
}

/** Free cells show their number. */
export const ticTacToeDisplay: Display<TicTacToeView, TicTacToeCommand> = {
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

  howToPlay:
    'Players mark free cells in turn. Three of your own marks in a row win: across, down or diagonally.',

  reasons: { line: 'three in a row', 'board-full': 'the board is full' },

  words: ({ cell }) => `marked row ${Math.floor(cell / 3) + 1}, column ${(cell % 3) + 1}`,

  draw: ({ cells, line }, { legal, last }) => ({
    colours: ['red', 'blue'],
    parts: [
      {
        kind: 'grid',
        label: 'Tic tac toe',
        columns: 3,
        style: 'lines',
        cells: cells.map((holder, cell) => ({
          label: holder === null ? 'empty' : (marks[holder] ?? '?'),
          ...(holder === null ? {} : { piece: { shape: shapes[holder] ?? 'disc', seat: holder } }),
          ...markOf(cell, line, last),
          choices: legal.filter((command) => command.cell === cell).map((command) => ({ command })),
        })),
      },
    ],
  }),
};
