import { matchRows } from '../../store/keys';
import { turnsName } from '../../store/turns-attribute';
import { type FunctionDeclaration } from '../declaration';
import { putEvents } from '../shared/aws/grants';

export const matchEventsFunction: FunctionDeclaration = {
  name: 'match-events',
  description: 'Tells the bus what players are to hear of matches: turns, clocks that run low, results',
  trigger: {
    kind: 'stream',
    table: 'matches',
    batchSize: 100,
    windowSeconds: 1,
    // Of the entries, which are most rows by far, only those that begin a turn of somebody who is away.
    rows: [
      { sortPrefix: matchRows.entry.sortPrefix, has: turnsName },
      { sortPrefix: matchRows.warning.sortPrefix },
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
};
