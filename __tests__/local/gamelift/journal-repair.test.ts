/** A repair writes only what a checksum proves. */
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
const at = (...names: readonly string[]): string => path.join(folder, ...names);
const first = (): string => at('state', 'changes-000000001.jsonl');
const fail = (error: Error): never => {
  throw error;
};

/** Ten rows that were written together, and one after them. */
beforeEach(async () => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'turnlift-journal-repair-'));
  const state = await State.open(at('state'), fail);
  const rows = state.collection<Row>('rows');
  for (let value = 0; value < 10; value += 1) rows.put(`r${value}`, { value });
  await state.flushed();
  rows.put('r10', { value: 10 });
  await state.close();
});
afterEach(() => {
  fs.rmSync(folder, { recursive: true, force: true });
});

const spoil = (part: string | RegExp, other: string): void =>
  fs.writeFileSync(first(), fs.readFileSync(first(), 'utf8').replace(part, other));

async function repaired(): Promise<{
  readonly lost: string | undefined;
  readonly values: readonly number[];
}> {
  await expect(State.open(at('state'), fail)).rejects.toThrow(/changes-000000001\.jsonl/);
  const { lost } = await repairJournal(at('state'), at('repaired'));
  const state = await State.open(at('repaired'), fail);
  const rows = [...state.collection<Row>('rows').entries()];
  await state.close();
  // No entity under another id, and no other value than its own.
  expect(rows.map(([id]) => id)).toEqual(rows.map(([, { value }]) => `r${value}`));
  return { lost, values: rows.map(([, { value }]) => value) };
}

const lost = 'changes in changes-000000001.jsonl, older values and deleted entities may be back';

describe('a repair of a journal', () => {
  it.each<[string, string | RegExp, string]>([
    ['a value', '"value":5', '"value":6'],
    ['an id', '"i":"r5"', '"i":"r6"'],
    ['a collection', '"c":"rows","i":"r5"', '"c":"rowz","i":"r5"'],
    ['the checksum of a line', /(?<="value":5\},"crc32c":").{8}/, '01234567'],
    ['the name of a field', '"i":"r5"', '"j":"r5"'],
  ])('leaves out the line in which %s was changed, and no other', async (_what, part, other) => {
    spoil(part, other);
    expect(await repaired()).toEqual({ lost, values: [0, 1, 2, 3, 4, 6, 7, 8, 9, 10] });
  });

  it('loses nothing where only a mark was changed', async () => {
    spoil(/"together":".{8}"(?=\}\n\{"c":"rows","i":"r10")/, '"together":"01234567"');
    expect(await repaired()).toEqual({ lost: undefined, values: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10] });
  });

  it('leaves out a whole group of an earlier version, whose lines have no checksums', async () => {
    spoil(/"value":5\},"crc32c":".{8}"/, '"value":6}');
    spoil(/,"crc32c":".{8}"(?=\}\n)/g, '');
    expect(await repaired()).toEqual({ lost, values: [] });
  });
});
