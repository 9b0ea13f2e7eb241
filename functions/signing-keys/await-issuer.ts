import * as z from 'zod';
import { messageOf } from '../../core/message-of';

const metadata = z.looseObject({ issuer: z.string(), jwks_uri: z.url() });
const keySet = z.looseObject({ keys: z.array(z.looseObject({ kid: z.string() })).min(1) });

export interface IssuerWait {
  /** Base URL of the issuer, without a slash at the end. */
  readonly issuer: string;
  /** Id of a key that the issuer must publish. */
  readonly keyId: string;
  readonly seconds: number;
  /** Waits; in tests it returns at once. */
  readonly pause: (delayMs: number) => Promise<void>;
  readonly get: (
    url: string,
  ) => Promise<{ readonly ok: boolean; readonly status: number; json(): Promise<unknown> }>;
}

/**
 * Waits until the issuer answers as API Gateway will ask it when an authorizer is created: its metadata names
 * itself, and its key set has our key. A new API is published a moment after it is created.
 * @throws Error naming what was missing at the timeout
 */
export async function awaitIssuer(wait: IssuerWait): Promise<void> {
  const everyMs = 1_000;
  let missing = 'it was not asked';
  for (let attempt = 0; attempt < wait.seconds; attempt += 1) {
    const found = await findMissing(wait);
    if (found === undefined) return;
    missing = found;
    await wait.pause(everyMs);
  }
  throw new Error(`the issuer ${wait.issuer} is not ready after ${wait.seconds} s: ${missing}`);
}

async function findMissing({ issuer, keyId, get }: IssuerWait): Promise<string | undefined> {
  try {
    const metadataUrl = `${issuer}/.well-known/openid-configuration`;
    const answer = await get(metadataUrl);
    if (!answer.ok) return `${metadataUrl} answers ${answer.status}`;
    const read = metadata.parse(await answer.json());
    if (read.issuer !== issuer) return `${metadataUrl} says that its issuer is ${read.issuer}`;
    const keys = await get(read.jwks_uri);
    if (!keys.ok) return `${read.jwks_uri} answers ${keys.status}`;
    return keySet.parse(await keys.json()).keys.some(({ kid }) => kid === keyId)
      ? undefined
      : `${read.jwks_uri} lacks the key ${keyId}`;
  } catch (error) {
    return messageOf(error);
  }
}
