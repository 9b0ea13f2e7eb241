import { declareFunction } from '../declaration';

export const webhooksFunction = declareFunction({
  name: 'webhooks',
  description: 'Sends events of players to the webhooks of the environment, signed, each event once',
  trigger: { kind: 'queue', queues: 'webhooks', batchSize: 10 },
  memoryMegabytes: 256,
  // Longer than the maximum time of one event (functions/webhooks/send.ts); shorter than its lease.
  timeoutSeconds: 40,
  environment: ['matchesTable', 'deliveriesTable', 'resourcePrefix', 'webhooks'],
  grants: [
    { service: 'dynamodb', table: 'deliveries', actions: ['UpdateItem', 'Query'] },
    // For the check whether a turn or a rematch still waits.
    { service: 'dynamodb', table: 'matches', actions: ['GetItem', 'Query'] },
    { service: 'secretsmanager', secret: 'webhooks', actions: ['GetSecretValue'] },
    { service: 'sqs', queues: 'webhooks', actions: ['ChangeMessageVisibility'] },
  ],
});
