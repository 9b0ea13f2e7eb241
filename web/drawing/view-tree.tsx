import { useRef } from 'preact/hooks';
import { isList, type Json } from '../../core/json';
import { type CellNames } from './cell-names';
import { type DrawingContext } from './drawing-context';
import { lineSeatName, seatNameOf } from './seat-words';
import { type JsonTable, listForm, type ListForm, tableOf } from './table-of';
import { cellWords, isFields, valueWords } from './value-words';

interface TreeProps {
  readonly value: Json;
  readonly name: string;
  readonly names: CellNames;
  readonly context: DrawingContext;
  /** The object that the value is in. */
  readonly siblings?: Json;
  /** Parts that are shown elsewhere. */
  readonly without?: ReadonlySet<Json>;
  /** Whether the value is a field of the view itself. */
  readonly isTop?: boolean;
  readonly open?: boolean;
}

/** JSON as a collapsible tree; lists of equal shape are tables. */
export function Tree(props: TreeProps) {
  const { value, name, names, context, siblings = null, without, isTop = false, open = false } = props;
  const form = useRef<ListForm | undefined>(undefined);
  if (without?.has(value) === true) return null;
  const title = name === '' ? null : <span class="key">{name}</span>;
  const table = tableOf(value, { siblings, name, names, before: form.current });
  form.current = isList(value) ? listForm(value, table, form.current) : undefined;
  if (table !== undefined) return <Table name={name} table={table} context={context} />;
  if (typeof value !== 'object' || value === null || isPlainList(value) || Object.keys(value).length === 0) {
    const player = seatNameOf(name, value, isTop, context);
    return (
      <div class="leaf">
        {title} <code>{JSON.stringify(value)}</code>
        {player === undefined ? null : <> {player}</>}
      </div>
    );
  }
  const fields = Object.entries(value);
  return (
    <details class="tree" open={open || fields.length <= 12}>
      <summary>
        {title ?? 'what you see'} <small>{Array.isArray(value) ? `${fields.length} items` : ''}</small>
      </summary>
      {fields.map(([field, child]) => (
        <Tree
          key={field}
          name={field}
          names={names}
          context={context}
          value={child}
          siblings={value}
          without={without}
          isTop={name === ''}
        />
      ))}
    </details>
  );
}

const isPlainList = (value: Json): boolean =>
  Array.isArray(value) && value.every((item) => typeof item !== 'object' || item === null);

function Table({
  name,
  table: { kind, columns, rows },
  context,
}: {
  readonly name: string;
  readonly table: JsonTable;
  readonly context: DrawingContext;
}) {
  const lineName = (line: number): string => {
    const player = kind === 'list' ? lineSeatName(name, line, rows.length, context) : undefined;
    return player === undefined ? '' : ` ${player}`;
  };
  return (
    <div class="json-table" tabIndex={0} role="group" aria-label={name === '' ? kind : name}>
      <table class={kind}>
        <caption>{name}</caption>
        <thead>
          <tr>
            <td />
            {columns.map((column) => (
              <th key={column} scope="col">
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, line) => (
            <tr key={row.name}>
              <th scope="row">
                {row.name}
                {lineName(line)}
              </th>
              {row.cells.map((cell, column) => (
                <td key={column} title={isFields(cell) ? valueWords(cell) : undefined}>
                  {kind === 'board' ? cellWords(cell) : cellText(cell, columns[column] ?? '', context)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** `[3, null]` → `3, –`; `{ "x": 0, "y": 2 }` → `x 0, y 2`; a seat with its player, `1 Ada`. */
function cellText(cell: Json, column: string, context: DrawingContext): string {
  if (cell === null || cell === '') return '–';
  if (isList(cell)) return cell.map((item) => cellText(item, '', context)).join(', ');
  const player = seatNameOf(column, cell, false, context);
  return player === undefined ? valueWords(cell) : `${valueWords(cell)} ${player}`;
}
