/** JSON as a value: commands, views and states are of this kind. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/** The value of a JSON text; undefined when the text is not JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Whether a value is JSON; a field that is there must not be undefined. */
export function isJson(value: unknown): value is Json {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return true;
    case 'number':
      return Number.isFinite(value);
    case 'object':
      return value === null || (Array.isArray(value) ? isJsonList(value) : isJsonObject(value));
    default:
      return false;
  }
}

function isJsonList(list: readonly unknown[]): boolean {
  // By index, since `every` passes over holes.
  for (let index = 0; index < list.length; index += 1) if (!isJson(list[index])) return false;
  return true;
}

function isJsonObject(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  // Maps and dates are not JSON. The prototype of a plain object may be that of another realm.
  if (prototype !== null && Object.getPrototypeOf(prototype) !== null) return false;
  for (const name in value) if (!isJson(Reflect.get(value, name))) return false;
  return true;
}

/** True when two JSON values are equal; the order of an object's fields does not count. */
export function isSameJson(one: Json, other: Json): boolean {
  if (one === other) return true;
  if (one === null || other === null || typeof one !== 'object' || typeof other !== 'object') return false;
  if (isList(one) || isList(other)) {
    if (!isList(one) || !isList(other) || one.length !== other.length) return false;
    return one.every((item, index) => isSameJson(item, other[index] ?? null));
  }
  const fields = Object.keys(one);
  if (fields.length !== Object.keys(other).length) return false;
  return fields.every((field) => {
    const [left, right] = [one[field], other[field]];
    return left !== undefined && right !== undefined && isSameJson(left, right);
  });
}

/** True for a list among JSON values. */
export const isList = (value: Json): value is readonly Json[] => Array.isArray(value);

/** JSON as one text: equal values give equal texts, regardless of the order of an object's fields. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(sorted(value));
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, member]) => [key, sorted(member)]),
  );
}
