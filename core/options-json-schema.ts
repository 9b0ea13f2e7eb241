import { $ZodRegistry, type $ZodType, globalRegistry, toJSONSchema } from 'zod/v4/core';
import { type Game } from './define';
import { DefinitionError } from './definition-error';
import { messageOf } from './message-of';

/**
 * Titles and descriptions without ids. With ids zod would write each named part as a definition of its own,
 * the whole options too, and fail where two parts have one id.
 */
class Unnamed extends $ZodRegistry<typeof globalRegistry._meta> {
  override get<Schema extends $ZodType>(schema: Schema) {
    const { id: _, ...said } = globalRegistry.get(schema) ?? {};
    return said;
  }
}
const unnamed = new Unnamed();

/**
 * JSON Schema (2020-12) of the options in a request: options with a default may be absent. It is an object
 * with the properties inside; only parts that contain themselves stand in `$defs`.
 * @throws DefinitionError when a part has no JSON Schema
 */
export function optionsJsonSchema({ name, optionsSchema }: Pick<Game, 'name' | 'optionsSchema'>) {
  try {
    return toJSONSchema(optionsSchema, { io: 'input', unrepresentable: 'any', metadata: unnamed });
  } catch (error) {
    throw new DefinitionError(
      `game/games/${name}: the options have no JSON Schema (${messageOf(error)}): change their schema`,
    );
  }
}
