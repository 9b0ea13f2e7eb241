import { type $ZodIssue } from 'zod/v4/core';
import { mustWords } from './issue-words';

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
    case 'invalid_union':
      return { field, message: 'matches none of the alternatives in the schema' };
    case 'invalid_key':
      return { field, message: `has an invalid name: it ${optionsProblem(issue.issues[0]).message}` };
    case 'invalid_element':
      return { field, message: `has an invalid element: it ${optionsProblem(issue.issues[0]).message}` };
    case 'custom': {
      const reason = issue.message === unnamed ? '' : `: ${issue.message}`;
      return { field, message: `is refused by a check of the schema${reason}` };
    }
    default:
      return { field, message: mustWords(issue) };
  }
}

/** The message of zod for a check that has no message of its own. */
const unnamed = 'Invalid input';
