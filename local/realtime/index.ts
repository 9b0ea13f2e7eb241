export { type AdvertisedAddress, advertisedAddress, listenFor } from './advertised-address';
export { createRealtimeFleet } from './fleet/fleet';
export type {
  FleetHostOptions,
  FleetReports,
  FleetScript,
  HostedEndpoint,
  HostedGameSession,
  RealtimeFleet,
  SessionEnd,
} from './hosting';
export { defaultHostLimits, defaultTiming, type HostLimits, type HostTiming } from './limits';
