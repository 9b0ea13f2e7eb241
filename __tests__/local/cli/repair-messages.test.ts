/** The messages of webhooks are a part of the data: damage is told at the start, and repaired. */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { repairData } from '../../../local/cli/repair-data';
import { messagesIn, openMessages } from '../../../local/messages/kept-messages';
import { rememberParts } from '../../../local/stack/data-check';
import { makeDataFolder } from '../../../local/stack/data-folder';
import { type RepairedPart } from '../../../local/stack/repair-mark';

let folder: string;
const at = (...names: readonly string[]): string => path.join(folder, ...names);
const message = (id: string) => ({
  id,
  queueArn: 'arn:queue',
  body: `body of ${id}`,
  visibleAt: 0,
  receives: 0,
});

beforeEach(async () => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'turnlift-messages-'));
  const state = await openMessages(at('messages'), () => undefined);
  for (const id of ['a', 'b', 'c']) messagesIn(state).put(id, message(id));
  await state.close();
  rememberParts(folder);
});
afterEach(() => {
  fs.rmSync(folder, { recursive: true, force: true });
});

async function start(): Promise<readonly unknown[]> {
  makeDataFolder(folder);
  const state = await openMessages(at('messages'), () => undefined);
  const found = [...messagesIn(state).values()];
  await state.close();
  return found;
}
const repaired = async (): Promise<RepairedPart | undefined> =>
  (await repairData(folder, new Date(0))).parts.find(({ part }) => part === 'Messages');

describe('the messages that wait', () => {
  it('are refused when one was changed, and a repair saves the others', async () => {
    const file = at('messages', 'changes-000000001.jsonl');
    fs.writeFileSync(file, fs.readFileSync(file, 'utf8').replace('body of b', 'body of x'));
    await expect(start()).rejects.toThrow(/messages.changes-000000001\.jsonl: .* damaged/);
    expect(await repaired()).toMatchObject({
      saved: '2 values',
      lost: 'changes in changes-000000001.jsonl, older values and deleted entities may be back',
    });
    expect(await start()).toEqual([message('a'), message('c')]);
  });

  it('are refused when their folder is gone', async () => {
    fs.rmSync(at('messages'), { recursive: true });
    await expect(start()).rejects.toThrow(/messages is missing/);
    expect((await repaired())?.lost).toMatch(/^all of it/);
    expect(await start()).toEqual([]);
  });

  it('are refused when the file of an earlier version is damaged', async () => {
    fs.writeFileSync(at('messages', 'd.json'), '{"id":"d"');
    await expect(start()).rejects.toThrow(/d\.json is damaged/);
    expect(await repaired()).toMatchObject({ damage: 'd.json damaged', lost: 'the messages in d.json' });
    expect(await start()).toHaveLength(3);
  });
});
