import { type Grant } from '../../declaration';

/**
 * GameLift's matchmaking and session calls have no resource, so their policies can only name `*` (Service
 * Authorization Reference, "Amazon GameLift Servers").
 */
const noResource =
  "GameLift's matchmaking, game session and player session actions support no resource-level permissions";

/** The grant of GameLift actions. @param actions without the prefix `gamelift:` */
export function gamelift(...actions: readonly string[]): Grant {
  return { service: 'gamelift', actions, reason: noResource };
}

/** For functions that publish events for players. */
export const putEvents: Grant = { service: 'events', actions: ['PutEvents'] };

/**
 * The calls of `fleet-certificates.ts`: they apply to any fleet of the queue, also to one that does not exist
 * yet.
 */
export const fleetCertificates: Grant = {
  service: 'gamelift',
  actions: ['DescribeFleetAttributes'],
  reason: 'fleets come and go with deployments, and DescribeFleetAttributes lists them',
};
