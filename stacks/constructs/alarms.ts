import { tableNames } from '../../contract/tables';
import { tables } from '../../store/tables';
import { type Alarm, inSomeMinutes, inSomeOfAnHour, quarterHour, type AlarmInput } from './alarm';
import { failureAlarms } from './failure-alarms';
import { locationLine, type WatchedFleet } from './fleet-metrics';
import { alarmsOfFunctions } from './function-alarms';
import { absence, type MetricLine } from './metric-tables';
import { apiFailures } from './version-watches';

/** @throws Error with one line when an alarm uses a metric that never has a value */
export function alarmsOf(watched: AlarmInput): readonly Alarm[] {
  const alarms = [
    ...alarmsOfFunctions(watched),
    ...watched.fleets.flatMap((fleet) => fleetAlarms(watched, fleet)),
    ...[...watched.furtherFleets].flatMap(([region, fleets]) =>
      fleets.flatMap((fleet) => fleetAlarms(watched, fleet).map((alarm) => ({ ...alarm, region }))),
    ),
    ...placementAlarms(watched),
    ...ticketAlarms(watched),
    ...apiAlarms(watched),
    ...issuerAlarms(watched),
    ...failureAlarms(watched),
    ...tableNames.map((table) => throttleAlarm(watched, table)),
  ];
  for (const { name, lines, of } of alarms)
    for (const line of [...lines, ...(of?.lines ?? [])]) {
      const why = absence(line);
      if (why !== undefined) throw new Error(`stacks/constructs/alarms.ts: the alarm ${name}: ${why}`);
    }
  return alarms;
}

/** The alarms of each location of a fleet. */
function fleetAlarms({ config }: AlarmInput, fleet: WatchedFleet): readonly Alarm[] {
  return fleet.locations.flatMap((location): readonly Alarm[] => {
    const place = location === fleet.home ? '' : `-in-${location}`;
    return [
      {
        name: `fleet-${fleet.name}-crashes${place}`,
        description:
          `scripts of fleet ${fleet.name} end abnormally in ${location}: read the logs of the game ` +
          'sessions',
        lines: [locationLine(fleet, location, 'ServerProcessAbnormalTerminations', 'Sum')],
        when: 'above',
        threshold: 0,
        periods: 1,
      },
      {
        name: `fleet-${fleet.name}-full${place}`,
        description:
          `fleet ${fleet.name} has hardly a free session left in ${location}: raise its maximum there ` +
          `in game/environments/${config.environment}.ts`,
        lines: [locationLine(fleet, location, 'PercentAvailableGameSessions', 'Average')],
        when: 'below',
        threshold: 5,
        periods: 5,
      },
    ];
  });
}

const gameliftLine = (
  metric: string,
  dimensions: Record<string, string>,
  statistic: MetricLine['statistic'] = 'Sum',
): [MetricLine] => [{ namespace: 'AWS/GameLift', metric, dimensions, statistic }];

function placementAlarms({ names, config }: AlarmInput): readonly Alarm[] {
  const placements = (metric: string, statistic?: MetricLine['statistic']): [MetricLine] =>
    gameliftLine(metric, { QueueName: names.queue }, statistic);
  /** Of a quarter of an hour: a small game places a match in some of its minutes. */
  const share = {
    of: {
      lines: [
        ...placements('PlacementsSucceeded'),
        ...placements('PlacementsFailed'),
        ...placements('PlacementsTimedOut'),
      ],
      atLeast: 3,
    },
    when: 'above',
    threshold: 5,
    periods: 1,
    periodSeconds: quarterHour,
  } as const;
  const condition =
    `more than ${share.threshold} % of the placements, and at least ${share.of.atLeast} in a quarter of ` +
    'an hour';
  return [
    {
      name: 'placements-failed',
      description: `${condition}, fail: the queue finds no session; look at the fleets' capacity`,
      lines: placements('PlacementsFailed'),
      ...share,
    },
    {
      name: 'placements-timed-out',
      description: `${condition}, wait longer than the queue allows: look at the fleets' capacity`,
      lines: placements('PlacementsTimedOut'),
      ...share,
    },
    {
      name: 'queue-waits',
      description: "matches wait long for a session: look at the fleets' free sessions and capacity",
      lines: placements('AverageWaitTime', 'Average'),
      when: 'above',
      threshold: config.realtime.queue.timeoutSeconds / 2,
      ...inSomeOfAnHour,
    },
  ];
}

