import { isList, isSameJson, type Json } from '../../core/json';

/** A state as a collapsible tree; differences from the state before are marked. */
export function StateTree({
  value,
  before,
  name = 'state',
  open = false,
}: {
  readonly value: Json;
  readonly before: Json | undefined;
  /** The name of the state. */
  readonly name?: string;
  /** Whether the first level is open, however long it is. */
  readonly open?: boolean;
}) {
  return (
    <div class="state-tree">
      <Node name={name} value={value} before={before} isNew={false} open={open} />
    </div>
  );
}

interface NodeOf {
  readonly name: string;
  readonly value: Json;
  readonly before: Json | undefined;
  /** The value is new: there was a state before, without it. */
  readonly isNew: boolean;
  readonly open?: boolean;
}

const isTree = (value: Json): value is readonly Json[] | { readonly [key: string]: Json } =>
  typeof value === 'object' && value !== null && Object.keys(value).length > 0;

function Node({ name, value, before, isNew, open = false }: NodeOf) {
  const changed = isNew || (before !== undefined && !isSameJson(value, before));
  if (!isTree(value) || isFlat(value))
    return (
      <div class={`leaf${changed ? ' changed' : ''}`}>
        <span class="key">{name}</span>{' '}
        {isTree(value) ? <Flat value={value} before={before} /> : <code>{JSON.stringify(value)}</code>}
        {changed && !isTree(value) && before !== undefined ? (
          <small> was {JSON.stringify(before)}</small>
        ) : null}
      </div>
    );
  const fields = Object.entries(value);
  return (
    <details open={open || changed || fields.length <= 12}>
      <summary>
        <span class="key">{name}</span> <small>{Array.isArray(value) ? `${fields.length} items` : ''}</small>
        {changed ? <span class="changed"> changed</span> : null}
      </summary>
      {fields.map(([field, child]) => {
        const was = childOf(before, field);
        return (
          <Node
            key={field}
            name={field}
            value={child}
            before={was}
            isNew={before !== undefined && was === undefined}
          />
        );
      })}
    </details>
  );
}

/** A list of plain values is shown in one line. */
const isFlat = (value: Json): boolean =>
  Array.isArray(value) && value.every((item) => typeof item !== 'object' || item === null);

function Flat({ value, before }: { readonly value: Json; readonly before: Json | undefined }) {
  return (
    <code>
      {'['}
      {Object.entries(isList(value) ? value : []).map(([index, item]) => {
        const was = childOf(before, index);
        const changed = before !== undefined && (was === undefined || !isSameJson(item, was));
        return (
          <span key={index}>
            {index === '0' ? '' : ', '}
            <span class={changed ? 'changed' : ''}>{JSON.stringify(item)}</span>
          </span>
        );
      })}
      {']'}
    </code>
  );
}

function childOf(value: Json | undefined, field: string): Json | undefined {
  if (value === undefined || value === null || typeof value !== 'object') return undefined;
  return Object.entries(value).find(([name]) => name === field)?.[1];
}
