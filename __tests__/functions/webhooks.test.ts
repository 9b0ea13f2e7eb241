import { execFileSync } from 'node:child_process';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { commandId, gameName, gameSessionId, matchId, playerId } from '../../core/ids';
import { type PlayerEvent, playerEventSource } from '../../contract/player-events';
import { type Webhook } from '../../contract/webhooks';
import { createPost, type Post } from '../../functions/webhooks/post';
import { receiveMessages } from '../../functions/webhooks/receive';
import { createSecrets } from '../../functions/webhooks/secrets';
import {
  leaseMs,
  mostAttempts,
  pausesSeconds,
  sendEvent,
  type SenderParts,
} from '../../functions/webhooks/send';
import { signedHeaders, signingKeysOf } from '../../functions/webhooks/sign';
import { createStillNews } from '../../functions/webhooks/still-news';
import { createDeliveryStore, type DeliveryStore } from '../../store/deliveries';
import { createRematchStore } from '../../store/rematches';
import { aMatchHeader } from '../support/headers';
import { dailyNoughts } from '../games/noughts';
import { tableNames } from './support/backend';
import { startStores } from './support/stores';
import { runsHere } from '../support/runs-here';

const secret = `whsec_${Buffer.alloc(24, 7).toString('base64')}`;
const webhook: Webhook = {
  name: 'push',
  url: 'https://push.our-game.gg/turnlift',
  types: ['your-turn'],
  reach: 'public',
};
let stores: Awaited<ReturnType<typeof startStores>>;
let deliveries: DeliveryStore;
beforeAll(async () => {
  for (const level of ['log', 'warn', 'error'] as const)
    jest.spyOn(console, level).mockImplementation(() => undefined);
  stores = await startStores();
  deliveries = createDeliveryStore(stores.documents, tableNames);
});
afterAll(() => stores.close());

let time = 1_700_000_000_000;
beforeEach(() => {
  time += 1_000_000;
});
const anEvent = (): Extract<PlayerEvent, { type: 'your-turn' }> => {
  const id = matchId(randomUUID());
  return {
    id: `your-turn.${id}.4.1`,
    type: 'your-turn',
    timestamp: new Date(time).toISOString(),
    data: {
      matchId: id,
      game: gameName('noughts'),
      playerId: playerId(`p-${randomUUID()}`),
      seat: 1,
      sequence: 4,
      deadline: time + 1000,
    },
  };
};

/** A webhook that receives all events, unless told otherwise. */
function taking(answer: () => Promise<{ status: number }> = () => Promise.resolve({ status: 204 })) {
  const posts: Array<{ readonly id: string | undefined; readonly body: string; readonly at: number }> = [];
  const post: Post = (_webhook, headers, body) => {
    posts.push({ id: headers['webhook-id'], body, at: time });
    return answer();
  };
  const parts: SenderParts = {
    deliveries,
    isStillNews: () => Promise.resolve(true),
    secretOf: () => Promise.resolve(secret),
    post,
    now: () => time,
    random: () => 0,
  };
  return { posts, parts };
}
const stateOf = async ({ id }: PlayerEvent) => {
  const [delivery] = await deliveries.ofEvent(id);
  return delivery === undefined ? undefined : [delivery.status, delivery.attempts, delivery.answer];
};

