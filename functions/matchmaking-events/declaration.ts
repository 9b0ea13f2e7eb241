import { matchmakingDetailType } from '../../contract/events';
import { declareFunction } from '../declaration';
import { fleetCertificates, gamelift } from '../shared/aws/grants';

export const matchmakingEvents = declareFunction({
  name: 'matchmaking-events',
  description:
    "Keeps tickets as FlexMatch's events say, and seats player sessions before their tickets complete",
  trigger: { kind: 'eventbridge', source: 'aws.gamelift', detailTypes: [matchmakingDetailType] },
  memoryMegabytes: 512,
  timeoutSeconds: 30,
  environment: ['ticketsTable', 'matchesTable', 'resourcePrefix', 'gameliftArn'],
  grants: [
    // A ticket that has ended is not searched for again.
    { service: 'dynamodb', table: 'tickets', actions: ['GetItem', 'UpdateItem'] },
    // A match that a player left before it began.
    { service: 'dynamodb', table: 'matches', actions: ['GetItem', 'PutItem', 'ConditionCheckItem'] },
    gamelift('DescribeGameSessions', 'DescribeMatchmaking', 'StopMatchmaking', 'StopGameSessionPlacement'),
    fleetCertificates,
  ],
});
