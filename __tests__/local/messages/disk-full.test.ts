/** Messages of webhooks on a disk that is full (needs root, to mount one). */
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { type LocalMessages, startLocalMessages } from '../../../local/messages';
import { storageTrouble } from '../../../local/lambda/storage-health';
import { systemClock } from '../../../local/system-clock';
import { until } from '../../support/until';
import { canMount, makeTinyDisk } from '../dynamodb/tiny-disk';

const onATinyDisk = canMount() ? describe : describe.skip;

const start = (folder: string, log: (line: string) => void): Promise<LocalMessages> =>
  startLocalMessages({
    bus: 'events',
    resourcePrefix: 'turnlift-test',
    webhooks: [{ name: 'push', types: ['turn'], delaySeconds: 0 }],
    region: 'us-east-1',
    account: '000000000000',
    clock: systemClock,
    folder,
    batchSize: 10,
    bury: () => undefined,
    log,
  });

/** @returns the status of the answer */
async function put({ url }: LocalMessages, text: string): Promise<number> {
  const answer = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': 'AWSEvents.PutEvents' },
    body: JSON.stringify({
      Entries: [
        {
          EventBusName: 'events',
          Source: 'test',
          DetailType: 'turn',
          Detail: JSON.stringify({ text }),
          Time: 0,
        },
      ],
    }),
  });
  await answer.arrayBuffer();
  return answer.status;
}

onATinyDisk('messages on a disk that is full', () => {
  it('are refused, the waiting ones are kept and delivered, and the state of health says so', async () => {
    const disk = makeTinyDisk(1024 * 1024);
    if (!disk) throw new Error('a disk could be mounted a moment ago');
    const folder = path.join(disk.folder, 'messages');
    const said: string[] = [];
    const bodies: string[] = [];
    const health = (messages: LocalMessages): Promise<string | undefined> =>
      storageTrouble([], messages.trouble());
    const messages = await start(folder, (line) => said.push(line));
    let isOpen = true;
    try {
      expect(await put(messages, 'kept')).toBe(200);
      expect(await health(messages)).toBeUndefined();
      disk.fill(0);
      const refused = `refused ${'x'.repeat(8000)}`;
      expect(await put(messages, refused)).toBe(500);
      expect(await health(messages)).toMatch(/^unhealthy: messages: nothing is kept: .*ENOSPC/);
      expect(messages.waiting()).toHaveLength(1);
      // A message is due: what becomes of it cannot be written.
      messages.consume((due) => {
        bodies.push(...due.map(({ body }) => body));
        return Promise.resolve(new Set());
      });
      await until('the delivery', () => bodies.length === 1);
      disk.free();
      await until('the disk to take writes', () => messages.trouble() === undefined);
      expect(await put(messages, 'after')).toBe(200);
      await until('the next delivery', () => bodies.length === 2);
      await messages.close();
      isOpen = false;
      expect(bodies.map((body) => /kept|refused|after/.exec(body)?.[0])).toEqual(['kept', 'after']);
      expect(said).toEqual([
        expect.stringMatching(/^messages are not kept until the disk takes writes again: .*ENOSPC/),
        'messages are kept again.',
      ]);
      const again = await start(folder, (line) => said.push(line));
      expect(again.waiting()).toEqual([]);
      await again.close();
    } finally {
      disk.free();
      if (isOpen) await messages.close();
      disk.remove();
    }
  });
});
