import { canonicalJson, isList, type Json } from '../../core/json';
import { isFields, itemWords, valueWords } from './value-words';

/** Commands with fields inside of fields, as lines of aligned columns. */
export interface CommandTable {
  readonly columns: readonly string[];
  /** The cells of each command. */
  readonly rows: ReadonlyArray<readonly string[]>;
}

/** A part of a command with a column of its own: a plain field, a list, or an object of plain fields. */
interface Part {
  /** The names of the fields that lead to it: `route to`. */
  readonly name: string;
  readonly value: Json;
}

type Fields = { readonly [field: string]: Json };

/** A phone has no room for more. */
const maxColumns = 5;

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
  const fields = commands.map((command) => new Map(partsOf(command).map(({ name, value }) => [name, value])));
  const names = [...new Set(fields.flatMap((parts) => [...parts.keys()]))];
  if (commands.length === 1) return names;
  return names.filter((name) => {
    const values = fields.map((parts) => (parts.has(name) ? canonicalJson(parts.get(name) ?? null) : ''));
    return new Set(values).size > 1;
  });
}

/** Whether a field has fields or lists of its own: such commands are long. */
export const isNested = (value: Json): boolean =>
  isFields(value) || (Array.isArray(value) && !value.every(isPlain));

/** Commands as lines of aligned columns; undefined where there is one line or column, or too many columns. */
export function commandTable(commands: readonly Fields[]): CommandTable | undefined {
  const names = differing(commands);
  if (commands.length < 2 || names.length < 2 || names.length > maxColumns) return undefined;
  const parts = commands.map((command) => new Map(partsOf(command).map(({ name, value }) => [name, value])));
  const columns = names.map((name) =>
    columnOf(
      name,
      [...parts].map((values) => values.get(name)),
    ),
  );
  return {
    columns: columns.map(({ title }) => title),
    rows: parts.map((_, row) => columns.map(({ cells }) => cells[row] ?? '–')),
  };
}

/**
 * A column: where all its things have the same fields, these stand in its title once, and its cells have the
 * values alone. Otherwise each cell names its fields: `wood 1`, `ore 1`.
 */
function columnOf(
  name: string,
  values: ReadonlyArray<Json | undefined>,
): { readonly title: string; readonly cells: readonly string[] } {
  const present = values.flatMap((value) => (value === undefined ? [] : [value]));
  const shared = present.every(isFields) ? sharedFields(present) : undefined;
  const words = (value: Json): string =>
    shared !== undefined && isFields(value)
      ? Object.values(value).map(valueWords).join(', ')
      : listWords(value, present);
  return {
    title: shared === undefined ? name : `${name}: ${shared.join(', ')}`,
    cells: values.map((value) => (value === undefined ? '–' : words(value))),
  };
}

/** The fields that all things have, in the same order; undefined where things differ in them. */
function sharedFields(things: readonly Fields[]): readonly string[] | undefined {
  const [first, ...others] = things.map((thing) => Object.keys(thing));
  const isShared =
    first !== undefined && first.length > 0 && others.every((fields) => fields.join() === first.join());
  return isShared ? first : undefined;
}

/** A command in one line: `from x 0, y 2 · to x 1, y 2`. @param among the commands from which it differs */
export function commandLine(command: Fields, among: readonly Fields[]): string {
  const names = differing(among);
  const others = among.flatMap((other) => partsOf(other));
  return partsOf(command)
    .filter(({ name }) => names.includes(name))
    .map(({ name, value }) => {
      const like = others.flatMap((part) => (part.name === name ? [part.value] : []));
      return `${name} ${listWords(value, like)}`;
    })
    .join(' · ');
}

/**
 * A value in words. Of things in lists their values are enough, `silk 1, coin 1`, where all of them have the
 * same fields and a word among the values.
 * @param like the values at the same place in other commands
 */
function listWords(value: Json, like: readonly Json[]): string {
  if (!isList(value) || value.length === 0) return valueWords(value);
  const things = [value, ...like].flatMap((list) => (isList(list) ? list.filter(isFields) : []));
  const areValuesEnough =
    sharedFields(things) !== undefined &&
    things.every((thing) => Object.values(thing).some((part) => typeof part === 'string'));
  return value
    .map((item) =>
      isFields(item) && areValuesEnough ? Object.values(item).map(valueWords).join(' ') : itemWords(item),
    )
    .join(', ');
}
