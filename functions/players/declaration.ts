import { type FunctionDeclaration } from '../declaration';

export const players: FunctionDeclaration = {
  name: 'players',
  description: "Guests, sessions, profiles; the issuer's keys and metadata; the OpenAPI document; health",
  trigger: { kind: 'http' },
  memoryMegabytes: 512,
  timeoutSeconds: 10,
  environment: ['playersTable', 'signingKeysSecret', 'issuer', 'attemptsPerAddress', 'originSecretHash'],
  grants: [
    {
      service: 'dynamodb',
      table: 'players',
      actions: ['GetItem', 'PutItem', 'UpdateItem', 'DeleteItem', 'Query'],
    },
    { service: 'secretsmanager', secret: 'signing-keys', actions: ['GetSecretValue'] },
  ],
};
