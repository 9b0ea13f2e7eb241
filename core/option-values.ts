import * as z from 'zod/mini';
import { gameLimits } from './game-types';
import { canonicalJson, type Json } from './json';

/** The values of one option that are tried. */
export interface OptionValues {
  readonly values: readonly Json[];
  /** The values are all that the schema allows; checks of the schema may refuse some. */
  readonly complete: boolean;
}

/** Above this number of combinations, each value is tried once instead of all combinations. */
export const maxCombinations = 24;

interface Part {
  readonly $ref?: string | undefined;
  readonly default?: Json | undefined;
  readonly const?: Json | undefined;
  readonly enum?: readonly Json[] | undefined;
  readonly type?: string | readonly string[] | undefined;
  readonly minimum?: number | undefined;
  readonly maximum?: number | undefined;
  readonly minItems?: number | undefined;
  readonly maxItems?: number | undefined;
  readonly anyOf?: readonly Part[] | undefined;
  readonly oneOf?: readonly Part[] | undefined;
  readonly items?: Part | undefined;
  readonly prefixItems?: readonly Part[] | undefined;
  readonly properties?: Readonly<Record<string, Part>> | undefined;
  readonly required?: readonly string[] | undefined;
  readonly additionalProperties?: unknown;
}

const json: z.ZodMiniType<Json> = z.json();
/** A keyword of another form than those that are read counts as absent, so that every schema is read. */
const keyword = <Value extends z.core.$ZodType>(value: Value) => z.catch(z.optional(value), undefined);
const part: z.ZodMiniType<Part> = z.lazy(() =>
  z.object({
    $ref: keyword(z.string()),
    default: keyword(json),
    const: keyword(json),
    enum: keyword(z.array(json)),
    type: keyword(z.union([z.string(), z.array(z.string())])),
    minimum: keyword(z.number()),
    maximum: keyword(z.number()),
    minItems: keyword(z.number()),
    maxItems: keyword(z.number()),
    anyOf: keyword(z.array(part)),
    oneOf: keyword(z.array(part)),
    items: keyword(part),
    prefixItems: keyword(z.array(part)),
    properties: keyword(z.record(z.string(), part)),
    required: keyword(z.array(z.string())),
    additionalProperties: z.optional(z.unknown()),
  }),
);
const root = z.object({ properties: z.record(z.string(), part) });

const none: OptionValues = { values: [], complete: false };

/**
 * The values to try for each option, by its name:
 *
 * - all of an enumeration, both truths, null
 * - every combination within an object or a tuple
 * - of a number its default and its limits
 * - of a list the empty one, each element alone and the longest
 * - of any other form the default alone
 *
 * @param schema as `optionsJsonSchema` makes it
 * @throws $ZodError when it is not a schema of an object with properties
 */
export function optionValues(schema: unknown): ReadonlyMap<string, OptionValues> {
  const { properties } = root.parse(schema);
  return new Map(Object.entries(properties).map(([name, option]) => [name, withDefault(option)]));
}

/** The values of a part, its default among them. */
function withDefault(option: Part): OptionValues {
  const { values, complete } = valuesOf(option);
  const preset = option.default === undefined ? [] : [option.default];
  return { values: distinct(complete ? [...values, ...preset] : [...preset, ...values]), complete };
}

function distinct(values: readonly Json[]): readonly Json[] {
  return [...new Map(values.map((value) => [canonicalJson(value), value])).values()];
}

function valuesOf(option: Part): OptionValues {
  // A part that contains itself has no end of values.
  if (option.$ref !== undefined) return none;
  if (option.enum !== undefined) return { values: option.enum, complete: true };
  if (option.const !== undefined) return { values: [option.const], complete: true };
  const choices = option.anyOf ?? option.oneOf;
  if (choices !== undefined) return together(choices.map(withDefault));
  const types = typeof option.type === 'string' ? [option.type] : (option.type ?? []);
  return types.length === 0 ? none : together(types.map((type) => valuesOfType(type, option)));
}

