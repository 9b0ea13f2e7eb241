import { leaderboardRows } from '../../store/keys';
import { declareFunction } from '../declaration';

export const leaderboardIndex = declareFunction({
  name: 'leaderboard-index',
  description: 'Counts how many players have which score, from the stream of entries, each change once',
  trigger: {
    kind: 'stream',
    table: 'leaderboards',
    // The more changes a batch holds, the less each one costs. A rank may be one second old.
    batchSize: 1000,
    windowSeconds: 1,
    rows: [{ sortPrefix: leaderboardRows.entry.sortPrefix }],
    tellsShard: true,
  },
  memoryMegabytes: 1024,
  timeoutSeconds: 60,
  environment: ['ranksTable'],
  grants: [{ service: 'dynamodb', table: 'ranks', actions: ['GetItem', 'UpdateItem'] }],
});
