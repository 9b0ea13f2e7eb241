import { type $ZodIssue, type $ZodIssueInvalidStringFormat } from 'zod/v4/core';

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
      return { field, message: `must ${limitText(issue, issue.minimum, 'least', 'more')}` };
    case 'too_big':
      return { field, message: `must ${limitText(issue, issue.maximum, 'most', 'less')}` };
    case 'not_multiple_of':
      return { field, message: `must be a multiple of ${issue.divisor}` };
    case 'invalid_format':
      return { field, message: `must ${formatText(issue)}` };
    case 'invalid_union':
      return { field, message: 'matches none of the alternatives in the schema' };
    case 'invalid_key':
      return { field, message: `has an invalid name: it ${optionsProblem(issue.issues[0]).message}` };
    case 'invalid_element':
      return { field, message: `has an invalid element: it ${optionsProblem(issue.issues[0]).message}` };
    case 'custom':
      return {
        field,
        message: `is refused by a check of the schema${issue.message === unnamed ? '' : `: ${issue.message}`}`,
      };
  }
}

/** What zod says where a check brings no message of its own. */
const unnamed = 'Invalid input';

interface Limit {
  readonly origin: string;
  readonly inclusive?: boolean;
  readonly exact?: boolean;
}

/** `be at least 3`, `have at most 8 characters`, `be more than 0`. */
function limitText(
  { origin, inclusive, exact }: Limit,
  limit: number | bigint,
  reach: 'least' | 'most',
  beyond: 'more' | 'less',
): string {
  const bound = exact === true ? 'exactly' : inclusive === false ? `${beyond} than` : `at ${reach}`;
  const counted = countedIn.get(origin);
  return counted === undefined
    ? `be ${bound} ${limit}`
    : `have ${bound} ${limit} ${counted}${Number(limit) === 1 ? '' : 's'}`;
}

/** What the limit of a value without a number counts. */
const countedIn: ReadonlyMap<string, string> = new Map([
  ['string', 'character'],
  ['array', 'element'],
  ['set', 'element'],
]);

function formatText(issue: $ZodIssueInvalidStringFormat): string {
  if ('prefix' in issue) return `begin with ${JSON.stringify(issue.prefix)}`;
  if ('suffix' in issue) return `end with ${JSON.stringify(issue.suffix)}`;
  if ('includes' in issue) return `contain ${JSON.stringify(issue.includes)}`;
  const { format, pattern } = issue;
  return format === 'regex' && pattern !== undefined ? `match ${pattern}` : `be a valid ${format}`;
}

const textOf = (value: unknown): string =>
  typeof value === 'string' ? JSON.stringify(value) : String(value);
