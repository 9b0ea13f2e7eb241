/** Files that a compaction merged, and a killed process did not delete, stand in for a table that is lost. */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { PutItemCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { ClassicLevel } from 'classic-level';
import { startDynamoDb } from '../../../local/dynamodb';
import { repairDatabase } from '../../../local/dynamodb/repair';
import { databaseTrouble } from '../../../local/dynamodb/trouble';
import { makeTable } from './cases/tables';
import { clientsOf } from './emulators';

let template: string;
let folder: string;
/** The table that the manifest names, and those that were merged into it. */
let merged: string;
let leftovers: readonly string[];

const at = (name: string): string => path.join(folder, name);
const tablesIn = (place: string): readonly string[] =>
  fs.readdirSync(place).filter((name) => name.endsWith('.ldb'));

/** Puts items whose values are the round, so that a value tells how old it is. */
async function put(dataDir: string, round: number, from: number, to: number): Promise<void> {
  const database = await startDynamoDb({ dataDir, ttlSweepMs: 0 });
  const { client, streams } = clientsOf(database.url);
  if (round === 0) await makeTable({ client }, 'things');
  for (let id = from; id < to; id += 1)
    await client.send(
      new PutItemCommand({
        TableName: 'things',
        Item: { pk: { S: `p${id}` }, sk: { S: 's' }, round: { N: String(round) } },
      }),
    );
  client.destroy();
  streams.destroy();
  await database.close();
}

/** Items 0 to 59: in two tables merged into a third, where 20 to 39 are of round 1; 60 to 79: in the log. */
beforeAll(async () => {
  template = fs.mkdtempSync(path.join(os.tmpdir(), 'turnlift-unused-files-'));
  await put(template, 0, 0, 40);
  await put(template, 1, 20, 60);
  const aside = fs.mkdtempSync(path.join(os.tmpdir(), 'turnlift-merged-'));
  const level = new ClassicLevel(template);
  await level.open();
  leftovers = tablesIn(template);
  for (const name of leftovers) fs.copyFileSync(path.join(template, name), path.join(aside, name));
  await level.compactRange('', '~~');
  await level.close();
  await put(template, 2, 60, 80);
  [merged = 'none'] = tablesIn(template);
  fs.cpSync(aside, template, { recursive: true });
  fs.rmSync(aside, { recursive: true });
});
afterAll(() => {
  fs.rmSync(template, { recursive: true, force: true });
});
beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'turnlift-unused-files-'));
  fs.cpSync(template, folder, { recursive: true });
});
afterEach(() => {
  for (const place of [folder, `${folder}.repaired`]) fs.rmSync(place, { recursive: true, force: true });
});

/** The rounds of all items, in the order of their ids, and the losses of a repair. */
async function runRepair(): Promise<{ readonly rounds: string; readonly lost: string }> {
  const to = `${folder}.repaired`;
  const { lost } = await repairDatabase(folder, to, { region: 'us-east-1', now: Date.now });
  const database = await startDynamoDb({ dataDir: to, ttlSweepMs: 0 });
  const { client, streams } = clientsOf(database.url);
  const { Items = [] } = await client
    .send(new ScanCommand({ TableName: 'things' }))
    .catch(() => ({ Items: [] }));
  const items = Items.map(({ pk, round }) => [Number(pk?.S?.slice(1)), round?.N ?? ''] as const);
  client.destroy();
  streams.destroy();
  await database.close();
  const rounds = items.sort(([one], [other]) => one - other).map(([, round]) => round);
  return { rounds: rounds.join(''), lost: lost.join(', ') };
}

const all = '0'.repeat(20) + '1'.repeat(40) + '2'.repeat(20);
const back = (files: readonly string[]): RegExp =>
  new RegExp(`older values and deleted items may be back \\(from unused files: ${files.join(' and ')}\\)$`);

function exchange(one: string, other: string): void {
  fs.renameSync(at(one), at('both'));
  fs.renameSync(at(other), at(one));
  fs.renameSync(at('both'), at(other));
}

describe('tables that were merged into another and are still there', () => {
  it('are not looked at where that one is whole', async () => {
    expect(leftovers).toHaveLength(2);
    expect(leftovers).not.toContain(merged);
    await expect(databaseTrouble(folder)).resolves.toBeUndefined();
    expect(await runRepair()).toEqual({ rounds: all, lost: '' });
  });

  it.each([0, 1])('are found to be exchanged with it: nothing is lost (%d)', async (which) => {
    exchange(merged, leftovers[which] ?? 'none');
    await expect(databaseTrouble(folder)).resolves.toBe(
      `${merged} is damaged: it is another table than MANIFEST says`,
    );
    expect(await runRepair()).toEqual({ rounds: all, lost: '' });
  });

  it('are read where one of them is in its place, too', async () => {
    fs.copyFileSync(at(leftovers[0] ?? 'none'), at(merged));
    const { rounds, lost } = await runRepair();
    expect(rounds).toBe(all);
    expect(lost).toMatch(/^what was in the replaced tables, /);
    expect(lost).toMatch(back(leftovers));
  });

  it.each<[string, RegExp, () => void]>([
    ['was deleted', /perhaps more: only the manifest lists the tables/, () => fs.rmSync(at(merged))],
    ['is empty', /^at most \d+ bytes of tables, /, () => fs.truncateSync(at(merged))],
    [
      'is zeroed',
      /^at most \d+ bytes of tables, /,
      () => fs.writeFileSync(at(merged), Buffer.alloc(fs.statSync(at(merged)).size)),
    ],
    ['is cut off', /^at most \d+ bytes of tables, /, () => fs.truncateSync(at(merged), 3_000)],
  ])('are read where it %s', async (_what, lost, spoil) => {
    spoil();
    const found = await runRepair();
    expect(found.rounds).toBe(all);
    expect(found.lost).toMatch(lost);
    if (fs.existsSync(at(merged))) expect(found.lost).toMatch(back(leftovers));
  });

  it('give older values where the newer ones are lost, and the report names their file', async () => {
    const [oldest = 'none', newer = 'none'] = leftovers;
    fs.truncateSync(at(merged));
    fs.truncateSync(at(newer));
    const { rounds, lost } = await runRepair();
    expect(rounds).toBe('0'.repeat(40) + '2'.repeat(20));
    expect(lost).toMatch(back([oldest]));
  });

  it('do not bring an older value back where only the log has lost something', async () => {
    const log = fs.readdirSync(folder).find((name) => name.endsWith('.log')) ?? 'none';
    fs.truncateSync(at(log), Math.floor(fs.statSync(at(log)).size / 2));
    const { rounds, lost } = await runRepair();
    expect(rounds).toMatch(/^0{20}1{40}2{5,15}$/);
    expect(lost).not.toMatch(/unused/);
  });

  it('stand in for a log: one that was being written holds its newest writes', async () => {
    const log = fs.readdirSync(folder).find((name) => name.endsWith('.log')) ?? 'none';
    const twin = fs.mkdtempSync(path.join(os.tmpdir(), 'turnlift-unused-twin-'));
    fs.cpSync(folder, twin, { recursive: true });
    await (await startDynamoDb({ dataDir: twin, ttlSweepMs: 0 })).close();
    for (const name of tablesIn(twin))
      if (!fs.existsSync(at(name))) fs.copyFileSync(path.join(twin, name), at(name));
    fs.rmSync(twin, { recursive: true });
    fs.truncateSync(at(log));
    expect((await runRepair()).rounds).toBe(all);
  });
});
