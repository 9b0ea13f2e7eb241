import { type AttributeValue, type Item } from 'dynalite/db';

/** A JavaScript value as DynamoDB's JSON, as the document client writes it; undefined is omitted. */
export function toAttribute(value: unknown): AttributeValue | undefined {
  switch (typeof value) {
    case 'string':
      return { S: value };
    case 'number':
      if (!Number.isFinite(value)) throw new TypeError(`${value} is not a number of DynamoDB's`);
      return { N: String(value) };
    case 'bigint':
      return { N: String(value) };
    case 'boolean':
      return { BOOL: value };
    case 'object':
      break;
    default:
      return undefined;
  }
  if (value === null) return { NULL: true };
  if (Array.isArray(value)) return { L: value.map(toAttribute).filter((member) => member !== undefined) };
  if (value instanceof Uint8Array) return { B: Buffer.from(value).toString('base64') };
  if (value instanceof Set) return { SS: [...value].map(String) };
  return { M: toItem(value) };
}

/** An object's fields as attributes. */
export function toItem(value: object): Item {
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, member]) => {
      const attribute = toAttribute(member);
      return attribute === undefined ? [] : [[name, attribute]];
    }),
  );
}

/** A stored value as the document client reads it. */
export function fromAttribute(value: AttributeValue): unknown {
  if (value.S !== undefined) return value.S;
  if (value.N !== undefined) return Number(value.N);
  if (value.B !== undefined) return Uint8Array.from(Buffer.from(value.B, 'base64'));
  if (value.BOOL !== undefined) return value.BOOL;
  if (value.M !== undefined) return fromItem(value.M);
  if (value.L !== undefined) return value.L.map(fromAttribute);
  if (value.SS !== undefined) return new Set(value.SS);
  if (value.NS !== undefined) return new Set(value.NS.map(Number));
  if (value.NULL !== undefined) return null;
  throw new TypeError(`the model does not read ${Object.keys(value).join()}`);
}

export function fromItem(item: Item): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(item).map(([name, attribute]) => [name, fromAttribute(attribute)]),
  );
}
