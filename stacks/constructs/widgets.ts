import { tableNames } from '../../contract/tables';
import { type Matchmaking } from '../../definition/matchmaking';
import { functionDeclarations } from '../../functions/declarations';
import { type AlarmInput } from './alarm';
import { type Widget } from './dashboard';
import { locationLine, type WatchedFleet } from './fleet-metrics';
import { type MetricLine, type Statistic } from './metric-tables';

const gamelift = 'AWS/GameLift';

/** The widgets of the dashboard, from players to instances. */
export function widgetsOf(watched: AlarmInput): readonly Widget[] {
  return [
    ...watched.matchmakings.flatMap((matchmaking) => matchmakingWidgets(watched, matchmaking)),
    queueWidget(watched),
    ...fleetWidgets(watched.fleets),
    ...[...watched.furtherFleets].flatMap(([region, fleets]) =>
      fleetWidgets(fleets).map((widget) => ({ ...widget, title: `${widget.title}, ${region}`, region })),
    ),
    ...serviceWidgets(watched),
  ];
}

function line(
  namespace: string,
  metric: string,
  dimensions: Record<string, string>,
  statistic: Statistic = 'Sum',
  label?: string,
): MetricLine {
  return { namespace, metric, dimensions, statistic, ...(label === undefined ? {} : { label }) };
}

function matchmakingWidgets({ names }: AlarmInput, { key, ruleSet }: Matchmaking): readonly Widget[] {
  const configuration = { ConfigurationName: names.configuration(key) };
  const queue = { QueueName: names.queue };
  return [
    {
      title: `${key}: tickets`,
      lines: ['TicketsStarted', 'MatchesCreated', 'MatchesPlaced', 'TicketsFailed', 'TicketsTimedOut'].map(
        (metric) => line(gamelift, metric, configuration),
      ),
    },
    {
      title: `${key}: waiting time (s)`,
      lines: [
        line(gamelift, 'TimeToMatch', configuration, 'Average', 'to a match, on average'),
        line(gamelift, 'TimeToMatch', configuration, 'Maximum', 'to a match, the longest'),
        line(gamelift, 'TimeToTicketSuccess', configuration, 'Average', 'to a session, on average'),
        line(gamelift, 'AverageWaitTime', queue, 'Average', 'in the queue, on average'),
      ],
    },
    {
      title: `${key}: rules, passed and failed`,
      lines: ruleSet.rules.flatMap((rule) =>
        (['Passed', 'Failed'] as const).map((end) =>
          line(
            gamelift,
            `RuleEvaluations${end}`,
            { ...configuration, RuleName: rule },
            'Sum',
            `${rule} ${end.toLowerCase()}`,
          ),
        ),
      ),
    },
  ];
}

function queueWidget({ names }: AlarmInput): Widget {
  const queue = { QueueName: names.queue };
  return {
    title: 'Placements',
    lines: [
      line(gamelift, 'PlacementsSucceeded', queue),
      line(gamelift, 'PlacementsFailed', queue),
      line(gamelift, 'PlacementsTimedOut', queue),
      line(gamelift, 'QueueDepth', queue, 'Maximum'),
    ],
  };
}

/** A line for each location of each fleet. */
function fleetWidgets(fleets: readonly WatchedFleet[]): readonly Widget[] {
  const perFleet = (metric: string, statistic: Statistic): readonly MetricLine[] =>
    fleets.flatMap((fleet) =>
      fleet.locations.map((location) => locationLine(fleet, location, metric, statistic)),
    );
  return [
    { title: 'Sessions', stacked: true, lines: perFleet('ActiveGameSessions', 'Average') },
    { title: 'Players', stacked: true, lines: perFleet('CurrentPlayerSessions', 'Average') },
    { title: 'Free sessions (%)', lines: perFleet('PercentAvailableGameSessions', 'Average') },
    { title: 'Instances', lines: perFleet('ActiveInstances', 'Average') },
    { title: 'Crashes of scripts', lines: perFleet('ServerProcessAbnormalTerminations', 'Sum') },
  ];
}

function serviceWidgets({ names, apiId }: AlarmInput): readonly Widget[] {
  const api = (metric: string, statistic: Statistic, label: string): MetricLine =>
    line('AWS/ApiGateway', metric, { ApiId: apiId }, statistic, label);
  const perFunction = (metric: string, statistic: Statistic): readonly MetricLine[] =>
    functionDeclarations.map(({ name }) =>
      line('AWS/Lambda', metric, { FunctionName: names.function(name) }, statistic, name),
    );
  return [
    {
      title: 'API: requests and errors',
      lines: [api('Count', 'Sum', 'requests'), api('4xx', 'Sum', '4xx'), api('5xx', 'Sum', '5xx')],
    },
    {
      title: 'API: latency (ms)',
      lines: [api('Latency', 'p50', 'half of them'), api('Latency', 'p99', '99 %')],
    },
    { title: 'Functions: errors', lines: perFunction('Errors', 'Sum') },
    { title: 'Functions: duration, 95 % (ms)', lines: perFunction('Duration', 'p95') },
    { title: 'Functions: throttles', lines: perFunction('Throttles', 'Sum') },
    {
      title: 'Functions: age of the oldest record of their streams (ms)',
      lines: functionDeclarations
        .filter(({ trigger }) => trigger.kind === 'stream')
        .map(({ name }) =>
          line('AWS/Lambda', 'IteratorAge', { FunctionName: names.function(name) }, 'Maximum', name),
        ),
    },
    {
      title: 'Tables: throttled reads and writes',
      lines: tableNames.flatMap((table) =>
        (['Read', 'Write'] as const).map((end) =>
          line(
            'AWS/DynamoDB',
            `${end}ThrottleEvents`,
            { TableName: names.table(table) },
            'Sum',
            `${table}: ${end.toLowerCase()}s`,
          ),
        ),
      ),
    },
  ];
}
