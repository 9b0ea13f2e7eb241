import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, describe, expect, it } from '@jest/globals';
import {
  CreateSecretCommand,
  DescribeSecretCommand,
  GetSecretValueCommand,
  ListSecretsCommand,
  PutSecretValueCommand,
  SecretsManagerClient,
  UpdateSecretVersionStageCommand,
} from '@aws-sdk/client-secrets-manager';
import { type LocalSecrets, type LocalSecretsOptions, startLocalSecrets } from '../../../local/secrets';

const scratch = fs.mkdtempSync(path.join(os.tmpdir(), 'turnlift-secrets-'));
const running: Array<{ secrets: LocalSecrets; client: SecretsManagerClient }> = [];

async function start(options: LocalSecretsOptions = {}) {
  const secrets = await startLocalSecrets(options);
  const client = new SecretsManagerClient({
    region: 'us-east-1',
    endpoint: secrets.url,
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  });
  running.push({ secrets, client });
  return client;
}
afterEach(async () => {
  for (const { secrets, client } of running.splice(0)) {
    client.destroy();
    await secrets.close();
  }
});
afterAll(() => fs.rmSync(scratch, { recursive: true, force: true }));

const token = (letter: string) => letter.repeat(36);

describe("the local Secrets Manager, through the SDK's own client", () => {
  it('creates, reads, replaces, and keeps the previous version', async () => {
    const client = await start();
    const created = await client.send(new CreateSecretCommand({ Name: 'app/key', SecretString: 'one' }));
    expect(created.ARN).toMatch(/^arn:aws:secretsmanager:us-east-1:\d{12}:secret:app\/key-\w{6}$/);
    const put = await client.send(new PutSecretValueCommand({ SecretId: created.ARN, SecretString: 'two' }));
    expect(await client.send(new GetSecretValueCommand({ SecretId: 'app/key' }))).toMatchObject({
      SecretString: 'two',
      VersionId: put.VersionId,
      VersionStages: ['AWSCURRENT'],
      CreatedDate: expect.any(Date),
    });
    expect(
      await client.send(new GetSecretValueCommand({ SecretId: 'app/key', VersionStage: 'AWSPREVIOUS' })),
    ).toMatchObject({ SecretString: 'one', VersionId: created.VersionId });
    expect(
      (await client.send(new DescribeSecretCommand({ SecretId: 'app/key' }))).VersionIdsToStages,
    ).toEqual({ [created.VersionId ?? '']: ['AWSPREVIOUS'], [put.VersionId ?? '']: ['AWSCURRENT'] });
    await client.send(
      new UpdateSecretVersionStageCommand({
        SecretId: 'app/key',
        VersionStage: 'AWSCURRENT',
        MoveToVersionId: created.VersionId,
        RemoveFromVersionId: put.VersionId,
      }),
    );
    expect((await client.send(new GetSecretValueCommand({ SecretId: 'app/key' }))).SecretString).toBe('one');
  });

  it('accepts each request token for one value', async () => {
    const client = await start({ secrets: ['s'] });
    const first = await client.send(
      new PutSecretValueCommand({ SecretId: 's', SecretString: 'one', ClientRequestToken: token('a') }),
    );
    expect(
      (
        await client.send(
          new PutSecretValueCommand({ SecretId: 's', SecretString: 'one', ClientRequestToken: token('a') }),
        )
      ).VersionId,
    ).toBe(first.VersionId);
    await expect(
      client.send(
        new PutSecretValueCommand({ SecretId: 's', SecretString: 'two', ClientRequestToken: token('a') }),
      ),
    ).rejects.toMatchObject({ name: 'ResourceExistsException' });
  });

  it('has no value for a secret that was only declared, and names a missing secret', async () => {
    const client = await start({ secrets: ['empty'] });
    await expect(client.send(new GetSecretValueCommand({ SecretId: 'empty' }))).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      message: expect.stringContaining('AWSCURRENT'),
    });
    await expect(client.send(new GetSecretValueCommand({ SecretId: 'none' }))).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    });
    await expect(client.send(new CreateSecretCommand({ Name: 'empty' }))).rejects.toMatchObject({
      name: 'ResourceExistsException',
    });
    await expect(
      client.send(new PutSecretValueCommand({ SecretId: 'empty', SecretString: '' })),
    ).rejects.toMatchObject({ name: 'InvalidParameterException' });
    await expect(client.send(new ListSecretsCommand({}))).rejects.toMatchObject({
      name: 'UnknownOperationException',
    });
  });

  it('keeps secrets on the disk, readable by the owner only', async () => {
    const folder = path.join(scratch, 'kept');
    const client = await start({ folder, secrets: ['s'] });
    await client.send(new PutSecretValueCommand({ SecretId: 's', SecretString: 'kept' }));
    if (process.platform !== 'win32')
      expect(fs.statSync(path.join(folder, 'secrets.json')).mode & 0o777).toBe(0o600);
    const again = await start({ folder, secrets: ['s'] });
    expect((await again.send(new GetSecretValueCommand({ SecretId: 's' }))).SecretString).toBe('kept');
  });

  it('refuses a file that it did not write', async () => {
    const folder = path.join(scratch, 'foreign');
    fs.mkdirSync(folder);
    fs.writeFileSync(path.join(folder, 'secrets.json'), '{"secrets": 7}');
    await expect(startLocalSecrets({ folder })).rejects.toThrow(/secrets\.json is not a file of secrets/);
  });

  it('answers garbage with an error', async () => {
    const secrets = await startLocalSecrets();
    try {
      for (const [target, body, status] of [
        ['secretsmanager.GetSecretValue', '{', 400],
        ['secretsmanager.GetSecretValue', '[]', 400],
        ['secretsmanager.constructor', '{}', 400],
        ['', '', 400],
      ] as const) {
        const answer = await fetch(secrets.url, {
          method: 'POST',
          headers: { 'x-amz-target': target },
          body,
        });
        expect(answer.status).toBe(status);
        expect(await answer.json()).toHaveProperty('__type');
      }
    } finally {
      await secrets.close();
    }
  });

  it('accepts only the key of this run, and refuses pages of the web', async () => {
    const client = await start({ secrets: ['keys'], accessKeyId: 'of-this-run' });
    const { secrets } = running[0] ?? {};
    if (secrets === undefined) throw new Error('it was started');
    await expect(client.send(new DescribeSecretCommand({ SecretId: 'keys' }))).rejects.toMatchObject({
      name: 'UnrecognizedClientException',
    });
    const invited = new SecretsManagerClient({
      region: 'us-east-1',
      endpoint: secrets.url,
      credentials: { accessKeyId: 'of-this-run', secretAccessKey: 'test' },
    });
    expect((await invited.send(new DescribeSecretCommand({ SecretId: 'keys' }))).Name).toBe('keys');
    invited.destroy();
    const page = await fetch(secrets.url, {
      method: 'POST',
      headers: { origin: 'https://evil.example', 'x-amz-target': 'secretsmanager.GetSecretValue' },
      body: '{"SecretId":"keys"}',
    });
    expect([page.status, await page.text()]).toEqual([403, expect.stringContaining('evil.example')]);
  });
});
