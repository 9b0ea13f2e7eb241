import { config, type $ZodIssue, type $ZodIssueInvalidStringFormat } from 'zod/v4/core';

/** A failed check of zod, with or without its place and message. */
type FailedCheck<Issue = $ZodIssue> = Issue extends unknown ? Omit<Issue, 'path' | 'message'> : never;

/**
 * The condition that a value failed, such as "must be at least 3", in words that do not depend on a locale of
 * zod.
 */
export function mustWords(issue: FailedCheck): string {
  switch (issue.code) {
    case 'unrecognized_keys':
      return `must not have ${issue.keys.map(textOf).join(', ')}`;
    case 'invalid_value':
      return `must be ${issue.values.length > 1 ? 'one of ' : ''}${issue.values.map(textOf).join(', ')}`;
    case 'invalid_type':
      return `must be of type ${issue.expected}`;
    case 'too_small':
      return `must ${limitText(issue, issue.minimum, 'least', 'more')}`;
    case 'too_big':
      return `must ${limitText(issue, issue.maximum, 'most', 'less')}`;
    case 'not_multiple_of':
      return `must be a multiple of ${issue.divisor}`;
    case 'invalid_format':
      return `must ${formatText(issue)}`;
    case 'invalid_union':
      return 'must match one of the alternatives in the schema';
    case 'invalid_key':
      return 'must have another name';
    case 'invalid_element':
      return 'must have other elements';
    case 'custom':
      return 'must pass a check of the schema';
  }
}

/** The message that a schema gives to its check, or else what the value must be. */
export function ownWords(issue: $ZodIssue): string {
  const given = config().localeError?.({ ...issue, input: undefined }) ?? 'Invalid input';
  const library = typeof given === 'string' ? given : given.message;
  // A finished issue does not contain the received value, so the end of the library's message cannot be
  // repeated.
  const [beginning = library] = library.split(', received ');
  if (issue.code === 'custom' || !issue.message.startsWith(beginning)) return issue.message;
  return issue.message.endsWith(', received undefined') ? 'is missing' : mustWords(issue);
}

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

/** The unit that the limit of a value without a number counts. */
const countedIn: ReadonlyMap<string, string> = new Map([
  ['string', 'character'],
  ['array', 'element'],
  ['set', 'element'],
]);

function formatText(issue: Omit<$ZodIssueInvalidStringFormat, 'path' | 'message'>): string {
  if ('prefix' in issue) return `begin with ${JSON.stringify(issue.prefix)}`;
  if ('suffix' in issue) return `end with ${JSON.stringify(issue.suffix)}`;
  if ('includes' in issue) return `contain ${JSON.stringify(issue.includes)}`;
  const { format, pattern } = issue;
  return format === 'regex' && pattern !== undefined ? `match ${pattern}` : `be a valid ${format}`;
}

const textOf = (value: unknown): string =>
  typeof value === 'string' ? JSON.stringify(value) : String(value);
