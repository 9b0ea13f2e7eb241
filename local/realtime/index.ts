export { type AdvertisedAddress, advertisedAddress, listenFor } from './advertised-address';
export { createRealtimeFleet } from './fleet/fleet';
export {
  type FleetHostOptions,
  type FleetReports,
  type FleetScript,
  type HostedEndpoint,
  type HostedGameSession,
  type RealtimeFleet,
  type SessionEnd,
} from './hosting';
export { defaultHostLimits, defaultTiming, type HostLimits, type HostTiming } from './limits';