describe('a signature', () => {
  it('equals the test vector of the standard', () => {
    const keys = signingKeysOf('whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw');
    const headers = signedHeaders(
      keys,
      'msg_p5jXN8AQM9LWM0D4loKWxJek',
      1_614_265_330_000,
      '{"test": 2432232314}',
    );
    expect(headers).toEqual({
      'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek',
      'webhook-timestamp': '1614265330',
      'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
    });
  });

  const withOpenSsl = runsHere('openssl', 'version') ? it : it.skip;
  withOpenSsl(
    'equals the one that OpenSSL computes from id, time and body (skipped where it is not installed)',
    () => {
      const event = anEvent();
      const body = JSON.stringify(event);
      const { 'webhook-signature': signature } = signedHeaders(signingKeysOf(secret), event.id, time, body);
      const key = Buffer.from(secret.slice(6), 'base64').toString('hex');
      const made = execFileSync(
        'openssl',
        ['dgst', '-sha256', '-mac', 'HMAC', '-macopt', `hexkey:${key}`, '-binary'],
        {
          input: `${event.id}.${Math.floor(time / 1000)}.${body}`,
        },
      );
      expect(signature).toBe(`v1,${made.toString('base64')}`);
    },
  );

  it('is made by the old key and the new one while a secret is replaced', () => {
    const old = `whsec_${Buffer.alloc(32, 1).toString('base64')}`;
    const both = signedHeaders(signingKeysOf(`${secret} ${old}`), 'e', time, '{}')['webhook-signature'];
    const each = [secret, old].map(
      (one) => signedHeaders(signingKeysOf(one), 'e', time, '{}')['webhook-signature'],
    );
    expect(both).toBe(each.join(' '));
  });

  it.each(['', 'whsec_', 'whsec_c2hvcnQ=', 'plain text', `${secret} ${secret} ${secret}`])(
    'is not made with an invalid secret: %j; the error does not contain the secret',
    (text) => {
      expect(() => signingKeysOf(text)).toThrow(/^the secret (is not whsec_ and|has more than two)/);
    },
  );
});

