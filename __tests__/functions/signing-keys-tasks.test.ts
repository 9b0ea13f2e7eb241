import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { type Backend, signingKeysSecret, startBackend } from './support/backend';
import { apiClient } from './support/api-client';

let backend: Backend;
let secrets: SecretsManagerClient;
beforeAll(async () => {
  backend = await startBackend();
  secrets = new SecretsManagerClient({
    region: 'us-east-1',
    endpoint: backend.secrets.url,
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  });
});
afterAll(async () => {
  secrets.destroy();
  await backend.close();
});

const held = async (): Promise<string> =>
  (await secrets.send(new GetSecretValueCommand({ SecretId: signingKeysSecret }))).SecretString ?? '';

it('a deployment waits for the issuer with the function itself, checked as API Gateway does', async () => {
  expect(await backend.lambda.invoke('signing-keys', { task: 'await-issuer' })).toMatchObject({
    payload: { outcome: 'issuer-ready' },
  });
});

it('the documented procedure after a leak replaces every key, and players still sign in', async () => {
  const players = apiClient(backend.lambda.url);
  const player = await players.register();
  const before = await held();
  expect(await backend.lambda.invoke('signing-keys', { task: 'replace-leaked' })).toMatchObject({
    payload: { outcome: 'replaced' },
  });
  const after = await held();
  for (const [, kid = ''] of before.matchAll(/"kid":"([^"]+)"/g)) expect(after).not.toContain(kid);
  const answer = await fetch(`${backend.lambda.url}/v1/sessions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ playerId: player.playerId, secret: player.secret }),
  });
  expect(answer.status).toBe(201);
});
