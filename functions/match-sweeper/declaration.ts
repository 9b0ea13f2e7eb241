import { declareFunction } from '../declaration';
import { fleetCertificates, gamelift } from '../shared/aws/grants';

export const matchSweeper = declareFunction({
  name: 'match-sweeper',
  description:
    'Ends tickets that no client asks for, and repairs those without an event for 30 seconds as ' +
    'FlexMatch says; puts matches to sleep whose server is lost, and ends by their clocks those that ' +
    'no player came back to',
  trigger: { kind: 'schedule', every: '1 minute' },
  memoryMegabytes: 512,
  timeoutSeconds: 50,
  reservedConcurrency: 1,
  environment: ['ticketsTable', 'matchesTable', 'playersTable', 'resourcePrefix'],
  grants: [
    {
      service: 'dynamodb',
      table: 'tickets',
      indexes: ['open'],
      actions: ['Query', 'UpdateItem'],
    },
    // A match that waits for a server becomes void when the lease of one of its tickets is over.
    {
      service: 'dynamodb',
      table: 'matches',
      indexes: ['active'],
      actions: ['Query', 'GetItem', 'PutItem', 'UpdateItem', 'ConditionCheckItem'],
    },
    // The result of a match whose process died between its last command and the result; the accounts of the
    // players of a match that it claims first.
    { service: 'dynamodb', table: 'players', actions: ['GetItem', 'BatchGetItem', 'PutItem'] },
    gamelift('DescribeMatchmaking', 'StopMatchmaking', 'StopGameSessionPlacement', 'DescribeGameSessions'),
    fleetCertificates,
  ],
});