describe('an event', () => {
  it('is sent once, however often its event comes', async () => {
    const { parts, posts } = taking();
    const event = anEvent();
    for (let time = 0; time < 3; time += 1) expect(await sendEvent(parts, webhook, event)).toBe('done');
    expect(posts).toEqual([{ id: event.id, body: JSON.stringify(event), at: time }]);
    expect(await stateOf(event)).toEqual(['delivered', 1, 'HTTP 204']);
  });

  it('is sent by one of many senders at once; the others retry when its lease is over', async () => {
    const { parts, posts } = taking();
    const event = anEvent();
    const sent = await Promise.all(Array.from({ length: 5 }, () => sendEvent(parts, webhook, event)));
    expect(posts).toHaveLength(1);
    expect(sent.filter((one) => one === 'done').length).toBeGreaterThanOrEqual(1);
    for (const one of sent) if (one !== 'done') expect(one).toEqual({ againInSeconds: leaseMs / 1000 });
    time += leaseMs;
    expect(await sendEvent(parts, webhook, event)).toBe('done');
    expect(posts).toHaveLength(1);
  });

  it('goes to each webhook independently', async () => {
    const { parts, posts } = taking();
    const event = anEvent();
    await sendEvent(parts, webhook, event);
    await sendEvent(parts, { ...webhook, name: 'mail' }, event);
    expect(posts).toHaveLength(2);
  });

  it('is retried with growing delays until the webhook is up', async () => {
    let up = false;
    const { parts, posts } = taking(() =>
      up ? Promise.resolve({ status: 200 }) : Promise.reject(new Error('connect ECONNREFUSED')),
    );
    const event = anEvent();
    for (const pause of pausesSeconds.slice(0, 4)) {
      expect(await sendEvent(parts, webhook, event)).toEqual({ againInSeconds: pause });
      time += pause * 1000;
    }
    expect(await stateOf(event)).toEqual(['waiting', 4, 'connect ECONNREFUSED']);
    up = true;
    expect(await sendEvent(parts, webhook, event)).toBe('done');
    expect(posts.map(({ id }) => id)).toEqual(Array.from({ length: 5 }, () => event.id));
    expect(await stateOf(event)).toEqual(['delivered', 5, 'HTTP 200']);
  });

  it.each([199, 301, 400, 404, 429, 500])('is not accepted with status %d', async (status) => {
    const { parts } = taking(() => Promise.resolve({ status }));
    expect(await sendEvent(parts, webhook, anEvent())).toEqual({ againInSeconds: pausesSeconds[0] });
  });

  it('is given up after its last attempt, and sent if it is put back', async () => {
    let status = 503;
    const { parts, posts } = taking(() => Promise.resolve({ status }));
    const event = anEvent();
    for (let attempt = 1; attempt < mostAttempts; attempt += 1) {
      const sent = await sendEvent(parts, webhook, event);
      if (sent === 'done') throw new Error('not taken');
      time += sent.againInSeconds * 1000;
    }
    expect(await sendEvent(parts, webhook, event)).toEqual({ againInSeconds: 0 });
    expect(await stateOf(event)).toEqual(['given-up', mostAttempts, 'HTTP 503']);
    expect(posts).toHaveLength(mostAttempts);
    status = 200;
    expect(await sendEvent(parts, webhook, event)).toBe('done');
    expect((await stateOf(event))?.slice(0, 2)).toEqual(['delivered', mostAttempts + 1]);
  });

  it('spreads its attempts, so that a webhook that comes up is not flooded', async () => {
    const { parts } = taking(() => Promise.resolve({ status: 500 }));
    const sent = await sendEvent({ ...parts, random: () => 0.99 }, webhook, anEvent());
    expect(sent).toEqual({ againInSeconds: Math.ceil((pausesSeconds[0] ?? 0) * 1.2475) });
  });

  it('waits for a secret that has no value yet', async () => {
    const { parts, posts } = taking();
    const event = anEvent();
    const missing = {
      ...parts,
      secretOf: createSecrets(
        () => Promise.resolve(undefined),
        () => time,
      ),
    };
    expect(await sendEvent(missing, webhook, event)).toEqual({ againInSeconds: pausesSeconds[0] });
    expect(posts).toEqual([]);
    expect(await stateOf(event)).toEqual(['waiting', 1, 'the secret of webhook push has no value']);
  });

  it('reaches the webhook wherever its sender died, and twice only if the answer was lost', async () => {
    // Every edge of the sender: a call that is made, and a call whose answer is lost.
    for (const moment of ['before', 'after'] as const)
      for (let edge = 1; edge <= 5; edge += 1) {
        const event = anEvent();
        const { parts, posts } = taking();
        let calls = 0;
        const dying = dyingAt((what) => {
          calls += 1;
          return what === moment && calls === edge;
        }, parts);
        // A dead sender never answers: its message comes again when it is visible.
        const died = await Promise.race([sendEvent(dying, webhook, event).catch(() => 'threw'), dying.dead]);
        if (died === 'died') {
          expect(await sendEvent(parts, webhook, event)).not.toBe(undefined);
          time += leaseMs;
        }
        expect([moment, edge, await sendEvent(parts, webhook, event)]).toEqual([moment, edge, 'done']);
        expect(posts.length).toBeGreaterThanOrEqual(1);
        expect(posts.length).toBeLessThanOrEqual(died === 'died' ? 2 : 1);
        expect(new Set(posts.map(({ id, body }) => `${id} ${body}`)).size).toBe(1);
        expect((await stateOf(event))?.slice(0, 2)).toEqual(['delivered', expect.any(Number)]);
      }
  });

  it('that a late sender delivered stays delivered, and its failure does not undo a later success', async () => {
    const event = anEvent();
    const of = { webhook: webhook.name, eventId: event.id };
    await deliveries.begin(of, time, leaseMs);
    time += leaseMs;
    expect(await deliveries.begin(of, time, leaseMs)).toEqual({ kind: 'yours', attempt: 2 });
    await deliveries.end(of, 2, 'waiting', 'HTTP 500');
    await deliveries.end(of, 1, 'delivered', 'HTTP 200');
    await deliveries.end(of, 2, 'given-up', 'HTTP 500');
    expect(await stateOf(event)).toEqual(['delivered', 2, 'HTTP 200']);
    expect(await deliveries.begin(of, time + leaseMs, leaseMs)).toEqual({ kind: 'done' });
  });
});

