import { declareFunction } from '../declaration';

export const playerRecords = declareFunction({
  name: 'player-records',
  description: 'Follows standings: the results of players against each other, and the course of ratings',
  trigger: { kind: 'stream', table: 'players', batchSize: 100, windowSeconds: 1 },
  memoryMegabytes: 512,
  timeoutSeconds: 60,
  environment: ['playersTable'],
  grants: [{ service: 'dynamodb', table: 'players', actions: ['GetItem', 'PutItem', 'UpdateItem'] }],
});
