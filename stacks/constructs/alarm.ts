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
  /**
   * The metrics together are a share of these: the threshold is its percentage, and fewer than `atLeast` are
   * none.
   */
  readonly of?: { readonly lines: readonly [MetricLine, ...MetricLine[]]; readonly atLeast: number };
  readonly when: 'above' | 'below';
  readonly threshold: number;
  /**
   * Number of periods that are looked at. The condition must hold in `breaching` of them, or in all where
   * that is absent. A period without data counts as one in which it does not hold: what has few requests
   * needs many periods.
   */
  readonly periods: number;
  readonly breaching?: number;
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

/** Seconds. */
export const quarterHour = 900;

/**
 * Some minutes of a quarter of an hour, for metrics that have no value in a minute without requests. Their
 * values come with many requests or with tries that are repeated each minute.
 */
export const inSomeMinutes = (breaching: number): Pick<Alarm, 'breaching' | 'periods'> => ({
  breaching,
  periods: quarterHour / 60,
});

/**
 * Three of the twelve periods of an hour, for what lasts: waits and times of answers, which have a value with
 * each request only. Of a small game with one request in a quarter of an hour, minutes would never be enough
 * together. Of a large one it takes three periods that are bad as a whole.
 */
export const inSomeOfAnHour = { breaching: 3, periods: 12, periodSeconds: 300 } as const;

/** The input of the alarms besides names. */
export interface AlarmInput {
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
