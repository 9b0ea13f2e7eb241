import { declareFunction } from '../declaration';
import { gamelift } from '../shared/aws/grants';

export const matchmaking = declareFunction({
  name: 'matchmaking',
  description:
    'Tickets: opens, reads, cancels them, and passes on acceptance; the games and the OpenAPI document',
  trigger: { kind: 'http' },
  memoryMegabytes: 512,
  timeoutSeconds: 15,
  environment: [
    'playersTable',
    'ticketsTable',
    'matchesTable',
    'resourcePrefix',
    'locations',
    'searchSeconds',
  ],
  grants: [
    // The player of a match against bots was neither deleted nor banned.
    { service: 'dynamodb', table: 'players', actions: ['GetItem', 'ConditionCheckItem'] },
    // Index `open`: how many players wait for the same.
    {
      service: 'dynamodb',
      table: 'tickets',
      indexes: ['open'],
      actions: ['GetItem', 'PutItem', 'UpdateItem', 'Query'],
    },
    // The player's running matches; the match against bots of a ticket that waits too long; a match that is
    // cancelled while it is placed.
    {
      service: 'dynamodb',
      table: 'matches',
      actions: ['Query', 'GetItem', 'PutItem', 'DeleteItem', 'ConditionCheckItem'],
    },
    gamelift(
      'StartMatchmaking',
      'StopMatchmaking',
      'DescribeMatchmaking',
      'AcceptMatch',
      'StopGameSessionPlacement',
      'DescribePlayerSessions',
    ),
  ],
});
