import { queueName } from '../../contract/names';
import { environment, type EnvironmentKey } from '../../contract/environment';
import { functionDeclarations } from '../../functions/declarations';
import { type FunctionDeclaration, type Grant } from '../../functions/declaration';
import { cors, corsMethods, type RestRoute, throttles } from '../../contract/rest/declaration';
import { routes } from '../../contract/rest/routes';
import { type TableName } from '../../contract/tables';
import { tokenAudience } from '../../contract/tokens';
import { webhookResource } from '../../contract/webhooks';
import { parameterOf } from './parameters';

/**
 * The functions and the HTTP API for AWS SAM, from the same declarations as the stacks: for people who know
 * AWS's tutorials, and for `sam local`. Tables, FlexMatch and fleets are not included; their names are
 * parameters.
 */

type Json = string | number | boolean | readonly Json[] | { readonly [key: string]: Json };
type Sub = { readonly 'Fn::Sub': string };
type Ref = { readonly Ref: string };

/** `matchmaking-events` → `MatchmakingEvents`. */
function logicalId(name: string): string {
  return name
    .split(/[^a-zA-Z0-9]+/)
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('');
}

const tableParameter: Readonly<Record<TableName, EnvironmentKey>> = {
  players: 'playersTable',
  tickets: 'ticketsTable',
  matches: 'matchesTable',
  leaderboards: 'leaderboardsTable',
  ranks: 'ranksTable',
  deliveries: 'deliveriesTable',
};

const anyWebhook = webhookResource(`\${${parameterOf.resourcePrefix.name}}`, '*');

const ref = (parameter: string): Ref => ({ Ref: parameter });
const sub = (text: string): Sub => ({ 'Fn::Sub': text });
const arn = (service: string, resource: string): string =>
  `arn:\${AWS::Partition}:${service}:\${AWS::Region}:\${AWS::AccountId}:${resource}`;

function statement(grant: Grant): Json {
  switch (grant.service) {
    case 'dynamodb': {
      const table = arn('dynamodb', `table/\${${parameterOf[tableParameter[grant.table]].name}}`);
      return {
        Effect: 'Allow',
        Action: grant.actions.map((action) => `dynamodb:${action}`),
        Resource: [sub(table), ...(grant.indexes ?? []).map((index) => sub(`${table}/index/${index}`))],
        ...(grant.partitionKeys === undefined
          ? {}
          : {
              Condition: {
                'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': [...grant.partitionKeys] },
              },
            }),
      };
    }
    case 'gamelift': {
      const queue = queueName(`\${${parameterOf.resourcePrefix.name}}`);
      return {
        Effect: 'Allow',
        Action: grant.actions.map((action) => `gamelift:${action}`),
        Resource: 'resource' in grant ? sub(arn('gamelift', `gamesessionqueue/${queue}`)) : '*',
      };
    }
    case 'secretsmanager': {
      const secret = grant.secret === 'webhooks' ? anyWebhook : '${SigningKeysSecret}';
      return {
        Effect: 'Allow',
        Action: grant.actions.map((action) => `secretsmanager:${action}`),
        Resource: sub(arn('secretsmanager', `secret:${secret}-??????`)),
      };
    }
    case 'events':
      return {
        Effect: 'Allow',
        Action: grant.actions.map((action) => `events:${action}`),
        Resource: sub(arn('events', 'event-bus/${EventBus}')),
      };
    case 'sqs':
      return {
        Effect: 'Allow',
        Action: grant.actions.map((action) => `sqs:${action}`),
        Resource: sub(`arn:\${AWS::Partition}:sqs:\${AWS::Region}:\${AWS::AccountId}:${anyWebhook}`),
      };
  }
}

function events({ name, trigger }: FunctionDeclaration): Record<string, Json> {
  switch (trigger.kind) {
    case 'http':
      return Object.fromEntries(
        routes
          .filter((route) => route.function === name)
          .map((route) => [
            logicalId(route.operationId),
            {
              Type: 'HttpApi',
              Properties: {
                ApiId: ref('Api'),
                Path: route.path,
                Method: route.method,
                ...(route.authentication !== 'none' ? { Auth: { Authorizer: 'players' } } : {}),
              },
            },
          ]),
      );
    case 'eventbridge':
      return {
        GameLift: {
          Type: 'EventBridgeRule',
          Properties: {
            Pattern: { source: [trigger.source], 'detail-type': trigger.detailTypes },
            RetryPolicy: { MaximumRetryAttempts: 10, MaximumEventAgeInSeconds: 600 },
            DeadLetterConfig: { Type: 'SQS' },
          },
        },
      };
    // The template knows no environment, and so no webhook: its queue is added with it.
    case 'queue':
      return {};
    case 'schedule':
      return { Clock: { Type: 'Schedule', Properties: { Schedule: `rate(${trigger.every})` } } };
    case 'stream':
      return {
        Stream: {
          Type: 'DynamoDB',
          Properties: {
            Stream: ref(`${logicalId(trigger.table)}Stream`),
            StartingPosition: 'TRIM_HORIZON',
            BatchSize: trigger.batchSize,
            MaximumBatchingWindowInSeconds: trigger.windowSeconds,
            BisectBatchOnFunctionError: true,
            FunctionResponseTypes: ['ReportBatchItemFailures'],
          },
        },
      };
  }
}

