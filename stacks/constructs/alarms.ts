import { type EnvironmentConfig } from '../../config';
import { tableNames } from '../../contract/tables';
import { type Matchmaking } from '../../definition/matchmaking';
import { type Trigger } from '../../functions/declaration';
import { functionDeclarations } from '../../functions/declarations';
import { tables } from '../../store/tables';
import { locationLine, type WatchedFleet } from './fleet-metrics';
import { absence, type MetricLine, ownMetrics, ownNamespace } from './metric-tables';
import { type Names } from '../../templates/names';

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
  readonly matchmakings: readonly Matchmaking[];
}

/** @throws Error with one line when an alarm uses a metric that never has a value */
export function alarmsOf(watched: Watched): readonly Alarm[] {
  const alarms = [
    ...functionDeclarations.flatMap(({ name, timeoutSeconds }) =>
      functionAlarms(watched, name, timeoutSeconds),
    ),
    ...functionDeclarations.flatMap(({ name, trigger }) =>
      trigger.kind === 'stream' ? streamAlarms(watched, name, trigger) : [],
    ),
    ...watched.fleets.flatMap((fleet) => fleetAlarms(watched, fleet)),
    ...[...watched.furtherFleets].flatMap(([region, fleets]) =>
      fleets.flatMap((fleet) => fleetAlarms(watched, fleet).map((alarm) => ({ ...alarm, region }))),
    ),
    ...matchmakingAlarms(watched),
    ...apiAlarms(watched),
    ...failureAlarms(watched),
    ...webhookAlarms(watched),
    ...tableNames.map((table) => throttleAlarm(watched, table)),
  ];
  for (const { name, lines } of alarms)
    for (const line of lines) {
      const why = absence(line);
      if (why !== undefined) throw new Error(`stacks/constructs/alarms.ts: the alarm ${name}: ${why}`);
    }
  return alarms;
}

function functionAlarms({ names }: Watched, name: string, timeoutSeconds: number): readonly Alarm[] {
  const dimensions = { FunctionName: names.function(name) };
  const lambda = (metric: string, statistic: MetricLine['statistic']): [MetricLine] => [
    { namespace: 'AWS/Lambda', metric, dimensions, statistic },
  ];
  return [
    {
      name: `${name}-errors`,
      description: `${name} threw: read its log group /aws/lambda/${names.function(name)}`,
      lines: lambda('Errors', 'Sum'),
      when: 'above',
      threshold: 0,
      periods: 1,
    },
    {
      name: `${name}-throttled`,
      description: `calls of ${name} were refused: raise the account's concurrency, or its reserved part`,
      lines: lambda('Throttles', 'Sum'),
      when: 'above',
      threshold: 0,
      periods: 2,
    },
    {
      name: `${name}-slow`,
      description: `${name} comes near its timeout of ${timeoutSeconds} s`,
      lines: lambda('Duration', 'p99'),
      when: 'above',
      threshold: timeoutSeconds * 800,
      periods: 3,
    },
  ];
}

/**
 * Age of a record, in seconds, at which a stream counts as behind. Normal is a second or two; records are
 * lost after a day.
 */
const oldestRecordSeconds = 60;

function streamAlarms(
  { names }: Watched,
  name: string,
  { table }: Extract<Trigger, { readonly kind: 'stream' }>,
): readonly Alarm[] {
  const log = `/aws/lambda/${names.function(name)}`;
  const lambda = (metric: string, statistic: MetricLine['statistic']): [MetricLine] => [
    { namespace: 'AWS/Lambda', metric, dimensions: { FunctionName: names.function(name) }, statistic },
  ];
  return [
    {
      name: `${name}-behind`,
      description: `${name} is more than ${oldestRecordSeconds} s behind the stream of ${table}: a batch fails again and again, or it is too slow; read ${log}. Records are kept for 24 hours`,
      lines: lambda('IteratorAge', 'Maximum'),
      when: 'above',
      threshold: oldestRecordSeconds * 1000,
      periods: 3,
    },
    {
      name: `${name}-lost`,
      description: `a batch that ${name} failed for did not reach the failures queue: what it held is in the stream of ${table} for 24 hours, no longer; read ${log}`,
      lines: lambda('DestinationDeliveryFailures', 'Sum'),
      when: 'above',
      threshold: 0,
      periods: 1,
    },
  ];
}

/** The alarms of each location of a fleet. */
function fleetAlarms({ config }: Watched, fleet: WatchedFleet): readonly Alarm[] {
  return fleet.locations.flatMap((location): readonly Alarm[] => {
    const place = location === fleet.home ? '' : `-in-${location}`;
    return [
      {
        name: `fleet-${fleet.name}-crashes${place}`,
        description: `scripts of fleet ${fleet.name} end abnormally in ${location}: read the logs of the game sessions`,
        lines: [locationLine(fleet, location, 'ServerProcessAbnormalTerminations', 'Sum')],
        when: 'above',
        threshold: 0,
        periods: 1,
      },
      {
        name: `fleet-${fleet.name}-full${place}`,
        description: `fleet ${fleet.name} has hardly a free session left in ${location}: raise its maximum there in game/environments/${config.environment}.ts`,
        lines: [locationLine(fleet, location, 'PercentAvailableGameSessions', 'Average')],
        when: 'below',
        threshold: 5,
        periods: 5,
      },
    ];
  });
}

