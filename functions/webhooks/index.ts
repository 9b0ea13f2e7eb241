import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { ChangeMessageVisibilityCommand, SQSClient } from '@aws-sdk/client-sqs';
import { parseWebhooks, webhookResource } from '../../contract/webhooks';
import { createDocumentClient } from '../../store/client';
import { createDeliveryStore } from '../../store/deliveries';
import { createMatchStore } from '../../store/match-store';
import { createRematchStore } from '../../store/rematches';
import { readEnvironment } from '../shared/environment';
import { webhooksFunction as declaration } from './declaration';
import { createPost } from './post';
import { queueUrlOf } from './queue-url';
import { receiveMessages } from './receive';
import { createSecrets } from './secrets';
import { createStillNews } from './still-news';

const variables = readEnvironment(...declaration.environment);
const { resourcePrefix } = variables;
const documents = createDocumentClient();
const matchesTables = { matches: variables.matchesTable };
const secretsManager = new SecretsManagerClient();
// The endpoint is that of the Region, as for all other services; the queue is named in the request.
const sqs = new SQSClient({ useQueueUrlAsEndpoint: false });
const secretOf = createSecrets(async (webhook) => {
  const SecretId = webhookResource(resourcePrefix, webhook);
  return (await secretsManager.send(new GetSecretValueCommand({ SecretId }))).SecretString;
}, Date.now);

/** The queues of the webhooks call this. */
export const handler = (event: unknown) =>
  receiveMessages(
    {
      webhooks: parseWebhooks(variables.webhooks),
      resourcePrefix,
      deliveries: createDeliveryStore(documents, { deliveries: variables.deliveriesTable }),
      isStillNews: createStillNews(
        createMatchStore(documents, matchesTables),
        createRematchStore(documents, matchesTables),
      ),
      secretOf,
      post: createPost(),
      async postpone({ queueArn, receiptHandle }, seconds) {
        await sqs.send(
          new ChangeMessageVisibilityCommand({
            QueueUrl: queueUrlOf(queueArn),
            ReceiptHandle: receiptHandle,
            VisibilityTimeout: seconds,
          }),
        );
      },
      now: Date.now,
      random: Math.random,
    },
    event,
  );
