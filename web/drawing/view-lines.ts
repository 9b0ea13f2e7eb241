import { type Json } from '../../core/json';
import { tableOf } from './table-of';

/** More lines push the commands below them off a phone's screen. */
const maxLines = 12;

/** How many lines a view takes, about. */
function linesOf(value: Json, name: string, siblings: Json): number {
  const table = tableOf(value, { name, siblings });
  if (table !== undefined) return table.rows.length + 2;
  if (typeof value !== 'object' || value === null) return 1;
  const inside = Object.entries(value);
  const isPlain =
    Array.isArray(value) && inside.every(([, item]) => typeof item !== 'object' || item === null);
  if (isPlain) return Math.max(1, Math.ceil(JSON.stringify(value).length / 40));
  return inside.reduce((lines, [field, child]) => lines + linesOf(child, field, value), 1);
}

/** Whether a phone's screen has room for a view and for the first commands below it. */
export const isShortView = (view: Json): boolean => linesOf(view, '', null) <= maxLines;
