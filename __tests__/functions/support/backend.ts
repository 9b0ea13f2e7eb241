import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { functionDeclarations } from '../../../functions/declarations';
import { tablesNamed } from '../../../contract/tables';
import { createTables, type LocalDynamoDb, startDynamoDb } from '../../../local/dynamodb';
import {
  type LocalLambda,
  type LocalLambdaOptions,
  type ServiceEndpoints,
  startLocalLambda,
} from '../../../local/lambda';
import { systemClock } from '../../../local/system-clock';
import { startLocalMessages } from '../../../local/messages';
import { webhookResource } from '../../../contract/webhooks';
import { type LocalSecrets, startLocalSecrets } from '../../../local/secrets';
import { buildSharedFunctions } from './bundles';

export const tableNames = tablesNamed((table) => `turnlift-test-${table}`);
export const locations = ['us-east-1', 'eu-west-1'] as const;
/** The prefix of the names of FlexMatch configurations. */
export const resourcePrefix = 'turnlift-test';
/** Beginning of the ARNs of the local GameLift of these tests. */
export const gameliftArn = 'arn:aws:gamelift:us-east-1:111122223333:';
export const signingKeysSecret = 'test/signing-keys';
const eventBus = 'turnlift-test-events';
/** The secret of the webhook `push`. */
export const webhookSecret = `whsec_${Buffer.alloc(24, 1).toString('base64')}`;

export interface Backend {
  readonly lambda: LocalLambda;
  readonly dynamodb: LocalDynamoDb;
  readonly secrets: LocalSecrets;
  readonly documents: DynamoDBDocumentClient;
  /** Lines that functions logged: `name: line`. */
  readonly log: readonly string[];
  close(): Promise<void>;
}

export interface BackendOptions extends Partial<Omit<LocalLambdaOptions, 'environment'>> {
  readonly gamelift?: string;
  /** Puts a proxy between the functions and the services. */
  readonly through?: (endpoints: ServiceEndpoints) => Promise<ServiceEndpoints>;
  readonly environment?: LocalLambdaOptions['environment'];
}

/**
 * The REST side of the backend with real parts: built bundles in the local Lambda, the embedded DynamoDB, the
 * local Secrets Manager.
 */
export async function startBackend({
  gamelift,
  environment,
  through,
  ...options
}: BackendOptions = {}): Promise<Backend> {
  const bundlesFolder = await buildSharedFunctions();
  const dynamodb = await startDynamoDb();
  const secrets = await startLocalSecrets({
    secrets: [signingKeysSecret],
    values: { [webhookResource(resourcePrefix, 'push')]: webhookSecret },
  });
  const messages =
    options.messages ??
    (await startLocalMessages({
      bus: eventBus,
      resourcePrefix,
      webhooks: [],
      region: 'us-east-1',
      account: '000000000000',
      clock: systemClock,
      batchSize: 10,
      bury: () => undefined,
      log: () => undefined,
    }));
  const client = new DynamoDBClient({
    region: 'us-east-1',
    endpoint: dynamodb.url,
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  });
  await createTables(client, tableNames);
  const log: string[] = [];
  // No service listens on the discard port: without a GameLift, calls to it fail.
  const endpoints = {
    dynamodb: dynamodb.url,
    gamelift: gamelift ?? 'http://127.0.0.1:9',
    secretsManager: secrets.url,
    eventBridge: messages.url,
    sqs: messages.url,
  };
  const lambda = await startLocalLambda({
    declarations: functionDeclarations,
    bundlesFolder,
    messages,
    endpoints: through === undefined ? endpoints : await through(endpoints),
    maxConcurrency: 2,
    log: (name, line) => {
      log.push(`${name}: ${line}`);
    },
    ...options,
    environment: {
      playersTable: tableNames.players,
      ticketsTable: tableNames.tickets,
      matchesTable: tableNames.matches,
      leaderboardsTable: tableNames.leaderboards,
      ranksTable: tableNames.ranks,
      deliveriesTable: tableNames.deliveries,
      eventBus,
      // No service listens there.
      webhooks: JSON.stringify([
        { name: 'push', url: 'http://127.0.0.1:9/', types: ['result'], reach: 'loopback' },
      ]),
      resourcePrefix,
      gameliftArn,
      signingKeysSecret,
      locations: locations.join(','),
      ...environment,
    },
  });
  return {
    lambda,
    dynamodb,
    secrets,
    log,
    documents: DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } }),
    async close() {
      await lambda.close();
      client.destroy();
      await secrets.close();
      await dynamodb.close();
    },
  };
}
