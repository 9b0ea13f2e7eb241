import { afterAll, beforeAll, beforeEach, jest } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { gameName, matchId, playerId } from '../../../core/ids';
import { type PlayerEvent } from '../../../contract/player-events';
import { type Webhook } from '../../../contract/webhooks';
import { type Post } from '../../../functions/webhooks/post';
import { type SenderParts } from '../../../functions/webhooks/send';
import { createDeliveryStore, type DeliveryStore } from '../../../store/deliveries';
import { tableNames } from '../support/backend';
import { startStores } from '../support/stores';

export const clock = {
  time: 1_700_000_000_000,
};

export const secret = `whsec_${Buffer.alloc(24, 7).toString('base64')}`;
export const webhook: Webhook = {
  name: 'push',
  url: 'https://push.our-game.gg/turnlift',
  types: ['your-turn'],
  reach: 'public',
};
export let stores: Awaited<ReturnType<typeof startStores>>;
export let deliveries: DeliveryStore;
export const anEvent = (): Extract<PlayerEvent, { type: 'your-turn' }> => {
  const id = matchId(randomUUID());
  return {
    id: `your-turn.${id}.4.1`,
    type: 'your-turn',
    timestamp: new Date(clock.time).toISOString(),
    data: {
      matchId: id,
      game: gameName('noughts'),
      playerId: playerId(`p-${randomUUID()}`),
      seat: 1,
      sequence: 4,
      deadline: clock.time + 1000,
    },
  };
};

/** A webhook that receives all events by default. */
export function taking(answer: () => Promise<{ status: number }> = () => Promise.resolve({ status: 204 })) {
  const posts: Array<{ readonly id: string | undefined; readonly body: string; readonly at: number }> = [];
  const post: Post = (_webhook, headers, body) => {
    posts.push({ id: headers['webhook-id'], body, at: clock.time });
    return answer();
  };
  const parts: SenderParts = {
    deliveries,
    isStillNews: () => Promise.resolve(true),
    secretOf: () => Promise.resolve(secret),
    post,
    now: () => clock.time,
    random: () => 0,
  };
  return { posts, parts };
}
export const stateOf = async ({ id }: PlayerEvent) => {
  const [delivery] = await deliveries.ofEvent(id);
  return delivery === undefined ? undefined : [delivery.status, delivery.attempts, delivery.answer];
};

/** The parts of a sender that dies at an edge: its call never answers. */
export function dyingAt(
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

/** Makes what the tests of the suite share, and ends it after them. */
export function useWebhookStores(): void {
  beforeAll(async () => {
    for (const level of ['log', 'warn', 'error'] as const)
      jest.spyOn(console, level).mockImplementation(() => undefined);
    stores = await startStores();
    deliveries = createDeliveryStore(stores.documents, tableNames);
  });
  afterAll(() => stores.close());
  beforeEach(() => {
    clock.time += 1_000_000;
  });
}
