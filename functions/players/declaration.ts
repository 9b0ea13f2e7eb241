import { type FunctionDeclaration } from '../declaration';

export const players: FunctionDeclaration = {
  name: 'players',
  description: "Guests, sessions, profiles; the issuer's keys and metadata; the OpenAPI document; health",
  trigger: { kind: 'http' },
  memoryMegabytes: 512,
  timeoutSeconds: 10,
  environment: [
    'playersTable',
    'matchesTable',
    'ticketsTable',
    'signingKeysSecret',
    'issuer',
    'attemptsPerAddress',
    'originSecretHash',
  ],
  grants: [
    {
      service: 'dynamodb',
      table: 'players',
      actions: ['GetItem', 'PutItem', 'UpdateItem', 'DeleteItem', 'Query'],
    },
    // What a player plays and looks for: running matches and the open ticket.
    { service: 'dynamodb', table: 'matches', actions: ['Query', 'GetItem', 'DeleteItem'] },
    { service: 'dynamodb', table: 'tickets', actions: ['GetItem'] },
    { service: 'secretsmanager', secret: 'signing-keys', actions: ['GetSecretValue'] },
  ],
};
