import * as z from 'zod/mini';
import { isSameJson, type Json } from '../../core/json';
import { type Wanted } from './wanted';

const json: z.ZodMiniType<Json> = z.json();
const withDefaults = z.looseObject({
  properties: z.record(z.string(), z.looseObject({ default: z._default(json, null) })),
});

/**
 * Whether two searches are for the same match. A card names only the options that were chosen, a ticket all.
 * @param schema the JSON Schema of the game's options, whose defaults stand for absent ones
 */
export function isSameMatch(one: Wanted, other: Wanted, schema: unknown): boolean {
  const properties = withDefaults.safeParse(schema).data?.properties ?? {};
  const optionOf = ({ options }: Wanted, name: string): Json =>
    options[name] ?? properties[name]?.default ?? null;
  const names = [...Object.keys(one.options), ...Object.keys(other.options)];
  return (
    one.game === other.game && names.every((name) => isSameJson(optionOf(one, name), optionOf(other, name)))
  );
}
