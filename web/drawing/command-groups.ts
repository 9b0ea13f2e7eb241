import { canonicalJson, type Json } from '../../core/json';

/** Commands that share the value of the most selective field, under one title. */
export interface CommandGroup {
  readonly title: string;
  readonly commands: readonly { readonly label: string; readonly command: Json }[];
}

/** From this number of commands on, a single list of buttons is too long to read. */
const fewCommands = 12;

const isFields = (value: Json): value is { readonly [field: string]: Json } =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const word = (value: Json): string => (typeof value === 'string' ? value : JSON.stringify(value));

/**
 * Legal commands as groups of buttons. Objects are grouped by the text field with the fewest values (usually
 * `kind`); a field that is the same in all commands is left out of the labels.
 */
export function commandGroups(legal: readonly Json[]): readonly CommandGroup[] {
  const objects = legal.filter(isFields);
  if (objects.length < legal.length)
    return legal.length === 0
      ? []
      : [{ title: '', commands: legal.map((command) => ({ label: word(command), command })) }];
  const valuesOf = (field: string): ReadonlySet<string> =>
    new Set(objects.map((command) => canonicalJson(command[field] ?? null)));
  const fields = [...new Set(objects.flatMap((command) => Object.keys(command)))];
  const varied = fields.filter((field) => valuesOf(field).size > 1);
  const divider =
    legal.length <= fewCommands
      ? undefined
      : varied
          .filter((field) => valuesOf(field).size <= fewCommands)
          .sort((left, right) => valuesOf(left).size - valuesOf(right).size)[0];
  const shown = (varied.length > 0 ? varied : fields).filter((field) => field !== divider);
  const label = (command: { readonly [field: string]: Json }): string =>
    shown
      .filter((field) => field in command)
      .map(
        (field) =>
          `${shown.length > 1 || varied.length === 0 ? `${field} ` : ''}${word(command[field] ?? null)}`,
      )
      .join(', ') || word(command);
  // One field that varies is named once, above its values, with what is the same in every command.
  const [single] = shown;
  const common = fields.filter(
    (field) => valuesOf(field).size === 1 && typeof objects[0]?.[field] === 'string',
  );
  const heading =
    varied.length > 0 && shown.length === 1 && single !== undefined
      ? [...common.map((field) => word(objects[0]?.[field] ?? null)), single].join(' ')
      : '';
  const groups = new Map<string, { label: string; command: Json }[]>();
  for (const command of objects) {
    const title = divider === undefined ? heading : `${divider} ${word(command[divider] ?? null)}`;
    const group = groups.get(title) ?? [];
    group.push({ label: label(command), command });
    groups.set(title, group);
  }
  return [...groups].map(([title, commands]) => ({ title, commands }));
}
