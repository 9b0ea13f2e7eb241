import * as z from 'zod';
import { maxExpressionBytes } from '../../local/dynamodb/expressions/lexer';

export type Row = Record<string, unknown>;

export const key = z.object({ pk: z.string(), sk: z.string() });
export const values = z.record(z.string(), z.unknown());
const expression = z.string().max(maxExpressionBytes);
/** An update in the form that the store sends, within DynamoDB's limits of expressions. */
export const update = z.object({
  Key: key,
  UpdateExpression: expression,
  ConditionExpression: expression.optional(),
  ExpressionAttributeNames: z.record(z.string(), z.string()).optional(),
  ExpressionAttributeValues: values,
  ReturnValues: z.string().optional(),
});

/** Applies an update's additions and settings to a row. */
export function applyUpdate(
  row: Row,
  { UpdateExpression, ExpressionAttributeNames = {}, ExpressionAttributeValues }: z.infer<typeof update>,
): void {
  for (const [, kind, list = ''] of UpdateExpression.matchAll(/(ADD|SET|REMOVE) (.*?)(?= SET |$)/g)) {
    for (const part of list.split(', ')) {
      if (kind === 'REMOVE') {
        Reflect.deleteProperty(row, ExpressionAttributeNames[part] ?? part);
        continue;
      }
      const [name = '', value = ''] = part.split(kind === 'ADD' ? ' ' : ' = ');
      const attribute = ExpressionAttributeNames[name] ?? name;
      const given = ExpressionAttributeValues[value];
      row[attribute] = kind === 'ADD' ? Number(row[attribute] ?? 0) + Number(given) : given;
    }
  }
}

/** Size of an item in bytes (developer guide, "Item sizes and formats"). */
export function sizeOf(row: Readonly<Row>): number {
  return Object.entries(row).reduce((bytes, [name, value]) => bytes + name.length + sizeOfValue(value), 0);
}

function sizeOfValue(value: unknown): number {
  if (typeof value === 'string') return Buffer.byteLength(value);
  if (typeof value === 'number')
    return value === 0 ? 1 : 2 + Math.ceil(String(Math.abs(value)).length / 2) + (value < 0 ? 1 : 0);
  if (value instanceof Uint8Array) return value.length;
  if (typeof value !== 'object' || value === null) return 1;
  // Lists and maps: three bytes, and one more for each member.
  const members: ReadonlyArray<readonly [string, unknown]> = Object.entries(value);
  return members.reduce(
    (bytes, [name, member]) => bytes + 1 + (Array.isArray(value) ? 0 : name.length) + sizeOfValue(member),
    3,
  );
}
