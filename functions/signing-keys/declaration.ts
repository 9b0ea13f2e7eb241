import { declareFunction } from '../declaration';

export const signingKeys = declareFunction({
  name: 'signing-keys',
  description: 'Makes the keys of our access tokens and rotates them: current, next, previous',
  trigger: { kind: 'schedule', every: '5 minutes' },
  memoryMegabytes: 512,
  timeoutSeconds: 60,
  reservedConcurrency: 1,
  environment: ['signingKeysSecret', 'issuer'],
  grants: [
    { service: 'secretsmanager', secret: 'signing-keys', actions: ['GetSecretValue', 'PutSecretValue'] },
  ],
});
