import { canonicalJson, type Json } from '../../core/json';
import { type DrawingContext } from './drawing';
import { CommandButton } from './command-button';
import { commandGroups } from './command-groups';

/** A game without a drawing: its view as a tree, its legal commands as buttons grouped by their fields. */
export function AnyGame({
  view,
  legal,
  context,
}: {
  readonly view: Json;
  readonly legal: readonly Json[];
  readonly context: DrawingContext;
}) {
  return (
    <div class="drawing any-game">
      <section aria-label="the match as you see it">
        <Tree value={view} name="" open />
      </section>
      {commandGroups(legal).map(({ title, commands }) => (
        <section key={title} class="commands" aria-label={title === '' ? 'your commands' : title}>
          {title === '' ? null : <h3>{title}</h3>}
          {commands.map(({ label, command }) => (
            <CommandButton key={canonicalJson(command)} label={label} command={command} context={context} />
          ))}
        </section>
      ))}
    </div>
  );
}

/** JSON as a collapsible tree. */
export function Tree({
  value,
  name,
  open = false,
}: {
  readonly value: Json;
  readonly name: string;
  readonly open?: boolean;
}) {
  const title = name === '' ? null : <span class="key">{name}</span>;
  if (typeof value !== 'object' || value === null)
    return (
      <div class="leaf">
        {title} <code>{JSON.stringify(value)}</code>
      </div>
    );
  const fields = Object.entries(value);
  if (fields.every(([, field]) => typeof field !== 'object' || field === null) && Array.isArray(value))
    return (
      <div class="leaf">
        {title} <code>{JSON.stringify(value)}</code>
      </div>
    );
  return (
    <details class="tree" open={open || fields.length <= 12}>
      <summary>
        {title ?? 'view'} <small>{Array.isArray(value) ? `${fields.length} items` : ''}</small>
      </summary>
      {fields.map(([field, child]) => (
        <Tree key={field} name={field} value={child} />
      ))}
    </details>
  );
}
