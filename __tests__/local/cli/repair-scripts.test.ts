/** The zips of scripts are those that were uploaded: a start compares them with the state. */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { strToU8, unzipSync, zipSync } from 'fflate';
import { repairData } from '../../../local/cli/repair-data';
import { ScriptStore } from '../../../local/gamelift/scripts/script-store';
import { State } from '../../../local/gamelift/state/state';
import { rememberParts } from '../../../local/stack/data-check';
import { makeDataFolder } from '../../../local/stack/data-folder';
import { type RepairedPart } from '../../../local/stack/repair-mark';
import { fail } from './support/data-folder';

let folder: string;
const at = (...names: readonly string[]): string => path.join(folder, ...names);
const zipFile = (id: string): string => at('scripts', id, '1.zip');
const zipOf = (text: string): Uint8Array => zipSync({ 'a.js': strToU8(text) });

async function withStore<Result>(
  use: (store: ScriptStore, state: State) => Promise<Result>,
): Promise<Result> {
  const state = await State.open(at('state'), fail);
  const result = await use(new ScriptStore({ account: '0', region: 'us-west-2' }, state, folder), state);
  await state.close();
  return result;
}

const record = (scriptId: string) => ({
  scriptId,
  scriptArn: `arn:${scriptId}`,
  nodeJsVersion: '24.x',
  creationTime: 0,
});

/** A folder as `npm run gamelift -- --data` leaves it, with two scripts of the same length. */
beforeEach(async () => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'turnlift-script-zips-'));
  makeDataFolder(folder);
  await withStore(async (store) => {
    for (const id of ['script-1', 'script-2']) await store.put(record(id), zipOf(id), undefined);
  });
  rememberParts(folder);
});
afterEach(() => {
  fs.rmSync(folder, { recursive: true, force: true });
});

function swap(): void {
  const one = fs.readFileSync(zipFile('script-1'));
  fs.copyFileSync(zipFile('script-2'), zipFile('script-1'));
  fs.writeFileSync(zipFile('script-2'), one);
}

const repaired = async (): Promise<RepairedPart | undefined> =>
  (await repairData(folder, new Date(0))).parts.find(({ part }) => part === 'Scripts');
const contents = (): readonly unknown[] =>
  ['script-1', 'script-2'].map((id) => unzipSync(fs.readFileSync(zipFile(id)))['a.js']);
const whole = ['script-1', 'script-2'].map((id) => strToU8(id));

describe('the zips of scripts', () => {
  it('are refused by name when they were exchanged, and a repair puts them back', async () => {
    swap();
    expect(() => makeDataFolder(folder)).toThrow(
      /script-1.1\.zip is another zip than was uploaded; .*script-2.1\.zip is another zip/,
    );
    expect(await repaired()).toMatchObject({ saved: '2 put back in their places', lost: undefined });
    expect(() => makeDataFolder(folder)).not.toThrow();
    expect(contents()).toEqual(whole);
  });

  it('are refused with a zip of another content; the next start takes what a repair put there', async () => {
    fs.writeFileSync(zipFile('script-1'), zipOf('script-3'));
    expect(() => makeDataFolder(folder)).toThrow(/script-1.1\.zip is another zip/);
    expect(await repaired()).toMatchObject({ saved: 'nothing', lost: expect.stringMatching(/UpdateScript/) });
    expect(() => makeDataFolder(folder)).not.toThrow();
    expect((await repaired())?.damage).toBeUndefined();
    expect(contents()).toEqual([undefined, whole[1]]);
    const size = fs.statSync(zipFile('script-1')).size;
    expect(await withStore(async (store) => store.get('script-1').size)).toBe(size);
  });

  it('start after two uploads of a script at once', async () => {
    await withStore(async (store) => {
      const before = store.get('script-1');
      const texts = Array.from({ length: 8 }, (_, upload) => `upload ${upload}`);
      await Promise.all(texts.map((text) => store.put(record('script-1'), zipOf(text), before)));
    });
    expect(() => makeDataFolder(folder)).not.toThrow();
  });

  it('of an earlier version are read once, and compared from then on', async () => {
    const complete = (): Promise<readonly string[]> => withStore(async (store) => store.completeRecords());
    await withStore(async (_store, state) => {
      for (const id of ['script-1', 'script-2'])
        state.collection('scripts').put(id, { ...record(id), size: 0, revision: 1 });
    });
    expect(() => makeDataFolder(folder)).not.toThrow();
    expect(await complete()).toEqual(['script-1', 'script-2']);
    expect(await complete()).toEqual([]);
    expect(() => makeDataFolder(folder)).not.toThrow();
    swap();
    expect(() => makeDataFolder(folder)).toThrow(/script-1.1\.zip is another zip/);
  });
});
