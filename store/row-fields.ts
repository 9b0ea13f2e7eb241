import * as z from 'zod/mini';
import { type RowKey } from './keys';

/** A row of ours lacks a field, or holds something else in it. */
export class MalformedRow extends Error {}

/** The fields of a row as DynamoDB's document client gives it; each read says which type it must have. */
export interface RowFields {
  /** @throws MalformedRow when it is absent or not text */
  text(name: string): string;
  /** @throws MalformedRow when it is absent or not a number */
  number(name: string): number;
  /** @throws MalformedRow when it is there and not text */
  optionalText(name: string): string | undefined;
  /** @throws MalformedRow when it is there and not a number */
  optionalNumber(name: string): number | undefined;
  /** @throws MalformedRow when it is absent or not a list of text */
  texts(name: string): readonly string[];
  has(name: string): boolean;
}

/** @param kind what the row is, for the message of the error */
export function fieldsOf(row: Readonly<Record<string, unknown>>, kind: string): RowFields {
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

/** The field of an id, as core/ids.ts reads it. */
export function idField<Id extends string>(parse: (text: string) => Id) {
  return z.pipe(z.string(), z.transform(parse));
}

/** Reads a row by a schema. @throws MalformedRow naming the field that no version of this program writes */
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
  const fields = fieldsOf(row, 'of a table');
  return { pk: fields.text('pk'), sk: fields.text('sk') };
}