/** The parts of a sender that dies at an edge: its call never answers. */
function dyingAt(
  dies: (moment: 'before' | 'after') => boolean,
  parts: SenderParts,
): SenderParts & { readonly dead: Promise<'died'> } {
  let die: (how: 'died') => void = () => undefined;
  const dead = new Promise<'died'>((resolve) => {
    die = resolve;
  });
  const never = <Answer>(): Promise<Answer> => {
    die('died');
    return new Promise(() => undefined);
  };
  let isDead = false;
  const edge =
    <Given extends readonly unknown[], Answer>(call: (...given: Given) => Promise<Answer>) =>
    async (...given: Given): Promise<Answer> => {
      isDead ||= dies('before');
      if (isDead) return never<Answer>();
      const answer = await call(...given);
      isDead ||= dies('after');
      return isDead ? never<Answer>() : answer;
    };
  return {
    ...parts,
    deliveries: {
      begin: edge((...given) => parts.deliveries.begin(...given)),
      end: edge((...given) => parts.deliveries.end(...given)),
    },
    isStillNews: edge(parts.isStillNews),
    secretOf: edge(parts.secretOf),
    post: edge(parts.post),
    dead,
  };
}

describe('a turn', () => {
  const news = () => createStillNews(stores.matches, createRematchStore(stores.documents, tableNames));
  async function aMatch() {
    const header = aMatchHeader({
      matchId: matchId(randomUUID()),
      game: dailyNoughts.name,
      seats: [playerId(`p-${randomUUID()}`), playerId(`p-${randomUUID()}`)],
      startedAt: time,
    });
    await stores.matches.claim(header, gameSessionId('arn:aws:gamelift:us-east-1::gamesession/f/1'));
    const event = anEvent();
    const told = (seat: number, sequence: number): PlayerEvent => ({
      ...event,
      data: { ...event.data, matchId: header.matchId, seat, sequence },
    });
    const append = (sequence: number, seat: number, kind: 'play' | 'resign' | 'vacation') =>
      stores.matches.append(header.matchId, 1, {
        kind: 'command',
        sequence,
        seat,
        commandId: commandId(`c${sequence}`),
        at: time,
        action:
          kind === 'play'
            ? { kind, command: { cell: sequence } }
            : kind === 'vacation'
              ? { kind, days: 1 }
              : { kind },
      });
    return { header, told, append };
  }

  it('that its player has since taken is not announced; a turn that still waits is', async () => {
    const { told, append } = await aMatch();
    expect(await news()(told(0, 0))).toBe(true);
    await append(1, 0, 'vacation');
    expect(await news()(told(0, 0))).toBe(true);
    await append(2, 0, 'play');
    expect(await news()(told(0, 0))).toBe(false);
    expect(await news()(told(1, 2))).toBe(true);
    await append(3, 1, 'resign');
    expect(await news()(told(1, 2))).toBe(false);
  });

  it('of a match that has ended is not announced, nor is a low clock; its result always is', async () => {
    const { header, told } = await aMatch();
    const end = { kind: 'end', sequence: 1, at: time, reason: 'rules-failed' } as const;
    await stores.matches.abandon(header.matchId, 1, end);
    const { data } = anEvent();
    const low: PlayerEvent = {
      id: 'clock-low.1',
      type: 'clock-low',
      timestamp: new Date(time).toISOString(),
      data: { matchId: header.matchId, game: data.game, playerId: data.playerId, seat: 0, deadline: time },
    };
    expect([await news()(told(0, 0)), await news()(low)]).toEqual([false, false]);
    const { parts, posts } = taking();
    const event = told(0, 0);
    expect(await sendEvent({ ...parts, isStillNews: news() }, webhook, event)).toBe('done');
    expect(posts).toEqual([]);
    expect((await stateOf(event))?.slice(0, 2)).toEqual(['passed-over', 1]);
  });
});

