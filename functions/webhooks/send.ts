import { messageOf } from '../../core/message-of';
import { type PlayerEvent } from '../../contract/player-events';
import { type Webhook } from '../../contract/webhooks';
import { type DeliveryStore } from '../../store/deliveries';
import { log } from '../shared/log';
import { type Post } from './post';
import { signedHeaders, signingKeysOf } from './sign';
import { type StillNews } from './still-news';

export interface SenderParts {
  readonly deliveries: Pick<DeliveryStore, 'begin' | 'end'>;
  readonly isStillNews: StillNews;
  /** The secret of a webhook. @throws Error when it has none yet */
  secretOf(webhook: string): Promise<string>;
  readonly post: Post;
  /** Epoch milliseconds. */
  now(): number;
  /** Uniform in [0, 1). */
  random(): number;
}

/** What becomes of a message: it is done with, or comes again after so many seconds. */
export type Sent = 'done' | { readonly againInSeconds: number };

/**
 * Seconds between the attempts: short at first, since most trouble is short; about 20 hours together, so that
 * a team can sleep over it.
 */
export const pausesSeconds = [10, 30, 120, 600, 1800, 3600, 7200, 14_400, 21_600, 21_600] as const;
/** So often is an event sent to a webhook that does not take it; then it is given up. */
export const mostAttempts = pausesSeconds.length + 1;

/** No sender lives so long with one event: the function's timeout is shorter. */
export const leaseMs = 60_000;

/**
 * Sends an event to a webhook. One request of an event is on its way at a time, and none follows one that was
 * answered with success. Only a sender that died in between, or lost the answer, makes a second one, with the
 * same id.
 */
export async function sendEvent(parts: SenderParts, webhook: Webhook, event: PlayerEvent): Promise<Sent> {
  const { deliveries, now } = parts;
  const of = { webhook: webhook.name, eventId: event.id };
  const begun = await deliveries.begin(of, now(), leaseMs);
  switch (begun.kind) {
    case 'done':
      return 'done';
    case 'busy':
      return { againInSeconds: Math.max(1, Math.ceil((begun.until - now()) / 1000)) };
    case 'yours':
      break;
  }
  const { attempt } = begun;
  if (!(await parts.isStillNews(event))) {
    await deliveries.end(of, attempt, 'passed-over', 'nothing to tell any more');
    return 'done';
  }
  const { answer, taken } = await attemptIt(parts, webhook, event);
  const about = { webhook: webhook.name, event: event.id, attempt, answer };
  if (taken) {
    await deliveries.end(of, attempt, 'delivered', answer);
    log('info', 'an event was delivered', about);
    return 'done';
  }
  const pause = pausesSeconds[attempt - 1];
  await deliveries.end(of, attempt, pause === undefined ? 'given-up' : 'waiting', answer);
  log('warn', pause === undefined ? 'an event was given up' : 'an event was not taken', about);
  // At once: the queue counts, and lays it with the failures.
  return { againInSeconds: pause === undefined ? 0 : Math.ceil(pause * (1 + parts.random() / 4)) };
}

async function attemptIt(
  { secretOf, post, now }: SenderParts,
  webhook: Webhook,
  event: PlayerEvent,
): Promise<{ readonly answer: string; readonly taken: boolean }> {
  try {
    const keys = signingKeysOf(await secretOf(webhook.name));
    const body = JSON.stringify(event);
    const { status } = await post(webhook, signedHeaders(keys, event.id, now(), body), body);
    return { answer: `HTTP ${status}`, taken: status >= 200 && status < 300 };
  } catch (error) {
    return { answer: messageOf(error).slice(0, 300), taken: false };
  }
}
