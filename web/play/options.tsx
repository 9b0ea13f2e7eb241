import { type TargetedEvent } from 'preact';
import * as z from 'zod/mini';
import { type Json } from '../../core/json';
import { type OptionsByName } from './as-options';
import { optionValues, type OptionValues } from '../../core/option-values';
import { useDraft } from '../parts/use-draft';

const json: z.ZodMiniType<Json> = z.json();
/** The part of JSON Schema that a form control needs; a keyword of another form counts as absent. */
const optionSchema = z.looseObject({
  title: z.catch(z.optional(z.string()), undefined),
  description: z.catch(z.optional(z.string()), undefined),
  type: z.catch(z.optional(z.string()), undefined),
  default: z.optional(json),
  minimum: z.catch(z.optional(z.number()), undefined),
  maximum: z.catch(z.optional(z.number()), undefined),
});
const optionsSchema = z.looseObject({ properties: z.optional(z.record(z.string(), optionSchema)) });
type OptionSchema = z.output<typeof optionSchema>;
type Values = OptionsByName;

function fieldsOf(schema: unknown): readonly (readonly [string, OptionSchema])[] {
  const read = optionsSchema.safeParse(schema);
  return read.success ? Object.entries(read.data.properties ?? {}) : [];
}

/** Every option with its default. */
function defaultsOf(schema: unknown): Values {
  return Object.fromEntries(
    fieldsOf(schema).flatMap(([name, { default: value }]) => (value === undefined ? [] : [[name, value]])),
  );
}

/** A value as text: a list or an object as JSON. */
const valueText = (value: Json): string =>
  typeof value === 'object' ? JSON.stringify(value) : String(value);

/** Chosen options in words: `board size 8 · timeout 5`. */
export function optionWords(schema: unknown, values: Values): string {
  const titles = new Map(fieldsOf(schema).map(([name, { title }]) => [name, title ?? name]));
  return Object.entries(values)
    .map(([name, value]) => `${titles.get(name) ?? name} ${valueText(value)}`)
    .join(' · ');
}

/** A form control for each option of a match, made from the game's schema. */
export function OptionFields({
  schema,
  values,
  change,
}: {
  readonly schema: unknown;
  /** The chosen ones; others have their default. */
  readonly values: Values;
  readonly change: (values: Values) => void;
}) {
  const known = optionValues(schema);
  const shown = { ...defaultsOf(schema), ...values };
  return (
    <>
      {fieldsOf(schema).map(([name, option]) => (
        <label key={name} title={option.description}>
          <span>{option.title ?? name}</span>
          <OptionControl
            option={option}
            choices={choicesOf(known.get(name))}
            value={shown[name] ?? null}
            change={(value) => change({ ...values, [name]: value })}
          />
        </label>
      ))}
    </>
  );
}

/** The values to choose from; none where the schema allows others too. */
const choicesOf = (known: OptionValues | undefined): readonly Json[] =>
  known?.complete === true ? known.values : [];

/** An option of a form without a control of its own keeps its default. */
function OptionControl({
  option,
  choices,
  value,
  change,
}: {
  readonly option: OptionSchema;
  readonly choices: readonly Json[];
  readonly value: Json;
  readonly change: (value: Json) => void;
}) {
  if (option.type === 'boolean')
    return (
      <input
        type="checkbox"
        checked={value === true}
        onChange={({ currentTarget }) => change(currentTarget.checked)}
      />
    );
  if (choices.length > 0)
    return (
      <select
        value={JSON.stringify(value)}
        onChange={({ currentTarget }) => change(choices[currentTarget.selectedIndex] ?? null)}
      >
        {choices.map((choice) => (
          <option key={JSON.stringify(choice)} value={JSON.stringify(choice)}>
            {valueText(choice)}
          </option>
        ))}
      </select>
    );
  if (option.type === 'integer' || option.type === 'number') {
    // An empty field means the default.
    const take = (text: string): void => change(text === '' ? (option.default ?? null) : Number(text));
    return <TypedOption number={option} value={valueOf(value)} take={take} />;
  }
  if (option.type === 'string') return <TypedOption value={valueOf(value)} take={change} />;
  return <output>{valueText(value)}</output>;
}

const valueOf = (value: Json): string => String(value ?? '');

/** The card is drawn again while a person types. */
function TypedOption({
  number,
  value,
  take,
}: {
  readonly number?: OptionSchema;
  readonly value: string;
  readonly take: (text: string) => void;
}) {
  const draft = useDraft(value, take);
  const typed = {
    value: draft.shown,
    onInput: ({ currentTarget }: Typed) => draft.type(currentTarget.value),
    onChange: ({ currentTarget }: Typed) => draft.commit(currentTarget.value),
    onBlur: draft.leave,
  };
  if (number === undefined) return <input {...typed} />;
  return <input type="number" min={number.minimum} max={number.maximum} {...typed} />;
}

type Typed = TargetedEvent<HTMLInputElement>;
