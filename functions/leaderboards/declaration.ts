import { cursorRows } from '../../store/keys';
import { declareFunction } from '../declaration';

export const leaderboards = declareFunction({
  name: 'leaderboards',
  description: "Leaderboards and a player's place on them",
  trigger: { kind: 'http' },
  memoryMegabytes: 512,
  timeoutSeconds: 10,
  environment: ['playersTable', 'leaderboardsTable', 'ranksTable'],
  grants: [
    // A player's newest result is read from the standing, where it is written first.
    { service: 'dynamodb', table: 'players', actions: ['GetItem'] },
    {
      service: 'dynamodb',
      table: 'leaderboards',
      indexes: ['rank'],
      actions: ['GetItem', 'BatchGetItem', 'Query'],
    },
    { service: 'dynamodb', table: 'ranks', actions: ['GetItem', 'BatchGetItem', 'Query'] },
    {
      service: 'dynamodb',
      table: 'ranks',
      actions: ['PutItem'],
      partitionKeys: [cursorRows.key.partition({})],
    },
  ],
});
