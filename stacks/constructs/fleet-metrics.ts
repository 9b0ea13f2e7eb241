import { type EnvironmentConfig, type RegionHosting } from '../../config';
import { type MetricLine, type Statistic } from './metric-tables';

/** A fleet whose metrics are watched. */
export interface WatchedFleet {
  readonly name: string;
  readonly fleetId: string;
  /** Region of its control plane, where its metrics are. */
  readonly home: string;
  /** Where it has instances; the home Region is one of them. */
  readonly locations: readonly string[];
}

/**
 * @param home Region of the fleets
 * @param fleetIds fleet ids by name
 */
export function watchedFleets(
  home: string,
  { fleets }: Pick<RegionHosting, 'fleets'>,
  fleetIds: ReadonlyMap<string, string>,
): readonly WatchedFleet[] {
  return [...fleetIds].map(([name, fleetId]) => ({
    name,
    fleetId,
    home,
    locations: (fleets[name]?.locations ?? []).map(({ location }) => location),
  }));
}

/** The configuration of the fleets of a further Region. */
export function furtherHosting(config: EnvironmentConfig, region: string): Pick<RegionHosting, 'fleets'> {
  return config.furtherRegions.find((further) => further.region === region) ?? { fleets: {} };
}

/**
 * A metric of one location. GameLift publishes a metric of the home Region by FleetId, and one of another
 * location by FleetId and Location. A line without a location counts the home Region alone (GameLift guide,
 * "Monitor with CloudWatch").
 */
export function locationLine(
  { name, fleetId, home }: WatchedFleet,
  location: string,
  metric: string,
  statistic: Statistic,
): MetricLine {
  const isHome = location === home;
  return {
    namespace: 'AWS/GameLift',
    metric,
    dimensions: { FleetId: fleetId, ...(isHome ? {} : { Location: location }) },
    statistic,
    label: isHome ? name : `${name} ${location}`,
  };
}
