import * as z from 'zod/mini';
import { type Json } from '../../core/json';

const json = z.custom<Json>((value) => value !== undefined);

/** The part of a schema that the page shows. */
export interface Schema {
  readonly $ref?: string | undefined;
  readonly type?: string | readonly string[] | undefined;
  readonly format?: string | undefined;
  readonly description?: string | undefined;
  readonly pattern?: string | undefined;
  readonly example?: Json | undefined;
  readonly default?: Json | undefined;
  readonly const?: Json | undefined;
  readonly enum?: readonly Json[] | undefined;
  readonly minimum?: number | undefined;
  readonly maximum?: number | undefined;
  readonly minLength?: number | undefined;
  readonly maxLength?: number | undefined;
  readonly required?: readonly string[] | undefined;
  readonly properties?: Readonly<Record<string, Schema>> | undefined;
  readonly items?: Schema | undefined;
  readonly additionalProperties?: boolean | Schema | undefined;
  readonly anyOf?: readonly Schema[] | undefined;
  readonly oneOf?: readonly Schema[] | undefined;
  readonly allOf?: readonly Schema[] | undefined;
}

const schema: z.ZodMiniType<Schema> = z.lazy(() =>
  z.object({
    $ref: z.optional(z.string()),
    type: z.optional(z.union([z.string(), z.array(z.string())])),
    format: z.optional(z.string()),
    description: z.optional(z.string()),
    pattern: z.optional(z.string()),
    example: z.optional(json),
    default: z.optional(json),
    const: z.optional(json),
    enum: z.optional(z.array(json)),
    minimum: z.optional(z.number()),
    maximum: z.optional(z.number()),
    minLength: z.optional(z.number()),
    maxLength: z.optional(z.number()),
    required: z.optional(z.array(z.string())),
    properties: z.optional(z.record(z.string(), schema)),
    items: z.optional(schema),
    additionalProperties: z.optional(z.union([z.boolean(), schema])),
    anyOf: z.optional(z.array(schema)),
    oneOf: z.optional(z.array(schema)),
    allOf: z.optional(z.array(schema)),
  }),
);

const content = z.record(z.string(), z.object({ schema }));
const operation = z.object({
  operationId: z.string(),
  summary: z.string(),
  description: z._default(z.string(), ''),
  tags: z.array(z.string()),
  security: z._default(z.array(z.unknown()), []),
  parameters: z._default(
    z.array(
      z.object({
        name: z.string(),
        in: z.enum(['path', 'query', 'header', 'cookie']),
        required: z._default(z.boolean(), false),
        description: z.optional(z.string()),
        schema,
      }),
    ),
    [],
  ),
  requestBody: z.optional(z.object({ required: z._default(z.boolean(), false), content })),
  responses: z.record(z.string(), z.object({ description: z.string(), content: z.optional(content) })),
});

const methods = ['get', 'post', 'patch', 'put', 'delete'] as const;

/** The part of an API's OpenAPI document that this page shows. */
const openApi = z.object({
  info: z.object({ title: z.string(), description: z._default(z.string(), '') }),
  tags: z._default(z.array(z.object({ name: z.string(), description: z._default(z.string(), '') })), []),
  paths: z.record(z.string(), z.partialRecord(z.enum(methods), operation)),
  components: z.object({ schemas: z.record(z.string(), schema) }),
});

export type Operation = z.output<typeof operation> & { readonly method: string; readonly path: string };

export interface ApiDocument {
  readonly title: string;
  readonly description: string;
  readonly tags: readonly { readonly name: string; readonly description: string }[];
  /** In the order of the document. */
  readonly operations: readonly Operation[];
  readonly schemas: Readonly<Record<string, Schema>>;
}

/** @throws Error when it is not an OpenAPI document */
export function readDocument(given: unknown): ApiDocument {
  const { info, tags, paths, components } = openApi.parse(given);
  return {
    ...info,
    tags,
    operations: Object.entries(paths).flatMap(([path, byMethod]) =>
      methods.flatMap((method) => {
        const found = byMethod[method];
        return found === undefined ? [] : [{ ...found, method: method.toUpperCase(), path }];
      }),
    ),
    schemas: components.schemas,
  };
}

/** Name of the component of a reference. */
export const refName = (ref: string): string => ref.slice(ref.lastIndexOf('/') + 1);

/** Resolves a reference; other schemas are returned unchanged. */
export function resolved(given: Schema, schemas: ApiDocument['schemas']): Schema {
  return given.$ref === undefined ? given : (schemas[refName(given.$ref)] ?? {});
}

/** The schema of the JSON in a body. */
export const jsonSchema = (bodies: Readonly<Record<string, { readonly schema: Schema }>> | undefined) =>
  Object.entries(bodies ?? {}).find(([type]) => /json$/.test(type))?.[1].schema;
