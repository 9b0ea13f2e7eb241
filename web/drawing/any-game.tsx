import { useLayoutEffect, useRef } from 'preact/hooks';
import { canonicalJson, type Json } from '../../core/json';
import { boardsOf, isBoardFirst } from './boards-of';
import { cellNames, type CellNames } from './cell-names';
import { CommandButton } from './command-button';
import { type CommandGrid, commandGrid } from './command-grid';
import { type CommandGroup, commandGroups, fewCommands } from './command-groups';
import { type DrawingContext } from './drawing-context';
import { PlainGrid } from './plain-grid';
import { seatsLine } from './seat-words';
import { isShortView } from './view-lines';
import { Tree } from './view-tree';

/**
 * A game without a drawing: its legal commands by their fields, its view as a tree. Commands that name a cell
 * are a grid, of the view's own board where it has one. The commands stand above the view, which grows.
 * Boards and short views stand above many commands, which would push them off the screen.
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
  const { boards, names, grid, isViewFirst } = useLayout(view, legal);
  const seats = seatsLine(context);
  const seen = (
    <section key="seen" class="seen-view" role="group" aria-label="the match as you see it">
      <Tree
        value={view}
        name=""
        names={names}
        context={context}
        without={new Set([...boards, ...(grid?.board === undefined ? [] : [grid.board])].map((b) => b.value))}
        open
      />
    </section>
  );
  return (
    <div class="drawing any-game">
      {seats === '' ? null : (
        <p key="seats" class="calm">
          {seats}
        </p>
      )}
      {boards.length === 0 ? null : (
        <section key="boards" role="group" aria-label="the board">
          {boards.map(({ name, value, siblings }, index) => (
            <Tree key={index} {...{ value, name, names, context, siblings }} open />
          ))}
        </section>
      )}
      {isViewFirst ? seen : null}
      <AllCommands key="commands" legal={legal} grid={grid} context={context} />
      {isViewFirst ? null : seen}
    </div>
  );
}

/** The places of boards, commands and view. They are kept in later turns, also without commands. */
function useLayout(view: Json, legal: readonly Json[]) {
  // While others move there are no commands: cells keep their names.
  const names = useRef<CellNames>('from-0');
  const found = boardsOf(view);
  names.current = cellNames(
    legal,
    found.map(({ table }) => table),
    names.current,
  );
  const grid = useRef<CommandGrid | undefined>(undefined);
  grid.current = commandGrid(legal, found, names.current, grid.current);
  // It stays above when there are fewer commands later: nothing changes its place more than once.
  const isAbove = useRef(false);
  isAbove.current ||= isBoardFirst(view, legal);
  const boards = isAbove.current && grid.current?.board === undefined ? found : [];
  const place = useRef<'free' | 'first' | 'last'>('free');
  if (grid.current !== undefined || boards.length > 0 || !isShortView(view)) place.current = 'last';
  else if (place.current === 'free' && legal.length > fewCommands) place.current = 'first';
  return { boards, names: names.current, grid: grid.current, isViewFirst: place.current === 'first' };
}

/**
 * The commands of a turn. Their place is kept while others move: what is below them, and with it the page,
 * stays where it is.
 */
function AllCommands({
  legal,
  grid,
  context,
}: {
  readonly legal: readonly Json[];
  readonly grid: CommandGrid | undefined;
  readonly context: DrawingContext;
}) {
  const box = useRef<HTMLDivElement>(null);
  const height = useRef(0);
  useLayoutEffect(() => {
    if (legal.length > 0) height.current = box.current?.getBoundingClientRect().height ?? 0;
  });
  if (legal.length === 0 && grid === undefined && context.isRunning !== true) return null;
  return (
    <div
      ref={box}
      class="all-commands"
      style={{ minHeight: legal.length === 0 && context.isRunning === true ? `${height.current}px` : '0' }}
    >
      {grid === undefined ? null : <PlainGrid grid={grid} context={context} />}
      {commandGroups(grid?.others ?? legal).map((group) => (
        <Commands key={group.title} group={group} context={context} />
      ))}
    </div>
  );
}

/** From this number on, buttons stand in columns. */
const alignedFrom = 4;

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
  const longest = Math.max(...commands.map(({ label }) => label.length));
  return (
    <section
      class={`commands${table === undefined && commands.length > alignedFrom ? ' aligned' : ''}`}
      role="group"
      aria-label={title === '' ? 'your commands' : title}
      style={{ '--label': `${longest}ch` }}
    >
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
