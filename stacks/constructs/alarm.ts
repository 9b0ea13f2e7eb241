import { type EnvironmentConfig } from '../../config';
import { type Matchmaking } from '../../definition/matchmaking';
import { type Names } from '../../templates/names';
import { type WatchedFleet } from './fleet-metrics';
import { type MetricLine } from './metric-tables';

export interface Alarm {
  readonly name: string;
  /** The meaning of the alarm, and where to look. */
  readonly description: string;
  /** The metrics of the alarm, added up where there are several. */
  readonly lines: readonly [MetricLine, ...MetricLine[]];
  readonly when: 'above' | 'below';
  readonly threshold: number;
  /** Number of consecutive periods in which the condition must hold. */
  readonly periods: number;
  /** Seconds; a minute where absent. */
  readonly periodSeconds?: number;
  /**
   * `alarming` where missing data is the failure itself. Everywhere else missing data means that no player is
   * active.
   */
  readonly silence?: 'alarming';
  /** Region of its metric, and so of the alarm; absent: the home Region. */
  readonly region?: string;
}

/** The input of the alarms besides names. */
export interface Watched {
  readonly config: EnvironmentConfig;
  readonly names: Names;
  readonly fleets: readonly WatchedFleet[];
  /** Fleets of other Regions, by Region. */
  readonly furtherFleets: ReadonlyMap<string, readonly WatchedFleet[]>;
  readonly apiId: string;
  /** The API of the issuer, which every authorizer asks for its keys. */
  readonly issuerId: string;
  readonly matchmakings: readonly Matchmaking[];
}
