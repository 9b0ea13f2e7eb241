import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { type DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb';
import { ifItHolds, type RetryPolicy } from './contention';
import { cursorRows } from './keys';
import { InvalidCursor } from './pages';
import { readRow } from './read-row';
import { rowFieldsOf } from './row-fields';

/**
 * Cursors are opaque to clients: the end of a page, with an HMAC over it and the name of its list. The
 * content is not secret, but only a cursor that this backend made is accepted, and only for its own list.
 */
export interface Cursors {
  /**
   * @param list names the list, filters included: a cursor of another list is refused
   * @param position JSON
   */
  encode(list: string, position: unknown): Promise<string>;
  /**
   * @throws InvalidCursor when the text is not a cursor of this list, or `read` does not recognise the
   * position
   */
  decode<Position>(
    list: string,
    cursor: string,
    read: (position: unknown) => Position | undefined,
  ): Promise<Position>;
}

/** Provides the key that authenticates cursors, 32 bytes. */
export type CursorKey = () => Promise<Buffer>;

/** Bytes of the HMAC-SHA256 that a cursor carries (RFC 2104 section 5: at least half of the hash). */
const tagBytes = 16;

/** Cursors are signed for their list: one of another list, or a changed one, is refused. */
export function createCursors(key: CursorKey): Cursors {
  async function tagOf(list: string, position: string): Promise<Buffer> {
    return createHmac('sha256', await key())
      .update(`turnlift cursor 2\n${list}\n${position}`)
      .digest()
      .subarray(0, tagBytes);
  }

  return {
    async encode(list, position) {
      const text = JSON.stringify(position);
      return Buffer.concat([await tagOf(list, text), Buffer.from(text)]).toString('base64url');
    },

    async decode(list, cursor, read) {
      const bytes = /^[A-Za-z0-9_-]{1,2048}$/.test(cursor)
        ? Buffer.from(cursor, 'base64url')
        : Buffer.alloc(0);
      const text = bytes.subarray(tagBytes).toString('utf8');
      const tag = bytes.subarray(0, tagBytes);
      // Node decodes base64url leniently: other texts give the same bytes.
      const isCanonical = bytes.toString('base64url') === cursor && tag.length === tagBytes;
      if (!isCanonical || !timingSafeEqual(tag, await tagOf(list, text)))
        throw new InvalidCursor('the cursor is not one of this list');
      const known = read(JSON.parse(text));
      if (known === undefined) throw new InvalidCursor('the cursor is of an older form');
      return known;
    },
  };
}

/**
 * The key of a table's cursors: a random value in a row of the table. The first process that needs it creates
 * it; then each process caches it. So each environment has keys of its own, and no request waits for a
 * secret.
 */
export function tableCursorKey(
  client: DynamoDBDocumentClient,
  TableName: string,
  retry: RetryPolicy,
): CursorKey {
  const Key = cursorRows.key.key({});
  let known: Promise<Buffer> | undefined;

  async function readStored(): Promise<Buffer | undefined> {
    const Item = await readRow({ client, TableName, retry }, Key);
    return Item === undefined
      ? undefined
      : Buffer.from(rowFieldsOf(Item, 'cursor key').text('secret'), 'base64url');
  }

  async function find(): Promise<Buffer> {
    const found = await readStored();
    if (found !== undefined) return found;
    const made = randomBytes(32);
    const put = await ifItHolds(retry, () =>
      client.send(
        new PutCommand({
          TableName,
          Item: { ...Key, secret: made.toString('base64url') },
          ConditionExpression: 'attribute_not_exists(pk)',
        }),
      ),
    );
    if (put !== undefined) return made;
    const theirs = await readStored();
    if (theirs === undefined) throw new Error(`the cursor key of table ${TableName} vanished`);
    return theirs;
  }

  return () => {
    known ??= find().catch((error: unknown) => {
      // The next request tries again.
      known = undefined;
      throw error;
    });
    return known;
  };
}
