import { describe, expect, it } from '@jest/globals';
import { loadAwsServiceSpecSync } from '@aws-cdk/aws-service-spec';
import { functionDeclarations } from '../../functions/declarations';
import { tableNames } from '../../contract/tables';
import { tables } from '../../store/tables';
import { dashboardBody } from '../../stacks/constructs/dashboard';
import { absence, metricTables } from '../../stacks/constructs/metric-tables';
import { backend, environmentNames, environmentOf } from '../games';
import { alarmResource, type AlarmResource, type MetricRead, metricReads } from './support/metric-reads';
import { resources } from './support/reading';
import { sharedStacks } from './support/shared-stacks';

const stacks = sharedStacks();
const readsOf = (environment: string): readonly MetricRead[] =>
  metricReads(stacks.get(`${environment}-operations`));

/** Whether log filters write it: the namespace of an environment. */
const isFiltered = (namespace: string): boolean => namespace.includes('/') && !namespace.startsWith('AWS/');

/** The fleet of a reference to an output of the fleets' stack, in lower case without hyphens. */
const fleetOf = (reference = ''): string => /FleetId(\w+)/.exec(reference)?.[1]?.toLowerCase() ?? reference;

describe('every alarm and widget', () => {
  it.each(environmentNames)('of the fleets of %s reads each of their locations', (name) => {
    const { region, realtime } = environmentOf(name);
    const reads = readsOf(name);
    const fleetMetrics = [
      ...['ActiveGameSessions', 'CurrentPlayerSessions', 'PercentAvailableGameSessions'],
      ...['ActiveInstances', 'ServerProcessAbnormalTerminations'],
    ];
    // By FleetId alone GameLift publishes what is of the home Region.
    const locationOf = ({ dimensions: given }: MetricRead): string => given['Location'] ?? region;
    for (const metric of fleetMetrics)
      for (const [fleet, { locations }] of Object.entries(realtime.fleets)) {
        const ofFleet = reads.filter(
          (read) =>
            read.metric === metric && fleetOf(read.dimensions['FleetId']) === fleet.replaceAll('-', ''),
        );
        const [alarms, widgets] = [true, false].map((isAlarm) =>
          ofFleet.filter(({ at }) => at.includes('fleet-') === isAlarm).map(locationOf),
        );
        const expected = locations.map(({ location }) => String(location)).sort();
        expect({ fleet, metric, widgets: widgets?.sort() }).toEqual({ fleet, metric, widgets: expected });
        if (['PercentAvailableGameSessions', 'ServerProcessAbnormalTerminations'].includes(metric))
          expect({ fleet, metric, alarms: alarms?.sort() }).toEqual({ fleet, metric, alarms: expected });
      }
  });

  it.each(environmentNames)(
    'of %s reads a metric that exists, with its dimensions and a statistic that it has',
    (name) => {
      const reads = readsOf(name);
      expect(reads.length).toBeGreaterThan(80);
      const wrong = reads
        .filter(({ namespace }) => !isFiltered(namespace))
        .filter(({ namespace, metric, dimensions: given, statistic }) => {
          const found = metricTables[namespace]?.metrics[metric];
          const by = Object.keys(given).sort().join();
          return (
            found === undefined ||
            !found.by.some((names) => [...names].sort().join() === by) ||
            !found.statistics.some((known) => known === statistic)
          );
        });
      expect(wrong).toEqual([]);
    },
  );

  it('of our own namespace reads a metric that a log filter writes', () => {
    for (const name of environmentNames) {
      const written = Object.values(
        resources(stacks.get(`${name}-matchmaking`), 'aws_cloudwatch_log_metric_filter'),
      ).map((filter) => Object(filter['metric_transformation']));
      const own = readsOf(name).filter(({ namespace }) => isFiltered(namespace));
      expect(own.length).toBeGreaterThan(0);
      for (const { namespace, metric, dimensions: given } of own) {
        expect(given).toEqual({});
        expect(written.map((filter) => `${filter.namespace} ${filter.name}`)).toContain(
          `${namespace} ${metric}`,
        );
      }
    }
  });

  it('is what metrics are paid for: no stage publishes those of single routes, which nothing reads', () => {
    for (const stage of Object.values(resources(stacks.get('prod-api'), 'aws_apigatewayv2_stage'))) {
      const routes = [stage['default_route_settings'], stage['route_settings']].flat();
      expect(routes.length).toBeGreaterThan(4);
      for (const route of routes) expect(Object(route).detailed_metrics_enabled ?? false).toBe(false);
    }
  });

  it('reads the API by the id that API Gateway generated', () => {
    const api = readsOf('prod').filter(({ namespace }) => namespace === 'AWS/ApiGateway');
    expect(new Set(api.map((read) => Object.keys(read.dimensions).join()))).toEqual(new Set(['ApiId']));
    for (const { dimensions: given } of api)
      expect(given['ApiId']).toMatch(/terraform_remote_state.*prod-api/);
  });
});

