import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import {
  GetSecretValueCommand,
  PutSecretValueCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { createLocalJWKSet, decodeProtectedHeader, jwtVerify } from 'jose';
import { playerId } from '../../core/ids';
import {
  type KeySet,
  publicKeys,
  publishedBeforeUseSeconds,
  rotationSeconds,
} from '../../functions/shared/identity/key-set';
import { createSigningKeys, readKeySet } from '../../functions/shared/identity/signing-keys';
import { signAccessToken } from '../../functions/shared/identity/tokens';
import { awaitIssuer, type IssuerWait } from '../../functions/signing-keys/await-issuer';
import { replaceSigningKeys, rotateSigningKeys } from '../../functions/signing-keys/rotate';
import { taskOf } from '../../functions/signing-keys/task';
import { type LocalSecrets, startLocalSecrets } from '../../local/secrets';

let secrets: LocalSecrets;
let client: SecretsManagerClient;
beforeEach(async () => {
  jest.spyOn(console, 'log').mockImplementation(() => undefined);
  secrets = await startLocalSecrets({ secrets: ['keys'] });
  client = new SecretsManagerClient({
    region: 'us-east-1',
    endpoint: secrets.url,
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  });
});
afterEach(async () => {
  client.destroy();
  await secrets.close();
  jest.restoreAllMocks();
});

const start = 1_795_000_000;
const stored = async (): Promise<KeySet> => {
  const found = await readKeySet(client, 'keys');
  if (found === undefined) throw new Error('there are no keys');
  return found.keys;
};

/**
 * Does something after a run has read the keys and before it writes, as a run at the same time does.
 * @param most how often
 * @returns how often it was done
 */
function beforeEachWrite(most: number, act: () => Promise<void>): () => number {
  let done = 0;
  let acting = false;
  client.middlewareStack.add(
    (next, { commandName }) =>
      async (input) => {
        if (commandName === 'PutSecretValueCommand' && !acting && done < most) {
          acting = true;
          await act();
          acting = false;
          done += 1;
        }
        return next(input);
      },
    { step: 'initialize' },
  );
  return () => done;
}

describe('signing keys', () => {
  it('are made once by concurrent requests', async () => {
    const outcomes = await Promise.all([1, 2, 3].map(() => rotateSigningKeys(client, 'keys', start)));
    expect(outcomes.sort()).toEqual(['another-run-did', 'another-run-did', 'created']);
    const keys = await stored();
    expect(keys.current.kid).not.toBe(keys.next.kid);
    expect(publicKeys(keys).keys).toHaveLength(2);
  });

  it('rotate when it is due, once, and only to a key that was public for hours', async () => {
    await rotateSigningKeys(client, 'keys', start);
    const first = await stored();
    expect(await rotateSigningKeys(client, 'keys', start + rotationSeconds - 1)).toBe('not-due');
    const outcomes = await Promise.all(
      [1, 2].map(() => rotateSigningKeys(client, 'keys', start + rotationSeconds)),
    );
    expect(outcomes.sort()).toEqual(['another-run-did', 'rotated']);
    const second = await stored();
    expect([second.previous?.kid, second.current.kid]).toEqual([first.current.kid, first.next.kid]);
    expect(start + rotationSeconds - second.current.publishedAt).toBeGreaterThanOrEqual(
      publishedBeforeUseSeconds,
    );
    expect(publicKeys(second).keys.map(({ kid }) => kid)).toEqual([
      second.current.kid,
      second.next.kid,
      first.current.kid,
    ]);
  });

  it('do not rotate to a key that has just been published, even when the rotation is overdue', async () => {
    await rotateSigningKeys(client, 'keys', start);
    const now = start + rotationSeconds;
    const keys = await stored();
    await client.send(
      new PutSecretValueCommand({
        SecretId: 'keys',
        SecretString: JSON.stringify({
          ...keys,
          next: { ...keys.next, publishedAt: now - publishedBeforeUseSeconds + 1 },
        }),
      }),
    );
    expect(await rotateSigningKeys(client, 'keys', now)).toBe('not-due');
    expect(await rotateSigningKeys(client, 'keys', now + 1)).toBe('rotated');
  });

  it('accept tokens that the previous key signed, and publish no private part', async () => {
    await rotateSigningKeys(client, 'keys', start);
    const before = await stored();
    const token = await signAccessToken(
      before.current,
      'https://api.example',
      playerId('p-5f0c4a3e-3c1b-4a43-9d0e-1d2f3a4b5c6d'),
      'family',
      start + rotationSeconds - 1,
    );
    await rotateSigningKeys(client, 'keys', start + rotationSeconds);
    const after = await stored();
    const published = publicKeys(after);
    const { payload } = await jwtVerify(token, createLocalJWKSet(published), {
      issuer: 'https://api.example',
      audience: 'turnlift',
      currentDate: new Date((start + rotationSeconds) * 1000),
    });
    expect(payload.sub).toBe('p-5f0c4a3e-3c1b-4a43-9d0e-1d2f3a4b5c6d');
    expect(decodeProtectedHeader(token).kid).toBe(after.previous?.kid);
    for (const key of published.keys)
      expect(Object.keys(key).sort()).toEqual(['alg', 'e', 'kid', 'kty', 'n', 'use']);
  });

  it('are cached in a container for minutes, and a missing set is requested again', async () => {
    let now = start * 1000;
    const send = jest.spyOn(client, 'send');
    const keys = createSigningKeys(client, 'keys', () => now);
    expect(await keys.read()).toBeUndefined();
    await rotateSigningKeys(client, 'keys', start);
    const reads = () =>
      send.mock.calls.filter(([command]) => command instanceof GetSecretValueCommand).length;
    const first = await keys.read();
    const asked = reads();
    expect(await keys.read()).toBe(first);
    expect(reads()).toBe(asked);
    now += 5 * 60_000;
    expect((await keys.read())?.current.kid).toBe(first?.current.kid);
    expect(reads()).toBe(asked + 1);
  });

  it('are all replaced after a leak: earlier tokens are refused, and signing works soon', async () => {
    let now = start * 1000;
    const container = createSigningKeys(client, 'keys', () => now);
    await rotateSigningKeys(client, 'keys', start);
    const leaked = await container.read();
    if (leaked === undefined) throw new Error('there are no keys');
    const player = playerId('p-5f0c4a3e-3c1b-4a43-9d0e-1d2f3a4b5c6d');
    const sign = (keys: KeySet): Promise<string> =>
      signAccessToken(keys.current, 'https://api.example', player, 'family', start);
    const stolen = await signAccessToken(leaked.next, 'https://api.example', player, 'family', start);
    const outcomes = await Promise.all([1, 2].map(() => replaceSigningKeys(client, 'keys', start + 1)));
    expect(outcomes).toEqual(['replaced', 'replaced']);
    now += 60_000;
    const keys = await container.read();
    if (keys === undefined) throw new Error('there are no keys');
    const published = createLocalJWKSet(publicKeys(keys));
    const read = { issuer: 'https://api.example', audience: 'turnlift', currentDate: new Date(now) };
    for (const token of [await sign(leaked), stolen])
      await expect(jwtVerify(token, published, read)).rejects.toThrow(/no applicable key/);
    expect((await jwtVerify(await sign(keys), published, read)).payload.sub).toBe(player);
    expect(publicKeys(keys).keys).toHaveLength(2);
  });

  it('are replaced although a rotation runs at the same time, which would keep two of them', async () => {
    await rotateSigningKeys(client, 'keys', start);
    const leaked = await stored();
    const due = start + rotationSeconds;
    const rotations = beforeEachWrite(1, async () => {
      expect(await rotateSigningKeys(client, 'keys', due)).toBe('rotated');
    });
    expect(await replaceSigningKeys(client, 'keys', due)).toBe('replaced');
    expect(rotations()).toBe(1);
    const { keys } = publicKeys(await stored());
    expect(keys).toHaveLength(2);
    for (const { kid } of [leaked.current, leaked.next])
      expect(keys.map((key) => key.kid)).not.toContain(kid);
  });

  it('are not called replaced when another run writes first each time', async () => {
    await rotateSigningKeys(client, 'keys', start);
    let due = start;
    beforeEachWrite(Infinity, async () => {
      due += rotationSeconds;
      await rotateSigningKeys(client, 'keys', due);
    });
    await expect(replaceSigningKeys(client, 'keys', start)).rejects.toThrow(
      'the secret keys was written by another run at each of 5 attempts: its keys are not replaced',
    );
  });

  it('are refused when the secret has other content', async () => {
    await client.send(new PutSecretValueCommand({ SecretId: 'keys', SecretString: '{"version":1}' }));
    await expect(rotateSigningKeys(client, 'keys', start)).rejects.toThrow(/rotatedAt/);
  });
});

describe('the task of the function', () => {
  it('is a rotation when the schedule starts it, and refused by name when it is unknown', () => {
    expect(taskOf({ source: 'aws.events', 'detail-type': 'Scheduled Event' })).toBe('rotate');
    expect(taskOf(undefined)).toBe('rotate');
    expect(taskOf({ task: 'replace-leaked' })).toBe('replace-leaked');
    expect(() => taskOf({ task: 'replace' })).toThrow(/task is "replace": write "await-issuer" or/);
  });
});

describe('waiting for the issuer', () => {
  type Answer = Awaited<ReturnType<IssuerWait['get']>>;
  const json = (status: number, body: unknown): Answer => ({
    ok: status < 400,
    status,
    json: () => Promise.resolve(body),
  });
  const issuer = 'https://issuer.example';
  const good: Readonly<Record<string, Answer>> = {
    [`${issuer}/.well-known/openid-configuration`]: json(200, { issuer, jwks_uri: `${issuer}/keys` }),
    [`${issuer}/keys`]: json(200, { keys: [{ kid: 'current' }] }),
  };
  const waiting = async (
    answers: ReadonlyArray<Readonly<Record<string, Answer>>>,
  ): Promise<{ pauses: number; error?: string }> => {
    let pauses = 0;
    const error = await awaitIssuer({
      issuer,
      keyId: 'current',
      seconds: 5,
      pause: () => {
        pauses += 1;
        return Promise.resolve();
      },
      get: (url) => {
        const answer = answers[Math.min(pauses, answers.length - 1)]?.[url];
        return answer === undefined ? Promise.reject(new Error(`ENOTFOUND ${url}`)) : Promise.resolve(answer);
      },
    }).then(
      () => undefined,
      (thrown: unknown) => String(thrown),
    );
    return error === undefined ? { pauses } : { pauses, error };
  };

  it('ends as soon as metadata and key are published', async () => {
    expect(await waiting([good])).toEqual({ pauses: 0 });
    const metadata = { [`${issuer}/.well-known/openid-configuration`]: json(404, {}) };
    const keyless = { ...good, [`${issuer}/keys`]: json(200, { keys: [{ kid: 'other' }] }) };
    expect(await waiting([{}, metadata, keyless, good])).toEqual({ pauses: 3 });
  });

  it.each([
    ['an address that is not known yet', {}, /not ready after 5 s: ENOTFOUND/],
    [
      'the metadata of another issuer',
      {
        [`${issuer}/.well-known/openid-configuration`]: json(200, {
          issuer: 'https://x.example',
          jwks_uri: `${issuer}/keys`,
        }),
      },
      /says that its issuer is https:\/\/x\.example/,
    ],
    [
      'a key set without our key',
      { ...good, [`${issuer}/keys`]: json(200, { keys: [{ kid: 'o' }] }) },
      /lacks the key current/,
    ],
    ['an empty key set', { ...good, [`${issuer}/keys`]: json(200, { keys: [] }) }, /not ready/],
    ['a failing key set', { ...good, [`${issuer}/keys`]: json(503, {}) }, /answers 503/],
  ])('gives up on %s, and says so', async (_what, answers, why) => {
    const { error, pauses } = await waiting([answers]);
    expect(error).toMatch(why);
    expect(pauses).toBe(5);
  });
});
