import { type Json } from '../../core/json';
import { fewCommands } from './command-groups';
import { type JsonTable, type TableHints, tableOf } from './table-of';
import { isFields } from './value-words';

/** A board in a view. */
export interface FoundBoard extends Required<Pick<TableHints, 'name' | 'siblings'>> {
  readonly value: Json;
  readonly table: JsonTable;
}

function allBoards(value: Json, name = '', siblings: Json = null): readonly FoundBoard[] {
  const table = tableOf(value, { name, siblings });
  if (table?.kind === 'board') return [{ name, siblings, value, table }];
  if (!isFields(value)) return [];
  return Object.entries(value).flatMap(([field, child]) => allBoards(child, field, value));
}

const sizeOf = ({ table: { rows, columns } }: FoundBoard): string => `${rows.length} ${columns.length}`;

/** The boards of a view, at any depth: the first one, and those of the same size. */
export function boardsOf(view: Json): readonly FoundBoard[] {
  const boards = allBoards(view);
  const [first] = boards;
  return first === undefined ? [] : boards.filter((board) => sizeOf(board) === sizeOf(first));
}

/**
 * Whether boards stand above the commands: a long list of commands would push them off the screen.
 */
export const isBoardFirst = (view: Json, commands: readonly Json[]): boolean =>
  commands.length > fewCommands && boardsOf(view).length > 0;