function together(parts: readonly OptionValues[]): OptionValues {
  return {
    values: distinct(parts.flatMap(({ values }) => values)),
    complete: parts.every(({ complete }) => complete),
  };
}

function valuesOfType(type: string, option: Part): OptionValues {
  switch (type) {
    case 'boolean':
      return { values: [false, true], complete: true };
    case 'null':
      return { values: [null], complete: true };
    case 'integer':
    case 'number':
      return { values: limitsOf(option), complete: false };
    case 'object':
      return objectsOf(option);
    case 'array':
      return option.prefixItems === undefined
        ? { values: listsOf(option), complete: false }
        : tuplesOf(option.prefixItems);
    default:
      return none;
  }
}

/** zod writes the range of safe integers for a number that has no limits of its own. */
const limitsOf = ({ minimum, maximum }: Part): readonly number[] =>
  [minimum, maximum].flatMap((limit) =>
    limit !== undefined && Math.abs(limit) < Number.MAX_SAFE_INTEGER ? [limit] : [],
  );

/** The values of one place in a combination; undefined leaves the place out. */
type FieldValues = readonly (Json | undefined)[];

function objectsOf({ properties, required = [], additionalProperties = false }: Part): OptionValues {
  if (properties === undefined) return none;
  const fields = Object.entries(properties).map(([name, option]) => {
    const { values, complete } = withDefault(option);
    // With a default, an absent field is the field with that default.
    const mayLack = !required.includes(name) && option.default === undefined;
    return { name, complete, place: mayLack ? [undefined, ...values] : values };
  });
  const rows = combinations(fields.map(({ place }) => place));
  return {
    values: rows.map((row) =>
      Object.fromEntries(
        fields.flatMap(({ name }, index) => {
          const value = row[index];
          return value === undefined ? [] : [[name, value]];
        }),
      ),
    ),
    complete:
      additionalProperties === false &&
      fields.every(({ complete }) => complete) &&
      rows.length === productOf(fields.map(({ place }) => place)),
  };
}

function tuplesOf(parts: readonly Part[]): OptionValues {
  const places = parts.map(withDefault);
  const rows = combinations(places.map(({ values }) => values));
  return {
    values: rows.map((row) => row.flatMap((value) => (value === undefined ? [] : [value]))),
    complete:
      places.every(({ complete }) => complete) &&
      rows.length === productOf(places.map(({ values }) => values)),
  };
}

/** Longest list that is tried where the schema sets no limit. */
const maxListItems = 4;

function listsOf({ items, minItems = 0, maxItems = maxListItems }: Part): readonly Json[] {
  // Not even the shortest list fits into the options.
  if (minItems > gameLimits.maxOptionsCharacters) return [];
  const values = items === undefined ? [] : withDefault(items).values;
  const [first] = values;
  if (first === undefined) return minItems === 0 ? [[]] : [];
  const least = Math.max(1, minItems);
  const longest = Array.from(
    { length: Math.max(least, Math.min(maxItems, maxListItems)) },
    (_, index) => values[index % values.length] ?? first,
  );
  return [
    ...(minItems === 0 ? [[]] : []),
    ...(maxItems === 0
      ? []
      : [...values.map((value) => Array.from({ length: least }, () => value)), longest]),
  ];
}

const productOf = (places: readonly FieldValues[]): number =>
  places.reduce((product, { length }) => product * length, 1);

/**
 * Every combination of the values of each place; above `maxCombinations`, the first values, and each other
 * value once.
 */
function combinations(places: readonly FieldValues[]): readonly FieldValues[] {
  if (productOf(places) <= maxCombinations)
    return places.reduce<readonly FieldValues[]>(
      (rows, place) => rows.flatMap((row) => place.map((value) => [...row, value])),
      [[]],
    );
  const firsts = places.map(([first]) => first);
  const others = places.flatMap((place, at) =>
    place.slice(1).map((value) => firsts.map((first, index) => (index === at ? value : first))),
  );
  return [firsts, ...others];
}
