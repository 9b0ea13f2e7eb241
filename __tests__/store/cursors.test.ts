import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { createCursors, tableCursorKey } from '../../store/cursors';
import { InvalidCursor } from '../../store/pages';
import { type Database, names, openDatabase, quickRetries } from './database';

let database: Database;
beforeAll(async () => {
  database = await openDatabase();
});
afterAll(async () => {
  await database.close();
});

const cursorsOf = (table: string) => createCursors(tableCursorKey(database.client, table, quickRetries()));
const anything = (position: unknown): unknown => position;

describe('cursors', () => {
  it('lead back to their place, in every process of the environment', async () => {
    const position = { passed: 20, beyond: 'ä#1' };
    const [one, ...others] = await Promise.all(
      Array.from({ length: 5 }, () => cursorsOf(names.ranks).encode('list', position)),
    );
    expect(others.every((cursor) => cursor === one)).toBe(true);
    expect(await cursorsOf(names.ranks).decode('list', one ?? '', anything)).toEqual(position);
  });

  it('are refused when they are of another list, another environment, truncated or changed', async () => {
    const cursors = cursorsOf(names.ranks);
    const cursor = await cursors.encode('list', { passed: 20 });
    const refused = (text: string, list = 'list') =>
      expect(cursors.decode(list, text, anything)).rejects.toThrow(InvalidCursor);
    await refused(cursor, 'another list');
    await refused(await cursorsOf(names.matches).encode('list', { passed: 20 }));
    for (const text of ['', 'abc', '%', 'é', 'null', `${cursor}A`, cursor.slice(1), 'A'.repeat(5000)])
      await refused(text);
    for (let length = 0; length < cursor.length; length += 1) await refused(cursor.slice(0, length));
    const forged = Buffer.concat([Buffer.alloc(16), Buffer.from('{"passed":-99}')]).toString('base64url');
    await refused(forged);
    await fc.assert(
      fc.asyncProperty(fc.nat(cursor.length - 1), fc.constantFrom(...'AZaz09-_'), async (at, letter) => {
        const changed = `${cursor.slice(0, at)}${letter}${cursor.slice(at + 1)}`;
        // The last character of base64 may have unused bits.
        if (Buffer.from(changed, 'base64url').equals(Buffer.from(cursor, 'base64url'))) return;
        await refused(changed);
      }),
      { numRuns: 60, seed: 1 },
    );
    await expect(cursors.decode('list', cursor, () => undefined)).rejects.toThrow(InvalidCursor);
  });
});
