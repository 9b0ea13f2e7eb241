import { compileExpression, type CompileContext, type Evaluation, type Value } from '../expressions/compile';
import { type Roster } from '../matching/unit';
import { type Expression, type Reference } from '../rule-set/rule-set';

/** True when every plain value in nested lists passes. */
export function everyLeaf(value: Value, test: (leaf: number | string) => boolean): boolean {
  if (value === undefined) return true;
  if (!Array.isArray(value)) return test(value);
  for (const item of value) if (!everyLeaf(item, test)) return false;
  return true;
}

/** All plain values in nested lists. */
export function leaves(value: Value, out: Array<number | string> = []): Array<number | string> {
  everyLeaf(value, (leaf) => { out.push(leaf); return true; });
  return out;
}

/** The innermost lists in nested lists; a plain value is no list. */
export function innermostLists(value: Value, out: Array<readonly Value[]> = []): Array<readonly Value[]> {
  if (!Array.isArray(value)) return out;
  if (value.length > 0 && value.some((item) => Array.isArray(item))) for (const item of value) innermostLists(item, out);
  else out.push(value);
  return out;
}

export function compileMeasurements(measurements: readonly Expression[], context: CompileContext): Evaluation[] {
  return measurements.map((measurement) => compileExpression(measurement.node, context));
}

/** A reference as closure and, when it never changes, as value. */
export function compileReference(reference: Reference, context: CompileContext): { readonly evaluate: (roster: Roster) => Value; readonly constant: boolean } {
  if (reference.kind === 'expression') return { evaluate: compileExpression(reference.value.node, context), constant: false };
  const value: Value = reference.kind === 'list' ? [...reference.value] : reference.value;
  return { evaluate: () => value, constant: true };
}

export function showReference(reference: Reference): string {
  return reference.kind === 'expression' ? reference.value.text : JSON.stringify(reference.value);
}
