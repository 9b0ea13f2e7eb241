import { type TaskClock } from './task-clock';
import { type EventPublisher } from './events/bus';
import { type FleetRegistry } from './fleet-registry';
import { type Ids, type AccountRegion } from './identity';
import { type State } from './state/state';
import { type Tags } from './tag-store';

/**
 * `local`: sessions run on the fleets' real processes. `hold`: placements wait for POST /_local/hosting.
 * `none`: there is no hosting, and placements time out.
 */
export type HostingMode = 'local' | 'hold' | 'none';

/** The dependencies of every operation. One per local GameLift. */
export interface Context extends AccountRegion {
  readonly clock: TaskClock;
  readonly ids: Ids;
  readonly state: State;
  readonly events: EventPublisher;
  readonly fleets: FleetRegistry;
  readonly tags: Tags;
  readonly hosting: HostingMode;
  /** A line for the console; errors still go into the answer. */
  log(line: string): void;
  /** The same for what a user of the service should change: it is shown unasked. */
  warn(line: string): void;
}
