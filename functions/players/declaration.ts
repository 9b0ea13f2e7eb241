import { declareFunction } from '../declaration';
import { gamelift } from '../shared/aws/grants';

export const players = declareFunction({
  name: 'players',
  description:
    "Guests, sessions, profiles, linked identities, accounts; the issuer's keys and metadata; health",
  trigger: { kind: 'http' },
  memoryMegabytes: 512,
  timeoutSeconds: 20,
  environment: [
    'playersTable',
    'ticketsTable',
    'matchesTable',
    'leaderboardsTable',
    'signingKeysSecret',
    'issuer',
    'attemptsPerAddress',
    'originSecretHash',
    'identityProviders',
    'reservedNames',
  ],
  grants: [
    {
      service: 'dynamodb',
      table: 'players',
      actions: ['GetItem', 'PutItem', 'UpdateItem', 'DeleteItem', 'Query'],
    },
    // A player's running matches, open ticket and open invitations; and all that is stored of a player, for
    // the export.
    { service: 'dynamodb', table: 'matches', actions: ['Query', 'GetItem', 'DeleteItem'] },
    // A player who deletes the account leaves the queue at once.
    { service: 'dynamodb', table: 'tickets', actions: ['GetItem', 'BatchGetItem', 'Query', 'UpdateItem'] },
    gamelift('StopMatchmaking'),
    { service: 'dynamodb', table: 'leaderboards', actions: ['Query'] },
    { service: 'secretsmanager', secret: 'signing-keys', actions: ['GetSecretValue'] },
  ],
});