function ticketAlarms({ names, matchmakings }: AlarmInput): readonly Alarm[] {
  const [percent, atLeast] = [20, 20];
  return matchmakings.map(({ key, ruleSet }): Alarm => {
    const tickets = (metric: string): [MetricLine] =>
      gameliftLine(metric, { ConfigurationName: names.configuration(key) });
    return {
      name: `${key}-tickets-timed-out`,
      description:
        `more than ${percent} % of the tickets of ${key}, and at least ${atLeast} in a quarter of an ` +
        `hour, time out: look at the pass rates of ${ruleSet.file}`,
      lines: tickets('TicketsTimedOut'),
      of: { lines: tickets('TicketsStarted'), atLeast },
      when: 'above',
      threshold: percent,
      periods: 1,
      periodSeconds: quarterHour,
    };
  });
}

/** A line of an API's metrics. */
const lineOf =
  (id: string) =>
  (metric: string, statistic: MetricLine['statistic']): [MetricLine] => [
    { namespace: 'AWS/ApiGateway', metric, dimensions: { ApiId: id }, statistic },
  ];

/**
 * Authorizers keep the keys, so the issuer gets few requests, each in a minute of its own. One failure does
 * no harm, since the keys are kept for hours; the second one within an hour sounds. A fetch that fails each
 * half hour is reported at its second failure.
 */
const ofFewRequests = { breaching: 2, periods: 60 } as const;

/**
 * The issuer has an API of its own. When the authorizer cannot fetch its keys, players' calls are refused
 * with 401, which the alarms of the game's API do not count.
 */
function issuerAlarms({ names, issuerId }: AlarmInput): readonly Alarm[] {
  const issuer = lineOf(issuerId);
  const log = `/aws/apigateway/${names.of('function', 'issuer')}`;
  return [
    {
      name: 'issuer-errors',
      description:
        "the issuer's API answers with 5xx, and calls with valid tokens are refused with 401: read " +
        `${log}`,
      lines: issuer('5xx', 'Sum'),
      when: 'above',
      threshold: 0,
      ...ofFewRequests,
    },
    {
      name: 'issuer-slow',
      description:
        "the issuer's API takes more than 2 s, and authorizers do not wait for its keys: compare " +
        `milliseconds and functionMilliseconds in ${log}`,
      lines: issuer('Latency', 'p99'),
      when: 'above',
      threshold: 2_000,
      ...ofFewRequests,
    },
  ];
}

function apiAlarms({ names, apiId }: AlarmInput): readonly Alarm[] {
  const api = lineOf(apiId);
  return [
    {
      name: 'api-errors',
      description:
        `more than ${apiFailures.percent} % of the API's requests, and at least ${apiFailures.atLeast} ` +
        `in five minutes, end in 5xx: read /aws/apigateway/${names.api}, field integrationError`,
      lines: api('5xx', 'Sum'),
      of: { lines: api('Count', 'Sum'), atLeast: apiFailures.atLeast },
      when: 'above',
      threshold: apiFailures.percent,
      periods: 1,
      periodSeconds: 300,
    },
    {
      name: 'api-slow',
      description:
        'one request in a hundred takes more than 2 s: compare milliseconds and functionMilliseconds in ' +
        `/aws/apigateway/${names.api}`,
      lines: api('Latency', 'p99'),
      when: 'above',
      threshold: 2_000,
      ...inSomeOfAnHour,
    },
  ];
}

function throttleAlarm({ names }: AlarmInput, table: (typeof tableNames)[number]): Alarm {
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
    ...inSomeMinutes(2),
  };
}
