import { type $ZodIssue, type $ZodType } from 'zod/v4/core';

/** A problem with the options of a match: the field, and a message that names the limit. */
export interface OptionsProblem {
  /** Path of the field, parts joined by `/`; empty for the options as a whole. */
  readonly field: string;
  readonly message: string;
}

/** A problem of zod in words that do not depend on the loaded locale. */
export function optionsProblem(issue: $ZodIssue | undefined): OptionsProblem {
  if (issue === undefined) return { field: '', message: 'is invalid' };
  const field = issue.path.join('/');
  switch (issue.code) {
    case 'unrecognized_keys':
      return {
        field: [...issue.path, issue.keys[0] ?? ''].join('/'),
        message: 'is not an option of this game',
      };
    case 'invalid_value':
      return { field, message: `must be one of ${issue.values.map(textOf).join(', ')}` };
    case 'invalid_type':
      return { field, message: `must be of type ${issue.expected}` };
    case 'too_small':
      return { field, message: `must be at least ${issue.minimum}` };
    case 'too_big':
      return { field, message: `must be at most ${issue.maximum}` };
    default:
      return { field, message: issue.message };
  }
}

const textOf = (value: unknown): string =>
  typeof value === 'string' ? JSON.stringify(value) : String(value);

/**
 * Names of the options that a schema declares, regardless of their defaults; none when the schema is not of
 * an object.
 */
export function optionNames(schema: $ZodType): readonly string[] {
  const { def } = schema._zod;
  if ('shape' in def && typeof def.shape === 'object' && def.shape !== null) return Object.keys(def.shape);
  // A wrapper (a default, a refinement that gives another type): the object is inside.
  const inner = 'innerType' in def ? def.innerType : 'in' in def ? def.in : undefined;
  return isSchema(inner) ? optionNames(inner) : [];
}

const isSchema = (value: unknown): value is $ZodType =>
  typeof value === 'object' && value !== null && '_zod' in value;
