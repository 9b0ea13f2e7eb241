import { useState } from 'preact/hooks';
import { type GridPart } from '../../core/drawing';
import { type Json } from '../../core/json';
import { type DrawingContext } from './drawing-context';
import { GridCell } from './grid-cell';
import { AimedAt, useAim } from './grid-aim';
import { choiceOf, meantCell } from './grid-choices';
import { steps } from './grid-steps';

interface GridProps {
  readonly part: GridPart<Json>;
  readonly context: DrawingContext;
}

/** A grid of cells for mouse, touch, and the arrow keys with Enter. */
export function Grid({ part, context }: GridProps) {
  const { columns, style, cells, columnNames, rowNames, modes } = part;
  const label = part.owner === undefined ? part.label : `${context.nameOf(part.owner)} · ${part.label}`;
  const [mode, setMode] = useState(modes?.[0]?.name);
  const { focused, setFocused, move } = useArrowKeys(columns, cells.length);
  const [hovered, setHovered] = useState<number | undefined>(undefined);
  const known = modes?.some(({ name }) => name === mode) === true ? mode : modes?.[0]?.name;
  const aim = useAim(part, known, context.play);
  const covered = coveredBy(part, context, known, aim.at?.cell ?? hovered);
  const rows = Array.from({ length: cells.length / columns }, (_, row) => row);
  const lookAt = (cell: number): void => {
    setFocused(cell);
    setHovered(cell);
  };
  return (
    <section class="grid-part">
      <Caption label={label} modes={modes} mode={known} choose={setMode} />
      <div
        class={`grid ${style}${rowNames === undefined ? '' : ' named'}`}
        role="grid"
        aria-label={label}
        style={{ '--columns': columns, '--rows': rows.length }}
        onKeyDown={move}
        onPointerDown={aim.noteDown}
        onPointerLeave={() => setHovered(undefined)}
      >
        {columnNames === undefined ? null : <Names names={columnNames} corner={rowNames !== undefined} />}
        {rows.map((row) => (
          <div key={row} role="row" class="row">
            {rowNames === undefined ? null : <Edge name={rowNames[row]} />}
            {cells.slice(row * columns, (row + 1) * columns).map((cell, column) => {
              const number = row * columns + column;
              const ready = choiceOf(part, known, number) !== undefined && context.play !== undefined;
              return (
                <GridCell
                  key={number}
                  number={number}
                  cell={cell}
                  name={cellName(part, number)}
                  ready={ready}
                  covered={covered.has(number)}
                  tabbable={number === focused}
                  aimed={aim.at?.cell === number}
                  choose={(event) => aim.press(number, event)}
                  preview={() => lookAt(number)}
                />
              );
            })}
          </div>
        ))}
      </div>
      {aim.at === undefined ? null : <AimedAt name={shortName(part, aim.at.cell)} confirm={aim.confirm} />}
    </section>
  );
}

/** The cell of the grid that has the focus, or would get it; arrow keys move it. */
function useArrowKeys(columns: number, cells: number) {
  const [focused, setFocused] = useState(0);
  const move = (event: KeyboardEvent): void => {
    const next = steps(event.key, focused, columns, cells);
    if (next === undefined || !(event.currentTarget instanceof HTMLElement)) return;
    event.preventDefault();
    setFocused(next);
    event.currentTarget.querySelector<HTMLElement>(`[data-cell="${next}"]`)?.focus();
  };
  return { focused, setFocused, move };
}

/** `b7`, where the grid names its columns and rows. */
function shortName(part: GridPart<Json>, cell: number): string {
  const { columns, rowNames, columnNames } = part;
  const [column, row] = [columnNames?.[cell % columns], rowNames?.[Math.floor(cell / columns)]];
  return column === undefined || row === undefined ? cellName(part, cell) : `${column}${row}`;
}

function cellName({ columns, rowNames, columnNames }: GridPart<Json>, cell: number): string {
  const [row, column] = [Math.floor(cell / columns), cell % columns];
  return `row ${rowNames?.[row] ?? row + 1} column ${columnNames?.[column] ?? column + 1}`;
}

/** The cells that the choice under the pointer covers. */
function coveredBy(
  part: GridPart<Json>,
  context: DrawingContext,
  mode: string | undefined,
  hovered: number | undefined,
): ReadonlySet<number> {
  const aimed = hovered === undefined ? undefined : meantCell(part, mode, hovered);
  const choice = aimed === undefined ? undefined : choiceOf(part, mode, aimed);
  if (aimed === undefined || choice === undefined || context.play === undefined) return new Set();
  return new Set(choice.covers ?? [aimed]);
}

function Edge({ name }: { readonly name: string | undefined }) {
  return (
    <span class="edge" aria-hidden="true">
      {name}
    </span>
  );
}

function Names({ names, corner }: { readonly names: readonly string[]; readonly corner: boolean }) {
  return (
    <div class="row edges" aria-hidden="true">
      {corner ? <span class="edge" /> : null}
      {names.map((name) => (
        <span key={name} class="edge">
          {name}
        </span>
      ))}
    </div>
  );
}

function Caption({
  label,
  modes = [],
  mode,
  choose,
}: Pick<GridPart<Json>, 'label' | 'modes'> & {
  readonly mode: string | undefined;
  readonly choose: (mode: string) => void;
}) {
  return (
    <div class="caption">
      <span>{label}</span>
      {modes.length === 0 ? null : (
        <span class="modes" role="radiogroup" aria-label="how to place">
          {modes.map(({ name, label: text }) => (
            <button
              key={name}
              type="button"
              role="radio"
              aria-checked={name === mode}
              onClick={() => choose(name)}
            >
              {text}
            </button>
          ))}
        </span>
      )}
    </div>
  );
}
