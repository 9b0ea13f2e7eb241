import { useLayoutEffect, useRef } from 'preact/hooks';
import { canonicalJson, isList, type Json } from '../../core/json';
import { type DrawingContext } from './drawing-context';
import { CommandButton } from './command-button';
import { type CommandGroup, commandGroups } from './command-groups';
import { boardsOf, isBoardFirst } from './boards-of';
import { cellWords, isFields, valueWords } from './value-words';
import { cellNames, type CellNames } from './cell-names';
import { type JsonTable, listForm, type ListForm, tableOf } from './table-of';

/**
 * A game without a drawing: its legal commands as buttons grouped by their fields, its view as a tree. The
 * commands stand above the view, which grows. Boards stand above many commands, which would push them off the
 * screen.
 */
export function AnyGame({
  view,
  legal,
  context,
}: {
  readonly view: Json;
  readonly legal: readonly Json[];
  readonly context: DrawingContext;
}) {
  // While others move there are no commands: cells keep their names.
  const names = useRef<CellNames>('from-0');
  const found = boardsOf(view);
  names.current = cellNames(
    legal,
    found.map(({ table }) => table),
    names.current,
  );
  // It stays above when there are fewer commands later: nothing changes its place more than once.
  const isAbove = useRef(false);
  isAbove.current ||= isBoardFirst(view, legal);
  const boards = isAbove.current ? found : [];
  return (
    <div class="drawing any-game">
      {boards.length === 0 ? null : (
        <section key="boards" role="group" aria-label="the board">
          {boards.map(({ name, value, siblings }, index) => (
            <Tree key={index} value={value} name={name} names={names.current} siblings={siblings} open />
          ))}
        </section>
      )}
      <AllCommands key="commands" legal={legal} context={context} />
      <section key="seen" role="group" aria-label="the match as you see it">
        <Tree
          value={view}
          name=""
          names={names.current}
          without={new Set(boards.map(({ value }) => value))}
          open
        />
      </section>
    </div>
  );
}

/**
 * The commands of a turn. Their place is kept while others move: what is below them, and with it the page,
 * stays where it is.
 */
function AllCommands({
  legal,
  context,
}: {
  readonly legal: readonly Json[];
  readonly context: DrawingContext;
}) {
  const box = useRef<HTMLDivElement>(null);
  const height = useRef(0);
  useLayoutEffect(() => {
    if (legal.length > 0) height.current = box.current?.getBoundingClientRect().height ?? 0;
  });
  if (legal.length === 0 && context.isRunning !== true) return null;
  return (
    <div
      ref={box}
      class="all-commands"
      style={{ minHeight: legal.length === 0 ? `${height.current}px` : '0' }}
    >
      {commandGroups(legal).map((group) => (
        <Commands key={group.title} group={group} context={context} />
      ))}
    </div>
  );
}

/** The buttons of a group; those of long commands are the lines of a table. */
function Commands({
  group: { title, commands, table },
  context,
}: {
  readonly group: CommandGroup;
  readonly context: DrawingContext;
}) {
  const buttons = commands.map(({ label, command }, line) => (
    <CommandButton
      key={canonicalJson(command)}
      label={label}
      cells={table?.rows[line]?.map((words, column) => ({ column: table.columns[column] ?? '', words }))}
      command={command}
      context={context}
    />
  ));
  return (
    <section class="commands" role="group" aria-label={title === '' ? 'your commands' : title}>
      {title === '' ? null : <h2>{title}</h2>}
      {table === undefined ? (
        buttons
      ) : (
        <div class="command-table" style={{ '--columns': table.columns.length }}>
          {/* Each button has the names of its columns for screen readers. */}
          <p aria-hidden="true">
            {table.columns.map((column) => (
              <span key={column}>{column}</span>
            ))}
          </p>
          {buttons}
        </div>
      )}
    </section>
  );
}

/** JSON as a collapsible tree; lists of equal shape are tables. */
function Tree({
  value,
  name,
  names,
  siblings = null,
  without,
  open = false,
}: {
  readonly value: Json;
  readonly name: string;
  readonly names: CellNames;
  /** The object that the value is in. */
  readonly siblings?: Json;
  /** Parts that are shown elsewhere. */
  readonly without?: ReadonlySet<Json>;
  readonly open?: boolean;
}) {
  if (without?.has(value) === true) return null;
  const title = name === '' ? null : <span class="key">{name}</span>;
  const form = useRef<ListForm | undefined>(undefined);
  const table = tableOf(value, { siblings, name, names, before: form.current });
  form.current = isList(value) ? listForm(value, table, form.current) : undefined;
  if (table !== undefined) return <Table name={name} table={table} />;
  if (typeof value !== 'object' || value === null || isPlainList(value) || Object.keys(value).length === 0)
    return (
      <div class="leaf">
        {title} <code>{JSON.stringify(value)}</code>
      </div>
    );
  const fields = Object.entries(value);
  return (
    <details class="tree" open={open || fields.length <= 12}>
      <summary>
        {title ?? 'what you see'} <small>{Array.isArray(value) ? `${fields.length} items` : ''}</small>
      </summary>
      {fields.map(([field, child]) => (
        <Tree key={field} name={field} names={names} value={child} siblings={value} without={without} />
      ))}
    </details>
  );
}

const isPlainList = (value: Json): boolean =>
  Array.isArray(value) && value.every((item) => typeof item !== 'object' || item === null);

function Table({
  name,
  table: { kind, columns, rows },
}: {
  readonly name: string;
  readonly table: JsonTable;
}) {
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
          {rows.map((row) => (
            <tr key={row.name}>
              <th scope="row">{row.name}</th>
              {row.cells.map((cell, column) => (
                <td key={column} title={isFields(cell) ? valueWords(cell) : undefined}>
                  {kind === 'board' ? cellWords(cell) : cellText(cell)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** `[3, null]` → `3, –`; `{ "x": 0, "y": 2 }` → `x 0, y 2`. */
function cellText(cell: Json): string {
  if (cell === null || cell === '') return '–';
  if (Array.isArray(cell)) return cell.map(cellText).join(', ');
  return valueWords(cell);
}
