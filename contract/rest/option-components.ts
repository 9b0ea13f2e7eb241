import { type Game } from '../../core/define';
import { optionsJsonSchema } from '../../core/options-json-schema';

/** Keywords whose value is an object of schemas by name. */
const named: ReadonlySet<string> = new Set(['properties', 'patternProperties', '$defs']);
/** Keywords whose value is JSON of any form, not a schema. */
const literal: ReadonlySet<string> = new Set(['default', 'const', 'enum', 'examples']);

/**
 * The options of one game as components of the OpenAPI document: its definitions become components too,
 * since a reference counts from the root of the document that it stands in.
 */
export function optionComponents(
  game: Pick<Game, 'name' | 'optionsSchema'>,
): readonly (readonly [name: string, schema: object])[] {
  const root = `Options.${game.name}`;
  const nameOf = (definition: string): string => `${root}.${definition.replace(/^_+/, '')}`;
  const target = (reference: string): string =>
    `#/components/schemas/${reference === '#' ? root : nameOf(reference.replace('#/$defs/', ''))}`;
  const moved = (schema: unknown): unknown => {
    if (Array.isArray(schema)) return schema.map(moved);
    return typeof schema === 'object' && schema !== null ? movedObject(schema) : schema;
  };
  const movedObject = (schema: object): object =>
    Object.fromEntries(
      Object.entries(schema).map(([keyword, value]: [string, unknown]) => {
        if (keyword === '$ref' && typeof value === 'string') return [keyword, target(value)];
        if (literal.has(keyword)) return [keyword, value];
        if (!named.has(keyword) || typeof value !== 'object' || value === null)
          return [keyword, moved(value)];
        const schemas = Object.entries(value).map(([name, one]: [string, unknown]) => [name, moved(one)]);
        return [keyword, Object.fromEntries(schemas)];
      }),
    );
  const { $schema: _, $defs = {}, ...options } = optionsJsonSchema(game);
  return [
    [root, { ...movedObject(options), description: `Options of ${game.name}` }],
    ...Object.entries($defs).map(([name, schema]) => [nameOf(name), movedObject(schema)] as const),
  ];
}
