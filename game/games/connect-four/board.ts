import { type Display } from '../../../core/define';
import { type Cell } from '../../../core/drawing';
import { columns, type ConnectFourCommand, type ConnectFourView, rows } from './rules';

const discs = ['●', '○'];
const colours = ['red', 'yellow'];

/** Cells as they are seen: the top row first. */
const seen = Array.from({ length: rows }, (_, index) => rows - 1 - index).flatMap((row) =>
  Array.from({ length: columns }, (_, column) => row * columns + column),
);

/** The winner's line matters more than the newest disc in it, which is the top one of its column. */
function markOf(
  cell: number,
  { cells, line }: Pick<ConnectFourView, 'cells' | 'line'>,
  last: ConnectFourCommand | undefined,
): Pick<Cell<ConnectFourCommand>, 'mark'> {
  if (line?.includes(cell) === true) return { mark: 'line' };
  const isTop = (cells[cell] ?? null) !== null && (cells[cell + columns] ?? null) === null;
  return isTop && cell % columns === last?.column ? { mark: 'last' } : {};
}

/** Columns are numbered at the bottom; the winner's line stands in brackets. */
export const connectFourDisplay: Display<ConnectFourView, ConnectFourCommand> = {
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

  howToPlay:
    'Players drop discs into columns in turn. Four of your own in a row wins: across, up or diagonally.',

  reasons: { line: 'four in a row', 'board-full': 'the board is full' },

  words: ({ column }) => `dropped a disc into column ${column + 1}`,

  // A disc is dropped by choosing the cell on which it will land.
  draw: ({ cells, line }, { legal, last }) => ({
    colours: ['red', 'yellow'],
    parts: [
      {
        kind: 'grid',
        label: 'Connect four',
        columns,
        style: 'well',
        columnNames: Array.from({ length: columns }, (_, column) => String(column + 1)),
        cells: seen.map((cell): Cell<ConnectFourCommand> => {
          const holder = cells[cell] ?? null;
          const lands = holder === null && (cell < columns || cells[cell - columns] !== null);
          return {
            label: holder === null ? 'empty' : `${colours[holder] ?? '?'} disc`,
            ...(holder === null ? {} : { piece: { shape: 'disc', seat: holder } }),
            ...markOf(cell, { cells, line }, last),
            choices: lands
              ? legal.filter(({ column }) => column === cell % columns).map((command) => ({ command }))
              : [],
          };
        }),
      },
    ],
  }),
};
