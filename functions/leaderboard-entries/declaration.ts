import { playerRows } from '../../store/keys';
import { declareFunction } from '../declaration';

export const leaderboardEntries = declareFunction({
  name: 'leaderboard-entries',
  description: "Writes players' scores and names onto leaderboards, as standings and profiles change",
  trigger: {
    kind: 'stream',
    table: 'players',
    batchSize: 200,
    windowSeconds: 0,
    rows: [{ sortPrefix: playerRows.standing.sortPrefix }, { sortPrefix: playerRows.profile.sortPrefix }],
    // Each write is a call of its own: ten batches at once write some thousands a second.
    parallel: 10,
  },
  memoryMegabytes: 1024,
  timeoutSeconds: 60,
  environment: ['playersTable', 'leaderboardsTable', 'ranksTable'],
  grants: [
    { service: 'dynamodb', table: 'players', actions: ['BatchGetItem'] },
    {
      service: 'dynamodb',
      table: 'leaderboards',
      actions: ['BatchGetItem', 'Query', 'UpdateItem'],
    },
    { service: 'dynamodb', table: 'ranks', actions: ['GetItem', 'PutItem'] },
  ],
});
