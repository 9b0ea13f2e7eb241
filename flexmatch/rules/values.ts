import { compileExpression, type CompileContext, type Evaluation } from '../expressions/compile';
import { type Value } from '../expressions/reduce';
import { type ValueType } from '../expressions/types';
import { type Roster } from '../roster/unit';
import { type Expression, type Reference } from '../rule-set/rule-set';

/**
 * True when every plain value in nested lists passes.
 * @param unevaluable the answer for values that cannot be evaluated
 */
export function everyLeaf(
  value: Value,
  test: (leaf: number | string) => boolean,
  unevaluable = false,
): boolean {
  if (value === undefined) return true;
  if (value === null) return unevaluable;
  if (!Array.isArray(value)) return test(value);
  for (const item of value) if (!everyLeaf(item, test, unevaluable)) return false;
  return true;
}

/** All plain values in nested lists. */
export function leaves(value: Value, out: Array<number | string> = []): Array<number | string> {
  if (Array.isArray(value)) for (const item of value) leaves(item, out);
  else if (value !== undefined && value !== null) out.push(value);
  return out;
}

/** The same including values that cannot be evaluated, for display. */
export function shownLeaves(
  value: Value,
  out: Array<number | string | null> = [],
): Array<number | string | null> {
  if (Array.isArray(value)) for (const item of value) shownLeaves(item, out);
  else if (value !== undefined) out.push(value);
  return out;
}

/** Whether the value contains a part that cannot be evaluated. */
export function isUnevaluable(value: Value): boolean {
  return value === null || (Array.isArray(value) && value.some(isUnevaluable));
}

/**
 * The collections of a measured value: players' lists, or a single list of strings. Without players there are
 * no lists.
 */
export function collectionsOf(
  value: Value,
  type: ValueType,
  out: Array<readonly Value[]> = [],
): Array<readonly Value[]> {
  return listsAt(value, type.element === 'string_list' ? type.depth : type.depth - 1, out);
}

function listsAt(value: Value, levels: number, out: Array<readonly Value[]>): Array<readonly Value[]> {
  if (!Array.isArray(value)) return out;
  if (levels <= 0) out.push(value);
  else for (const item of value) listsAt(item, levels - 1, out);
  return out;
}

export function compileMeasurements(
  measurements: readonly Expression[],
  context: CompileContext,
): Evaluation[] {
  return measurements.map((measurement) => compileExpression(measurement.node, context));
}

/** A reference as a closure and, when it is constant, as a value. */
export function compileReference(
  reference: Reference,
  context: CompileContext,
): { readonly evaluate: (roster: Roster) => Value; readonly constant: boolean } {
  if (reference.kind === 'expression')
    return { evaluate: compileExpression(reference.value.node, context), constant: false };
  const value: Value = reference.kind === 'list' ? [...reference.value] : reference.value;
  return { evaluate: () => value, constant: true };
}

/** The two sides of a rule. */
export interface Sides {
  readonly measures: readonly Evaluation[];
  readonly reference: ReturnType<typeof compileReference>;
}

export function sidesOf(
  measurements: readonly Expression[],
  reference: Reference,
  context: CompileContext,
): Sides {
  return {
    measures: compileMeasurements(measurements, context),
    reference: compileReference(reference, context),
  };
}

/**
 * Whether every measured value compares with every value of the reference.
 * @param unevaluable the answer when a side cannot be evaluated: further players may change that
 */
export function holdsForAll(
  { measures, reference }: Sides,
  compares: (measured: number | string, reference: number | string) => boolean,
  unevaluable: boolean,
): (roster: Roster) => boolean {
  return (roster) => {
    const limit = reference.evaluate(roster);
    if (limit === undefined) return true;
    if (!unevaluable && isUnevaluable(limit)) return false;
    const fits = (leaf: number | string): boolean =>
      everyLeaf(limit, (other) => compares(leaf, other), unevaluable);
    return measures.every((measure) => everyLeaf(measure(roster), fits, unevaluable));
  };
}

export function showReference(reference: Reference): string {
  return reference.kind === 'expression' ? reference.value.text : JSON.stringify(reference.value);
}
