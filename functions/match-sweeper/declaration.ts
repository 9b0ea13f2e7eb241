import { type FunctionDeclaration } from '../declaration';
import { fleetCertificates, gamelift } from '../shared/aws/grants';

export const matchSweeper: FunctionDeclaration = {
  name: 'match-sweeper',
  description:
    'Asks FlexMatch about open tickets without an event for 30 seconds, and repairs them; puts matches to sleep whose server is lost, and ends by their clocks those that no player came back to',
  trigger: { kind: 'schedule', every: '1 minute' },
  memoryMegabytes: 512,
  timeoutSeconds: 50,
  reservedConcurrency: 1,
  environment: ['ticketsTable', 'matchesTable', 'playersTable', 'resourcePrefix'],
  grants: [
    { service: 'dynamodb', table: 'tickets', indexes: ['open'], actions: ['Query', 'UpdateItem'] },
    {
      service: 'dynamodb',
      table: 'matches',
      indexes: ['active'],
      actions: ['Query', 'GetItem', 'PutItem', 'UpdateItem'],
    },
    // The result of a match whose process died between its last command and the result.
    { service: 'dynamodb', table: 'players', actions: ['GetItem', 'PutItem'] },
    gamelift('DescribeMatchmaking', 'DescribeGameSessions'),
    fleetCertificates,
  ],
};
