import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { JournalLedger } from '../../../local/gamelift/state/journal-ledger';
import { State } from '../../../local/gamelift/state/state';

interface Row {
  readonly value: number;
  readonly owner: string;
}

let folder: string;
beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'turnlift-state-'));
});
afterEach(() => {
  fs.rmSync(folder, { recursive: true, force: true });
});

const failed = (error: Error): never => {
  throw error;
};
const content = (state: State): Record<string, Row> =>
  Object.fromEntries(state.collection<Row>('rows').entries());
const segments = (): readonly string[] =>
  fs
    .readdirSync(folder)
    .filter((name) => name.startsWith('changes-'))
    .sort();

describe('state on a journal', () => {
  it('is the same after a restart, for any operations, with snapshots in between or not', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.oneof(
            fc.record({
              kind: fc.constant('put' as const),
              id: fc.integer({ min: 0, max: 20 }),
              value: fc.integer(),
            }),
            fc.record({ kind: fc.constant('delete' as const), id: fc.integer({ min: 0, max: 20 }) }),
            fc.record({ kind: fc.constant('flush' as const) }),
            fc.record({ kind: fc.constant('restart' as const) }),
          ),
          { maxLength: 60 },
        ),
        fc.integer({ min: 1, max: 30 }),
        async (steps, linesBeforeSnapshot) => {
          const own = fs.mkdtempSync(path.join(folder, 'run-'));
          const expected = new Map<string, Row>();
          let state = await State.open(own, failed, { linesBeforeSnapshot });
          for (const step of steps) {
            const rows = state.collection<Row>('rows');
            if (step.kind === 'put') {
              const row = { value: step.value, owner: `o${step.value % 3}` };
              rows.put(`r${step.id}`, row);
              expected.set(`r${step.id}`, row);
            } else if (step.kind === 'delete') {
              rows.delete(`r${step.id}`);
              expected.delete(`r${step.id}`);
            } else if (step.kind === 'flush') await state.flushed();
            else {
              await state.close();
              state = await State.open(own, failed, { linesBeforeSnapshot });
            }
          }
          await state.close();
          const again = await State.open(own, failed, { linesBeforeSnapshot });
          expect(content(again)).toEqual(Object.fromEntries(expected));
          await again.close();
        },
      ),
      { numRuns: 40 },
    );
  });

  it('cuts off the write during which the process died, at any byte', async () => {
    const state = await State.open(folder, failed);
    state.collection<Row>('rows').put('a', { value: 1, owner: 'x' });
    await state.flushed();
    const [segment = ''] = segments();
    const file = path.join(folder, segment);
    const whole = fs.readFileSync(file);
    // The ledger follows once a write is on the disk.
    const ledger = path.join(folder, JournalLedger.fileName);
    const acknowledged = fs.readFileSync(ledger);
    state.collection<Row>('rows').put('b', { value: 2, owner: 'x' });
    state.collection<Row>('rows').put('c', { value: 3, owner: 'x' });
    await state.close();
    const after = fs.readFileSync(file);
    for (let length = whole.length; length < after.length; length += 1) {
      fs.rmSync(folder, { recursive: true });
      fs.mkdirSync(folder);
      fs.writeFileSync(file, after.subarray(0, length));
      fs.writeFileSync(ledger, acknowledged);
      const again = await State.open(folder, failed);
      expect(Object.keys(content(again))).toEqual(['a']); // b and c belong together.
      await again.close();
    }
  });

  it('names a file that is damaged in its middle', async () => {
    const state = await State.open(folder, failed);
    state.collection<Row>('rows').put('a', { value: 1, owner: 'x' });
    await state.close();
    const [segment = ''] = segments();
    fs.writeFileSync(
      path.join(folder, segment),
      `nonsense\n${fs.readFileSync(path.join(folder, segment), 'utf8')}`,
    );
    await expect(State.open(folder, failed)).rejects.toThrow(/changes-000000001\.jsonl: line 1 is damaged/);
  });

  it.each<[string, (whole: Buffer) => Buffer]>([
    [
      'noise instead of it',
      (whole) => Buffer.from(whole.map((_byte, index) => ((index * 167 + 13) % 251) + 1)),
    ],
    ['noise behind it', (whole) => Buffer.concat([whole, Buffer.from([7, 200, 31, 10, 99])])],
    ['foreign text behind it', (whole) => Buffer.concat([whole, Buffer.from('hello\n')])],
    ['another file in its place', () => Buffer.from('%PDF-1.7\n')],
  ])('refuses a file with %s, naming it, and leaves it unchanged', async (_what, spoil) => {
    const state = await State.open(folder, failed);
    state.collection<Row>('rows').put('a', { value: 1, owner: 'x' });
    await state.close();
    const file = path.join(folder, segments()[0] ?? '');
    const spoilt = spoil(fs.readFileSync(file));
    fs.writeFileSync(file, spoilt);
    await expect(State.open(folder, failed)).rejects.toThrow(
      /changes-000000001\.jsonl: the journal is damaged/,
    );
    expect(fs.readFileSync(file).equals(spoilt)).toBe(true);
  });

  it('treats zeros at the end as a power cut', async () => {
    const state = await State.open(folder, failed);
    state.collection<Row>('rows').put('a', { value: 1, owner: 'x' });
    await state.close();
    fs.appendFileSync(path.join(folder, segments()[0] ?? ''), `{"c":"rows","i":"b"${'\0'.repeat(500)}`);
    const again = await State.open(folder, failed);
    expect(content(again)).toEqual({ a: { value: 1, owner: 'x' } });
    await again.close();
  });

  it('names a missing file', async () => {
    for (let run = 0; run < 3; run += 1) {
      const state = await State.open(folder, failed);
      state.collection<Row>('rows').put(`${run}`, { value: run, owner: 'x' });
      await state.close();
    }
    fs.rmSync(path.join(folder, 'changes-000000002.jsonl'));
    await expect(State.open(folder, failed)).rejects.toThrow(/changes-000000002\.jsonl: the file is missing/);
  });

  it('says why a folder cannot be made', async () => {
    const file = path.join(folder, 'file');
    fs.writeFileSync(file, '');
    await expect(State.open(path.join(file, 'state'), failed)).rejects.toThrow(
      /file is a file; a folder is needed there/,
    );
    // Below /proc the system answers ENOENT although the parent exists, and `mkdir` with `recursive` would
    // retry for ever.
    if (fs.existsSync('/proc/self'))
      await expect(State.open('/proc/turnlift/state', failed)).rejects.toThrow(
        /\/proc\/turnlift cannot be made: ENOENT/,
      );
  });

  it('does not grow with the number of changes', async () => {
    const state = await State.open(folder, failed, { linesBeforeSnapshot: 100 });
    const rows = state.collection<Row>('rows');
    const numbers = (prefix: string): number[] =>
      fs
        .readdirSync(folder)
        .filter((name) => name.startsWith(prefix) && name.endsWith('.jsonl'))
        .map((name) => Number(/(\d+)\.jsonl$/.exec(name)?.[1]));
    let written = 0;
    // The frequency of snapshots depends on the disk; that each makes older files superfluous does not.
    for (let seen = new Set<number>(); seen.size < 4 && written < 2_000_000;) {
      for (let index = 0; index < 500; index += 1, written += 1)
        rows.put(`r${written % 10}`, { value: written, owner: 'x' });
      await state.flushed();
      seen = new Set([...seen, ...numbers('snapshot-')]);
    }
    await state.close();
    const snapshots = numbers('snapshot-');
    expect(snapshots).toHaveLength(1);
    expect(snapshots[0]).toBeGreaterThan(4); // Several snapshots came before it.
    expect(numbers('changes-').filter((segment) => segment < (snapshots[0] ?? 0))).toEqual([]);
    expect(
      fs
        .readFileSync(
          path.join(folder, fs.readdirSync(folder).find((name) => name.startsWith('snapshot-')) ?? ''),
          'utf8',
        )
        .trim()
        .split('\n').length,
    ).toBeLessThan(20);
    const again = await State.open(folder, failed);
    expect(content(again)['r9']).toEqual({ value: written - 1, owner: 'x' });
    await again.close();
  });

  it('keeps entities that a later version of the program does not read', async () => {
    const state = await State.open(folder, failed);
    state.collection<Row>('old').put('a', { value: 1, owner: 'x' });
    await state.close();
    const middle = await State.open(folder, failed, { linesBeforeSnapshot: 1 });
    middle.collection<Row>('rows').put('b', { value: 2, owner: 'x' });
    await middle.close();
    const last = await State.open(folder, failed);
    expect(last.collection<Row>('old').get('a')).toEqual({ value: 1, owner: 'x' });
    await last.close();
  });
});

describe('an index', () => {
  it('is always equal to a scan of all entities', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.record({
            id: fc.integer({ min: 0, max: 8 }),
            value: fc.option(fc.integer({ min: 0, max: 4 }), { nil: undefined }),
          }),
          { maxLength: 80 },
        ),
        (steps) => {
          const rows = State.memory().collection<Row>('rows');
          const byOwner = rows.index(({ owner, value }) => (value === 0 ? [] : [owner, 'all']));
          for (const { id, value } of steps) {
            if (value === undefined) rows.delete(`${id}`);
            else rows.put(`${id}`, { value, owner: `o${value}` });
          }
          for (const key of ['o0', 'o1', 'o2', 'o3', 'o4', 'all']) {
            const wanted = [...rows.values()].filter(
              ({ owner, value }) => value !== 0 && (owner === key || key === 'all'),
            );
            expect(new Set(byOwner.get(key))).toEqual(new Set(wanted));
            expect(byOwner.count(key)).toBe(wanted.length);
          }
        },
      ),
    );
  });
});
