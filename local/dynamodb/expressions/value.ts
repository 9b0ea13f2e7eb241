import { type AttributeValue, type Item } from 'dynalite/db';
import { compareDecimals, type Decimal, parseDecimal } from './decimal';

export const attributeTypes = ['S', 'N', 'B', 'SS', 'NS', 'BS', 'L', 'M', 'BOOL', 'NULL'] as const;
export type AttributeType = (typeof attributeTypes)[number];

/**
 * An attribute of an item, or a member of a map; undefined: it is not there. Each object of JavaScript has a
 * `constructor` and others, so that nothing else reads an item by a name.
 */
export function attributeOf(item: Item, name: string): AttributeValue | undefined {
  return Object.hasOwn(item, name) ? item[name] : undefined;
}

/** The attributes of an item that have one of these names, in the order of the names. */
export function attributesNamed(item: Item, names: readonly string[]): Item {
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = attributeOf(item, name);
      return value === undefined ? [] : [[name, value]];
    }),
  );
}

/**
 * The type that a value is stored under. @throws TypeError for a value without one: requests are checked
 * first
 */
export function typeOf(value: AttributeValue): AttributeType {
  for (const type of attributeTypes) if (value[type] !== undefined) return type;
  throw new TypeError('a stored attribute value has no type');
}

/** A stored number. @throws TypeError when it is not one */
export function decimalOf(text: string): Decimal {
  const parsed = parseDecimal(text);
  if (parsed === undefined) throw new TypeError(`a stored number is damaged: ${text}`);
  return parsed;
}

const bytesOf = (base64: string): Buffer => Buffer.from(base64, 'base64');
const sameTexts = (left: readonly string[], right: readonly string[]): boolean =>
  left.length === right.length && left.every((text) => right.includes(text));

/** Equality as `=` has it: numbers by value, sets without order, lists and maps by their content. */
export function equal(left: AttributeValue, right: AttributeValue): boolean {
  if (left.S !== undefined) return left.S === right.S;
  if (left.N !== undefined) return right.N !== undefined && sameNumber(left.N, right.N);
  if (left.B !== undefined) return left.B === right.B;
  if (left.BOOL !== undefined) return left.BOOL === right.BOOL;
  if (left.NULL !== undefined) return right.NULL !== undefined;
  if (left.SS) return right.SS !== undefined && sameTexts(left.SS, right.SS);
  if (left.BS) return right.BS !== undefined && sameTexts(left.BS, right.BS);
  if (left.NS) {
    const numbers = right.NS;
    return (
      numbers?.length === left.NS.length &&
      left.NS.every((one) => numbers.some((other) => sameNumber(one, other)))
    );
  }
  if (left.L) {
    const elements = right.L;
    return (
      elements?.length === left.L.length &&
      left.L.every((one, index) => {
        const other = elements[index];
        return other !== undefined && equal(one, other);
      })
    );
  }
  if (!left.M || !right.M) return false;
  const members = right.M;
  const names = Object.keys(left.M);
  return (
    names.length === Object.keys(members).length &&
    Object.entries(left.M).every(([name, one]) => {
      const other = attributeOf(members, name);
      return other !== undefined && equal(one, other);
    })
  );
}

function sameNumber(left: string, right: string): boolean {
  return left === right || compareDecimals(decimalOf(left), decimalOf(right)) === 0;
}

/**
 * The order of two values: numbers by value, strings by their UTF-8 bytes, binary by bytes. Undefined: the
 * two have no order.
 */
export function order(left: AttributeValue, right: AttributeValue): number | undefined {
  if (left.N !== undefined && right.N !== undefined)
    return compareDecimals(decimalOf(left.N), decimalOf(right.N));
  if (left.S !== undefined && right.S !== undefined)
    return Buffer.compare(Buffer.from(left.S), Buffer.from(right.S));
  if (left.B !== undefined && right.B !== undefined) return Buffer.compare(bytesOf(left.B), bytesOf(right.B));
  return undefined;
}

/** The function `begins_with`: strings, or binary. */
export function beginsWith(value: AttributeValue, prefix: AttributeValue): boolean {
  if (value.S !== undefined && prefix.S !== undefined) return value.S.startsWith(prefix.S);
  if (value.B === undefined || prefix.B === undefined) return false;
  const start = bytesOf(prefix.B);
  return bytesOf(value.B).subarray(0, start.length).equals(start);
}

/** The function `contains`: a part of a string or of binary, a member of a set, an element of a list. */
export function contains(value: AttributeValue, part: AttributeValue): boolean {
  if (value.L) return value.L.some((element) => equal(element, part));
  if (part.S !== undefined) return value.S?.includes(part.S) ?? value.SS?.includes(part.S) ?? false;
  if (part.B !== undefined)
    return value.B !== undefined
      ? bytesOf(value.B).includes(bytesOf(part.B))
      : (value.BS?.includes(part.B) ?? false);
  const number = part.N;
  return number !== undefined && (value.NS?.some((member) => sameNumber(member, number)) ?? false);
}

/**
 * The function `size`: UTF-16 units of a string (as Amazon's emulator counts), bytes of binary, members of
 * everything else. Undefined: the type has no size.
 */
export function sizeOf(value: AttributeValue): number | undefined {
  if (value.S !== undefined) return value.S.length;
  if (value.B !== undefined) return bytesOf(value.B).length;
  if (value.M) return Object.keys(value.M).length;
  return (value.SS ?? value.NS ?? value.BS ?? value.L)?.length;
}
