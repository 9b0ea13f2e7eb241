/** A journal whose segments were exchanged, or whose newest ones hold no change. */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { repairJournal } from '../../../local/gamelift/state/repair';
import { State } from '../../../local/gamelift/state/state';

interface Row {
  readonly value: number;
}

let folder: string;
beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'turnlift-segments-'));
});
afterEach(() => {
  fs.rmSync(folder, { recursive: true, force: true });
});

const fail = (error: Error): never => {
  throw error;
};
const at = (...names: readonly string[]): string => path.join(folder, ...names);
const segmentOf = (number: number): string => `changes-00000000${number}.jsonl`;
const segment = (number: number): string => at('state', segmentOf(number));
const rowsOf = (state: State) => state.collection<Row>('rows');

/** One run of a process, which writes these rows together. */
async function run(rows: Readonly<Record<string, number>>, place = 'state'): Promise<void> {
  const state = await State.open(at(place), fail);
  for (const [id, value] of Object.entries(rows)) rowsOf(state).put(id, { value });
  await state.close();
}

async function read(place = 'state'): Promise<Record<string, number>> {
  const state = await State.open(at(place), fail);
  const rows = Object.fromEntries([...rowsOf(state).entries()].map(([id, { value }]) => [id, value]));
  await state.close();
  return rows;
}

function exchange(one: string, other: string): void {
  fs.renameSync(one, at('aside'));
  fs.renameSync(other, one);
  fs.renameSync(at('aside'), other);
}

const olderWords = 'older values and deleted entities may be back';

describe('a journal whose segments were exchanged', () => {
  beforeEach(async () => {
    await run({ a: 1, b: 1 });
    await run({ a: 2, b: 2 });
    await run({ c: 3 });
  });

  it.each<[string, RegExp, () => void, Record<string, number>, string | undefined]>([
    [
      'two of the same length',
      /changes-000000001\.jsonl: another segment is in its place: changes-000000002\.jsonl/,
      () => exchange(segment(1), segment(2)),
      { a: 2, b: 2, c: 3 },
      undefined,
    ],
    [
      'the newest and another',
      /changes-000000001\.jsonl: another segment is in its place: changes-000000003\.jsonl/,
      () => exchange(segment(1), segment(3)),
      { a: 2, b: 2, c: 3 },
      undefined,
    ],
    [
      'one, with a copy of the segment before it',
      /changes-000000002\.jsonl: another segment is in its place: changes-000000001\.jsonl/,
      () => fs.copyFileSync(segment(1), segment(2)),
      { a: 1, b: 1, c: 3 },
      `what was in the missing files changes-000000002.jsonl, ${olderWords}`,
    ],
  ])('is refused (%s), and a repair saves it', async (_what, message, spoil, saved, lost) => {
    spoil();
    await expect(read()).rejects.toThrow(message);
    expect(await repairJournal(at('state'), at('repaired'))).toEqual({
      values: Object.keys(saved).length,
      lost,
    });
    expect(await read('repaired')).toEqual(saved);
  });

  it.each<[string, Readonly<Record<string, number>>, RegExp]>([
    ['of the same length', { a: 7, b: 7 }, /changes-000000002\.jsonl: another file of the same length/],
    [
      'that is longer',
      { a: 7, b: 7, d: 7 },
      /changes-000000002\.jsonl: \d+ bytes at its end were not there when it ended/,
    ],
    ['that is shorter', { a: 7 }, /changes-000000002\.jsonl: \d+ bytes are missing at its end/],
  ])('is refused with the same segment of its own copy %s', async (_what, rows, message) => {
    await run({ a: 1, b: 1 }, 'own');
    fs.cpSync(at('own'), at('copy'), { recursive: true });
    await run(rows, 'copy');
    await run({ a: 2, b: 2 }, 'own');
    await run({ c: 3 }, 'own');
    fs.copyFileSync(at('copy', 'changes-000000002.jsonl'), at('own', 'changes-000000002.jsonl'));
    await expect(read('own')).rejects.toThrow(message);
  });

  it('is refused with another snapshot in the place of its own, and with none', async () => {
    const state = await State.open(at('state'), fail, { linesBeforeSnapshot: 1 });
    for (let value = 0; snapshotsIn('state').length === 0; value += 1) {
      rowsOf(state).put('d', { value });
      await state.flushed();
    }
    await state.close();
    const [name = ''] = snapshotsIn('state');
    const whole = fs.readFileSync(at('state', name), 'utf8');
    await repairJournal(at('state'), at('other'));
    fs.copyFileSync(at('other', snapshotsIn('other')[0] ?? ''), at('state', name));
    await expect(read()).rejects.toThrow(`${name}: another snapshot is in its place`);
    fs.rmSync(at('state', name));
    await expect(read()).rejects.toThrow(`${name}: the file is missing`);
    fs.writeFileSync(at('state', name), whole);
    expect(await read()).toMatchObject({ a: 2, b: 2, c: 3 });
  });
});