function lambda(declaration: FunctionDeclaration): Json {
  return {
    Type: 'AWS::Serverless::Function',
    Properties: {
      Description: declaration.description,
      // Built by npm run build, so that SAM deploys the same bytes as Terraform; `sam build` leaves zips
      // unchanged.
      CodeUri: `build/functions/${declaration.name}.zip`,
      Handler: 'index.handler',
      MemorySize: declaration.memoryMegabytes,
      Timeout: declaration.timeoutSeconds,
      ...(declaration.reservedConcurrency === undefined
        ? {}
        : { ReservedConcurrentExecutions: declaration.reservedConcurrency }),
      Environment: {
        Variables: Object.fromEntries(
          declaration.environment.map((key) => [environment[key], ref(parameterOf[key].name)]),
        ),
      },
      Policies: [{ Version: '2012-10-17', Statement: declaration.grants.map(statement) }],
      Events: events(declaration),
    },
  };
}

function routeSettings(): Record<string, Json> {
  return Object.fromEntries(
    routes.map((route: RestRoute) => [
      `${route.method} ${route.path}`,
      {
        ThrottlingRateLimit: throttles[route.throttle].requestsPerSecond,
        ThrottlingBurstLimit: throttles[route.throttle].burst,
      },
    ]),
  );
}

/** The parameters for the tables, the stack and the issuer that the functions need. */
function parameters(): Record<string, Json> {
  const used = new Set(
    functionDeclarations.flatMap((declaration) => [
      ...declaration.environment,
      ...declaration.grants.flatMap((grant) =>
        grant.service === 'dynamodb' ? [tableParameter[grant.table]] : [],
      ),
    ]),
  );
  used.add('issuer');
  const streams = functionDeclarations.flatMap(({ trigger }) =>
    trigger.kind === 'stream' ? [trigger.table] : [],
  );
  return {
    ...Object.fromEntries(
      [...used]
        .sort()
        .map((key) => [
          parameterOf[key].name,
          { Type: 'String', Default: parameterOf[key].default, Description: parameterOf[key].description },
        ]),
    ),
    ...Object.fromEntries(
      streams.map((table) => [
        `${logicalId(table)}Stream`,
        { Type: 'String', Description: `ARN of the stream of the table ${table}` },
      ]),
    ),
  };
}

function httpApi(): Json {
  return {
    Type: 'AWS::Serverless::HttpApi',
    Properties: {
      Description: 'Players, tickets, matches, leaderboards',
      CorsConfiguration: {
        AllowOrigins: ['*'],
        AllowMethods: [...corsMethods(routes)],
        AllowHeaders: [...cors.allowHeaders],
        ExposeHeaders: [...cors.exposeHeaders],
        MaxAge: cors.maxAgeSeconds,
      },
      Auth: {
        Authorizers: {
          players: {
            IdentitySource: '$request.header.Authorization',
            JwtConfiguration: { issuer: ref('Issuer'), audience: [tokenAudience] },
          },
        },
      },
      RouteSettings: routeSettings(),
    },
  };
}

/** The template as an object. */
export function samTemplate(): { readonly [key: string]: Json } {
  return {
    AWSTemplateFormatVersion: '2010-09-09',
    Transform: 'AWS::Serverless-2016-10-31',
    Description:
      'Turnlift: functions and HTTP API. Written by npm run sam-template from contract/; do not edit.',
    Parameters: parameters(),
    Globals: {
      Function: {
        Runtime: 'nodejs24.x',
        Architectures: ['arm64'],
        Tracing: 'Active',
        LoggingConfig: { LogFormat: 'JSON' },
      },
    },
    Resources: {
      Api: httpApi(),
      ...Object.fromEntries(
        functionDeclarations.map((declaration) => [
          `${logicalId(declaration.name)}Function`,
          lambda(declaration),
        ]),
      ),
    },
    Outputs: {
      ApiUrl: {
        Description: 'Base URL of the API',
        Value: sub('https://${Api}.execute-api.${AWS::Region}.${AWS::URLSuffix}'),
      },
    },
  };
}