function matchmakingAlarms({ names, config, matchmakings }: Watched): readonly Alarm[] {
  const gamelift = (
    metric: string,
    dimensions: Record<string, string>,
    statistic: MetricLine['statistic'] = 'Sum',
  ): [MetricLine] => [{ namespace: 'AWS/GameLift', metric, dimensions, statistic }];
  const queue = { QueueName: names.queue };
  return [
    {
      name: 'placements-failed',
      description: "the queue finds no session for matches: look at the fleets' capacity",
      lines: gamelift('PlacementsFailed', queue),
      when: 'above',
      threshold: 3,
      periods: 3,
    },
    {
      name: 'placements-timed-out',
      description: "placements wait longer than the queue allows: look at the fleets' capacity",
      lines: gamelift('PlacementsTimedOut', queue),
      when: 'above',
      threshold: 3,
      periods: 3,
    },
    {
      name: 'queue-waits',
      description: "matches wait long for a session: look at the fleets' free sessions and capacity",
      lines: gamelift('AverageWaitTime', queue, 'Average'),
      when: 'above',
      threshold: config.realtime.queue.timeoutSeconds / 2,
      periods: 5,
    },
    ...matchmakings.map(({ key, ruleSet }): Alarm => ({
      name: `${key}-tickets-timed-out`,
      description: `players of ${key} wait for nothing: look at the pass rates of ${ruleSet.file}`,
      lines: gamelift('TicketsTimedOut', { ConfigurationName: names.configuration(key) }),
      when: 'above',
      threshold: 20,
      periods: 5,
    })),
  ];
}

function apiAlarms({ names, apiId }: Watched): readonly Alarm[] {
  const api = (metric: string, statistic: MetricLine['statistic']): [MetricLine] => [
    { namespace: 'AWS/ApiGateway', metric, dimensions: { ApiId: apiId }, statistic },
  ];
  return [
    {
      name: 'api-errors',
      description: `the API answers with 5xx: read /aws/apigateway/${names.api}, field integrationError`,
      lines: api('5xx', 'Sum'),
      when: 'above',
      threshold: 3,
      periods: 2,
    },
    {
      name: 'api-slow',
      description: `one request in a hundred takes more than 2 s: compare milliseconds and functionMilliseconds in /aws/apigateway/${names.api}`,
      lines: api('Latency', 'p99'),
      when: 'above',
      threshold: 2_000,
      periods: 5,
    },
  ];
}

function failureAlarms({ names, config }: Watched): readonly Alarm[] {
  const waiting = (queue: string): [MetricLine] => [
    {
      namespace: 'AWS/SQS',
      metric: 'ApproximateNumberOfMessagesVisible',
      dimensions: { QueueName: names.of('queue', queue) },
      statistic: 'Maximum',
    },
  ];
  return [
    {
      name: 'undelivered-events',
      description: 'matchmaking events wait in the failures queue',
      lines: waiting('events-failures'),
      when: 'above',
      threshold: 0,
      periods: 1,
    },
    {
      name: 'failed-functions',
      description: 'failed events wait in the failures queue',
      lines: waiting('functions-failures'),
      when: 'above',
      threshold: 0,
      periods: 1,
    },
    {
      name: 'undelivered-webhooks',
      description: `events of players were given up: read /aws/lambda/${names.function('webhooks')}, and bring them back when the webhook is up (docs/events.md)`,
      lines: waiting('webhooks-failures'),
      when: 'above',
      threshold: 0,
      periods: 1,
    },
    {
      name: 'dropped-events',
      description: `matchmaking events were dropped, since they were malformed or not of our configuration: read /aws/lambda/${names.function('matchmaking-events')}`,
      lines: [
        {
          namespace: ownNamespace(config.project, config.environment),
          metric: ownMetrics.droppedEvents,
          dimensions: {},
          statistic: 'Sum',
        },
      ],
      when: 'above',
      threshold: 0,
      periods: 1,
    },
    {
      name: 'key-rotation-stopped',
      description: `${names.function('signing-keys')} has not run for 15 minutes: keys are not rotated, and sign-in ends when they expire; look at its rule and log`,
      lines: [
        {
          namespace: 'AWS/Lambda',
          metric: 'Invocations',
          dimensions: { FunctionName: names.function('signing-keys') },
          statistic: 'Sum',
        },
      ],
      when: 'below',
      threshold: 1,
      periods: 3,
      periodSeconds: 300,
      silence: 'alarming',
    },
  ];
}

/** An event is an hour old when its webhook has not taken it six times. */
const oldestMessageSeconds = 3_600;

function webhookAlarms({ names, config }: Watched): readonly Alarm[] {
  return Object.keys(config.webhooks).map((name): Alarm => ({
    name: `webhook-${name}-behind`,
    description: `webhook ${name} does not take its events: look whether it is up; they are sent again for most of a day`,
    lines: [
      {
        namespace: 'AWS/SQS',
        metric: 'ApproximateAgeOfOldestMessage',
        dimensions: { QueueName: names.webhookQueue(name) },
        statistic: 'Maximum',
      },
    ],
    when: 'above',
    threshold: oldestMessageSeconds,
    periods: 3,
  }));
}

function throttleAlarm({ names }: Watched, table: (typeof tableNames)[number]): Alarm {
  const places = [
    { TableName: names.table(table) },
    ...tables[table].globalSecondaryIndexes.map((index) => ({
      TableName: names.table(table),
      GlobalSecondaryIndexName: index.name,
    })),
  ];
  const throttled = (metric: string): readonly MetricLine[] =>
    places.map((dimensions) => ({ namespace: 'AWS/DynamoDB', metric, dimensions, statistic: 'Sum' }));
  const [first, ...others] = [...throttled('ReadThrottleEvents'), ...throttled('WriteThrottleEvents')];
  if (first === undefined) throw new Error(`the table ${table} has no metric`);
  return {
    name: `table-${table}-throttled`,
    description: `requests to the table ${table} or its indexes are refused: a hot key, or an account limit`,
    lines: [first, ...others],
    when: 'above',
    threshold: 0,
    periods: 2,
  };
}
