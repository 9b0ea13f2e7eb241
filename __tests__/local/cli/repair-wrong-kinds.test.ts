/** Files where folders should be, folders where files should be, and links that lead nowhere. */
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { repairData } from '../../../local/cli/repair-data';
import { makeDataFolder } from '../../../local/stack/data-folder';
import { useDataFolderCopies } from './support/data-folder-copies';

const data = useDataFolderCopies((template) => {
  fs.mkdirSync(path.join(template, 'lambda'));
  fs.writeFileSync(path.join(template, 'lambda', 'stream-boards.json'), '{}');
});
const { at } = data;

const log = (): string => fs.readdirSync(at('dynamodb')).find((name) => name.endsWith('.log')) ?? '';

describe('a data folder with entries of the wrong kind', () => {
  it.each<[string, () => string, readonly string[]]>([
    ['a file for dynamodb/', () => 'dynamodb', ['DynamoDB']],
    ['a file for gamelift/', () => 'gamelift', ['GameLift state']],
    ['a file for state/', () => 'gamelift/state', ['GameLift state']],
    ['a file for lambda/', () => 'lambda', []],
    ['a file for secrets/', () => 'secrets', ['Signing keys']],
    ['a folder for the log', () => path.join('dynamodb', log()), ['DynamoDB']],
    ['a folder for the ledger', () => 'dynamodb/turnlift.ledger', ['DynamoDB']],
    ['a folder for a segment', () => 'gamelift/state/changes-000000001.jsonl', ['GameLift state']],
    ['a folder for the keys', () => 'secrets/secrets.json', ['Signing keys']],
    ['a folder for positions', () => 'lambda/stream-boards.json', []],
    ['a folder for the marker', () => 'turnlift.json', ['Environment']],
    ['a folder for the record', () => 'turnlift-data.json', []],
  ])('is refused by name with %s, and repaired once', async (_what, placeOf, lost) => {
    const place = placeOf();
    const isFolder = fs.statSync(at(place)).isDirectory();
    fs.rmSync(at(place), { recursive: true });
    if (isFolder) fs.writeFileSync(at(place), 'x');
    else fs.mkdirSync(at(place));
    const wrong = isFolder ? 'a file; a folder' : 'a folder; a file';
    expect(() => makeDataFolder(data.folder)).toThrow(`${path.basename(place)} is ${wrong} is needed there`);
    expect(await data.losses()).toEqual(lost);
    expect(() => makeDataFolder(data.folder)).not.toThrow();
    expect(await data.losses()).toEqual([]);
    expect(fs.existsSync(at('damaged-1970-01-01T00-00-00-000Z', place))).toBe(true);
  });

  it('is refused by name with a pipe for a zip, whose other end is not awaited, and repaired', async () => {
    const zip = at('gamelift/scripts/script-1/1.zip');
    fs.rmSync(zip);
    execFileSync('mkfifo', [zip]);
    expect(() => makeDataFolder(data.folder)).toThrow(/1\.zip is a pipe or device; a file is needed there/);
    expect(await data.losses()).toEqual(['Scripts']);
    expect(() => makeDataFolder(data.folder)).not.toThrow();
  });

  it.each(
    [
      'console-token',
      'logs/stack.log',
      'logs/stack.log.1',
      'time.json',
      'turnlift.json.part',
      'turnlift-repair.json',
      'turnlift-repair.json.part',
      'lambda/stream-boards.json.part',
      'lambda/dead-letters.jsonl',
      'secrets/secrets.json.part',
      'gamelift/gamelift.lock',
      'gamelift/state/snapshot-000000002.jsonl.partial',
      'messages/journal.ledger',
      'dynamodb/LOG',
      'dynamodb/000099.dbtmp',
    ].flatMap((place) => [
      { place, kind: 'folder' },
      { place, kind: 'pipe or device' },
    ]),
  )('is refused by name with a $kind for $place, and repaired', async ({ place, kind }) => {
    fs.rmSync(at(place), { force: true });
    fs.mkdirSync(path.dirname(at(place)), { recursive: true });
    if (kind === 'folder') fs.mkdirSync(at(place));
    else execFileSync('mkfifo', [at(place)]);
    expect(() => makeDataFolder(data.folder)).toThrow(`${at(place)} is a ${kind}; a file is needed there`);
    const { parts, aside } = await repairData(data.folder, new Date(0));
    expect(parts[0]).toMatchObject({ damage: `${place} is a ${kind}; a file is needed there` });
    expect(fs.existsSync(path.join(aside ?? '', place))).toBe(true);
    expect(() => makeDataFolder(data.folder)).not.toThrow();
  });

  it('is refused by name with a file for logs/, and repaired', async () => {
    for (const place of ['logs', 'gamelift/logs']) {
      fs.writeFileSync(at(place), '');
      expect(() => makeDataFolder(data.folder)).toThrow(`${at(place)} is a file; a folder is needed there`);
      await repairData(data.folder, new Date(0));
      expect(() => makeDataFolder(data.folder)).not.toThrow();
    }
  });

  it.each(['dynamodb', 'gamelift/scripts/script-1/1.zip', 'secrets', 'turnlift.json'])(
    'is neither started nor repaired while %s is a link to a disk that is not there',
    async (name) => {
      const elsewhere = path.join(os.tmpdir(), `turnlift-elsewhere-${process.pid}`);
      fs.renameSync(at(name), elsewhere);
      fs.symlinkSync('/nonexistent/disk', at(name));
      const refusal = /is a link to \/nonexistent\/disk, which is not there: mount its disk/;
      expect(() => makeDataFolder(data.folder)).toThrow(refusal);
      await expect(repairData(data.folder, new Date(0))).rejects.toThrow(refusal);
      fs.rmSync(at(name));
      fs.symlinkSync(elsewhere, at(name));
      expect(() => makeDataFolder(data.folder)).not.toThrow();
      expect(await data.losses()).toEqual([]);
      fs.rmSync(elsewhere, { recursive: true });
    },
  );
});

describe('a repair', () => {
  it('deletes the folder that a killed one left beside the database', async () => {
    fs.mkdirSync(at('.lock-aB3dE6'));
    await repairData(data.folder, new Date(0));
    expect(fs.existsSync(at('.lock-aB3dE6'))).toBe(false);
  });

  it('reports before its end: one that is killed meanwhile reports the same again', async () => {
    fs.writeFileSync(at('secrets', 'secrets.json'), 'x');
    const killed = new Error('killed');
    const reports: unknown[] = [];
    await expect(
      repairData(data.folder, new Date(0), ({ parts }) => {
        reports.push(parts);
        throw killed;
      }),
    ).rejects.toBe(killed);
    expect(() => makeDataFolder(data.folder)).toThrow(/a repair that did not come to its end/);
    await repairData(data.folder, new Date(0), ({ parts }) => reports.push(parts));
    expect(reports[1]).toEqual(reports[0]);
    expect(() => makeDataFolder(data.folder)).not.toThrow();
  });

  it('locks a folder that has lost its GameLift: two at once would delete each other’s files', async () => {
    fs.rmSync(at('gamelift'), { recursive: true });
    await repairData(data.folder, new Date(0), () => {
      expect(fs.existsSync(at('gamelift', 'gamelift.lock'))).toBe(true);
    });
    expect(fs.existsSync(at('gamelift'))).toBe(false);
  });
});
