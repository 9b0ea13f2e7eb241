import { createHash } from 'node:crypto';
import { invalidRequest } from './faults';

interface PagePosition {
  readonly offset: number;
  readonly last: string;
}

function readToken(token: string): PagePosition {
  try {
    const value: unknown = JSON.parse(Buffer.from(token, 'base64url').toString('utf8'));
    if (
      typeof value === 'object' &&
      value !== null &&
      'o' in value &&
      'l' in value &&
      typeof value.o === 'number' &&
      typeof value.l === 'string'
    )
      return { offset: value.o, last: value.l };
  } catch {
    /* said below */
  }
  throw invalidRequest('Invalid NextToken.');
}

const seal = (operation: string, token: string): string =>
  createHash('sha256').update(`${operation} ${token}`).digest('base64url').slice(0, 12);

/** The answer with its token sealed: the token is valid only for the next page of this operation. */
export function withSealedToken(operation: string, output: object): object {
  return 'NextToken' in output && typeof output.NextToken === 'string'
    ? { ...output, NextToken: `${output.NextToken}.${seal(operation, output.NextToken)}` }
    : output;
}

/**
 * "If a player session ID is specified, this parameter is ignored" (API Reference, DescribePlayerSessions).
 * With a player id the answer has all player sessions, so there is no token to give back either.
 */
export function ignoresToken(operation: string, input: unknown): boolean {
  return (
    operation === 'DescribePlayerSessions' &&
    typeof input === 'object' &&
    input !== null &&
    ('PlayerSessionId' in input || 'PlayerId' in input)
  );
}

/**
 * The input with its token in the operation's own form.
 * @throws GameLiftFault InvalidRequestException when the token was not issued here, or is of another
 * operation
 */
export function withOpenedToken(operation: string, input: unknown): unknown {
  if (
    typeof input !== 'object' ||
    input === null ||
    !('NextToken' in input) ||
    typeof input.NextToken !== 'string' ||
    input.NextToken === ''
  )
    return input;
  const [token = '', sealed] = input.NextToken.split('.');
  if (sealed !== seal(operation, token)) throw invalidRequest('Invalid NextToken.');
  return { ...input, NextToken: token };
}

/** A part of a list; `nextToken` is absent on the last page. */
export interface TokenPage<Item> {
  readonly items: readonly Item[];
  readonly nextToken?: string;
}

/**
 * One page of a list. The token contains the last item, so that items which were added or removed meanwhile
 * shift nothing.
 * @param idOf a key that is unique in the list
 * @param most maximum page size, regardless of the requested one
 * @throws GameLiftFault InvalidRequestException when the token was not issued here
 */
export function page<Item>(
  items: readonly Item[],
  idOf: (item: Item) => string,
  asked: { readonly Limit?: number; readonly NextToken?: string },
  most: number,
): TokenPage<Item> {
  const size = Math.min(asked.Limit ?? most, most);
  let start = 0;
  if (asked.NextToken !== undefined) {
    const { offset, last } = readToken(asked.NextToken);
    const at = items.findIndex((item) => idOf(item) === last);
    start = at >= 0 ? at + 1 : offset;
  }
  const chosen = items.slice(start, start + size);
  const final = chosen.at(-1);
  const more = final !== undefined && start + size < items.length;
  return {
    items: chosen,
    ...(more
      ? { nextToken: Buffer.from(JSON.stringify({ o: start + size, l: idOf(final) })).toString('base64url') }
      : {}),
  };
}
