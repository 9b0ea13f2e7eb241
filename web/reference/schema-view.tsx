import { CodeWords } from './code-words';
import { type ApiDocument, refName, resolved, type Schema } from './document';

type Schemas = ApiDocument['schemas'];

/** Longer patterns are left out: the description beside them says more. */
const maxPatternLength = 30;
/** Fields of these levels are open at first. */
const openLevels = 1;

/** A schema for readers: fields with their types, limits and descriptions; nested fields open on demand. */
export function SchemaView({ of, schemas }: { readonly of: Schema; readonly schemas: Schemas }) {
  return (
    <div class="schema">
      <Fields of={of} schemas={schemas} level={0} />
    </div>
  );
}

function Fields({
  of,
  schemas,
  level,
}: {
  readonly of: Schema;
  readonly schemas: Schemas;
  readonly level: number;
}) {
  const schema = resolved(of, schemas);
  const { properties, required = [], anyOf, oneOf, allOf, items, additionalProperties } = schema;
  const choices = anyOf ?? oneOf;
  if (choices !== undefined)
    return (
      <ul class="plain">
        {choices.map((choice, index) => (
          <li key={index}>
            <Field
              name={`${index === 0 ? 'either' : 'or'}`}
              of={choice}
              schemas={schemas}
              level={level}
              needed
            />
          </li>
        ))}
      </ul>
    );
  if (allOf !== undefined)
    return (
      <>
        {allOf.map((part, index) => (
          <Fields key={index} of={part} schemas={schemas} level={level} />
        ))}
      </>
    );
  if (items !== undefined && properties === undefined)
    return <Field name="each" of={items} schemas={schemas} level={level} needed />;
  return (
    <ul class="plain">
      {Object.entries(properties ?? {}).map(([name, child]) => (
        <li key={name}>
          <Field name={name} of={child} schemas={schemas} level={level} needed={required.includes(name)} />
        </li>
      ))}
      {typeof additionalProperties === 'object' && Object.keys(additionalProperties).length > 0 ? (
        <li>
          <Field name="any name" of={additionalProperties} schemas={schemas} level={level} needed={false} />
        </li>
      ) : null}
    </ul>
  );
}

function Field({
  name,
  of,
  schemas,
  level,
  needed,
}: {
  readonly name: string;
  readonly of: Schema;
  readonly schemas: Schemas;
  readonly level: number;
  readonly needed: boolean;
}) {
  const schema = resolved(of, schemas);
  const head = (
    <>
      <b class="field-name">{name}</b>
      {needed ? '' : <span class="calm"> optional</span>} <code>{typeWords(of, schemas)}</code>{' '}
      <span class="calm">
        <CodeWords of={[of.description ?? schema.description, limits(schema)].filter(Boolean).join('. ')} />
      </span>
    </>
  );
  if (!isNested(schema)) return <div class="leaf">{head}</div>;
  return (
    <details open={level < openLevels && of.$ref === undefined}>
      <summary>{head}</summary>
      <Fields of={schema} schemas={schemas} level={level + 1} />
    </details>
  );
}

const isNested = ({ properties, anyOf, oneOf, allOf, items }: Schema): boolean =>
  (properties !== undefined && Object.keys(properties).length > 0) ||
  [anyOf, oneOf, allOf].some((parts) => parts !== undefined) ||
  (items !== undefined && (items.$ref !== undefined || isNested(items)));

/** `string`, `Ticket`, `array of Player`. */
export function typeWords(given: Schema, schemas: Schemas): string {
  if (given.$ref !== undefined) return refName(given.$ref);
  const { type, items, const: only, enum: choices, anyOf, oneOf, allOf, format } = given;
  if (only !== undefined) return JSON.stringify(only);
  if (choices !== undefined) return choices.map((choice) => JSON.stringify(choice)).join(' | ');
  const parts = anyOf ?? oneOf;
  if (parts !== undefined) return parts.map((part) => typeWords(part, schemas)).join(' | ');
  if (allOf !== undefined) return allOf.map((part) => typeWords(part, schemas)).join(' & ');
  const types = [type].flat().filter((word) => word !== undefined);
  if (types.length > 4) return 'any JSON';
  if (types.length === 1 && types[0] === 'array')
    return `array of ${items === undefined ? 'anything' : typeWords(items, schemas)}`;
  return `${types.join(' | ') || 'any'}${format === undefined ? '' : ` (${format})`}`;
}

function limits({ minimum, maximum, minLength, maxLength, pattern, default: preset }: Schema): string {
  const range = (least: number | undefined, most: number | undefined, unit: string): string[] =>
    least === undefined && most === undefined
      ? []
      : [
          most === undefined
            ? `from ${least}${unit}`
            : least === undefined
              ? `to ${most}${unit}`
              : `${least} to ${most}${unit}`,
        ];
  return [
    ...range(minimum, maximum, ''),
    ...range(minLength, maxLength, ' characters'),
    ...(pattern === undefined || pattern.length > maxPatternLength ? [] : [`as ${pattern}`]),
    ...(preset === undefined ? [] : [`default ${JSON.stringify(preset)}`]),
  ].join(', ');
}
