import { type FunctionDeclaration } from '../declaration';
import { fleetCertificates, gamelift } from '../shared/aws/grants';

export const matches: FunctionDeclaration = {
  name: 'matches',
  description: 'Matches, their logs, histories; coming back to a live match',
  trigger: { kind: 'http' },
  memoryMegabytes: 512,
  timeoutSeconds: 15,
  environment: ['matchesTable', 'playersTable', 'resourcePrefix'],
  grants: [
    { service: 'dynamodb', table: 'matches', actions: ['GetItem', 'Query', 'PutItem', 'UpdateItem'] },
    // Whether a player who comes back is banned.
    { service: 'dynamodb', table: 'players', actions: ['GetItem'] },
    gamelift(
      'CreatePlayerSession',
      // One more place a seat, for a second device.
      'UpdateGameSession',
      'DescribePlayerSessions',
      'DescribeGameSessions',
      'DescribeGameSessionPlacement',
    ),
    // A match whose server is gone is placed anew.
    { service: 'gamelift', actions: ['StartGameSessionPlacement'], resource: 'queue' },
    fleetCertificates,
  ],
};
