// Receives events from Turnlift's webhook, and notifies their players. Copy it; Node alone runs it.
//
//   TURNLIFT_WEBHOOK_SECRET=whsec_… PORT=4200 node receiver.mjs
//
// The form of a notification is up to `notify` below. Web push needs the package `web-push`:
//
//   import webpush from 'web-push';
//   webpush.setVapidDetails('mailto:you@our-game.example', process.env.VAPID_PUBLIC,
//   process.env.VAPID_PRIVATE); const notify = async (player, text, url) => {
//     for (const subscription of await subscriptionsOf(player))
//       await webpush.sendNotification(subscription, JSON.stringify({ text, url }));
//   };
//
// A browser gives the subscription (`registration.pushManager.subscribe`) to a route of your own, which keeps
// it by player. Mail is the same with `nodemailer` and `transport.sendMail({ to, subject: text, text: url
// })`.
import { createHmac, timingSafeEqual } from 'node:crypto';
import { createServer } from 'node:http';
import { pathToFileURL } from 'node:url';

/** Older than this, or later, is a recorded request. */
const toleranceSeconds = 300;
const maxBytes = 64 * 1024;

/** True for what was signed with the secret, not long ago (standardwebhooks.com). */
export function isGenuine(secret, headers, body, now = Date.now()) {
  const id = headers['webhook-id'] ?? '';
  const timestamp = headers['webhook-timestamp'] ?? '';
  if (!/^\d{1,12}$/.test(timestamp)) return false;
  if (Math.abs(now / 1000 - Number(timestamp)) > toleranceSeconds) return false;
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
  const wanted = createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest();
  // There are two while a secret is replaced.
  return (headers['webhook-signature'] ?? '').split(' ').some((given) => {
    const signature = Buffer.from(given.replace(/^v1,/, ''), 'base64');
    return signature.length === wanted.length && timingSafeEqual(signature, wanted);
  });
}

/** The text of an event for a person. */
export function textOf({ type, data }) {
  switch (type) {
    case 'your-turn':
      return `It is your turn in ${data.game}.`;
    case 'clock-low':
      return `Your time in ${data.game} runs out at ${new Date(data.deadline).toISOString()}.`;
    case 'result':
      return data.outcome === 'abandoned'
        ? `A match of ${data.game} ended without a result.`
        : `A match of ${data.game} has ended: ${data.outcome}.`;
    case 'invitation':
      return `You are asked to a match of ${data.game}.`;
    case 'rematch':
      return `You are asked to play ${data.game} once more.`;
    default:
      return undefined; // a type of a later version
  }
}

/**
 * @param notify brings a text to a player; what it throws is tried again by Turnlift
 * @param seen ids that were brought already; keep them in a database if you run more than one of these, or
 *   restart it
 */
export function createReceiver({ secret, notify, page, seen = new Set(), now = Date.now }) {
  return createServer((request, response) => {
    take(request).then(
      (status) => response.writeHead(status).end(),
      () => response.writeHead(500).end(), // Turnlift sends it again
    );
  });

  async function take(request) {
    if (request.method !== 'POST') return 405;
    let body = '';
    for await (const chunk of request.setEncoding('utf8')) {
      body += chunk;
      if (body.length > maxBytes) return 413;
    }
    if (!isGenuine(secret, request.headers, body, now())) return 401;
    const event = JSON.parse(body);
    // The same id is the same event: an answer that was lost brings it twice.
    if (seen.has(event.id)) return 204;
    const text = textOf(event);
    if (text !== undefined) await notify(event.data.playerId, text, `${page}#${event.data.matchId ?? ''}`);
    seen.add(event.id);
    return 204;
  }
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const secret = process.env.TURNLIFT_WEBHOOK_SECRET;
  if (secret === undefined) throw new Error('set TURNLIFT_WEBHOOK_SECRET to the secret of the webhook');
  const notify = (player, text, url) => console.log(`to ${player}: ${text} ${url}`);
  const receiver = createReceiver({ secret, notify, page: 'http://127.0.0.1:4100/play/' });
  receiver.listen(Number(process.env.PORT ?? 4200), '127.0.0.1', () => {
    console.log(`listening on http://127.0.0.1:${receiver.address().port}/`);
  });
}
