import { type AdvertisedAddress } from '../../realtime';
import { type FleetReports } from '../../realtime/hosting';
import { type TaskClock } from '../task-clock';
import { type Ids } from '../identity';
import { type FleetRecord, type LocationRecord } from './fleet-record';
import { type ControlPlaneSettings } from './settings';

/** The services and records that a location of a fleet uses. */
export interface LocationPorts {
  readonly clock: TaskClock;
  readonly ids: Ids;
  readonly settings: ControlPlaneSettings;
  readonly reports: FleetReports;
  readonly environment: Readonly<Record<string, string>>;
  /** The address that processes listen on. */
  readonly address: string;
  readonly advertised: AdvertisedAddress;
  readonly logFolder: string;
  fleet(): FleetRecord;
  save(change: (before: LocationRecord) => LocationRecord): void;
  /** Processes may have become free. */
  capacityChanged(): void;
  /** True when scaling in must not end a live session here. */
  anyProtected(): boolean;
  scaled(message: string): void;
}
