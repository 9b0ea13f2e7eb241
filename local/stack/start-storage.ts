import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { createTables, type LocalDynamoDb, startDynamoDb, type TableNames } from '../dynamodb';
import { startLocalSecrets } from '../secrets';
import { type StackContext } from './stack-context';
import { webhookSecrets } from './messages';
import { localCredentials } from './stack-options';

/** DynamoDB with the backend's tables. @throws Error when its data is in use or damaged */
export async function startTables(context: StackContext): Promise<LocalDynamoDb> {
  const { options, names, parts, time, calls, looked } = context;
  const { host, shape } = options;
  const { region } = shape.config;
  const dataDir = context.folder('dynamodb');
  const dynamodb = await startDynamoDb({
    host,
    region,
    now: time.now,
    watcher: calls,
    ...(dataDir === undefined ? {} : { dataDir }),
    ...(looked.database === undefined ? {} : { looked: looked.database }),
  });
  parts.add(() => dynamodb.close());
  await createBackendTables(dynamodb.url, region, names.tables);
  return dynamodb;
}

async function createBackendTables(endpoint: string, region: string, names: TableNames): Promise<void> {
  const client = new DynamoDBClient({ endpoint, region, credentials: localCredentials });
  try {
    await createTables(client, names);
  } finally {
    client.destroy();
  }
}

/**
 * Secrets Manager with the signing keys and the webhooks' secrets.
 * @param accessKeyId of the functions: other processes that find the port are not given the secrets
 */
export async function startSecrets(
  context: StackContext,
  accessKeyId: string,
): Promise<{ readonly url: string }> {
  const { options, names, parts } = context;
  const folder = context.folder('secrets');
  const secrets = await startLocalSecrets({
    region: options.shape.config.region,
    accessKeyId,
    secrets: [names.signingKeys],
    values: webhookSecrets(options.shape, names),
    ...(folder === undefined ? {} : { folder }),
  });
  parts.add(() => secrets.close());
  return secrets;
}
