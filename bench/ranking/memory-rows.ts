import * as z from 'zod';

export type Row = Record<string, unknown>;

export const key = z.object({ pk: z.string(), sk: z.string() });
export const values = z.record(z.string(), z.unknown());
/** An update in the form that the store sends. */
export const update = z.object({
  Key: key,
  UpdateExpression: z.string(),
  ConditionExpression: z.string().optional(),
  ExpressionAttributeNames: z.record(z.string(), z.string()).optional(),
  ExpressionAttributeValues: values,
});

/** Applies an update's additions and settings to a row. */
export function applyUpdate(
  row: Row,
  { UpdateExpression, ExpressionAttributeNames = {}, ExpressionAttributeValues }: z.infer<typeof update>,
): void {
  for (const [, kind, list = ''] of UpdateExpression.matchAll(/(ADD|SET) (.*?)(?= SET |$)/g)) {
    for (const part of list.split(', ')) {
      const [name = '', value = ''] = part.split(kind === 'ADD' ? ' ' : ' = ');
      const attribute = ExpressionAttributeNames[name] ?? name;
      const given = ExpressionAttributeValues[value];
      row[attribute] = kind === 'ADD' ? Number(row[attribute] ?? 0) + Number(given) : given;
    }
  }
}

/** Size of an item in bytes (developer guide, "Item sizes and formats"). */
export function sizeOf(row: Readonly<Row>): number {
  let bytes = 0;
  for (const [name, value] of Object.entries(row)) {
    bytes += name.length;
    if (typeof value === 'string') bytes += Buffer.byteLength(value);
    else if (typeof value === 'number')
      bytes += value === 0 ? 1 : 2 + Math.ceil(String(Math.abs(value)).length / 2) + (value < 0 ? 1 : 0);
    else if (value instanceof Uint8Array) bytes += value.length;
    else bytes += 3 + JSON.stringify(value ?? null).length;
  }
  return bytes;
}
