import { ticketRows } from '../../store/keys';
import { declareFunction } from '../declaration';
import { putEvents } from '../shared/aws/grants';

export const invitationEventsFunction = declareFunction({
  name: 'invitation-events',
  description: 'Tells the bus which players are asked to a match',
  trigger: {
    kind: 'stream',
    table: 'tickets',
    batchSize: 100,
    windowSeconds: 1,
    rows: [{ sortPrefix: ticketRows.invited.sortPrefix }],
  },
  memoryMegabytes: 256,
  timeoutSeconds: 30,
  environment: ['eventBus'],
  grants: [putEvents],
});
