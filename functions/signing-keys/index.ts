import { setTimeout as pause } from 'node:timers/promises';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { readEnvironment } from '../shared/environment';
import { readKeySet } from '../shared/identity/signing-keys';
import { awaitIssuer } from './await-issuer';
import { signingKeys as declaration } from './declaration';
import { replaceSigningKeys, rotateSigningKeys } from './rotate';
import { taskOf } from './task';

const { signingKeysSecret, issuer } = readEnvironment(...declaration.environment);
const secrets = new SecretsManagerClient();
/** Shorter than the function's timeout, so that a deploy shows this message. */
const issuerSeconds = 40;

/** EventBridge calls this every few minutes; most calls do nothing. A deploy and operators call it too. */
export async function handler(event: unknown): Promise<{ readonly outcome: string }> {
  const nowSeconds = Math.floor(Date.now() / 1000);
  const task = taskOf(event);
  if (task === 'replace-leaked')
    return { outcome: await replaceSigningKeys(secrets, signingKeysSecret, nowSeconds) };
  const outcome = await rotateSigningKeys(secrets, signingKeysSecret, nowSeconds);
  if (task === 'rotate') return { outcome };
  const found = await readKeySet(secrets, signingKeysSecret);
  if (found === undefined) throw new Error(`the secret ${signingKeysSecret} has no keys`);
  await awaitIssuer({
    issuer,
    keyId: found.keys.current.kid,
    seconds: issuerSeconds,
    pause: (delayMs) => pause(delayMs),
    get: (url) => fetch(url, { signal: AbortSignal.timeout(5_000) }),
  });
  return { outcome: 'issuer-ready' };
}
