import { type FunctionDeclaration } from '../declaration';

export const leaderboards: FunctionDeclaration = {
  name: 'leaderboards',
  description: "Leaderboards and a player's place on them",
  trigger: { kind: 'http' },
  memoryMegabytes: 512,
  timeoutSeconds: 10,
  environment: ['leaderboardsTable'],
  grants: [{ service: 'dynamodb', table: 'leaderboards', indexes: ['rank'], actions: ['GetItem', 'Query'] }],
};
