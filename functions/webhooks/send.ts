import { messageOf } from '../../core/message-of';
import { type PlayerEvent } from '../../contract/player-events';
import { type Webhook } from '../../contract/webhooks';
import { type DeliveryStore } from '../../store/deliveries';
import { log } from '../shared/log';
import { type Post } from './post';
import { signedWebhookHeaders, signingKeysOf } from './sign';
import { type StillNews } from './still-news';

/** The parts of a delivery; tests bring their own clock, chance and HTTP. */
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

/** The result for a message: complete, or to be delivered again after this many seconds. */
export type Sent = 'done' | { readonly againInSeconds: number };

/**
 * Seconds between the attempts: short at first, since most outages are short; about 20 hours together, so
 * that developers can react the next morning.
 */
export const pausesSeconds = [10, 30, 120, 600, 1800, 3600, 7200, 14_400, 21_600, 21_600] as const;
/** The maximum number of attempts of an event at a webhook. */
export const maxAttempts = pausesSeconds.length + 1;

/** The lease of an event: longer than the function's timeout, so its sender has ended by then. */
export const deliveryLeaseMs = 60_000;

/**
 * Sends an event to a webhook. An event has one request under way at a time, and no request follows a
 * success. Only when a sender died in between, or lost the answer, is there a second request, with the same
 * id.
 */
export async function sendEvent(parts: SenderParts, webhook: Webhook, event: PlayerEvent): Promise<Sent> {
  const { deliveries, now } = parts;
  const of = { webhook: webhook.name, eventId: event.id };
  const begun = await deliveries.begin(of, now(), deliveryLeaseMs);
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
    await deliveries.end(of, attempt, 'passed-over', 'no longer news');
    return 'done';
  }
  const { responseText, isAccepted } = await attemptDelivery(parts, webhook, event);
  const about = { webhook: webhook.name, event: event.id, attempt, answer: responseText };
  if (isAccepted) {
    await deliveries.end(of, attempt, 'delivered', responseText);
    log('info', 'an event was delivered', about);
    return 'done';
  }
  const pause = pausesSeconds[attempt - 1];
  await deliveries.end(of, attempt, pause === undefined ? 'given-up' : 'waiting', responseText);
  log('warn', pause === undefined ? 'an event was given up' : 'an event was not accepted', about);
  // Delivered again at once: the queue counts, and moves it to the failures.
  return { againInSeconds: pause === undefined ? 0 : Math.ceil(pause * (1 + parts.random() / 4)) };
}

/** One attempt. A webhook accepts an event by a status of 2xx; `responseText` is the status, or the error. */
async function attemptDelivery(
  { secretOf, post, now }: SenderParts,
  webhook: Webhook,
  event: PlayerEvent,
): Promise<{ readonly responseText: string; readonly isAccepted: boolean }> {
  try {
    const keys = signingKeysOf(await secretOf(webhook.name));
    const body = JSON.stringify(event);
    const { status } = await post(webhook, signedWebhookHeaders(keys, event.id, now(), body), body);
    return { responseText: `HTTP ${status}`, isAccepted: status >= 200 && status < 300 };
  } catch (error) {
    return { responseText: messageOf(error).slice(0, 300), isAccepted: false };
  }
}
