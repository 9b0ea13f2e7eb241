import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { commandId, gameSessionId, matchId, playerId } from '../../core/ids';
import { playerEventTypes } from '../../core/player-event-types';
import { signedWebhookHeaders, signingKeysOf } from '../../functions/webhooks/sign';
import { openWriter } from '../../functions/shared/matches/writer';
import { type Clock } from '../../core/clock';
import { systemClock } from '../../local/system-clock';
import { startLocalMessages, type LocalMessages } from '../../local/messages';
import { createDeliveryStore } from '../../store/deliveries';
import { createMatchStore } from '../../store/match-store';
import { dailyNoughts } from '../games/noughts';
import {
  type Backend,
  resourcePrefix,
  startBackend,
  tableNames,
  webhookSecret,
} from '../functions/support/backend';
import { until } from '../support/until';
import { aMatchHeader } from '../support/headers';

/** Ten seconds of a queue last a tenth of a second here. */
const start = Date.now();
const hastyClock: Clock = {
  now: () => start + (Date.now() - start) * 100,
  after: (delayMs, task) => systemClock.after(delayMs / 100, task),
};

interface Receiver {
  readonly url: string;
  readonly lines: string[];
  stop(): Promise<void>;
}
const receivers: ChildProcess[] = [];
/** The example, run as a team would run it. */
async function startReceiver(port: number, secret = webhookSecret): Promise<Receiver> {
  const file = path.join(__dirname, '../../docs/examples/webhook-receiver/receiver.mjs');
  const child = spawn(process.execPath, [file], {
    env: { ...process.env, PORT: String(port), TURNLIFT_WEBHOOK_SECRET: secret },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  receivers.push(child);
  const lines: string[] = [];
  createInterface({ input: child.stdout }).on('line', (line) => lines.push(line));
  await until('the receiver to listen', () => lines.length > 0);
  return {
    url: String(/http:\S+/.exec(lines[0] ?? '')?.[0]),
    lines,
    stop: () =>
      new Promise((resolve) => {
        child.once('exit', () => resolve());
        child.kill('SIGKILL');
      }),
  };
}

let receiver: Receiver;
let messages: LocalMessages;
let backend: Backend;
beforeAll(async () => {
  receiver = await startReceiver(0);
  messages = await startLocalMessages({
    bus: 'turnlift-test-events',
    resourcePrefix,
    webhooks: [{ name: 'push', types: playerEventTypes, delaySeconds: 0 }],
    region: 'us-east-1',
    account: '000000000000',
    clock: hastyClock,
    batchSize: 10,
    bury: () => undefined,
    log: () => undefined,
  });
  backend = await startBackend({
    messages,
    environment: {
      webhooks: JSON.stringify([
        { name: 'push', url: receiver.url, types: playerEventTypes, reach: 'loopback' },
      ]),
    },
  });
});
afterAll(async () => {
  for (const child of receivers) child.kill('SIGKILL');
  await backend.close();
});

it('delivers turns and results of a match over days, also after the receiver was down', async () => {
  const matches = createMatchStore(backend.documents, tableNames);
  const deliveries = createDeliveryStore(backend.documents, tableNames);
  const header = aMatchHeader({
    matchId: matchId(randomUUID()),
    game: dailyNoughts.name,
    seats: [playerId(`p-${randomUUID()}`), playerId(`p-${randomUUID()}`)],
    startedAt: Date.now(),
  });
  const { matchId: id, seats } = header;
  const writer = async () =>
    openWriter(
      { matches, now: Date.now, newId: randomUUID },
      dailyNoughts,
      { header, entries: await matches.log(id) },
      3000,
    );
  const take = async (
    seat: number,
    action: { readonly kind: 'resign' } | { kind: 'play'; command: { cell: number } },
  ) => {
    const one = await writer();
    await one.take({ seat, commandId: commandId(randomUUID()), action }, Date.now());
    await one.recordResult();
  };
  const notice = (seat: number, text: string) =>
    `to ${seats[seat]}: ${text} http://127.0.0.1:4100/play/#${id}`;
  const turn = 'It is your turn in daily-noughts.';

  await matches.claim(header, gameSessionId('arn:aws:gamelift:us-east-1::gamesession/f/1'));
  await (await writer()).sleep();
  await until('the first turn to be announced', () => receiver.lines.includes(notice(0, turn)));

  await receiver.stop();
  await take(0, { kind: 'play', command: { cell: 4 } });
  const state = async (eventId: string) => (await deliveries.ofEvent(eventId))[0];
  await until(
    'the second turn to find the receiver down',
    async () => (await state(`your-turn.${id}.2.1`))?.status === 'waiting',
  );
  const { port } = new URL(receiver.url);
  receiver = await startReceiver(Number(port));
  await until('the second turn to be delivered after all', () => receiver.lines.includes(notice(1, turn)));

  await take(1, { kind: 'play', command: { cell: 0 } });
  await until('the third turn to be announced', () => receiver.lines.includes(notice(0, turn)));
  await take(0, { kind: 'resign' });
  await until(
    'the result to be announced',
    () =>
      receiver.lines.includes(notice(0, 'A match of daily-noughts has ended: loss.')) &&
      receiver.lines.includes(notice(1, 'A match of daily-noughts has ended: win.')),
  );
  await until('the queue to be empty', () => messages.waiting().length === 0);
  // Each once, although some were delivered twice.
  expect(receiver.lines.slice(1)).toHaveLength(4);
  for (const eventId of [`your-turn.${id}.2.1`, `result.${id}.0`, `result.${id}.1`])
    expect(await state(eventId)).toMatchObject({ status: 'delivered', answer: 'HTTP 204' });
});

it('refuses messages without a valid signature, and old ones', async () => {
  const strict = await startReceiver(0, `whsec_${Buffer.alloc(24, 9).toString('base64')}`);
  const body = '{"id":"a","type":"result","data":{}}';
  const send = async (secret: string, at: number, sent = body) => {
    const headers = signedWebhookHeaders(signingKeysOf(secret), 'a', at, body);
    return (await fetch(strict.url, { method: 'POST', headers, body: sent })).status;
  };
  const own = `whsec_${Buffer.alloc(24, 9).toString('base64')}`;
  expect(await send(webhookSecret, Date.now())).toBe(401);
  expect(await send(own, Date.now() - 400_000)).toBe(401);
  expect(await send(own, Date.now() + 400_000)).toBe(401);
  expect(await send(own, Date.now(), body.replace('result', 'invitation'))).toBe(401);
  expect(await send(own, Date.now())).toBe(204);
  // Signed with the newer of two keys, too.
  expect(await send(`${webhookSecret} ${own}`, Date.now())).toBe(204);
  expect((await fetch(strict.url)).status).toBe(405);
});
