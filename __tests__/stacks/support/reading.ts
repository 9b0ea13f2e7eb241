import { type StackFile } from '../../../tools/synthesized';

/** Resources of one type: logical id → arguments. */
export function resources(
  stack: StackFile | undefined,
  type: string,
): Record<string, Record<string, unknown>> {
  if (stack === undefined) throw new Error('no such stack');
  return stack.json.resource[type] ?? {};
}

/** The only resource of a type. */
export function only(stack: StackFile | undefined, type: string): Record<string, unknown> {
  const all = Object.values(resources(stack, type));
  const [first] = all;
  if (first === undefined || all.length > 1) throw new Error(`expected one ${type}, found ${all.length}`);
  return first;
}

export function parsedJson(value: unknown): unknown {
  if (typeof value !== 'string') throw new Error(`expected JSON text, got ${typeof value}`);
  return JSON.parse(value);
}
