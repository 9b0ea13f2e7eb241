import { declareFunction } from '../declaration';

export const leaderboardCheck = declareFunction({
  name: 'leaderboard-check',
  description:
    'Compares the counters of leaderboards with their entries, and rebuilds an index that is wrong',
  trigger: { kind: 'schedule', every: '5 minutes' },
  memoryMegabytes: 1024,
  timeoutSeconds: 280,
  reservedConcurrency: 1,
  environment: ['leaderboardsTable', 'ranksTable'],
  grants: [
    {
      service: 'dynamodb',
      table: 'leaderboards',
      indexes: ['rank'],
      actions: ['BatchGetItem', 'Query', 'UpdateItem'],
    },
    {
      service: 'dynamodb',
      table: 'ranks',
      actions: ['GetItem', 'BatchGetItem', 'Query', 'PutItem', 'UpdateItem', 'BatchWriteItem'],
    },
  ],
});
