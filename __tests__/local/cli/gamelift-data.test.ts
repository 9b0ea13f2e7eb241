/** The data of `npm run gamelift`: damage is reported by name at the start, and repaired. */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { strToU8, unzipSync, zipSync } from 'fflate';
import { repairData } from '../../../local/cli/repair-data';
import { State } from '../../../local/gamelift/state/state';
import { rememberParts } from '../../../local/stack/data-check';
import { makeDataFolder } from '../../../local/stack/data-folder';

let folder: string;
const at = (...names: readonly string[]): string => path.join(folder, ...names);
const fail = (error: Error): never => {
  throw error;
};
const repaired = async () =>
  (await repairData(folder, new Date(0))).parts.filter(({ damage }) => damage !== undefined);

/** A folder as `npm run gamelift -- --data` leaves it, with one script. */
beforeEach(async () => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'turnlift-gamelift-data-'));
  makeDataFolder(folder);
  const state = await State.open(at('state'), fail);
  for (let id = 0; id < 9; id += 1) {
    state.collection<{ readonly value: number }>('tickets').put(`t${id}`, { value: id });
    await state.flushed();
  }
  fs.mkdirSync(at('scripts', 'script-1'), { recursive: true });
  fs.writeFileSync(
    at('scripts', 'script-1', '2.zip'),
    zipSync({ 'a.js': strToU8('// a script\n'.repeat(50)) }),
  );
  state.collection<{ readonly revision: number }>('scripts').put('script-1', { revision: 2 });
  await state.close();
  rememberParts(folder);
});
afterEach(() => {
  fs.rmSync(folder, { recursive: true, force: true });
});

describe('the data of a GameLift alone', () => {
  it('starts again without a repair when there is no damage', async () => {
    expect(() => makeDataFolder(folder)).not.toThrow();
    expect(await repaired()).toEqual([]);
  });

  it.each([
    [
      'is damaged',
      () => {
        const file = at('scripts', 'script-1', '2.zip');
        const bytes = fs.readFileSync(file);
        bytes[40] = (bytes[40] ?? 0) ^ 255;
        fs.writeFileSync(file, bytes);
      },
    ],
    ['is missing', () => fs.rmSync(at('scripts', 'script-1', '2.zip'))],
  ] as const)(
    'reports that a zip %s; a repair never replaces it with another script',
    async (what, spoil) => {
      spoil();
      expect(() => makeDataFolder(folder)).toThrow(`script-1${path.sep}2.zip ${what}`);
      expect(await repaired()).toEqual([
        expect.objectContaining({
          part: 'Scripts',
          saved: 'nothing',
          lost: expect.stringMatching(/UpdateScript/),
        }),
      ]);
      expect(unzipSync(fs.readFileSync(at('scripts', 'script-1', '2.zip')))).toEqual({});
      expect(() => makeDataFolder(folder)).not.toThrow();
    },
  );

  it('reports that its state is gone', async () => {
    fs.rmSync(at('state'), { recursive: true });
    expect(() => makeDataFolder(folder)).toThrow(`${at('state')} is missing`);
    expect(await repaired()).toEqual([expect.objectContaining({ part: 'GameLift state' })]);
    expect(() => makeDataFolder(folder)).not.toThrow();
  });

  it('is saved by a repair, except for the damaged part', async () => {
    const journal = at('state', 'changes-000000001.jsonl');
    fs.writeFileSync(journal, fs.readFileSync(journal, 'utf8').replace('"value":5', '"value":6'));
    await expect(State.open(at('state'), fail)).rejects.toThrow(/changes-000000001\.jsonl/);
    expect(await repaired()).toEqual([
      expect.objectContaining({ part: 'GameLift state', saved: expect.stringMatching(/^[1-9]\d* values$/) }),
    ]);
    const state = await State.open(at('state'), fail);
    const tickets = state.collection<{ readonly value: number }>('tickets');
    expect([...tickets.values()].map(({ value }) => value)).toEqual([0, 1, 2, 3, 4, 6, 7, 8]);
    await state.close();
  });
});
