import { type Json } from '../../core/json';
import { type ApiDocument, resolved, type Schema } from './document';

/** Below this depth, a sample is left out. */
const maxDepth = 6;

/** A sample value that fits a schema: its examples, and for objects the required fields. */
export function sampleOf(given: Schema, schemas: ApiDocument['schemas'], depth = 0): Json {
  const schema = resolved(given, schemas);
  const { example, const: only, enum: choices, default: preset, anyOf, oneOf, allOf, items } = schema;
  if (example !== undefined) return example;
  if (only !== undefined) return only;
  if (preset !== undefined) return preset;
  if (choices?.[0] !== undefined) return choices[0];
  if (depth > maxDepth) return null;
  const [choice] = anyOf ?? oneOf ?? [];
  if (choice !== undefined) return sampleOf(choice, schemas, depth + 1);
  if (allOf !== undefined) {
    const parts = allOf.map((part) => sampleOf(part, schemas, depth + 1));
    return Object.fromEntries(
      parts.flatMap((part) => Object.entries(typeof part === 'object' ? (part ?? {}) : {})),
    );
  }
  const [type] = [schema.type].flat();
  switch (type) {
    case 'object':
      return sampleFields(schema, schemas, depth);
    case 'array':
      return items === undefined ? [] : [sampleOf(items, schemas, depth + 1)];
    case 'integer':
    case 'number':
      return schema.minimum ?? 0;
    case 'boolean':
      return false;
    case 'string':
      return '';
    default:
      return null;
  }
}

function sampleFields(
  { properties = {}, required = [] }: Schema,
  schemas: ApiDocument['schemas'],
  depth: number,
): Json {
  const wanted = Object.entries(properties).filter(([name]) => required.includes(name));
  return Object.fromEntries(wanted.map(([name, child]) => [name, sampleOf(child, schemas, depth + 1)]));
}
