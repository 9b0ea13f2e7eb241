import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { lockFolder } from '../../../local/gamelift/folder-lock';
import { State } from '../../../local/gamelift/state/state';
import { canMount, makeTinyDisk } from '../dynamodb/tiny-disk';
import { until } from '../../support/until';

interface Row {
  readonly value: number;
}
let folder: string;
const fail = (error: Error): never => {
  throw error;
};
const put = (state: State, id: number, value = id): Row =>
  state.collection<Row>('rows').put(`r${id}`, { value });
const file = (name: string): string => path.join(folder, name);

/** Two segments of ten groups each, or a snapshot and later changes. */
async function fill(linesBeforeSnapshot?: number): Promise<void> {
  for (const start of [0, 10]) {
    const state = await State.open(folder, fail, { linesBeforeSnapshot });
    for (let id = start; id < start + 10; id += 1) {
      put(state, id);
      await state.flushed();
    }
    await state.close();
  }
}

beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'turnlift-journal-'));
});
afterEach(() => {
  fs.rmSync(folder, { recursive: true, force: true });
});

const first = 'changes-000000001.jsonl';
const second = 'changes-000000002.jsonl';

describe('a journal whose files have changed', () => {
  it.each<[string, RegExp, () => void]>([
    [
      'the last segment empty',
      /changes-000000002\.jsonl: \d+ bytes of changes that were acknowledged/,
      () => fs.writeFileSync(file(second), ''),
    ],
    ['the last segment gone', /changes-000000002\.jsonl: the file is missing/, () => fs.rmSync(file(second))],
    [
      'the last segment zeroed',
      /changes-000000002\.jsonl: \d+ bytes of changes that were acknowledged/,
      () => fs.writeFileSync(file(second), Buffer.alloc(fs.statSync(file(second)).size)),
    ],
    [
      'the last segment cut between two groups',
      /changes-000000002\.jsonl: \d+ bytes of changes that were acknowledged/,
      () => {
        const text = fs.readFileSync(file(second), 'utf8');
        fs.writeFileSync(file(second), text.slice(0, text.lastIndexOf('{"c"')));
      },
    ],
    [
      'an earlier segment empty',
      /changes-000000001\.jsonl: \d+ bytes are missing at its end/,
      () => fs.writeFileSync(file(first), ''),
    ],
    [
      'an earlier segment gone',
      /changes-000000001\.jsonl: the file is missing/,
      () => fs.rmSync(file(first)),
    ],
    [
      'a digit changed',
      /changes-000000001\.jsonl: the lines before line \d+ are damaged/,
      () =>
        fs.writeFileSync(file(first), fs.readFileSync(file(first), 'utf8').replace('"value":5', '"value":6')),
    ],
    ['the ledger damaged', /journal\.ledger is damaged/, () => fs.writeFileSync(file('journal.ledger'), 'x')],
  ])('is refused with %s, by name, and left unchanged', async (_what, message, spoil) => {
    await fill();
    spoil();
    const before = fs.readdirSync(folder).map((name) => [name, fs.readFileSync(file(name), 'utf8')]);
    await expect(State.open(folder, fail)).rejects.toThrow(message);
    expect(fs.readdirSync(folder).map((name) => [name, fs.readFileSync(file(name), 'utf8')])).toEqual(before);
  });

  it('is refused with a snapshot that is cut off at any place', async () => {
    await fill(8);
    const name = fs.readdirSync(folder).find((one) => one.startsWith('snapshot')) ?? '';
    const whole = fs.readFileSync(file(name));
    for (const length of [0, 10, whole.length / 2, whole.length - 1].map(Math.floor)) {
      fs.writeFileSync(file(name), whole.subarray(0, length));
      await expect(State.open(folder, fail)).rejects.toThrow(/snapshot-\d+\.jsonl: .*damaged/);
    }
    fs.writeFileSync(file(name), whole);
    const state = await State.open(folder, fail);
    expect(state.collection<Row>('rows').size).toBe(20);
    await state.close();
  });

  it('is read from folders of versions that had no checksums', async () => {
    fs.writeFileSync(
      file('snapshot-000000002.jsonl'),
      '{"c":"rows","i":"a","v":{"value":1}}\n{"together":true}\n',
    );
    fs.writeFileSync(file(second), '{"c":"rows","i":"b","v":{"value":2}}\n{"together":true}\n{"c":"rows"');
    const state = await State.open(folder, fail);
    expect(Object.fromEntries(state.collection<Row>('rows').entries())).toEqual({
      a: { value: 1 },
      b: { value: 2 },
    });
    await state.close();
  });
});

const onATinyDisk = canMount() ? describe : describe.skip;

onATinyDisk('a journal on a disk that is full (needs root, to mount one)', () => {
  it('keeps acknowledged writes, and writes waiting ones once there is room', async () => {
    const disk = makeTinyDisk(1024 * 1024);
    if (!disk) throw new Error('a disk could be mounted a moment ago');
    try {
      const errors: Error[] = [];
      const at = path.join(disk.folder, 'state');
      const state = await State.open(at, (error) => errors.push(error));
      put(state, 0);
      await state.flushed();
      disk.fill(32 * 1024);
      const acknowledged: number[] = [];
      for (let id = 1; id < 100; id += 1) {
        state.collection<object>('rows').put(`r${id}`, { value: id, text: 'x'.repeat(1000) });
        await state.flushed().then(
          () => acknowledged.push(id),
          () => undefined,
        );
      }
      expect(acknowledged.length).toBeGreaterThan(5);
      expect(acknowledged.length).toBeLessThan(60);
      expect(state.broken?.message).toMatch(/ENOSPC/);
      // A process that starts now finds all acknowledged writes.
      fs.cpSync(at, folder, { recursive: true });
      const other = await State.open(folder, fail);
      expect(acknowledged.filter((id) => !other.collection('rows').has(`r${id}`))).toEqual([]);
      await other.close();

      disk.free();
      await until('a journal that is written again', () => state.broken === undefined);
      put(state, 100);
      await state.flushed();
      await state.close();
      expect(errors.length).toBeGreaterThan(0);
      const again = await State.open(at, fail);
      expect(again.collection('rows').size).toBe(101);
      await again.close();
    } finally {
      disk.remove();
    }
  });

  it('names the file that a start cannot write', async () => {
    const disk = makeTinyDisk(64 * 1024);
    if (!disk) throw new Error('a disk could be mounted a moment ago');
    try {
      disk.fill(0);
      await expect(State.open(path.join(disk.folder, 'state'), fail)).rejects.toThrow(
        /state.journal\.ledger cannot be written: .*ENOSPC/,
      );
      expect(() => lockFolder(disk.folder)).toThrow(/gamelift\.lock cannot be written: .*ENOSPC/);
    } finally {
      disk.remove();
    }
  });
});
