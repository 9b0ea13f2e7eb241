import { declareFunction } from '../declaration';
import { fleetCertificates, gamelift } from '../shared/aws/grants';

export const matches = declareFunction({
  name: 'matches',
  description:
    'Matches, their logs, histories; commands in sleeping matches; coming back to a live match; ' +
    'invitations, rematches, practice against bots',
  trigger: { kind: 'http' },
  memoryMegabytes: 512,
  timeoutSeconds: 15,
  environment: ['matchesTable', 'playersTable', 'ticketsTable', 'resourcePrefix'],
  grants: [
    {
      service: 'dynamodb',
      table: 'matches',
      actions: ['GetItem', 'Query', 'PutItem', 'UpdateItem', 'DeleteItem'],
    },
    // Invitations, and the rows by which players find them.
    {
      service: 'dynamodb',
      table: 'tickets',
      actions: ['GetItem', 'BatchGetItem', 'Query', 'PutItem', 'DeleteItem'],
    },
    // A player's ban or deletion, also while a match is made; names for spectators; the result of a match
    // that a command by REST ended.
    {
      service: 'dynamodb',
      table: 'players',
      actions: ['GetItem', 'BatchGetItem', 'PutItem', 'ConditionCheckItem'],
    },
    gamelift(
      'CreatePlayerSession',
      // One more place for each seat, for a second device.
      'UpdateGameSession',
      'DescribePlayerSessions',
      'DescribeGameSessions',
      'DescribeGameSessionPlacement',
    ),
    // A match whose server is gone gets a new placement.
    { service: 'gamelift', actions: ['StartGameSessionPlacement'], resource: 'queue' },
    fleetCertificates,
  ],
});
