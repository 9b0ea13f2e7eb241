import { createHash } from 'node:crypto';
import { InvalidCursor } from './pages';

/**
 * Cursors are opaque to clients: where a page ended, with a checksum over it and over the list that it
 * belongs to. What is inside is no secret and gives no right; the checksum only tells a cursor of ours, for
 * this list, from anything else.
 */

/** @param list names the list, filters included: a cursor of another list is refused. @param position JSON */
export function encodeCursor(list: string, position: unknown): string {
  const text = JSON.stringify(position);
  return Buffer.from(checksum(list, text) + text).toString('base64url');
}

/**
 * @throws InvalidCursor when the text is no cursor of this list, or `read` does not recognise the position
 */
export function decodeCursor<Position>(
  list: string,
  cursor: string,
  read: (position: unknown) => Position | undefined,
): Position {
  const text = /^[A-Za-z0-9_-]{1,1024}$/.test(cursor)
    ? Buffer.from(cursor, 'base64url').toString('utf8')
    : '';
  const position = text.slice(checksumLength);
  if (text === '' || checksum(list, position) !== text.slice(0, checksumLength))
    throw new InvalidCursor('the cursor is not one of this list');
  const known = read(JSON.parse(position));
  if (known === undefined) throw new InvalidCursor('the cursor is of an older form');
  return known;
}

const checksumLength = 12;

function checksum(list: string, position: string): string {
  return createHash('sha256')
    .update(`turnlift cursor 1\n${list}\n${position}`)
    .digest('hex')
    .slice(0, checksumLength);
}
