import { type AttributeValue } from 'dynalite/db';
import { compareDecimals, decimalText, limitBroken, parseDecimal } from './decimal';
import { attributeTypes, decimalOf } from './value';

/** Lists and maps inside one another (developer guide, "Service quotas: nested attribute depth"). */
const maxLevels = 32;
export const tooDeep =
  'Nesting Levels have exceeded supported limits: Attributes in the item have nested levels beyond ' +
  'supported limit';

/** A value as items store it, or the text of the refusal. */
export type Checked =
  { readonly value: AttributeValue } | { readonly refused: string; readonly value?: never };

/**
 * A value of a request as it is stored: numbers in plain digits, sets in order.
 * @param levels of lists and maps around it
 */
export function checkValue(value: AttributeValue, levels = 0): Checked {
  const types = attributeTypes.filter((type) => value[type] !== undefined);
  if (types.length === 0)
    return {
      refused: 'Supplied AttributeValue is empty, must contain exactly one of the supported datatypes',
    };
  const single = types.length === 1;
  if (value.N !== undefined && single) return checkedNumber(value.N);
  if (value.NULL === false)
    return {
      refused:
        'One or more parameter values were invalid: Null attribute value types must have the value of true',
    };
  const inSet = checkSet(value);
  if (inSet && (single || 'refused' in inSet)) return inSet;
  if (!single)
    return {
      refused:
        'Supplied AttributeValue has more than one datatypes set, must contain exactly one of the ' +
        'supported datatypes',
    };
  if (value.L) return checkedList(value.L, levels + 1);
  if (value.M) return checkedMap(value.M, levels + 1);
  return { value };
}

/** Attributes by name, as of an item or a key. */
export function checkValues(
  values: Readonly<Record<string, AttributeValue>>,
): { readonly values: Record<string, AttributeValue> } | { readonly refused: string; readonly name: string } {
  const checked: Record<string, AttributeValue> = {};
  for (const [name, value] of Object.entries(values)) {
    const one = checkValue(value);
    if (one.value === undefined) return { refused: one.refused, name };
    // `__proto__` is a name like any other
    Object.defineProperty(checked, name, {
      value: one.value,
      enumerable: true,
      configurable: true,
      writable: true,
    });
  }
  return { values: checked };
}

/** How many lists and maps are around the deepest value. */
export function nesting(value: AttributeValue): number {
  const inside = value.L ?? (value.M ? Object.values(value.M) : undefined);
  return inside ? 1 + inside.reduce((most, one) => Math.max(most, nesting(one)), 0) : 0;
}

/** True when an item holds a value deeper than the service stores. */
export function isTooDeep(value: AttributeValue): boolean {
  return nesting(value) >= maxLevels;
}

/** A whole number in the form in which it is stored, of so few digits that no limit is near. */
const storedForm = /^(?:0|-?[1-9]\d{0,14})$/;

function checkedNumber(text: string): Checked {
  if (storedForm.test(text)) return { value: { N: text } };
  if (text === '') return { refused: 'The parameter cannot be converted to a numeric value' };
  const number = parseDecimal(text);
  if (!number) return { refused: `The parameter cannot be converted to a numeric value: ${text}` };
  const broken = limitBroken(number);
  return broken === undefined ? { value: { N: decimalText(number) } } : { refused: broken };
}

function checkSet(value: AttributeValue): Checked | undefined {
  if (value.SS) {
    if (value.SS.length === 0)
      return { refused: 'One or more parameter values were invalid: An string set  may not be empty' };
    if (new Set(value.SS).size < value.SS.length)
      return {
        refused:
          `One or more parameter values were invalid: Input collection [${value.SS.join(', ')}] ` +
          'contains duplicates.',
      };
    return { value: { SS: [...value.SS].sort(byBytes) } };
  }
  if (value.NS) {
    if (value.NS.length === 0)
      return { refused: 'One or more parameter values were invalid: An number set  may not be empty' };
    const numbers: string[] = [];
    for (const text of value.NS) {
      const one = checkedNumber(text);
      if (one.value?.N === undefined) return one;
      numbers.push(one.value.N);
    }
    return new Set(numbers).size < numbers.length
      ? { refused: 'Input collection contains duplicates' }
      : { value: { NS: numbers.sort(byNumber) } };
  }
  if (value.BS) {
    if (value.BS.length === 0)
      return { refused: 'One or more parameter values were invalid: Binary sets should not be empty' };
    return new Set(value.BS).size < value.BS.length
      ? {
          refused:
            `One or more parameter values were invalid: Input collection [${value.BS.join(', ')}]of ` +
            'type BS contains duplicates.',
        }
      : { value };
  }
  return undefined;
}

function byNumber(left: string, right: string): number {
  return compareDecimals(decimalOf(left), decimalOf(right));
}

function byBytes(left: string, right: string): number {
  return Buffer.compare(Buffer.from(left), Buffer.from(right));
}

function checkedList(elements: readonly AttributeValue[], levels: number): Checked {
  if (levels >= maxLevels) return { refused: tooDeep };
  const checked: AttributeValue[] = [];
  for (const element of elements) {
    const one = checkValue(element, levels);
    if (one.value === undefined) return one;
    checked.push(one.value);
  }
  return { value: { L: checked } };
}

function checkedMap(members: Readonly<Record<string, AttributeValue>>, levels: number): Checked {
  if (levels >= maxLevels) return { refused: tooDeep };
  const checked: Array<[string, AttributeValue]> = [];
  for (const [name, member] of Object.entries(members)) {
    if (name === '') return { refused: 'Empty attribute name' };
    const one = checkValue(member, levels);
    if (one.value === undefined) return one;
    checked.push([name, one.value]);
  }
  return { value: { M: Object.fromEntries(checked) } };
}
