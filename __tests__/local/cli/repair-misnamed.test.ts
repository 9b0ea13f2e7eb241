/** A table or a log that stands under a name of the other kind, as after a copy that exchanged two files. */
import fs from 'node:fs';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { repairData } from '../../../local/cli/repair-data';
import { makeDataFolder } from '../../../local/stack/data-folder';
import { contentOf } from './support/data-folder';
import { useDataFolderCopies } from './support/data-folder-copies';

/** The table holds 200 items, and the log 200 others. */
const data = useDataFolderCopies();
const file = (name: string): string => data.at('dynamodb', name);
let table: string;
let log: string;

beforeEach(() => {
  const ending = (end: string): string =>
    fs.readdirSync(data.at('dynamodb')).find((name) => name.endsWith(end)) ?? 'none';
  table = ending('.ldb');
  log = ending('.log');
});

function exchange(): void {
  fs.renameSync(file(table), file('both'));
  fs.renameSync(file(log), file(table));
  fs.renameSync(file('both'), file(log));
}

/** Repairs the folder. @returns the report about the database, with the number of items that are left */
async function repaired() {
  const { parts } = await repairData(data.folder, new Date(0));
  const { damage, saved, lost } = parts.find(({ part }) => part === 'DynamoDB') ?? {};
  const { items, indexed } = await contentOf(data.folder);
  expect(indexed).toEqual(items);
  return { damage, saved, lost, items: items.length };
}

describe('a table and a log that were exchanged', () => {
  beforeEach(exchange);

  it('are named by a start', () => {
    expect(() => makeDataFolder(data.folder)).toThrow(`${file(table)} is damaged: it holds a log`);
    expect(() => makeDataFolder(data.folder)).toThrow(`${file(log)} is damaged: it holds a table`);
  });

  it('are both read by a repair, which says so', async () => {
    expect(await repaired()).toEqual({
      damage: `${table} is damaged: it holds a log, ${log} is damaged: it holds a table`,
      saved: `things: 400 items; ${table} is a log; ${log} is a table`,
      lost: undefined,
      items: 400,
    });
  });

  it('are both read where no manifest names them', async () => {
    for (const name of fs.readdirSync(data.at('dynamodb')))
      if (/^(CURRENT|MANIFEST-\d+)$/.test(name)) fs.rmSync(file(name));
    const { saved, lost, items } = await repaired();
    expect(saved).toBe(`things: 400 items; ${table} is a log; ${log} is a table`);
    expect(lost).not.toMatch(/bytes/);
    expect(items).toBe(400);
  });
});

describe('a table', () => {
  it.each(['000001.log', '000099.log'])('under the name %s is read', async (name) => {
    fs.renameSync(file(table), file(name));
    const { damage, ...rest } = await repaired();
    expect(damage).toContain(`${table} is missing`);
    expect(rest).toEqual({ saved: `things: 400 items; ${name} is a table`, lost: undefined, items: 400 });
  });

  it('under the name of a log that it replaced is read, and the log is lost', async () => {
    fs.renameSync(file(table), file(log));
    const { saved, lost, items } = await repaired();
    expect(saved).toBe(`things: 200 items; ${log} is a table`);
    expect(lost).toMatch(/^the newest \d+ writes, older values and deleted items may be back$/);
    expect(items).toBe(200);
  });
});

describe('a log', () => {
  it('under the name of a table is read', async () => {
    fs.renameSync(file(log), file('000099.ldb'));
    const { damage, ...rest } = await repaired();
    expect(damage).toContain(`${log} is missing`);
    expect(rest).toEqual({ saved: 'things: 400 items; 000099.ldb is a log', lost: undefined, items: 400 });
  });

  it('that was copied to the place of a table has replaced it', async () => {
    fs.copyFileSync(file(log), file(table));
    const { damage, lost, items } = await repaired();
    expect(damage).toBe(`${table} is damaged: it holds a log`);
    expect(lost).toBe('what was in the replaced tables, older values and deleted items may be back');
    expect(items).toBe(200);
  });
});
