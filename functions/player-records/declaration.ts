import { type FunctionDeclaration } from '../declaration';

export const playerRecords: FunctionDeclaration = {
  name: 'player-records',
  description: 'Follows standings: what players have done against each other, and how ratings went',
  trigger: { kind: 'stream', table: 'players', batchSize: 100, windowSeconds: 1 },
  memoryMegabytes: 512,
  timeoutSeconds: 60,
  environment: ['playersTable'],
  grants: [{ service: 'dynamodb', table: 'players', actions: ['GetItem', 'PutItem', 'UpdateItem'] }],
};
