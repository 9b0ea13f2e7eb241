import { type AttributeValue, type Item } from 'dynalite/db';
import { type Source, type Test } from './checked-condition';
import { type Path } from './references';
import { type Comparator } from './syntax';
import { attributeOf, beginsWith, contains, equal, order, sizeOf, typeOf } from './value';

/** The value at a path; undefined: the item has none there. */
export function valueAt(item: Item, path: Path): AttributeValue | undefined {
  let found: AttributeValue | undefined = { M: item };
  for (const step of path) {
    if (typeof step === 'number') found = found.L?.[step];
    else found = found.M && attributeOf(found.M, step);
    if (found === undefined) return undefined;
  }
  return found;
}

/**
 * Whether a condition holds for an item. A comparison with an attribute that the item does not have is false,
 * for any value on the other side; only `<>` is then true (measured on DynamoDB Local 3.3).
 */
export function holds(test: Test, item: Item): boolean {
  switch (test.kind) {
    case 'and':
      return holds(test.left, item) && holds(test.right, item);
    case 'or':
      return holds(test.left, item) || holds(test.right, item);
    case 'not':
      return !holds(test.inner, item);
    case 'compare':
      return compare(test.operator, valueOf(test.left, item), valueOf(test.right, item));
    case 'between': {
      const value = valueOf(test.operand, item);
      return compare('>=', value, valueOf(test.low, item)) && compare('<=', value, valueOf(test.high, item));
    }
    case 'in': {
      const value = valueOf(test.operand, item);
      return test.list.some((member) => compare('=', value, valueOf(member, item)));
    }
    case 'exists':
      return (valueAt(item, test.path) !== undefined) === test.wanted;
    case 'type': {
      const value = valueOf(test.operand, item);
      return value !== undefined && typeOf(value) === test.type;
    }
    case 'beginsWith':
      return both(beginsWith, valueOf(test.operand, item), valueOf(test.prefix, item));
    case 'contains':
      return both(contains, valueOf(test.operand, item), valueOf(test.part, item));
  }
}

function both(
  relation: (left: AttributeValue, right: AttributeValue) => boolean,
  left: AttributeValue | undefined,
  right: AttributeValue | undefined,
): boolean {
  return left !== undefined && right !== undefined && relation(left, right);
}

function valueOf(source: Source, item: Item): AttributeValue | undefined {
  switch (source.kind) {
    case 'path':
      return valueAt(item, source.path);
    case 'value':
      return source.value;
    case 'size': {
      const of = valueOf(source.of, item);
      const size = of && sizeOf(of);
      return size === undefined ? undefined : { N: String(size) };
    }
  }
}

function compare(
  operator: Comparator,
  left: AttributeValue | undefined,
  right: AttributeValue | undefined,
): boolean {
  if (operator === '=') return both(equal, left, right);
  if (operator === '<>') return !both(equal, left, right);
  const difference = left && right && order(left, right);
  if (difference === undefined) return false;
  switch (operator) {
    case '<':
      return difference < 0;
    case '<=':
      return difference <= 0;
    case '>':
      return difference > 0;
    case '>=':
      return difference >= 0;
  }
}
