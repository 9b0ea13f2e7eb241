/** Small files of the data folder: a changed bit is told, and a file without a checksum gets one. */
import fs from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { repairData } from '../../../local/cli/repair-data';
import { SecretVault } from '../../../local/secrets/secret-vault';
import { recordName, rememberParts } from '../../../local/stack/data-check';
import { makeDataFolder } from '../../../local/stack/data-folder';
import { readRepairMark, writeRepairMark } from '../../../local/stack/repair-mark';
import { keptTime } from '../../../local/time/kept-time';
import { useDataFolderCopies } from './support/data-folder-copies';

const hour = 60 * 60 * 1000;
const day = 24 * 60 * 60 * 1000;
const now = 1_700_000_000_000;

const data = useDataFolderCopies();
const { at } = data;

/** Replaces a text in a file of the folder, which must have it. */
function change(name: string, from: string, to: string): void {
  const text = fs.readFileSync(at(name), 'utf8');
  expect(text).toContain(from);
  fs.writeFileSync(at(name), text.replace(from, to));
}

describe('the file of time', () => {
  const file = 'time.json';
  const timeNow = (): number => keptTime(data.folder, () => now).now();

  it('of an earlier version is read once, and has a checksum then', () => {
    fs.writeFileSync(at(file), `{"aheadMs":${2 * day}}\n`);
    makeDataFolder(data.folder);
    expect(timeNow()).toBe(now + 2 * day);
    expect(fs.readFileSync(at(file), 'utf8')).toMatch(/"sha256":"[0-9a-f]{64}"/);
    expect(timeNow()).toBe(now + 2 * day);
  });

  const older = /time\.json is an older copy: it lacks the last 2 changes of time/;

  /** Moves time three times, as a stack does. @returns the file of each time */
  function movedThrice(): readonly string[] {
    return [day, day, hour].map((step) => {
      keptTime(data.folder, () => now).step(step);
      rememberParts(data.folder);
      return fs.readFileSync(at(file), 'utf8');
    });
  }

  it.each<[string, RegExp, (versions: readonly string[]) => void]>([
    ['a changed bit of its number', /time\.json is damaged/, () => change(file, ':1764', ':9764')],
    ['a changed name of its field', /time\.json is damaged/, () => change(file, 'ahead', 'aheae')],
    ['a changed number of changes', /time\.json is damaged/, () => change(file, 'changes":3', 'changes":4')],
    ['a changed name of its checksum', /time\.json is damaged/, () => change(file, 'sha2', 'sha3')],
    ['its end cut off', /time\.json is damaged/, () => fs.truncateSync(at(file), 9)],
    ['no content', /time\.json is damaged/, () => fs.truncateSync(at(file), 0)],
    ['no file', /time\.json is missing/, () => fs.rmSync(at(file))],
    ['an older copy in its place', older, ([first = '']) => fs.writeFileSync(at(file), first)],
    [
      'an earlier version’s',
      /lacks the last 3 changes/,
      () => fs.writeFileSync(at(file), `{"aheadMs":${day}}\n`),
    ],
  ])('is named at the start with %s; a repair writes it again', async (_what, message, spoil) => {
    const versions = movedThrice();
    makeDataFolder(data.folder);
    spoil(versions);
    expect(() => makeDataFolder(data.folder)).toThrow(message);
    expect(await data.losses()).toEqual([]);
    makeDataFolder(data.folder);
    expect(timeNow()).toBe(now + 2 * day + hour);
    expect(fs.readFileSync(at(file), 'utf8')).toBe(versions.at(-1));
  });

  it('is the machine’s again after a repair when the record of the parts has no time', async () => {
    keptTime(data.folder, () => now).step(day);
    makeDataFolder(data.folder);
    const record = JSON.stringify({ parts: JSON.parse(fs.readFileSync(at(recordName), 'utf8')).parts });
    fs.writeFileSync(at(recordName), record);
    fs.truncateSync(at(file), 9);
    expect(await data.losses()).toEqual(['Time']);
    makeDataFolder(data.folder);
    expect(timeNow()).toBe(now);
    expect(await data.losses()).toEqual([]);
  });

  it('is whole beside a clock that went back, and beside a record from before the last change', () => {
    const earlier = keptTime(data.folder, () => now - 10 * day);
    earlier.step(day);
    rememberParts(data.folder);
    earlier.meetMachine();
    makeDataFolder(data.folder);
    keptTime(data.folder, () => now - 20 * day).step(hour);
    makeDataFolder(data.folder);
  });
});

describe('the file of secrets', () => {
  it('of an earlier version gets a checksum when it is opened', () => {
    const file = at('secrets', 'secrets.json');
    const { secrets } = JSON.parse(fs.readFileSync(file, 'utf8'));
    fs.writeFileSync(file, JSON.stringify({ secrets }));
    const opened = new SecretVault(file, 'us-east-1', Date.now);
    expect(JSON.parse(fs.readFileSync(file, 'utf8')).sha256).toMatch(/^[0-9a-f]{64}$/);
    expect(opened.find('keys')?.versions).toHaveLength(1);
  });
});

describe('the mark of an unfinished repair', () => {
  const spoilKeys = (): void => fs.writeFileSync(at('secrets', 'secrets.json'), '{');

  it('is followed as it was written, also one of an earlier version', async () => {
    writeRepairMark(data.folder, { aside: 'damaged-before', done: [] });
    const mark = readRepairMark(data.folder);
    expect(mark).toEqual({ aside: 'damaged-before', done: [] });
    fs.writeFileSync(at('turnlift-repair.json'), JSON.stringify(mark));
    spoilKeys();
    expect((await repairData(data.folder, new Date(0))).aside).toBe(at('damaged-before'));
  });

  it('with a changed letter is not followed: the repair begins again', async () => {
    writeRepairMark(data.folder, { aside: 'damaged-before', done: [] });
    change('turnlift-repair.json', 'damaged-before', 'damaged-befure');
    spoilKeys();
    expect((await repairData(data.folder, new Date(0))).aside).toBe(at('damaged-1970-01-01T00-00-00-000Z'));
  });
});
