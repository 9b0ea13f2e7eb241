import { type FunctionDeclaration } from '../declaration';

export const webhooksFunction: FunctionDeclaration = {
  name: 'webhooks',
  description: 'Sends what players are to hear to the webhooks of the environment, signed, each event once',
  trigger: { kind: 'queue', queues: 'webhooks', batchSize: 10 },
  memoryMegabytes: 256,
  // Longer than all that one event may take (functions/webhooks/send.ts); shorter than its lease.
  timeoutSeconds: 40,
  environment: ['matchesTable', 'deliveriesTable', 'resourcePrefix', 'webhooks'],
  grants: [
    { service: 'dynamodb', table: 'deliveries', actions: ['UpdateItem', 'Query'] },
    // Whether a turn still waits.
    { service: 'dynamodb', table: 'matches', actions: ['GetItem', 'Query'] },
    { service: 'secretsmanager', secret: 'webhooks', actions: ['GetSecretValue'] },
    { service: 'sqs', queues: 'webhooks', actions: ['ChangeMessageVisibility'] },
  ],
};
