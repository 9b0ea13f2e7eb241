import { useId, useRef, useState } from 'preact/hooks';
import { type Cell } from '../../core/drawing';
import { type Json } from '../../core/json';
import { type CellCommand, type CommandGrid, edgesOf } from './command-grid';
import { type DrawingContext } from './drawing-context';
import { type FurtherChoice, furtherChoices } from './further-choices';
import { Grid } from './grid';
import { cellWords, isEmptyCell } from './value-words';

/** From this number of values on, a row of buttons is longer than a list that opens. */
const manyValues = 9;

/**
 * Commands that name a cell: their other fields first, then the cell itself. The cells are those of a board
 * of the view, where it has one.
 */
export function PlainGrid({
  grid,
  context,
}: {
  readonly grid: CommandGrid;
  readonly context: DrawingContext;
}) {
  const [wanted, setWanted] = useState<ReadonlyMap<string, string>>(new Map());
  // The choices of the last turn stay while others move, and with them the place of the grid.
  const last = useRef(grid.cells);
  if (grid.cells.length > 0) last.current = grid.cells;
  const { choices } = furtherChoices(last.current, wanted);
  const { commands } = furtherChoices(grid.cells, wanted);
  const { board } = grid;
  const longest = Math.max(0, ...(board?.table.rows.flatMap(({ cells }) => cells.map(longestWord)) ?? []));
  return (
    <section class="plain-grid">
      {choices.map((choice) => (
        <Further
          key={choice.field}
          choice={choice}
          choose={(key) => setWanted(new Map(wanted).set(choice.field, key))}
        />
      ))}
      <div
        class="wide"
        style={{
          '--word': `${longest}ch`,
          '--columns': grid.columns,
          '--size': longest > 2 ? '12px' : '18px',
        }}
      >
        <Grid
          part={{
            kind: 'grid',
            label: labelOf(grid, last.current),
            columns: grid.columns,
            style: 'lines',
            cells: cellsOf(grid, commands),
            ...edgesOf(grid),
          }}
          context={context}
        />
      </div>
    </section>
  );
}

/** The words in a cell break between them alone. */
const longestWord = (cell: Json): number =>
  isEmptyCell(cell) ? 0 : Math.max(...[...cellWords(cell).split(' ')].map(({ length }) => length));

/** The words that all commands have, and the fields that name the cell. */
function labelOf({ naming, board }: CommandGrid, commands: readonly CellCommand[]): string {
  const shared = Object.entries(commands[0]?.further ?? {}).flatMap(([field, value]) =>
    typeof value === 'string' && commands.every(({ further }) => further[field] === value) ? [value] : [],
  );
  const [first = '', second] = naming.fields;
  if (board !== undefined) return [board.name === '' ? 'the board' : board.name, ...shared].join(' · ');
  if (naming.kind === 'numbers') return [...shared, `rows: ${first}, columns: ${second ?? ''}`].join(' · ');
  return [...shared, naming.inside ?? [first, second].filter(Boolean).join(' and ')].join(' · ');
}

function cellsOf({ board, rows, columns }: CommandGrid, commands: readonly CellCommand[]): Cell<Json>[] {
  const byCell = new Map(commands.map(({ cell, command }) => [cell, command]));
  return Array.from({ length: rows * columns }, (_, number) => {
    const command = byCell.get(number);
    const choices = command === undefined ? {} : { choices: [{ command }] };
    const shown = board?.table.rows[Math.floor(number / columns)]?.cells[number % columns] ?? null;
    const words = cellWords(shown);
    return isEmptyCell(shown)
      ? { label: board === undefined ? (command === undefined ? 'not legal' : 'legal') : 'empty', ...choices }
      : { label: words, piece: { shape: 'text', text: words }, ...choices };
  });
}

function Further({
  choice: { field, values, chosen },
  choose,
}: {
  readonly choice: FurtherChoice;
  readonly choose: (key: string) => void;
}) {
  const name = useId();
  if (values.length >= manyValues)
    return (
      <label class="further">
        <span>{field}</span>
        <select value={chosen} onChange={({ currentTarget }) => choose(currentTarget.value)}>
          {values.map(({ key, words }) => (
            <option key={key} value={key}>
              {words}
            </option>
          ))}
        </select>
      </label>
    );
  return (
    <fieldset class="further">
      <legend class="unseen">{field}</legend>
      <span aria-hidden="true">{field}</span>
      {values.map(({ key, words }) => (
        <label key={key}>
          <input
            type="radio"
            class="unseen"
            name={name}
            checked={key === chosen}
            onChange={() => choose(key)}
          />
          {words}
        </label>
      ))}
    </fieldset>
  );
}
