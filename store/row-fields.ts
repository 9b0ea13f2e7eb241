import * as z from 'zod/mini';
import { type RowKey } from './keys';

/** A row lacks a field, or has a value of another type in it. */
export class MalformedRow extends Error {}

/** The fields of a row from DynamoDB's document client; each read names the required type. */
export interface RowFields {
  /** @throws MalformedRow when it is absent or not text */
  text(name: string): string;
  /** @throws MalformedRow when it is absent or not a number */
  number(name: string): number;
  /** @throws MalformedRow when it is present and not text */
  optionalText(name: string): string | undefined;
  /** @throws MalformedRow when it is present and not a number */
  optionalNumber(name: string): number | undefined;
  /** @throws MalformedRow when it is present and not bytes */
  optionalBytes(name: string): Uint8Array | undefined;
  /** @throws MalformedRow when it is absent or not a list of text */
  texts(name: string): readonly string[];
  has(name: string): boolean;
}

/** @param kind the kind of row, for the error's message */
export function rowFieldsOf(row: Readonly<Record<string, unknown>>, kind: string): RowFields {
  const wrong = (name: string, type: string): MalformedRow =>
    new MalformedRow(`a row ${kind} has no ${type} ${name}`);
  const optionalText = (name: string): string | undefined => {
    const value = row[name];
    if (value !== undefined && typeof value !== 'string') throw wrong(name, 'text');
    return value;
  };
  const optionalNumber = (name: string): number | undefined => {
    const value = row[name];
    if (value !== undefined && typeof value !== 'number') throw wrong(name, 'number');
    return value;
  };
  return {
    optionalText,
    optionalNumber,
    optionalBytes(name) {
      const value = row[name];
      if (value !== undefined && !(value instanceof Uint8Array)) throw wrong(name, 'bytes');
      return value;
    },
    text(name) {
      const value = optionalText(name);
      if (value === undefined) throw wrong(name, 'text');
      return value;
    },
    number(name) {
      const value = optionalNumber(name);
      if (value === undefined) throw wrong(name, 'number');
      return value;
    },
    texts(name) {
      const value = row[name];
      if (!Array.isArray(value)) throw wrong(name, 'list');
      return value.map((each: unknown) => {
        if (typeof each !== 'string') throw wrong(name, 'list of text');
        return each;
      });
    },
    has: (name) => row[name] !== undefined,
  };
}

/** The field of an id, parsed by core/ids.ts. */
export function idField<Id extends string>(parse: (text: string) => Id) {
  return z.pipe(z.string(), z.transform(parse));
}

/** Reads a row by a schema. @throws MalformedRow naming a field that no version of this program writes */
export function parseRow<Schema extends z.ZodMiniType>(
  schema: Schema,
  row: Readonly<Record<string, unknown>>,
): z.output<Schema> {
  const read = schema.safeParse(row);
  if (read.success) return read.data;
  const [issue] = read.error.issues;
  throw new MalformedRow(
    `row ${String(row['pk'])}: ${issue?.path.join('.') ?? ''}: ${issue?.code ?? 'invalid'}`,
  );
}

/** @throws MalformedRow */
export function keyOfRow(row: Readonly<Record<string, unknown>>): RowKey {
  const fields = rowFieldsOf(row, 'of a table');
  return { pk: fields.text('pk'), sk: fields.text('sk') };
}