describe('the metric tables', () => {
  const specification = loadAwsServiceSpecSync();
  const published: Readonly<Record<string, string>> = {
    'AWS/Lambda': 'AWS::Lambda::Function',
    'AWS/ApiGateway': 'AWS::ApiGatewayV2::Api',
    'AWS/DynamoDB': 'AWS::DynamoDB::Table',
    'AWS/SQS': 'AWS::SQS::Queue',
  };

  it.each(Object.keys(published))("of %s equal AWS's own", (namespace) => {
    const [type] = specification.lookup(
      'resource',
      'cloudFormationType',
      'equals',
      published[namespace] ?? '',
    );
    if (type === undefined) throw new Error(`${namespace} has no type`);
    const metrics = specification.follow('resourceHasMetric', type).map(({ entity }) => entity.name);
    const sets = specification.follow('resourceHasDimensionSet', type).map(({ entity }) =>
      entity.dimensions
        .map(({ name }) => name)
        .sort()
        .join(),
    );
    for (const [name, { by }] of Object.entries(metricTables[namespace]?.metrics ?? {})) {
      expect(metrics).toContain(name);
      for (const names of by) expect(sets).toContain([...names].sort().join());
    }
  });

  it('of GameLift include the fleet metrics of the specification', () => {
    const [type] = specification.lookup('resource', 'cloudFormationType', 'equals', 'AWS::GameLift::Fleet');
    if (type === undefined) throw new Error('no fleet');
    expect(specification.follow('resourceHasMetric', type).map(({ entity }) => entity.name)).toContain(
      'ActiveInstances',
    );
    for (const { source } of Object.values(metricTables)) expect(source.length).toBeGreaterThan(20);
  });

  it.each([
    [
      {
        namespace: 'AWS/DynamoDB',
        metric: 'ThrottledRequests',
        dimensions: { TableName: 't' },
        statistic: 'Sum' as const,
      },
      /not in .*metric-tables/,
    ],
    [
      { namespace: 'AWS/ApiGateway', metric: '5xx', dimensions: { ApiName: 'a' }, statistic: 'Sum' as const },
      /is published by ApiId, not by ApiName/,
    ],
    [
      {
        namespace: 'AWS/GameLift',
        metric: 'TimeToMatch',
        dimensions: { ConfigurationName: 'c' },
        statistic: 'p95' as const,
      },
      /has Average, Minimum, Maximum, not p95/,
    ],
  ])('refuse a line for which CloudWatch would never alarm: %j', (line, why) => {
    expect(absence(line)).toMatch(why);
    expect(() => dashboardBody('eu-west-1', [{ title: 'One', lines: [line] }])).toThrow(why);
  });
});

describe('alarms', () => {
  const found = Object.values(resources(stacks.get('prod-operations'), 'aws_cloudwatch_metric_alarm')).map(
    (value) => alarmResource.parse(value),
  );
  const named = (name: string): AlarmResource => {
    const one = found.find(({ alarm_name: full }) => full === `turnlift-prod-${name}`);
    if (one === undefined) throw new Error(`there is no alarm ${name}`);
    return one;
  };

  it('exist for every failure that players notice', () => {
    for (const { name, trigger } of functionDeclarations) {
      for (const kind of ['errors', 'throttled', 'slow']) named(`${name}-${kind}`);
      if (trigger.kind !== 'stream') {
        named(`${name}-failing`);
        continue;
      }
      expect(named(`${name}-behind`)).toMatchObject({ metric_name: 'IteratorAge', threshold: 60_000 });
      named(`${name}-lost`);
    }
    for (const name of [
      'api-errors',
      'api-slow',
      'issuer-errors',
      'issuer-slow',
      'undelivered-events',
      'failed-functions',
      'dropped-events',
      'key-rotation-stopped',
      'queue-waits',
      'placements-failed',
      'placements-timed-out',
      ...[...backend.matchmakings.keys()].map((key) => `${key}-tickets-timed-out`),
    ])
      named(name);
  });

  it("distinguish the game's API from that of the issuer", () => {
    const idsOf = (name: string): readonly string[] =>
      readsOf('prod').flatMap(({ at, dimensions: given }) =>
        at === `turnlift-prod-${name}` ? (given['ApiId'] ?? '') : [],
      );
    for (const kind of ['errors', 'slow']) {
      for (const part of ['api', 'issuer']) {
        const ids = idsOf(`${part}-${kind}`);
        expect(ids).toHaveLength(part === 'api' && kind === 'errors' ? 2 : 1);
        for (const id of ids) expect(id).toMatch(new RegExp(`aws_apigatewayv2_api${part}_`));
      }
    }
    expect(named('issuer-errors')).toMatchObject({ metric_name: '5xx', statistic: 'Sum', threshold: 0 });
    expect(named('issuer-slow')).toMatchObject({ metric_name: 'Latency', extended_statistic: 'p99' });
  });

  it('can only report batches that are kept: each stream has a failures queue', () => {
    const mappings = Object.values(resources(stacks.get('prod-api'), 'aws_lambda_event_source_mapping'));
    expect(mappings).toHaveLength(
      functionDeclarations.filter(({ trigger }) => trigger.kind === 'stream').length,
    );
    for (const mapping of mappings)
      expect(mapping).toMatchObject({
        bisect_batch_on_function_error: true,
        maximum_retry_attempts: 10,
        destination_config: {
          on_failure: { destination_arn: expect.stringContaining('functions-failures') },
        },
      });
  });

  it('combine throttles of a table with those of its indexes', () => {
    for (const table of tableNames) {
      const lines = (named(`table-${table}-throttled`).metric_query ?? []).flatMap(
        ({ metric }) => metric ?? [],
      );
      expect(lines).toHaveLength(2 * (1 + tables[table].globalSecondaryIndexes.length));
    }
  });

  it('treat missing data as a failure only for keys that are no longer rotated', () => {
    expect(
      found.filter((one) => one.treat_missing_data === 'breaching').map((one) => one.alarm_name),
    ).toEqual(['turnlift-prod-key-rotation-stopped']);
  });
});

describe('the budget', () => {
  it("watch the account's bill, unless the environment says that its tag is activated", () => {
    for (const name of environmentNames) {
      const [budget] = Object.values(resources(stacks.get(`${name}-operations`), 'aws_budgets_budget'));
      expect(budget?.['cost_filter']).toBeUndefined();
    }
  });
});
