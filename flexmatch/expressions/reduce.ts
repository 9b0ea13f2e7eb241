import { at } from '../at';
import { type FunctionName } from './syntax';

/**
 * A value of an expression. `null` cannot be evaluated: the average (or minimum …) of no values; a rule with
 * such a value fails. `undefined` is the intersection of no lists while a match is incomplete; lists omit it.
 */
export type Value = number | string | null | undefined | Value[];

/**
 * Applies a function to every list at this depth, and omits undefined results. The depth comes from the type,
 * because an empty list looks the same at every depth.
 */
export function inside(value: Value, levels: number, work: (list: Value[]) => Value): Value {
  if (!Array.isArray(value)) return value;
  if (levels <= 0) return work(value);
  const out: Value[] = [];
  for (const item of value) {
    const worked = inside(item, levels - 1, work);
    if (worked !== undefined) out.push(worked);
  }
  return out;
}

/**
 * The functions over numbers. `stddev` is the population form; the median of an even count is the mean of the
 * middle two.
 */
export function reduceNumbers(
  name: Exclude<FunctionName, 'flatten' | 'set_intersection' | 'count'>,
  numbers: number[],
): number | null {
  if (name === 'sum') return numbers.reduce((total, value) => total + value, 0);
  if (numbers.length === 0) return null;
  switch (name) {
    case 'min':
      return numbers.reduce((least, value) => Math.min(least, value), Infinity);
    case 'max':
      return numbers.reduce((most, value) => Math.max(most, value), -Infinity);
    case 'avg':
      return numbers.reduce((total, value) => total + value, 0) / numbers.length;
    case 'median': {
      const sorted = [...numbers].sort((a, b) => a - b);
      const middle = sorted.length >> 1;
      const upper = at(sorted, middle);
      return sorted.length % 2 === 1 ? upper : (at(sorted, middle - 1) + upper) / 2;
    }
    case 'stddev': {
      const mean = numbers.reduce((total, value) => total + value, 0) / numbers.length;
      return Math.sqrt(numbers.reduce((total, value) => total + (value - mean) ** 2, 0) / numbers.length);
    }
  }
}

/** The strings that are in every list; undefined without lists. */
export function intersect(lists: readonly Value[]): Value {
  let common: Value[] | undefined;
  for (const list of lists) {
    if (!Array.isArray(list)) continue;
    common = common === undefined ? [...new Set(list)] : common.filter((entry) => list.includes(entry));
  }
  return common;
}
