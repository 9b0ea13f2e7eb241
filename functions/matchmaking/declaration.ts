import { type FunctionDeclaration } from '../declaration';
import { gamelift } from '../shared/aws/grants';

export const matchmaking: FunctionDeclaration = {
  name: 'matchmaking',
  description: 'Tickets: opens, reads, cancels them, and passes on acceptance',
  trigger: { kind: 'http' },
  memoryMegabytes: 512,
  timeoutSeconds: 15,
  environment: ['playersTable', 'ticketsTable', 'matchesTable', 'resourcePrefix', 'locations'],
  grants: [
    { service: 'dynamodb', table: 'players', actions: ['GetItem'] },
    { service: 'dynamodb', table: 'tickets', actions: ['GetItem', 'PutItem', 'UpdateItem'] },
    // A ticket that waits too long gets a match against bots.
    { service: 'dynamodb', table: 'matches', actions: ['GetItem', 'PutItem'] },
    gamelift(
      'StartMatchmaking',
      'StopMatchmaking',
      'DescribeMatchmaking',
      'AcceptMatch',
      'DescribePlayerSessions',
    ),
  ],
};