describe('a batch of messages', () => {
  const messageOf = (event: unknown, queue = 'turnlift-test-webhook-push') => ({
    messageId: randomUUID(),
    receiptHandle: randomUUID(),
    eventSourceARN: `arn:aws:sqs:us-east-1:000000000000:${queue}`,
    body: JSON.stringify({ source: playerEventSource, 'detail-type': 'your-turn', detail: event }),
  });

  it('is sent at once; failed messages are retried, and delay no other', async () => {
    const [good, bad] = [anEvent(), anEvent()];
    const { parts } = taking();
    const postponed: unknown[] = [];
    const receiving = {
      ...parts,
      post: ((_webhook, headers) =>
        Promise.resolve({ status: headers['webhook-id'] === good.id ? 200 : 500 })) satisfies Post,
      webhooks: [webhook],
      resourcePrefix: 'turnlift-test',
      postpone: ({ receiptHandle }: { readonly receiptHandle: string }, seconds: number) => {
        postponed.push([receiptHandle, seconds]);
        return Promise.resolve();
      },
    };
    const messages = [
      messageOf(bad),
      messageOf({ type: 'your-turn', id: 'nonsense' }),
      messageOf(good),
      messageOf(anEvent(), 'turnlift-test-webhook-gone'),
    ];
    const answer = await receiveMessages(receiving, { Records: messages });
    expect(answer.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier)).toEqual([
      messages[0]?.messageId,
      messages[1]?.messageId,
    ]);
    expect(postponed).toEqual([[messages[0]?.receiptHandle, pausesSeconds[0]]]);
    expect((await stateOf(good))?.slice(0, 2)).toEqual(['delivered', 1]);
  });
});

describe('a message on the network', () => {
  const got: Array<{ readonly headers: IncomingHttpHeaders; readonly body: string; readonly url?: string }> =
    [];
  let server: Server;
  let base = '';
  beforeAll(async () => {
    server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request
        .on('data', (chunk: Buffer) => chunks.push(chunk))
        .on('end', () => {
          const body = Buffer.concat(chunks).toString('utf8');
          got.push({
            headers: request.headers,
            body,
            ...(request.url === undefined ? {} : { url: request.url }),
          });
          if (request.url === '/silent') return;
          if (request.url === '/elsewhere') response.writeHead(307, { location: `${base}/target` });
          response.end('x'.repeat(1_000_000));
        });
    });
    await new Promise<void>((resolve) => {
      server.listen(0, '127.0.0.1', resolve);
    });
    const address = server.address();
    base = `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`;
  });
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });
  beforeEach(() => {
    got.length = 0;
  });
  const near = { reach: 'loopback' } as const;
  const far = { reach: 'public' } as const;

  it('arrives as it was signed', async () => {
    const body = JSON.stringify({ name: 'Zoë' });
    expect(await createPost()({ url: `${base}/a?b=c`, ...near }, { 'webhook-id': 'e1' }, body)).toEqual({
      status: 200,
    });
    expect(got).toMatchObject([
      { url: '/a?b=c', body, headers: { 'webhook-id': 'e1', 'content-type': 'application/json' } },
    ]);
  });

  it('follows no redirect', async () => {
    expect(await createPost()({ url: `${base}/elsewhere`, ...near }, {}, '{}')).toEqual({ status: 307 });
    expect(got.map(({ url }) => url)).toEqual(['/elsewhere']);
  });

  it('is given up when no answer comes', async () => {
    await expect(createPost(50)({ url: `${base}/silent`, ...near }, {}, '{}')).rejects.toThrow(
      /abort|timeout/i,
    );
  });

  it('never goes to an address of this machine or its network, by number or by name', async () => {
    const { port } = new URL(base);
    for (const host of [
      '127.0.0.1',
      'localhost',
      '[::ffff:127.0.0.1]',
      '0.0.0.0',
      '169.254.169.254',
      '[fd00::1]',
    ])
      await expect(createPost()({ url: `http://${host}:${port}/`, ...far }, {}, '{}')).rejects.toThrow(
        'which is not an address of the internet',
      );
    await expect(createPost()({ url: 'http://10.0.0.1/', ...near }, {}, '{}')).rejects.toThrow('10.0.0.1');
    expect(got).toEqual([]);
  });
});
