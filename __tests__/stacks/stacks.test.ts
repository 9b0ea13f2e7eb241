import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fs from 'node:fs';
import { homeRegions } from '../../config';
import { backend, environmentNames, environmentOf } from '../games';
import { environment } from '../../contract/environment';
import { functionDeclarations } from '../../functions/declarations';
import { throttles } from '../../contract/rest/declaration';
import { routes } from '../../contract/rest/routes';
import { tables } from '../../store/tables';
import {
  only,
  parsedJson,
  projectFolder,
  resources,
  type Synthesis,
  synthesize,
  writeScript,
} from './support/synthesis';

const folder = projectFolder();
let synthesis: Synthesis;
beforeAll(() => {
  synthesis = synthesize(folder);
});
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

describe('every stack', () => {
  it('that may have resources in other Regions keeps their providers, to delete what is removed', () => {
    const aliases = (stack: string): readonly unknown[] =>
      (synthesis.stacks.get(stack)?.json.provider['aws'] ?? []).flatMap(({ alias }) => alias ?? []);
    const further = homeRegions.filter((region) => region !== environmentOf('dev').region);
    for (const part of ['realtime', 'operations'])
      expect([...aliases(`dev-${part}`)].sort()).toEqual([...further].sort());
    // dev has no domain: the certificate of a removed one is in CloudFront's Region.
    expect(aliases('dev-site')).toEqual(['us-east-1']);
    expect(aliases('dev-data')).toEqual([]);
  });

  it('exists once for each environment, and resolves all its tokens', () => {
    expect([...synthesis.stacks.keys()].sort()).toEqual(
      environmentNames
        .flatMap((name) =>
          [
            'api',
            'data',
            'delivery',
            'matchmaking',
            'operations',
            'realtime',
            'state',
            ...(environmentOf(name).site === undefined ? [] : ['pages', 'site']),
          ].map((part) => `${name}-${part}`),
        )
        .sort(),
    );
    for (const [name, { text }] of synthesis.stacks) {
      expect({ name, tokens: /TOKEN\[|undefined|NaN|\[object Object\]/.exec(text)?.[0] }).toEqual({
        name,
        tokens: undefined,
      });
    }
  });

  it("keeps its state in S3 under S3's own lock, as does every stack that reads it", () => {
    for (const [name, { json, text }] of synthesis.stacks) {
      const [env = '', part = ''] = [name.slice(0, name.indexOf('-')), name.slice(name.indexOf('-') + 1)];
      expect(json.terraform).toMatchObject({
        required_version: '>= 1.11.0',
        backend: {
          s3: {
            bucket: `turnlift-${env}-state-${env === 'prod' ? '444455556666' : '111122223333'}`,
            key: `${part}.tfstate`,
            encrypt: true,
            use_lockfile: true,
          },
        },
      });
      for (const remote of Object.values(json.data['terraform_remote_state'] ?? {}))
        expect(remote).toMatchObject({ backend: 's3', config: { use_lockfile: true, encrypt: true } });
      expect(text).toContain('"allowed_account_ids"');
    }
  });

  it('is synthesized to the same bytes again', () => {
    const before = new Map([...synthesis.stacks].map(([name, { text }]) => [name, text]));
    const again = synthesize(folder);
    for (const [name, { text }] of again.stacks) expect(text === before.get(name)).toBe(true);
  });

  it('reads the state of another only for values that AWS generates', () => {
    const reads = [...synthesis.stacks].flatMap(([name, { json }]) =>
      Object.keys(json.data['terraform_remote_state'] ?? {}).map((other) => `${name} ← ${other}`),
    );
    expect(
      reads
        .filter((read) => read.startsWith('dev'))
        .map((read) => read.replace('cross-stack-reference-input-', ''))
        .sort(),
    ).toEqual([
      'dev-api ← dev-data',
      'dev-api ← dev-site',
      'dev-matchmaking ← dev-realtime',
      'dev-operations ← dev-api',
      'dev-operations ← dev-realtime',
      'dev-pages ← dev-api',
    ]);
  });
});

describe('data', () => {
  it('has the tables that the store declares: keys, indexes, streams, time to live, recovery', () => {
    const made = Object.values(resources(synthesis.stacks.get('prod-data'), 'aws_dynamodb_table'));
    expect(made.map((table) => table['name']).sort()).toEqual(
      Object.keys(tables)
        .map((name) => `turnlift-prod-${name}`)
        .sort(),
    );
    for (const declaration of Object.values(tables)) {
      const table = made.find(({ name }) => name === `turnlift-prod-${declaration.table}`);
      expect(table).toMatchObject({
        billing_mode: 'PAY_PER_REQUEST',
        deletion_protection_enabled: true,
        hash_key: declaration.partitionKey.name,
        range_key: declaration.sortKey?.name,
        point_in_time_recovery: { enabled: declaration.pointInTimeRecovery },
        ttl: { attribute_name: declaration.timeToLiveAttribute, enabled: true },
      });
      expect(table?.['stream_view_type']).toBe(declaration.stream);
      expect(
        (Array.isArray(table?.['global_secondary_index']) ? table['global_secondary_index'] : []).map(
          (index: { name: string }) => index.name,
        ),
      ).toEqual(declaration.globalSecondaryIndexes.map(({ name }) => name));
    }
  });

  it('may be deleted in dev', () => {
    for (const table of Object.values(resources(synthesis.stacks.get('dev-data'), 'aws_dynamodb_table')))
      expect(table['deletion_protection_enabled']).toBe(false);
  });
});

describe('functions', () => {
  it('are declared in the contract, on arm64 with Node 24, each with its own role and logs', () => {
    const lambdas = [
      ...resourcesOf('dev-api', 'aws_lambda_function'),
      ...resourcesOf('dev-matchmaking', 'aws_lambda_function'),
    ];
    expect(lambdas.map((lambda) => lambda['function_name']).sort()).toEqual(
      functionDeclarations.map(({ name }) => `turnlift-dev-${name}`).sort(),
    );
    expect(new Set(lambdas.map((lambda) => lambda['role'])).size).toBe(lambdas.length);
    for (const declaration of functionDeclarations) {
      const lambda = lambdas.find(
        (candidate) => candidate['function_name'] === `turnlift-dev-${declaration.name}`,
      );
      expect(lambda).toMatchObject({
        runtime: 'nodejs24.x',
        architectures: ['arm64'],
        handler: 'index.handler',
        memory_size: declaration.memoryMegabytes,
        timeout: declaration.timeoutSeconds,
        tracing_config: { mode: 'Active' },
      });
      const variables = lambda?.['environment'];
      expect(
        Object.keys(
          variables !== null && typeof variables === 'object' && 'variables' in variables
            ? Object(variables.variables)
            : {},
        ).sort(),
      ).toEqual(declaration.environment.map((key) => environment[key]).sort());
    }
  });

  it('start as declared: on events with a queue for failures, and by the schedule', () => {
    const declared = functionDeclarations
      .filter(({ trigger }) => trigger.kind === 'schedule')
      .map(({ trigger }) => (trigger.kind === 'schedule' ? `rate(${trigger.every})` : ''));
    expect(
      resourcesOf('dev-api', 'aws_cloudwatch_event_rule')
        .map((rule) => rule['schedule_expression'])
        .sort(),
    ).toEqual(declared.sort());
    const [events] = resourcesOf('dev-matchmaking', 'aws_cloudwatch_event_rule');
    expect(parsedJson(events?.['event_pattern'])).toEqual({
      source: ['aws.gamelift'],
      'detail-type': ['GameLift Matchmaking Event'],
      resources: [...backend.matchmakings.keys()].map(
        (key) => `arn:aws:gamelift:eu-west-1:111122223333:matchmakingconfiguration/turnlift-dev-${key}`,
      ),
    });
    for (const target of [
      ...resourcesOf('dev-api', 'aws_cloudwatch_event_target'),
      ...resourcesOf('dev-matchmaking', 'aws_cloudwatch_event_target'),
    ]) {
      expect(target).toHaveProperty('dead_letter_config.arn');
    }
  });

  it('have concurrency reserved only where the account is large enough', () => {
    const reserved = (stack: string): unknown[] =>
      resourcesOf(stack, 'aws_lambda_function')
        .map((lambda) => lambda['reserved_concurrent_executions'])
        .filter((value) => value !== undefined);
    expect(reserved('dev-api')).toEqual([]);
    expect(reserved('prod-api')).toEqual(
      functionDeclarations
        .filter(({ trigger }) => trigger.kind !== 'eventbridge')
        .flatMap(({ reservedConcurrency }) => reservedConcurrency ?? []),
    );
  });
});

describe('the API', () => {
  const keysOf = (prefix: string): unknown[] =>
    Object.entries(resources(synthesis.stacks.get('prod-api'), 'aws_apigatewayv2_route'))
      .filter(([id]) => id.startsWith(prefix))
      .map(([, route]) => route['route_key']);

  it("has the routes of the contract, players' routes behind the authorizer", () => {
    expect(keysOf('api_').sort()).toEqual(routes.map(({ method, path }) => `${method} ${path}`).sort());
    const made = Object.entries(resources(synthesis.stacks.get('prod-api'), 'aws_apigatewayv2_route'))
      .filter(([id]) => id.startsWith('api_'))
      .map(([, route]) => route);
    for (const route of routes) {
      const found = made.find((candidate) => candidate['route_key'] === `${route.method} ${route.path}`);
      expect(found?.['authorization_type']).toBe(route.authentication === 'player' ? 'JWT' : 'NONE');
      expect(found?.['authorizer_id'] !== undefined).toBe(route.authentication === 'player');
    }
  });

  it("throttles each route by the contract's limit", () => {
    const stage = Object.entries(resources(synthesis.stacks.get('prod-api'), 'aws_apigatewayv2_stage')).find(
      ([id]) => id.startsWith('api_'),
    )?.[1];
    for (const route of routes) {
      expect(stage?.['route_settings']).toContainEqual(
        expect.objectContaining({
          route_key: `${route.method} ${route.path}`,
          throttling_rate_limit: throttles[route.throttle].requestsPerSecond,
          throttling_burst_limit: throttles[route.throttle].burst,
        }),
      );
    }
  });

  it('is asked for its keys before the authorizer is made', () => {
    expect(keysOf('issuer_')).toContain('GET /.well-known/openid-configuration');
    const authorizer = only(synthesis.stacks.get('prod-api'), 'aws_apigatewayv2_authorizer');
    expect(authorizer).toMatchObject({
      authorizer_type: 'JWT',
      jwt_configuration: {
        issuer: expect.stringMatching(/^\$\{aws_apigatewayv2_api\.issuer_api_\w+\.api_endpoint\}$/),
      },
    });
    // The authorizer is made after a call that waits until the issuer publishes its keys.
    expect(authorizer['depends_on']).toEqual(['aws_lambda_invocation.issuer-ready']);
    const wait = only(synthesis.stacks.get('prod-api'), 'aws_lambda_invocation');
    expect(wait).toMatchObject({
      function_name: expect.stringMatching(/^\$\{aws_lambda_function\.signing-keys-function/),
      lifecycle_scope: 'CREATE_ONLY',
      depends_on: [expect.stringMatching(/^aws_apigatewayv2_stage\.issuer_stage_/)],
    });
    expect(parsedJson(wait['input'])).toEqual({
      task: 'await-issuer',
      issuer: expect.stringMatching(/^\$\{aws_apigatewayv2_api\.issuer_api_/),
    });
    // The API's stage comes after its routes, and so after the authorizer: it never answers without keys.
    const stages = Object.entries(resources(synthesis.stacks.get('prod-api'), 'aws_apigatewayv2_stage'));
    const stage = stages.find(([id]) => id.startsWith('api_'))?.[1];
    expect(JSON.stringify(stage?.['depends_on'])).toContain('aws_apigatewayv2_route.api_getMe_');
  });
});

describe('realtime', () => {
  it('names the script by its content alone', () => {
    const keyOf = (from: Synthesis): unknown => only(from.stacks.get('dev-realtime'), 'aws_s3_object')['key'];
    const before = keyOf(synthesis);
    expect(before).toMatch(/^realtime-server\/[0-9a-f]{16}\.zip$/);
    writeScript(folder, { 'server.js': 'exports.ssExports = { init() {} }; // changed' });
    const after = keyOf(synthesize(folder, ['dev']));
    writeScript(folder, { 'server.js': 'exports.ssExports = { init() {} };' });
    expect(after).not.toBe(before);
  });

  it('puts the script after its bucket keeps versions, or the bucket could not be emptied', () => {
    for (const name of environmentNames) {
      const object = only(synthesis.stacks.get(`${name}-realtime`), 'aws_s3_object');
      expect(object['depends_on']).toEqual([
        expect.stringMatching(/^aws_s3_bucket_versioning\.artifacts_versioning_/),
      ]);
    }
  });

  it('waits until new roles are known before scripts and fleets use them', () => {
    for (const name of environmentNames) {
      const stack = synthesis.stacks.get(`${name}-realtime`);
      const pause = only(stack, 'terraform_data');
      expect(pause).toMatchObject({
        triggers_replace: {
          reader: expect.stringMatching(/^\$\{aws_iam_role\.script-reader\.unique_id\}$/),
          instance: expect.stringMatching(/^\$\{aws_iam_role\.instance\.unique_id\}$/),
        },
        depends_on: ['aws_iam_role_policy.script-reader-rights', 'aws_iam_role_policy.instance-rights'],
        provisioner: [
          { 'local-exec': { command: expect.stringMatching(/setTimeout\(\(\) => \{\}, 20000\)/) } },
        ],
      });
      expect(only(stack, 'aws_cloudformation_stack')['depends_on']).toContainEqual(
        expect.stringMatching(/^terraform_data\.role-settled_pause/),
      );
    }
  });

  it('places matches through aliases, in the order of preference', () => {
    const queue = only(synthesis.stacks.get('prod-realtime'), 'aws_gamelift_game_session_queue');
    expect(queue['destinations']).toEqual([
      expect.stringMatching(/\.outputs\.AliasArnSpot\}$/),
      expect.stringMatching(/\.outputs\.AliasArnOnDemand\}$/),
    ]);
    expect(queue['player_latency_policy']).toEqual([
      { maximum_individual_player_latency_milliseconds: 120, policy_duration_seconds: 20 },
      { maximum_individual_player_latency_milliseconds: 300 },
    ]);
  });
});

describe('operations', () => {
  it('watches every function and every fleet, and notifies the topic', () => {
    const alarms = resourcesOf('prod-operations', 'aws_cloudwatch_metric_alarm');
    const watched = alarms.flatMap((alarm) => Object.values(Object(alarm['dimensions'])));
    for (const { name } of functionDeclarations) expect(watched).toContain(`turnlift-prod-${name}`);
    expect(
      watched.filter((value) => String(value).includes('terraform_remote_state')).length,
    ).toBeGreaterThanOrEqual(2);
    for (const alarm of alarms) expect(alarm['alarm_actions']).toHaveLength(1);
  });

  it('shows the pass rate of every rule of the rule set', () => {
    const body = String(
      only(synthesis.stacks.get('prod-operations'), 'aws_cloudwatch_dashboard')['dashboard_body'],
    );
    for (const rule of ['SameGame', 'FairSkill', 'FastEnough']) expect(body).toContain(`"${rule} passed"`);
  });
});

function resourcesOf(stack: string, type: string): ReadonlyArray<Record<string, unknown>> {
  return Object.values(resources(synthesis.stacks.get(stack), type));
}
