import { createHmac } from 'node:crypto';
import { webhookHeaders, webhookSecretPrefix } from '../../contract/webhooks';

/**
 * The bytes of a secret's keys: one, or two with a space between them while the old one is replaced.
 * @throws Error when the text does not have this form; the message contains nothing of it
 */
export function signingKeysOf(secret: string): readonly Buffer[] {
  const keys = secret.trim().split(/\s+/);
  if (keys.length > 2) throw new Error('the secret has more than two keys');
  return keys.map((key) => {
    const bytes = Buffer.from(key.slice(webhookSecretPrefix.length), 'base64');
    if (!key.startsWith(webhookSecretPrefix) || bytes.length < 24 || bytes.length > 64)
      throw new Error(`the secret is not ${webhookSecretPrefix} and 24 to 64 bytes in base64`);
    return bytes;
  });
}

/**
 * Headers by which a receiver verifies sender and time of a body (standardwebhooks.com, version 1): an HMAC
 * with SHA-256 of id, time and body for each key.
 * @param at epoch milliseconds
 */
export function signedWebhookHeaders(
  keys: readonly Buffer[],
  id: string,
  at: number,
  body: string,
): Readonly<Record<string, string>> {
  const timestamp = String(Math.floor(at / 1000));
  const signatures = keys.map(
    (key) => `v1,${createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64')}`,
  );
  return {
    [webhookHeaders.id]: id,
    [webhookHeaders.timestamp]: timestamp,
    [webhookHeaders.signature]: signatures.join(' '),
  };
}
