/** A repair that fails or is killed at a step: starts refuse the folder, and the next repair ends it. */
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { repairData } from '../../../local/cli/repair-data';
import { State } from '../../../local/gamelift/state/state';
import { makeDataFolder } from '../../../local/stack/data-folder';
import { compileProgram } from '../../support/compiled';
import { canMount, makeTinyDisk } from '../dynamodb/tiny-disk';
import { contentOf, fail, fillDataFolder } from './support/data-folder';

let template: string;
let folder: string;
const at = (...names: readonly string[]): string => path.join(folder, ...names);

/** Each part is damaged; nothing that was acknowledged is lost with CURRENT and one line of the journal. */
beforeAll(async () => {
  template = fs.mkdtempSync(path.join(os.tmpdir(), 'turnlift-damaged-data-'));
  await fillDataFolder(template);
  fs.rmSync(path.join(template, 'dynamodb', 'CURRENT'));
  const journal = path.join(template, 'gamelift', 'state', 'changes-000000001.jsonl');
  fs.writeFileSync(journal, fs.readFileSync(journal, 'utf8').replace('"value":5', '"value":6'));
  fs.writeFileSync(path.join(template, 'secrets', 'secrets.json'), '');
  fs.writeFileSync(path.join(template, 'turnlift.json'), '');
});
afterAll(() => {
  fs.rmSync(template, { recursive: true, force: true });
});
beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'turnlift-interrupted-'));
  fs.cpSync(template, folder, { recursive: true });
});
afterEach(() => {
  jest.restoreAllMocks();
  fs.rmSync(folder, { recursive: true, force: true });
});

const damagedParts = ['DynamoDB', 'GameLift state', 'Signing keys', 'Environment'];

async function expectRefused(): Promise<void> {
  const start = async (): Promise<void> => {
    makeDataFolder(folder);
    await contentOf(folder);
  };
  await expect(start()).rejects.toThrow(/damaged|missing|did not come to its end/);
}

/** A repair that ends reports all damage, also what an earlier one repaired, and all data is there. */
async function expectRepaired(): Promise<void> {
  const { parts, aside } = await repairData(folder, new Date(0));
  expect(parts.filter(({ damage }) => damage !== undefined).map(({ part }) => part)).toEqual(damagedParts);
  expect(aside).toBeDefined();
  expect(fs.readdirSync(folder).filter((name) => /repair/.test(name))).toEqual([]);
  expect(fs.readdirSync(at('gamelift')).filter((name) => /repair/.test(name))).toEqual([]);
  makeDataFolder(folder);
  const { items, indexed } = await contentOf(folder);
  expect(items).toHaveLength(400);
  expect(indexed).toEqual(items);
  const state = await State.open(at('gamelift', 'state'), fail);
  expect(state.collection('tickets').size).toBe(29); // One line was changed: no checksum proves it.
  await state.close();
}

/** The nth file that a repair writes or renames fails. @returns whether there are as many */
async function failsAt(nth: number): Promise<boolean> {
  let count = 0;
  const step = (): void => {
    count += 1;
    if (count === nth) throw new Error('ENOSPC: no space left on device');
  };
  const { renameSync, writeFileSync } = fs;
  jest.spyOn(fs, 'renameSync').mockImplementation((from, to) => {
    step();
    renameSync(from, to);
  });
  jest.spyOn(fs, 'writeFileSync').mockImplementation((file, data, options) => {
    step();
    writeFileSync(file, data, options);
  });
  try {
    await repairData(folder, new Date(0));
    return false;
  } catch (error) {
    expect(String(error)).toMatch(/ENOSPC/);
    return true;
  } finally {
    jest.restoreAllMocks();
  }
}

describe('a repair', () => {
  it('that fails at any of its steps is completed by the next', async () => {
    let steps = 0;
    while (await failsAt(steps + 1)) {
      steps += 1;
      await expectRefused();
      await expectRepaired();
      fs.rmSync(folder, { recursive: true });
      fs.cpSync(template, folder, { recursive: true });
    }
    expect(steps).toBeGreaterThan(15);
  });

  it.each([
    ['sets the database aside', 'damaged-[^/]*/dynamodb$', ['dynamodb', 'dynamodb.repaired']],
    ['puts the new database in its place', 'interrupted-[^/]*/dynamodb$', ['dynamodb.repaired']],
    ['puts the new journal in its place', 'interrupted-[^/]*/gamelift/state$', ['dynamodb']],
    ['records the parts', 'turnlift-data.json$', ['dynamodb']],
  ])('that is killed as it %s is completed by the next', async (_step, target, databases) => {
    const killer = at('killer.cjs');
    fs.writeFileSync(
      killer,
      `const fs = require('node:fs');
const { renameSync } = fs;
fs.renameSync = (from, to) => {
  if (new RegExp(${JSON.stringify(target)}).test(to)) process.kill(process.pid, 'SIGKILL');
  return renameSync(from, to);
};`,
    );
    const { signal } = spawnSync(
      process.execPath,
      ['--require', killer, compileProgram('local/cli/repair.js'), '--data', folder],
      { encoding: 'utf8' },
    );
    expect(signal).toBe('SIGKILL');
    expect(fs.readdirSync(folder).filter((name) => name.startsWith('dynamodb'))).toEqual(databases);
    await expectRefused();
    await expectRepaired();
  });
});

(canMount() ? describe : describe.skip)('a repair on a disk that is full (needs root, to mount one)', () => {
  it('changes nothing while there is no room for the new database, and completes once there is', async () => {
    const disk = makeTinyDisk(4 * 1024 * 1024);
    if (!disk) throw new Error('a disk could be mounted a moment ago');
    const elsewhere = folder;
    try {
      folder = path.join(disk.folder, 'data');
      fs.cpSync(template, folder, { recursive: true });
      disk.fill(64 * 1024);
      const run = spawnSync(process.execPath, [compileProgram('local/cli/repair.js'), '--data', folder], {
        encoding: 'utf8',
      });
      expect([run.status, run.stderr]).toEqual([2, expect.stringMatching(/Nothing was changed/)]);
      expect(fs.readdirSync(folder).filter((name) => /damaged|repair/.test(name))).toEqual([]);
      disk.free();
      await expectRepaired();
    } finally {
      folder = elsewhere;
      disk.remove();
    }
  });
});
