import { matchRows } from '../../store/keys';
import { turnsName } from '../../store/turns-attribute';
import { declareFunction } from '../declaration';
import { putEvents } from '../shared/aws/grants';

export const matchEventsFunction = declareFunction({
  name: 'match-events',
  description: 'Puts events of matches on the bus: turns, clocks that run low, results, rematches',
  trigger: {
    kind: 'stream',
    table: 'matches',
    batchSize: 100,
    windowSeconds: 1,
    // Entries are by far the most rows. Only those that begin the turn of a player who is away are needed.
    rows: [
      { sortPrefix: matchRows.entry.sortPrefix, has: turnsName },
      { sortPrefix: matchRows.warning.sortPrefix },
      { sortPrefix: matchRows.rematch.sortPrefix },
      {
        sortPrefix: matchRows.match.sortPrefix,
        where: { name: 'status', values: ['finished', 'abandoned'] },
      },
    ],
  },
  memoryMegabytes: 256,
  timeoutSeconds: 30,
  environment: ['eventBus'],
  grants: [putEvents],
});