describe('two journals with files of the same names', () => {
  /** A journal with one snapshot of a value, and a segment with a value after it. */
  async function make(place: string, value: number): Promise<void> {
    await run({ before: value }, place);
    const state = await State.open(at(place), fail, { linesBeforeSnapshot: 1 });
    rowsOf(state).put('before', { value });
    await state.flushed();
    await state.close();
    await run({ after: value }, place);
  }
  beforeEach(async () => {
    await make('state', 1);
    await make('foreign', 2);
    expect(fs.readdirSync(at('state'))).toEqual(fs.readdirSync(at('foreign')));
  });

  const [snapshot, first, last] = ['snapshot-000000003.jsonl', 'changes-000000003.jsonl', segmentOf(4)];
  it.each<[string, string, Record<string, number>, string]>([
    [snapshot, snapshot, { after: 1 }, `what was in the missing ${snapshot}`],
    [first, first, { before: 1, after: 1 }, `what was in the missing files ${first}, ${olderWords}`],
    [last, last, { before: 1 }, `what was in the missing files ${last}, ${olderWords}`],
    ['journal.ledger', snapshot, { before: 1, after: 1 }, 'perhaps the newest changes'],
  ])('are not exchanged: %s', async (name, told, saved, lost) => {
    fs.copyFileSync(at('foreign', name), at('state', name));
    await expect(read()).rejects.toThrow(`${told}: it belongs to another journal than the journal.ledger`);
    expect((await repairJournal(at('state'), at('repaired'))).lost).toContain(lost);
    expect(await read('repaired')).toEqual(saved);
  });

  it('keep a snapshot apart from the changes after it', async () => {
    fs.copyFileSync(at('state', snapshot), at('state', first));
    await expect(read()).rejects.toThrow(`${first}: a snapshot is in its place`);
    const { lost } = await repairJournal(at('state'), at('repaired'));
    expect(lost).toContain(`what was in the missing files ${first}`);
    expect(await read('repaired')).toEqual({ before: 1, after: 1 });
  });
});

const snapshotsIn = (place: string): readonly string[] =>
  fs.readdirSync(at(place)).filter((name) => /^snapshot-\d+\.jsonl$/.test(name));

describe('a journal after a start without a change', () => {
  it('guards the segment before it: one byte that is cut off is told', async () => {
    await run({ a: 1 });
    await run({ a: 2 });
    await run({}); // As `npm run gamelift` on a port in use: it ends before it changes anything.
    await run({ b: 3 });
    fs.truncateSync(segment(2), fs.statSync(segment(2)).size - 1);
    await expect(read()).rejects.toThrow(/changes-000000002\.jsonl: \d+ bytes are missing at its end/);
  });

  it('guards it also behind empty segments of an earlier version', async () => {
    await run({ a: 1 });
    fs.writeFileSync(segment(2), '');
    fs.writeFileSync(segment(3), '');
    await run({ b: 2 });
    expect(await read()).toEqual({ a: 1, b: 2 });
    const whole = fs.readFileSync(segment(1));
    fs.truncateSync(segment(1), whole.length - 1);
    await expect(read()).rejects.toThrow(/changes-000000001\.jsonl: \d+ bytes are missing at its end/);
    fs.writeFileSync(segment(1), whole);
    fs.truncateSync(segment(2), 0);
    await expect(read()).rejects.toThrow(/changes-000000002\.jsonl: \d+ bytes are missing at its end/);
  });
});

describe('a journal of an earlier version', () => {
  it('starts where its process died between the end of a snapshot and the ledger', async () => {
    const state = await State.open(at('state'), fail, { linesBeforeSnapshot: 1 });
    rowsOf(state).put('a', { value: 1 });
    await state.flushed();
    await state.close();
    expect(snapshotsIn('state')).toEqual(['snapshot-000000002.jsonl']);
    const values = '{"c":"rows","i":"a","v":{"value":1}}\n{"together":true}\n';
    fs.writeFileSync(at('state', 'snapshot-000000002.jsonl'), values);
    fs.writeFileSync(segment(1), '');
    fs.writeFileSync(segment(2), '');
    const acknowledged = '000000001:0000000000000090';
    fs.writeFileSync(at('state', 'journal.ledger'), `${acknowledged} ${acknowledged}\n`);
    expect(await read()).toEqual({ a: 1 });
    await run({ b: 2 });
    expect(await read()).toEqual({ a: 1, b: 2 });
  });
});
