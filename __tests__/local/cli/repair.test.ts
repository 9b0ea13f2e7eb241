import { spawn, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { repairData } from '../../../local/cli/repair-data';
import { State } from '../../../local/gamelift/state/state';
import { SecretVault } from '../../../local/secrets/secret-vault';
import { damageOutside, rememberParts } from '../../../local/stack/data-check';
import { makeDataFolder } from '../../../local/stack/data-folder';
import { writeMarker } from '../../../local/stack/data-marker';
import { claimData, dataScheme } from '../../../local/stack/data-scheme';
import { positionsName, positionsText, readPositions } from '../../../local/lambda/stream-positions';
import { serveArguments } from '../dynamodb/serve';
import { compileProgram } from '../../support/compiled';
import { contentOf, fail, fillDatabase, fillDataFolder, newestRecords } from './support/data-folder';

let folder: string;
const at = (...names: readonly string[]): string => path.join(folder, ...names);

beforeEach(async () => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'turnlift-data-'));
  await fillDataFolder(folder);
});
afterEach(() => {
  fs.rmSync(folder, { recursive: true, force: true });
});

function only(form: RegExp, ...where: readonly string[]): string {
  const name = fs.readdirSync(at(...where)).find((one) => form.test(one));
  if (name === undefined) throw new Error(`nothing like ${String(form)} in ${where.join('/')}`);
  return at(...where, name);
}

function flip(file: string, share: number): void {
  const bytes = fs.readFileSync(file);
  const place = Math.floor(bytes.length * share);
  bytes[place] = (bytes[place] ?? 0) ^ 0x08;
  fs.writeFileSync(file, bytes);
}

const repaired = async (): Promise<
  Record<string, { damage: string | undefined; lost: string | undefined }>
> => {
  const { parts } = await repairData(folder, new Date(0));
  return Object.fromEntries(parts.map(({ part, damage, lost }) => [part, { damage, lost }]));
};
const whole = { damage: undefined, lost: undefined };

