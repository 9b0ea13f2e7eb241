/** The schema of an environment. The values of this project are in game/environments/. */
export {
  alwaysAwake,
  type CommonConfig,
  type RegionHosting,
  locationsOf,
  tooShortToWake,
} from './common-schema';
export { ConfigError, withLine } from './config-error';
export {
  type EnvironmentConfig,
  type EnvironmentSource,
  type LaptopConfig,
  type LaptopSource,
  parseEnvironment,
  parseLaptop,
} from './environment-config';
export { exampleLines, exampleSettings } from './examples';
export { logicalName } from './names-of-parts';
export { compareEnvironments } from './together';
export { homeRegions, limits, optInLocations } from './limits';
export { cloudFrontRegion, type OwnDomain, dnsRecordOf } from './site-schema';
export { type GradualShift, shiftPercents, versionShifts } from './version-shifts';
