/** Files that have lost their content, as after a power failure, or that belong to another user. */
import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { startDynamoDb } from '../../../local/dynamodb';
import { State } from '../../../local/gamelift/state/state';
import { repairData } from '../../../local/cli/repair-data';
import { makeDataFolder } from '../../../local/stack/data-folder';
import { fail } from './support/data-folder';
import { useDataFolderCopies } from './support/data-folder-copies';

const data = useDataFolderCopies();
const { at } = data;

/** A folder of GameLift alone, with the same state. */
function standAlone(): void {
  for (const name of fs.readdirSync(at('gamelift'))) fs.renameSync(at('gamelift', name), at(name));
  for (const name of ['dynamodb', 'gamelift', 'secrets', 'turnlift.json', 'turnlift-data.json'])
    fs.rmSync(at(name), { recursive: true, force: true });
  makeDataFolder(data.folder);
}

function empty(...names: readonly string[]): void {
  const place = at(...names);
  if (fs.statSync(place).isDirectory()) for (const name of fs.readdirSync(place)) empty(...names, name);
  else fs.truncateSync(place, 0);
}

/** Opens the parts as a start does. */
async function start(state = path.join('gamelift', 'state')): Promise<void> {
  makeDataFolder(data.folder);
  const opened = await State.open(at(state), fail);
  await opened.close();
  if (!fs.existsSync(at('dynamodb'))) return;
  const database = await startDynamoDb({ dataDir: at('dynamodb'), ttlSweepMs: 0 });
  await database.close();
}

describe('a data folder whose files were emptied', () => {
  it.each<[string, RegExp, readonly string[]]>([
    ['gamelift/state', /journal\.ledger is empty/, ['GameLift state']],
    ['dynamodb', /dynamodb/, ['DynamoDB']],
    ['.', /turnlift-data\.json is damaged/, ['DynamoDB', 'GameLift state', 'Signing keys', 'Environment']],
  ])(
    'is refused by name with all of %s, and its repair says that something is lost',
    async (part, named, lost) => {
      empty(part);
      await expect(start()).rejects.toThrow(named);
      expect(await data.losses()).toEqual(lost);
      await expect(start()).resolves.toBeUndefined();
      expect(await data.losses()).toEqual([]);
    },
  );

  it('is refused by name where GameLift has it alone, also with an emptied record of its parts', async () => {
    standAlone();
    await start('state');
    empty('state');
    await expect(start('state')).rejects.toThrow(/journal\.ledger is empty/);
    empty('.');
    await expect(start('state')).rejects.toThrow(/turnlift-data\.json is damaged/);
    fs.rmSync(at('state'), { recursive: true });
    fs.rmSync(at('scripts'), { recursive: true });
    await expect(start('state')).rejects.toThrow(/turnlift-data\.json is damaged/);
    expect(await data.losses()).toContain('Record of parts');
    await start('state');
  });
});

describe('a data folder with files of another user', () => {
  const isRoot = process.getuid?.() === 0;
  const otherUser = 65_534;

  /** A file that this user may not open. Nothing is forbidden to root: the process becomes another user. */
  function forbid(place: string): void {
    if (!isRoot) return fs.chmodSync(place, 0);
    const give = (name: string): void => {
      fs.chownSync(name, otherUser, otherUser);
      if (fs.statSync(name).isDirectory())
        for (const below of fs.readdirSync(name)) give(path.join(name, below));
    };
    give(data.folder);
    fs.chownSync(place, 0, 0);
    fs.chmodSync(place, fs.statSync(place).isDirectory() ? 0o700 : 0o600);
    process.seteuid?.(otherUser);
  }
  const allow = (place: string): void => {
    if (isRoot) process.seteuid?.(0);
    fs.chmodSync(place, 0o700);
  };

  it.each([
    'dynamodb/turnlift.ledger',
    'dynamodb/CURRENT',
    'gamelift/state/journal.ledger',
    'gamelift/state',
    'gamelift/scripts/script-1/1.zip',
    'secrets',
    'secrets/secrets.json',
    'turnlift.json',
    'turnlift-data.json',
  ])('is neither started nor repaired: %s is not called damaged, and nothing is changed', async (name) => {
    const place = at(name);
    const names = (): readonly unknown[] => fs.readdirSync(data.folder, { recursive: true });
    const before = names();
    forbid(place);
    try {
      const forbidden = new RegExp(`may not read .*${path.basename(name)}: it belongs to another`);
      await expect(start()).rejects.toThrow(forbidden);
      await expect(repairData(data.folder, new Date(0))).rejects.toThrow(forbidden);
    } finally {
      allow(place);
    }
    expect(names()).toEqual(before);
    expect(await data.losses()).toEqual([]);
  });
});
