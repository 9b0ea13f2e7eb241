import { canonicalJson, isList, type Json } from '../../core/json';
import { isFields, valueWords } from './value-words';

/** Commands with fields inside of fields, as lines of aligned columns. */
export interface CommandTable {
  readonly columns: readonly string[];
  /** The cells of each command. */
  readonly rows: ReadonlyArray<readonly string[]>;
}

/** A part of a command that is told as one: a plain field, a list, or an object of plain fields. */
interface Part {
  /** The names of the fields that lead to it: `route to`. */
  readonly name: string;
  readonly value: Json;
}

type Fields = { readonly [field: string]: Json };

/** A phone has no room for more. */
const mostColumns = 5;

const isPlain = (value: Json): boolean => typeof value !== 'object' || value === null;

/** The parts of a command: `{ "take": 1, "to": { "via": [], "end": "a1" } }` → `take`, `to via`, `to end`. */
function partsOf(fields: Fields, path: readonly string[] = []): readonly Part[] {
  return Object.entries(fields).flatMap(([field, value]) => {
    const names = [...path, field];
    return isFields(value) && !Object.values(value).every(isPlain)
      ? partsOf(value, names)
      : [{ name: names.join(' '), value }];
  });
}

/** The parts in which commands differ; all parts of a single command. */
function differing(commands: readonly Fields[]): readonly string[] {
  const told = commands.map((command) => new Map(partsOf(command).map(({ name, value }) => [name, value])));
  const names = [...new Set(told.flatMap((parts) => [...parts.keys()]))];
  if (commands.length === 1) return names;
  return names.filter((name) => {
    const values = told.map((parts) => (parts.has(name) ? canonicalJson(parts.get(name) ?? null) : ''));
    return new Set(values).size > 1;
  });
}

/** Whether a field has fields or lists of its own: such commands are long. */
export const isNested = (value: Json): boolean =>
  isFields(value) || (Array.isArray(value) && !value.every(isPlain));

/** Commands as lines of aligned columns; undefined where there is one line or column, or too many columns. */
export function commandTable(commands: readonly Fields[]): CommandTable | undefined {
  const names = differing(commands);
  if (commands.length < 2 || names.length < 2 || names.length > mostColumns) return undefined;
  const rows = commands.map((command) => {
    const parts = partsOf(command);
    return names.map((name) => parts.find((part) => part.name === name));
  });
  const columns = names.map((name, column) => {
    const first = rows.map((row) => row[column]).find((part) => part !== undefined && isFields(part.value));
    // The meaning of the values in its cells.
    return first === undefined ? name : `${name}: ${Object.keys(first.value ?? {}).join(', ')}`;
  });
  return { columns, rows: rows.map((row) => row.map((part) => (part === undefined ? '–' : cellOf(part)))) };
}

/** A command in one line: `from x 0, y 2 · to x 1, y 2`. @param among the commands from which it differs */
export function commandLine(command: Fields, among: readonly Fields[]): string {
  const names = differing(among);
  return partsOf(command)
    .filter(({ name }) => names.includes(name))
    .map(({ name, value }) => `${name} ${isFields(value) ? valueWords(value) : listWords(value)}`)
    .join(' · ');
}

const cellOf = ({ value }: Part): string =>
  isFields(value) ? Object.values(value).map(valueWords).join(', ') : listWords(value);

/** Of things in a list their values are enough: `silk 1, coin 1`. */
function listWords(value: Json): string {
  if (!isList(value) || value.length === 0) return valueWords(value);
  return value
    .map((item) => (isFields(item) ? Object.values(item).map(valueWords).join(' ') : valueWords(item)))
    .join(', ');
}
