import { canonicalJson, type Json } from '../../core/json';
import { commandLine, type CommandTable, commandTable, isNested } from './command-table';
import { fieldWords, isFields, valueWords } from './value-words';

/** Commands that share the values of the most selective fields, under one title. */
export interface CommandGroup {
  readonly title: string;
  readonly commands: readonly { readonly label: string; readonly command: Json }[];
  /** Present where fields have fields of their own: the commands as lines of it. */
  readonly table?: CommandTable;
}

/** From this number of commands on, a single list of buttons is too long to read. */
export const fewCommands = 12;

type Fields = { readonly [field: string]: Json };

const valuesOf = (commands: readonly Fields[], field: string): ReadonlySet<string> =>
  new Set(commands.map((command) => canonicalJson(command[field] ?? null)));

/**
 * Legal commands as groups of buttons. Objects are grouped by the field with the fewest values (usually
 * `kind`), and first of all by one that every command has. A group that is still long is divided by its next
 * one. A field that is the same in all commands is left out of the labels.
 */
export function commandGroups(legal: readonly Json[]): readonly CommandGroup[] {
  const objects = legal.filter(isFields);
  if (legal.length === 0) return [];
  if (objects.length < legal.length)
    return [{ title: '', commands: legal.map((command) => ({ label: valueWords(command), command })) }];
  const fields = [...new Set(objects.flatMap((command) => Object.keys(command)))];
  const varied = fields.filter((field) => valuesOf(objects, field).size > 1);
  const parts = divided(objects, varied, []);
  if (parts.length > 1) return parts;
  return [group(objects, varied.length > 0 ? varied : fields, heading(objects, fields, varied))];
}

/** One field that varies is named once, above its values, with what is the same in every command. */
function heading(commands: readonly Fields[], fields: readonly string[], varied: readonly string[]): string {
  const [single] = varied;
  if (single === undefined || varied.length > 1) return '';
  const common = fields
    .filter((field) => field !== single)
    .flatMap((field) => {
      const value = commands[0]?.[field];
      return typeof value === 'string' ? [value] : [];
    });
  return [...common, single].join(' ');
}

/** @param titles the fields by which the commands are divided already, with their values */
function divided(
  commands: readonly Fields[],
  fields: readonly string[],
  titles: readonly string[],
): readonly CommandGroup[] {
  const [divider] =
    commands.length <= fewCommands
      ? []
      : fields
          .map((field) => ({
            field,
            size: valuesOf(commands, field).size,
            isEverywhere: commands.every((command) => field in command),
          }))
          .filter(({ size }) => size > 1 && size <= fewCommands && size < commands.length)
          .sort(
            (left, right) => Number(right.isEverywhere) - Number(left.isEverywhere) || left.size - right.size,
          );
  if (divider === undefined) return [group(commands, fields, titles.join(' · '))];
  const { field } = divider;
  const rest = fields.filter((other) => other !== field);
  return [...valuesOf(commands, field)].flatMap((value) => {
    const own = commands.filter((command) => canonicalJson(command[field] ?? null) === value);
    // A field that these commands do not have is not in their title.
    const shared = own.find((command) => field in command)?.[field];
    return divided(own, rest, shared === undefined ? titles : [...titles, `${field} ${valueWords(shared)}`]);
  });
}

/** @param shown the fields that labels name; a single one is named in the title, if there is one */
function group(commands: readonly Fields[], shown: readonly string[], title: string): CommandGroup {
  const named = shown.length > 1 || title === '';
  const parts = commands.map((command) => shownOf(command, shown));
  const nested = named && parts.some((fields) => Object.values(fields).some(isNested));
  const label = (command: Fields, fields: Fields): string => {
    const own = Object.entries(fields);
    const [first] = own;
    if (first === undefined) return valuesInWords(command);
    if (nested) return commandLine(fields, parts);
    return named ? fieldWords(own) : valueWords(first[1]);
  };
  const table = nested ? commandTable(parts) : undefined;
  return {
    title,
    commands: commands.map((command, index) => ({ label: label(command, parts[index] ?? {}), command })),
    ...(table === undefined ? {} : { table }),
  };
}

/** The values of a command; every button has a word. */
const valuesInWords = (command: Fields): string =>
  Object.values(command).map(valueWords).join(' ') || valueWords(command);

/** The fields of a command that its group shows. */
const shownOf = (command: Fields, shown: readonly string[]): Fields =>
  Object.fromEntries(
    shown.flatMap((field) => {
      const value = command[field];
      return value === undefined ? [] : [[field, value] as const];
    }),
  );
