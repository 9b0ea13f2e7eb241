import { declareFunction } from '../declaration';
import { gamelift } from '../shared/aws/grants';

export const accountSweeper = declareFunction({
  name: 'account-sweeper',
  description:
    'Takes banned and deleted players out of queues, invitations and leaderboards, and erases what is ' +
    'stored of the deleted',
  trigger: { kind: 'schedule', every: '1 minute' },
  memoryMegabytes: 512,
  timeoutSeconds: 50,
  reservedConcurrency: 1,
  environment: ['playersTable', 'ticketsTable', 'matchesTable', 'leaderboardsTable', 'ranksTable'],
  grants: [
    { service: 'dynamodb', table: 'players', actions: ['Query', 'GetItem', 'PutItem', 'DeleteItem'] },
    {
      service: 'dynamodb',
      table: 'tickets',
      actions: ['Query', 'GetItem', 'BatchGetItem', 'PutItem', 'UpdateItem', 'DeleteItem'],
    },
    { service: 'dynamodb', table: 'matches', actions: ['Query', 'DeleteItem'] },
    {
      service: 'dynamodb',
      table: 'leaderboards',
      actions: ['Query', 'UpdateItem', 'DeleteItem'],
    },
    // An entry that is listed again needs the layout of its period.
    { service: 'dynamodb', table: 'ranks', actions: ['GetItem'] },
    gamelift('StopMatchmaking'),
  ],
});
