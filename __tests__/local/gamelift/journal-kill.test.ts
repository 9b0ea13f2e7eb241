/** A process may die between any two changes of a journal's files: nothing acknowledged is lost. */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { isNativeError } from 'node:util/types';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { State } from '../../../local/gamelift/state/state';

interface Row {
  readonly value: number;
}
/** A folder as a process would leave it that is killed now. */
interface Left {
  readonly folder: string;
  /** The values that were acknowledged until then. */
  readonly acknowledged: number;
  readonly before: string;
}

let scratch: string;
const restore: Array<() => void> = [];
beforeEach(() => {
  scratch = fs.mkdtempSync(path.join(os.tmpdir(), 'turnlift-kill-'));
});
afterEach(() => {
  for (const undo of restore.splice(0)) undo();
  fs.rmSync(scratch, { recursive: true, force: true });
});

const fail = (error: Error): never => {
  throw error;
};
const opened = (folder: string): Promise<State> => State.open(folder, fail, { linesBeforeSnapshot: 8 });
const rowsOf = (state: State) => state.collection<Row>('rows');

/** Calls this before each change of a file: what is on the disk then is what a killed process leaves. */
async function beforeEachChange(call: (name: string) => void): Promise<void> {
  const probe = await fs.promises.open(path.join(scratch, 'probe'), 'w');
  await probe.close();
  const handle: unknown = Object.getPrototypeOf(probe);
  const watch = (owner: unknown, names: readonly string[]): void => {
    if (typeof owner !== 'object' || owner === null) throw new Error('nothing to watch');
    for (const name of names) {
      const real: unknown = Reflect.get(owner, name);
      if (typeof real !== 'function') throw new Error(`${name} is not a function`);
      Reflect.set(owner, name, function watched(this: unknown, ...args: readonly unknown[]): unknown {
        call(`${name} ${typeof args[0] === 'string' ? path.basename(args[0]) : ''}`);
        return Reflect.apply(real, this, args);
      });
      restore.push(() => Reflect.set(owner, name, real));
    }
  };
  watch(fs, ['writeFileSync', 'renameSync', 'rmSync', 'writeSync', 'truncateSync']);
  watch(fs.promises, ['open', 'rename', 'rm']);
  watch(handle, ['appendFile', 'truncate', 'datasync']);
}

/** Copies a folder in which a file may be removed or renamed meanwhile: that change comes before the copy. */
function copyFolder(from: string, to: string): void {
  for (;;)
    try {
      return fs.cpSync(from, to, { recursive: true });
    } catch (error) {
      // An error of Node is not an instance of the Error that tests have.
      if (!isNativeError(error) || !('code' in error) || error.code !== 'ENOENT') throw error;
      fs.rmSync(to, { recursive: true, force: true });
    }
}

describe('a journal whose process dies', () => {
  it('between any two changes of its files starts, with all acknowledged values', async () => {
    const folder = path.join(scratch, 'state');
    const left: Left[] = [];
    let acknowledged = 0;
    let isCopying = false;
    await beforeEachChange((before) => {
      if (isCopying || !fs.existsSync(folder)) return;
      isCopying = true;
      const copy = path.join(scratch, `left-${left.length}`);
      copyFolder(folder, copy);
      left.push({ folder: copy, acknowledged, before });
      isCopying = false;
    });
    for (let start = 0; start < 3; start += 1) {
      const state = await opened(folder);
      for (let row = 0; row < 12; row += 1) {
        rowsOf(state).put(`r${acknowledged}`, { value: acknowledged });
        await state.flushed();
        acknowledged += 1;
      }
      await state.close();
    }
    for (const undo of restore.splice(0)) undo();
    const changes = new Set(left.map(({ before }) => before.replace(/\d+/, 'N')));
    expect([...changes]).toEqual(
      expect.arrayContaining([
        'rename snapshot-N.jsonl.partial',
        'rmSync snapshot-N.jsonl',
        'rmSync changes-N.jsonl',
        'renameSync journal.ledger.part',
      ]),
    );
    for (const { folder: place, acknowledged: wanted } of left) {
      const state = await opened(place);
      const values = [...rowsOf(state).values()].map(({ value }) => value);
      expect(values.slice(0, wanted)).toEqual(Array.from({ length: wanted }, (_, value) => value));
      expect(values.length).toBeLessThanOrEqual(wanted + 1);
      await state.close();
      const again = await opened(place);
      expect(rowsOf(again).size).toBe(values.length);
      await again.close();
      // An unfinished snapshot is not kept for ever.
      expect(fs.readdirSync(place).filter((name) => name.endsWith('.partial'))).toEqual([]);
    }
  });
});
