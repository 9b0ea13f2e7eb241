import * as z from 'zod/mini';

/** The part of OpenAPI 3.1 and JSON Schema that the document of the API uses. */

export interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | Schema;
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly pattern?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
}
export interface Operation {
  readonly operationId: string;
  readonly security?: ReadonlyArray<Readonly<Record<string, unknown>>>;
  readonly parameters?: ReadonlyArray<{
    readonly name: string;
    readonly in: string;
    readonly required: boolean;
    readonly schema: Schema;
  }>;
  readonly requestBody?: {
    readonly required?: boolean;
    readonly content: { readonly 'application/json': { readonly schema: Schema } };
  };
  readonly responses: Readonly<
    Record<string, { readonly content?: Readonly<Record<string, { readonly schema: Schema }>> }>
  >;
}
export interface OpenApiDocument {
  readonly openapi: string;
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
}

const text = z.string();
const count = z.optional(z.number());
const schema: z.ZodMiniType<Schema> = z.looseObject({
  $ref: z.optional(text),
  type: z.optional(z.union([text, z.array(text)])),
  properties: z.optional(
    z.record(
      text,
      z.lazy(() => schema),
    ),
  ),
  required: z.optional(z.array(text)),
  additionalProperties: z.optional(z.union([z.boolean(), z.lazy(() => schema)])),
  items: z.optional(z.lazy(() => schema)),
  anyOf: z.optional(z.array(z.lazy(() => schema))),
  oneOf: z.optional(z.array(z.lazy(() => schema))),
  enum: z.optional(z.array(z.unknown())),
  const: z.optional(z.unknown()),
  pattern: z.optional(text),
  minimum: count,
  maximum: count,
  minLength: count,
  maxLength: count,
});
const content = z.looseObject({ schema });
const operation: z.ZodMiniType<Operation> = z.looseObject({
  operationId: text,
  security: z.optional(z.array(z.record(text, z.unknown()))),
  parameters: z.optional(z.array(z.looseObject({ name: text, in: text, required: z.boolean(), schema }))),
  requestBody: z.optional(
    z.looseObject({
      required: z.optional(z.boolean()),
      content: z.looseObject({ 'application/json': content }),
    }),
  ),
  responses: z.record(text, z.looseObject({ content: z.optional(z.record(text, content)) })),
});

/** Reads the document; members that the tests do not use stay in it. */
export const openApi: z.ZodMiniType<OpenApiDocument> = z.looseObject({
  openapi: text,
  paths: z.record(text, z.record(text, operation)),
  components: z.looseObject({ schemas: z.record(text, schema) }),
});

const resolve = (document: OpenApiDocument, schema: Schema): Schema =>
  schema.$ref === undefined
    ? schema
    : (document.components.schemas[schema.$ref.replace('#/components/schemas/', '')] ?? {});

/** Why a value does not fit a schema. Covers the part of JSON Schema that the document uses. */
export function misfits(
  document: OpenApiDocument,
  value: unknown,
  given: Schema,
  where = '',
): readonly string[] {
  const schema = resolve(document, given);
  const forms = schema.anyOf ?? schema.oneOf;
  if (forms !== undefined)
    return forms.some((form) => misfits(document, value, form, where).length === 0)
      ? []
      : [`${where} fits no form`];
  if (schema.const !== undefined && value !== schema.const)
    return [`${where} is not ${String(schema.const)}`];
  if (schema.enum !== undefined && !schema.enum.includes(value))
    return [`${where} is not one of ${schema.enum.join(', ')}`];
  const kind =
    value === null
      ? 'null'
      : Array.isArray(value)
        ? 'array'
        : typeof value === 'number' && Number.isInteger(value)
          ? 'integer'
          : typeof value;
  const types = schema.type === undefined ? undefined : [schema.type].flat();
  if (types !== undefined && !types.includes(kind) && !(kind === 'integer' && types.includes('number')))
    return [`${where} is ${kind}, not ${types.join(' or ')}`];
  if (
    typeof value === 'string' &&
    schema.pattern !== undefined &&
    !new RegExp(schema.pattern, 'u').test(value)
  )
    return [`${where} does not match ${schema.pattern}`];
  if (Array.isArray(value))
    return schema.items === undefined
      ? []
      : value.flatMap((item, index) => misfits(document, item, schema.items ?? {}, `${where}/${index}`));
  if (typeof value !== 'object' || value === null) return [];
  const entries = Object.entries(value);
  return [
    ...(schema.required ?? [])
      .filter((name) => !Object.hasOwn(value, name))
      .map((name) => `${where}/${name} is missing`),
    ...entries.flatMap(([name, inner]) => {
      const property = schema.properties?.[name];
      if (property !== undefined) return misfits(document, inner, property, `${where}/${name}`);
      if (schema.additionalProperties === false) return [`${where}/${name} is not declared`];
      return typeof schema.additionalProperties === 'object'
        ? misfits(document, inner, schema.additionalProperties, `${where}/${name}`)
        : [];
    }),
  ];
}

/** The operation of an id, with its method and path. */
export function operationOf(
  document: OpenApiDocument,
  id: string,
): {
  readonly method: string;
  readonly path: string;
  readonly operation: Operation;
} {
  for (const [path, methods] of Object.entries(document.paths)) {
    for (const [method, candidate] of Object.entries(methods))
      if (candidate.operationId === id) return { method: method.toUpperCase(), path, operation: candidate };
  }
  throw new Error(`the document has no operation ${id}`);
}
