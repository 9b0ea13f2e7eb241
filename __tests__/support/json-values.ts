import fs from 'node:fs';
import path from 'node:path';
import * as z from 'zod/mini';

export type JsonObject = Readonly<Record<string, unknown>>;

/** Any JSON object, with all of its members. */
export const jsonObject: z.ZodMiniType<JsonObject> = z.record(z.string(), z.unknown());
const jsonObjects = z.array(jsonObject);
const text = z.string();

/** @throws ZodError when the value is not an object */
export const objectOf = (value: unknown): JsonObject => jsonObject.parse(value);

/** @throws ZodError when the value is not a list of objects */
export const objectsOf = (value: unknown): readonly JsonObject[] => jsonObjects.parse(value);

/** The value at a dotted path, such as `MatchmakingTicket.TicketId` or `TicketList.0.Status`. */
export function at(value: unknown, where: string): unknown {
  return where
    .split('.')
    .reduce<unknown>(
      (inner, key) => (typeof inner === 'object' && inner !== null ? Reflect.get(inner, key) : undefined),
      value,
    );
}

/** @throws ZodError when the value at the path is not a text */
export const textAt = (value: unknown, where: string): string => text.parse(at(value, where));

/** @throws ZodError when the value at the path is not a list of objects */
export const objectsAt = (value: unknown, where: string): readonly JsonObject[] =>
  objectsOf(at(value, where));

/** The value of a JSON text. @throws ZodError when it has another form than the schema */
export const parseText = <Value>(schema: z.ZodMiniType<Value>, json: string): Value =>
  schema.parse(JSON.parse(json));

/** The value of a JSON file of the project; `names` is its path. */
export const parseFile = <Value>(schema: z.ZodMiniType<Value>, ...names: readonly string[]): Value =>
  parseText(schema, fs.readFileSync(path.join(process.cwd(), ...names), 'utf8'));
