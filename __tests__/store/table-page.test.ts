import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { itemsPage, requestedPage } from '../../local/console/partition';
import { entityKinds, findRows, readTablePage, type TablePage } from '../../store/entities';
import { type RowKey } from '../../store/keys';
import { type Database, names, openDatabase, quickRetries } from './database';

const rows: readonly RowKey[] = [
  ...Array.from({ length: 40 }, (_, index) => ({ pk: `M#${index % 7}`, sk: `L#0000000${index}` })),
  { pk: 'M#3', sk: 'MATCH' },
  { pk: 'M#5', sk: 'MATCH' },
];
const text = ({ pk, sk }: RowKey): string => `${pk} ${sk}`;

let database: Database;
beforeAll(async () => {
  database = await openDatabase();
  for (const row of rows)
    await database.client.send(
      new PutCommand({ TableName: names.matches, Item: { ...row, secretHash: 'abc', at: 1 } }),
    );
});
afterAll(() => database.close());

/** All pages, one after the other. */
async function pages(page: TablePage): Promise<readonly (readonly RowKey[])[]> {
  const found: (readonly RowKey[])[] = [];
  let after: RowKey | undefined;
  do {
    const read = await readTablePage(
      database.client,
      'matches',
      names.matches,
      { ...page, ...(after === undefined ? {} : { after }) },
      quickRetries(),
    );
    found.push(read.rows.map(({ key }) => key));
    after = read.after;
  } while (after !== undefined);
  return found;
}

it('pages of a table have each of its rows once', async () => {
  const read = await pages({ limit: 9, maxRowsRead: 1_000 });
  expect(read.slice(0, -1).map((page) => page.length)).toEqual([9, 9, 9, 9]);
  expect(read.flat().map(text).sort()).toEqual(rows.map(text).sort());
});

it('rows of one kind are found among the others, also where a page reads none of them', async () => {
  expect((await pages({ kind: 'match', limit: 9, maxRowsRead: 1_000 })).flat().map(text).sort()).toEqual([
    'M#3 MATCH',
    'M#5 MATCH',
  ]);
  const sparse = await pages({ kind: 'match', limit: 9, maxRowsRead: 5 });
  expect(sparse.length).toBeGreaterThan(5);
  expect(sparse.flat()).toHaveLength(2);
  expect((await pages({ kind: 'entry', limit: 9, maxRowsRead: 1_000 })).flat()).toHaveLength(40);
});

it('a page is shown without secrets, and an unknown kind is refused with those that there are', async () => {
  const page = requestedPage('matches', { kind: 'match' });
  const read = await readTablePage(database.client, 'matches', names.matches, page, quickRetries());
  const { items, kinds, after } = itemsPage('matches', read);
  expect(items.map(({ fields }) => fields)).toEqual([
    { secretHash: '…', at: 1 },
    { secretHash: '…', at: 1 },
  ]);
  expect(after).toBeUndefined();
  expect(kinds).toEqual(entityKinds('matches'));
  expect(() => requestedPage('matches', { kind: 'cat' })).toThrow(
    /kind is one of .*entry.*match.*, not "cat"/,
  );
});

/** The rows that a text finds while at most `maxRowsRead` rows are read. */
async function found(wanted: string, maxRowsRead: number): Promise<readonly string[]> {
  const rowsFound = await findRows(
    database.client,
    'matches',
    names.matches,
    { text: wanted, has: (key) => key.includes(wanted), limit: 9, maxRowsRead },
    quickRetries(),
  );
  return rowsFound.map(({ key }) => text(key));
}

it('a whole id or partition key finds its partition without reading the table', async () => {
  expect(await found('5', 0)).toEqual([
    rows
      .map(text)
      .filter((row) => row.startsWith('M#5 '))
      .sort()[0],
  ]);
  expect(await found('M#5', 0)).toEqual(await found('5', 0));
  expect(await found('9', 0)).toEqual([]);
});

it('a part of a key finds rows among those that are read', async () => {
  expect(await found('MATC', 1_000)).toEqual(expect.arrayContaining(['M#3 MATCH', 'M#5 MATCH']));
  expect(await found('00017', 1_000)).toEqual(['M#3 L#000000017']);
  expect(await found('00017', 0)).toEqual([]);
  expect(await found('L#', 1_000)).toHaveLength(9);
});