describe('npm run repair', () => {
  it('leaves an undamaged folder alone', async () => {
    const before = await contentOf(folder);
    expect(before.items).toHaveLength(400);
    expect(await repaired()).toEqual({
      'Files and folders': whole,
      'Record of parts': whole,
      DynamoDB: whole,
      'GameLift state': whole,
      Scripts: whole,
      'Signing keys': whole,
      Messages: whole,
      'Stream positions': whole,
      Time: whole,
      Environment: whole,
    });
    expect(await contentOf(folder)).toEqual(before);
    expect(fs.readdirSync(folder).filter((name) => name.startsWith('damaged'))).toEqual([]);
  });

  it('saves all items when CURRENT is gone: none is lost', async () => {
    const before = await contentOf(folder);
    fs.rmSync(at('dynamodb', 'CURRENT'));
    expect((await repaired()).DynamoDB).toEqual({
      damage: 'CURRENT is missing',
      lost: undefined,
    });
    expect(await contentOf(folder)).toEqual(before);
  });

  it('saves the undamaged parts around a changed byte, with a consistent index and stream', async () => {
    const before = await contentOf(folder);
    flip(only(/\.ldb$/, 'dynamodb'), 0.4);
    const { DynamoDB } = await repaired();
    expect(DynamoDB?.damage).toMatch(/^\d+\.ldb is damaged: it is damaged at byte \d+$/);
    expect(DynamoDB?.lost).toBe('1 block of tables, older values and deleted items may be back');
    const after = await contentOf(folder);
    expect(after.items.length).toBeGreaterThan(350);
    expect(before.items).toEqual(expect.arrayContaining([...after.items]));
    expect(after.indexed).toEqual(after.items);
    // The stream is new: its records begin again, regardless of a consumer's earlier position.
    await fillDatabase(folder, 2);
    expect(await newestRecords(folder)).toBe(200);
    expect(fs.existsSync(only(/^damaged-/))).toBe(true);
  });

  it('sets a log that was cut off aside as it is', async () => {
    const log = only(/\.log$/, 'dynamodb');
    fs.truncateSync(log, Math.floor(fs.statSync(log).size / 2));
    const [name, bytes] = [path.basename(log), fs.readFileSync(log)];
    expect((await repaired()).DynamoDB?.lost).toMatch(/the newest \d+ writes, older values and deleted/);
    expect(fs.readFileSync(path.join(only(/^damaged-/), 'dynamodb', name))).toEqual(bytes);
  });

  it('is refused, and makes nothing, in a folder without data', async () => {
    const photos = fs.mkdtempSync(path.join(os.tmpdir(), 'turnlift-photos-'));
    fs.writeFileSync(path.join(photos, 'a.jpg'), 'a photo');
    await expect(repairData(photos, new Date(0))).rejects.toThrow(/holds no data of Turnlift$/);
    expect(fs.readdirSync(photos)).toEqual(['a.jpg']);
    fs.rmSync(photos, { recursive: true });
  });

  it('finds nothing in a second run, also where the first has lost a whole part', async () => {
    const alone = fs.mkdtempSync(path.join(os.tmpdir(), 'turnlift-alone-'));
    const state = await State.open(path.join(alone, 'state'), fail);
    state.collection<{ readonly value: number }>('tickets').put('t', { value: 1 });
    await state.flushed();
    await state.close();
    rememberParts(alone);
    fs.rmSync(path.join(alone, 'state'), { recursive: true });
    const { parts } = await repairData(alone, new Date(0));
    expect(parts.filter(({ lost }) => lost !== undefined).map(({ part }) => part)).toEqual([
      'GameLift state',
    ]);
    const again = await repairData(alone, new Date(0));
    expect(again.parts.filter(({ damage }) => damage !== undefined)).toEqual([]);
    expect(fs.readdirSync(alone)).toEqual(['turnlift-data.json']);
    fs.rmSync(alone, { recursive: true });
  });

  it('reports how many writes were lost with the log', async () => {
    fs.writeFileSync(only(/\.log$/, 'dynamodb'), '');
    expect((await repaired()).DynamoDB?.lost).toMatch(
      /^the newest \d+ writes, older values and deleted items may be back$/,
    );
    const after = await contentOf(folder);
    expect(after.items).toHaveLength(200);
    expect(after.indexed).toEqual(after.items);
  });

  it('continues behind a damaged block of the log', async () => {
    flip(only(/\.log$/, 'dynamodb'), 0.3);
    const { DynamoDB } = await repaired();
    expect(DynamoDB?.lost).toMatch(/^\d+ bytes of logs, older values and deleted items may be back$/);
    const after = await contentOf(folder);
    expect(after.items.length).toBeGreaterThan(220);
    expect(after.items.length).toBeLessThan(400);
    expect(after.indexed).toEqual(after.items);
  });

  it('saves every line of the journal that a checksum proves', async () => {
    const changes = only(/^changes/, 'gamelift', 'state');
    const text = fs.readFileSync(changes, 'latin1');
    // In the value of a line: a damaged mark alone loses nothing.
    flip(changes, (text.indexOf('"v":', text.length / 2) + 0.5) / text.length);
    await expect(State.open(at('gamelift', 'state'), fail)).rejects.toThrow(/damaged/);
    const { 'GameLift state': state } = await repaired();
    expect(state?.lost).toBe(
      'changes in changes-000000001.jsonl, older values and deleted entities may be back',
    );
    const again = await State.open(at('gamelift', 'state'), fail);
    expect(again.collection('tickets').size).toBeGreaterThanOrEqual(29);
    await again.close();
  });

  it('sets a damaged key aside', async () => {
    const file = at('secrets', 'secrets.json');
    fs.writeFileSync(file, fs.readFileSync(file, 'utf8').replace('a key', 'b key'));
    expect(() => new SecretVault(file, 'us-east-1', Date.now)).toThrow(/secrets\.json is damaged/);
    expect((await repaired())['Signing keys']?.lost).toMatch(/players sign in again/);
    expect(new SecretVault(file, 'us-east-1', Date.now).create('keys', {}).secret.versions).toEqual([]);
  });

  it.each<[string, RegExp, () => void]>([
    [
      'a zip that does not unpack',
      /1\.zip is damaged/,
      () => flip(at('gamelift', 'scripts', 'script-1', '1.zip'), 0.6),
    ],
    [
      'a zip that is empty',
      /1\.zip is damaged/,
      () => fs.writeFileSync(at('gamelift', 'scripts', 'script-1', '1.zip'), ''),
    ],
    [
      'a zip that is gone',
      /1\.zip is missing/,
      () => fs.rmSync(at('gamelift', 'scripts', 'script-1', '1.zip')),
    ],
    ['the database gone', /CURRENT is missing/, () => fs.rmSync(at('dynamodb'), { recursive: true })],
    ['the state gone', /state is missing/, () => fs.rmSync(at('gamelift', 'state'), { recursive: true })],
    ['the keys gone', /secrets\.json is missing/, () => fs.rmSync(at('secrets', 'secrets.json'))],
  ])('is asked for at the start with %s', (_what, message, spoil) => {
    spoil();
    expect(() => makeDataFolder(folder)).toThrow(message);
    expect(() => makeDataFolder(folder)).toThrow(/npm run repair -- --data/);
  });

  it('sets damaged positions in a stream aside: its records are read again', async () => {
    const positions = { 'arn:stream#shard-1': { sequence: '100000000000000000007', eventId: 'a' } };
    fs.mkdirSync(at('lambda'));
    fs.writeFileSync(at('lambda', 'stream-match-events.json'), positionsText('match-events', positions));
    fs.writeFileSync(at('lambda', 'stream-rewards.json'), '{');
    const said: string[] = [];
    const read = (name: string) =>
      readPositions(name, {
        checkpointFile: at('lambda', positionsName(name)),
        log: (line) => said.push(line),
      }).positions;
    expect(read('match-events')).toEqual(positions);
    expect(read('rewards')).toEqual({});
    flip(at('lambda', 'stream-match-events.json'), 0.4);
    expect(read('match-events')).toEqual({});
    expect(said).toEqual(
      ['stream-rewards.json', 'stream-match-events.json'].map(
        (name) => `${at('lambda', name)} is damaged: the stream is read again from its oldest record`,
      ),
    );
    expect((await repaired())['Stream positions']).toEqual({
      damage: 'stream-match-events.json, stream-rewards.json damaged',
      lost: undefined,
    });
    expect((await repaired())['Stream positions']).toEqual(whole);
  });

  it('writes a damaged or missing marker again; the next start takes the data as its own', async () => {
    const claim = (environment: string): void =>
      claimData(folder, { environment, region: 'us-east-1' }, (line) => {
        throw new Error(line);
      });
    for (const spoil of [
      () => fs.writeFileSync(at('turnlift.json'), ''),
      () => fs.rmSync(at('turnlift.json')),
    ]) {
      writeMarker(folder, dataScheme, { environment: 'laptop', region: 'us-east-1' });
      spoil();
      expect(() => claim('laptop')).toThrow(/turnlift\.json is (damaged|missing)/);
      expect((await repaired()).Environment?.lost).toMatch(/the next start takes them as its own/);
      expect((await repaired()).Environment).toEqual(whole);
      claim('laptop');
      expect(() => claim('prod')).toThrow(/are of the environment laptop, not prod/);
    }
  });

  it('lets the stack create a missing part again', async () => {
    fs.rmSync(at('secrets'), { recursive: true });
    expect((await repaired())['Signing keys']).toEqual({
      damage: 'it is missing',
      lost: 'all of it: the next start creates it again',
    });
    rememberParts(folder);
    expect(damageOutside(folder)).toEqual([]);
  });

  it('reports the outcome by its exit code and a table', () => {
    const run = (...args: readonly string[]): { code: number | null; text: string } => {
      const { status, stdout, stderr } = spawnSync(
        process.execPath,
        [compileProgram('local/cli/repair.js'), ...args],
        { encoding: 'utf8', env: { ...process.env, NODE_NO_WARNINGS: '1' } },
      );
      return { code: status, text: stdout + stderr };
    };
    expect(run('--help')).toEqual({
      code: 0,
      text: expect.stringMatching(/Exit codes:[^]*--data|--data[^]*Exit codes:/),
    });
    expect(run()).toEqual({ code: 2, text: expect.stringMatching(/required option '--data/) });
    expect(run('--data', at('nowhere'))).toEqual({ code: 2, text: expect.stringMatching(/is not a folder/) });
    expect(run('--data', folder)).toEqual({ code: 0, text: expect.stringMatching(/The data is whole/) });
    fs.writeFileSync(at('secrets', 'secrets.json'), '');
    expect(run('--data', folder)).toEqual({
      code: 1,
      text: expect.stringMatching(/Signing keys[^]*something is lost/),
    });
  });

  it('does nothing while the data is in use', async () => {
    const database = spawnServe();
    try {
      await database.ready;
      await expect(repairData(folder, new Date(0))).rejects.toThrow(/is in use by another program/);
    } finally {
      database.end();
    }
  });
});

function spawnServe(): { readonly ready: Promise<void>; readonly end: () => void } {
  const child = spawn(process.execPath, serveArguments(at('dynamodb')), {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, NODE_NO_WARNINGS: '1' },
  });
  return {
    ready: new Promise((resolve) => {
      child.stdout.once('data', () => resolve());
    }),
    end: () => child.kill('SIGKILL'),
  };
}
