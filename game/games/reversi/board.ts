import { type Display } from '../../../core/define';
import { type Cell } from '../../../core/drawing';
import { squareName } from '../../../core/squares';
import { type ReversiCommand, type ReversiView, turnedBy } from './rules';

const discs = ['●', '○'];
const colours = ['black', 'white'];

const lettersOf = (size: number): readonly string[] =>
  Array.from({ length: size }, (_, column) => String.fromCharCode(97 + column));

/** Discs of seat 0 are filled. A dot is a square where the viewer may play. */
export const reversiDisplay: Display<ReversiView, ReversiCommand> = {
  text(view, viewer) {
    const { size, cells, turn, passed, discs: counts } = view;
    const letters = lettersOf(size);
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

  howToPlay:
    'Place a disc so that it encloses a line of the other colour: all discs of that line become yours. Who ' +
    'cannot enclose any passes. The most discs at the end win.',

  words: ({ square }) => `placed a disc on ${square}`,

  reasons: { 'board-full': 'the board is full', 'no-moves': 'neither player can move' },

  draw(view, { viewer, legal, last }) {
    const { size, cells, passed, discs: counts } = view;
    const letters = lettersOf(size);
    const grid = cells.map((holder, cell): Cell<ReversiCommand> => {
      const square = squareName({ column: cell % size, row: Math.floor(cell / size) });
      return {
        label: holder === null ? 'empty' : `${colours[holder] ?? '?'} disc`,
        ...(holder === null ? {} : { piece: { shape: 'disc', seat: holder } }),
        ...(holder !== null && square === last?.square ? { mark: 'last' } : {}),
        choices: legal
          .filter((command) => command.square === square)
          .map((command) => ({
            command,
            covers: viewer === 'spectator' ? [cell] : [cell, ...turnedBy(view, cell, viewer)],
          })),
      };
    });
    const said = passed === null ? [] : [{ name: 'Passed', value: colours[passed] ?? '?' }];
    return {
      colours: ['black', 'white'],
      parts: [
        {
          kind: 'grid',
          label: 'Reversi',
          columns: size,
          style: 'wood',
          columnNames: letters,
          rowNames: letters.map((_, row) => String(row + 1)),
          cells: grid,
        },
        {
          kind: 'facts',
          facts: [
            ...counts.map((number, seat) => ({ name: colours[seat] ?? '?', value: `${number} discs` })),
            ...said,
          ],
        },
      ],
    };
  },
};
