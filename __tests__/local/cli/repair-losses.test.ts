/** A repair never calls a folder whole that has lost something, or may have. */
import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { repairData } from '../../../local/cli/repair-data';
import { State } from '../../../local/gamelift/state/state';
import { makeDataFolder } from '../../../local/stack/data-folder';
import { type RepairedPart } from '../../../local/stack/repair-mark';
import { contentOf, fail } from './support/data-folder';
import { useDataFolderCopies } from './support/data-folder-copies';

const data = useDataFolderCopies();
const { at } = data;

function remove(where: string, form: RegExp): void {
  for (const name of fs.readdirSync(at(where))) if (form.test(name)) fs.rmSync(at(where, name));
}

function shorten(form: RegExp, share: number): void {
  const name = fs.readdirSync(at('dynamodb')).find((one) => form.test(one)) ?? '';
  fs.truncateSync(at('dynamodb', name), Math.floor(fs.statSync(at('dynamodb', name)).size * share));
}

const repaired = async (part: string): Promise<RepairedPart | undefined> =>
  (await repairData(data.folder, new Date(0))).parts.find((one) => one.part === part);
const state = path.join('gamelift', 'state');

describe('a repair of a database', () => {
  it.each<[string, RegExp, () => void]>([
    ['all files', /^all of it/, () => remove('dynamodb', /./)],
    [
      'tables, manifest and CURRENT',
      /^older values and deleted items may be back, perhaps more: only the manifest/,
      () => remove('dynamodb', /\.ldb$|^MANIFEST|^CURRENT$/),
    ],
    ['all but the ledger', /^the newest \d+ writes, perhaps more/, () => remove('dynamodb', /^[^t]/)],
    [
      'the manifest',
      /^older values and deleted items may be back, perhaps more: only the manifest/,
      () => remove('dynamodb', /^MANIFEST/),
    ],
    [
      'the manifest and the log, each in the place of the other',
      /^\d+ bytes of logs, .*older values and deleted items may be back/,
      () => {
        const names = fs.readdirSync(at('dynamodb'));
        const [log = '', manifest = ''] = [/\.log$/, /^MANIFEST/].map((form) =>
          names.find((name) => form.test(name)),
        );
        fs.renameSync(at('dynamodb', log), at('dynamodb', 'aside'));
        fs.renameSync(at('dynamodb', manifest), at('dynamodb', log));
        fs.renameSync(at('dynamodb', 'aside'), at('dynamodb', manifest));
      },
    ],
    ['the ledger', /^perhaps the newest writes/, () => remove('dynamodb', /ledger$/)],
    [
      'the log and the ledger',
      /^what was in the missing log, older values and deleted items may be back$/,
      () => remove('dynamodb', /\.log$|ledger$/),
    ],
    [
      'the content of the log, and the ledger',
      /^perhaps the newest writes/,
      () => {
        shorten(/\.log$/, 0);
        remove('dynamodb', /ledger$/);
      },
    ],
    [
      'half of the log, and the ledger',
      /perhaps the newest writes/,
      () => {
        shorten(/\.log$/, 0.5);
        remove('dynamodb', /ledger$/);
      },
    ],
    ['tables and CURRENT', /what was in the missing tables/, () => remove('dynamodb', /\.ldb$|^CURRENT$/)],
  ])('reports that it lost %s', async (_what, lost, spoil) => {
    spoil();
    const isTableLost = !fs.readdirSync(at('dynamodb')).some((name) => name.endsWith('.ldb'));
    expect((await repaired('DynamoDB'))?.lost).toMatch(lost);
    expect(() => makeDataFolder(data.folder)).not.toThrow();
    // The table's own row is in a table of LevelDB's.
    if (fs.readdirSync(at('dynamodb')).length > 0 && !isTableLost) {
      const { items, indexed } = await contentOf(data.folder);
      expect(indexed).toEqual(items);
      expect(items.length).toBeGreaterThanOrEqual(200);
    }
    expect((await repaired('DynamoDB'))?.damage).toBeUndefined();
  });
});

describe('a state folder', () => {
  it.each<[string, RegExp, RegExp, () => void]>([
    ['all files', /state is missing/, /^all of it/, () => remove(state, /./)],
    [
      'all files but the ledger',
      /changes-000000001\.jsonl: the file is missing/,
      /^what was in the missing files/,
      () => remove(state, /jsonl$/),
    ],
    [
      'the ledger',
      /journal\.ledger: the file is missing/,
      /^perhaps the newest changes/,
      () => remove(state, /ledger$/),
    ],
  ])('that has lost %s is refused, and a repair reports it', async (_what, refused, lost, spoil) => {
    spoil();
    const start = async (): Promise<void> => {
      makeDataFolder(data.folder);
      await (await State.open(at(state), fail)).close();
    };
    await expect(start()).rejects.toThrow(refused);
    expect((await repaired('GameLift state'))?.lost).toMatch(lost);
    await start();
    expect((await repaired('GameLift state'))?.damage).toBeUndefined();
  });
});

describe('a folder that has lost the record of its parts', () => {
  const lostToo: ReadonlyArray<[string, string]> = [
    ['the database', 'dynamodb'],
    ['the state', state],
    ['the keys', 'secrets'],
  ];
  for (const [how, spoilRecord] of [
    ['lost', () => fs.rmSync(at('turnlift-data.json'))],
    [
      'damaged',
      () => {
        const file = at('turnlift-data.json');
        fs.writeFileSync(file, fs.readFileSync(file, 'utf8').replace('dynamodb', 'dynamodc'));
      },
    ],
  ] as const)
    it.each(lostToo)(`(${how}) together with %s is refused`, (_what, part) => {
      spoilRecord();
      fs.rmSync(at(part), { recursive: true });
      expect(() => makeDataFolder(data.folder)).toThrow(/is missing/);
    });

  it('starts when no part is missing, and after a start that was killed before it made the others', () => {
    fs.rmSync(at('turnlift-data.json'));
    expect(() => makeDataFolder(data.folder)).not.toThrow();
    for (const part of ['gamelift', 'secrets', 'dynamodb']) {
      fs.rmSync(at('turnlift-data.json'), { force: true });
      fs.rmSync(at(part), { recursive: true });
      expect(() => makeDataFolder(data.folder)).not.toThrow();
    }
  });

  it('is not asked for again after a repair reported it', async () => {
    fs.rmSync(at('turnlift-data.json'));
    fs.rmSync(at('dynamodb'), { recursive: true });
    expect((await repaired('DynamoDB'))?.lost).toMatch(/^all of it/);
    expect(() => makeDataFolder(data.folder)).not.toThrow();
  });
});
