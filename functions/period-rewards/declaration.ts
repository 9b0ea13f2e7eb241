import { declareFunction } from '../declaration';

export const periodRewards = declareFunction({
  name: 'period-rewards',
  description: 'Gives players the rewards of their places on leaderboards, once a period is over',
  trigger: { kind: 'schedule', every: '1 hour' },
  memoryMegabytes: 512,
  timeoutSeconds: 300,
  reservedConcurrency: 1,
  environment: ['playersTable', 'leaderboardsTable', 'ranksTable'],
  grants: [
    { service: 'dynamodb', table: 'players', actions: ['GetItem', 'PutItem'] },
    { service: 'dynamodb', table: 'leaderboards', indexes: ['rank'], actions: ['Query'] },
    { service: 'dynamodb', table: 'ranks', actions: ['GetItem'] },
  ],
});
