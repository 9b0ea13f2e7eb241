import { Apigatewayv2Api } from '@cdktf/provider-aws/lib/apigatewayv2-api';
import { Apigatewayv2Authorizer } from '@cdktf/provider-aws/lib/apigatewayv2-authorizer';
import { Apigatewayv2Integration } from '@cdktf/provider-aws/lib/apigatewayv2-integration';
import { Apigatewayv2Route } from '@cdktf/provider-aws/lib/apigatewayv2-route';
import { Apigatewayv2Stage } from '@cdktf/provider-aws/lib/apigatewayv2-stage';
import { CloudwatchLogGroup } from '@cdktf/provider-aws/lib/cloudwatch-log-group';
import { LambdaPermission } from '@cdktf/provider-aws/lib/lambda-permission';
import { type ITerraformDependable } from 'cdktf';
import { Construct } from 'constructs';
import {
  cors,
  corsMethods,
  type HttpFunction,
  type RestRoute,
  throttles,
} from '../../contract/rest/declaration';
import { tokenAudience } from '../../contract/tokens';
import { type GameStack } from './game-stack';
import { type LiveFunction, type LiveFunctions } from './live-functions';

const accessLine = JSON.stringify({
  requestId: '$context.requestId',
  time: '$context.requestTime',
  ip: '$context.identity.sourceIp',
  route: '$context.routeKey',
  status: '$context.status',
  milliseconds: '$context.responseLatency',
  functionMilliseconds: '$context.integrationLatency',
  bytes: '$context.responseLength',
  player: '$context.authorizer.claims.sub',
  error: '$context.error.message',
  authorizerError: '$context.authorizer.error',
  integrationError: '$context.integrationErrorMessage',
});

export function routeKey(route: Pick<RestRoute, 'method' | 'path'>): string {
  return `${route.method} ${route.path}`;
}

export interface HttpApiProps {
  /** Part of the name. */
  readonly part: string;
  readonly description: string;
  readonly routes: readonly RestRoute[];
  /** Origins whose pages browsers allow to use the API. */
  readonly origins: readonly string[];
}

/**
 * An HTTP API in front of the functions that the contract names. It is not a REST API, because an HTTP API
 * costs a third and has built-in JWT authorizers. An HTTP API cannot have a WAF of its own: docs/deploying.md
 * shows how to put CloudFront with a WAF in front.
 */
export class HttpApi extends Construct {
  readonly #stack: GameStack;
  readonly #props: HttpApiProps;

  /** Base URL, without a slash at the end. */
  readonly url: string;
  /** Known after creation; it is the dimension of its metrics. */
  readonly id: string;
  readonly #api: Apigatewayv2Api;
  readonly #name: string;

  constructor(stack: GameStack, props: HttpApiProps) {
    super(stack, props.part);
    this.#stack = stack;
    this.#props = props;

    const { names } = stack;
    this.#name = names.of('function', props.part);
    this.#api = new Apigatewayv2Api(this, 'api', {
      name: this.#name,
      description: props.description,
      protocolType: 'HTTP',
      corsConfiguration: {
        allowOrigins: [...props.origins],
        allowMethods: [...corsMethods(props.routes)],
        allowHeaders: [...cors.allowHeaders],
        exposeHeaders: [...cors.exposeHeaders],
        maxAge: cors.maxAgeSeconds,
      },
    });
    this.url = this.#api.apiEndpoint;
    this.id = this.#api.id;
  }

  /**
   * Adds routes, their integrations, the authorizer of routes that need a player, and the stage with a
   * throttle for each route.
   * @param issuer of the access tokens; it must answer already, because API Gateway reads its metadata while
   * it creates the authorizer
   * @returns resources that must exist before the API answers
   * @throws Error with one line when a route names a function that is not declared
   */
  serve(
    functions: LiveFunctions,
    issuer?: { readonly url: string; readonly ready: ITerraformDependable },
  ): ITerraformDependable {
    const { config } = this.#stack;
    const { routes } = this.#props;
    const integrations = new Map(
      [...new Set(routes.map((route) => route.function))].map((name) => [
        name,
        this.#integration(name, functions.get(name)),
      ]),
    );
    const authorizer =
      issuer === undefined
        ? undefined
        : new Apigatewayv2Authorizer(this, authorizerName(config.api.authorizerGeneration), {
            apiId: this.#api.id,
            name: authorizerName(config.api.authorizerGeneration),
            authorizerType: 'JWT',
            identitySources: ['$request.header.Authorization'],
            jwtConfiguration: { audience: [tokenAudience], issuer: issuer.url },
            dependsOn: [issuer.ready],
            // The service deletes no authorizer that a route still names, and takes no name twice.
            lifecycle: { createBeforeDestroy: true },
          });
    const added = routes.map(
      (route) =>
        new Apigatewayv2Route(this, route.operationId, {
          apiId: this.#api.id,
          routeKey: routeKey(route),
          operationName: route.operationId,
          target: `integrations/${integrations.get(route.function)?.id ?? ''}`,
          ...this.#authorization(route, authorizer),
        }),
    );
    const logs = new CloudwatchLogGroup(this, 'access-logs', {
      name: `/aws/apigateway/${this.#name}`,
      retentionInDays: config.operations.logRetentionDays,
    });
    return new Apigatewayv2Stage(this, 'stage', {
      apiId: this.#api.id,
      name: '$default',
      autoDeploy: true,
      accessLogSettings: { destinationArn: logs.arn, format: accessLine },
      // No metrics of single routes: each of the five of a route costs $0.30 a month, and the access log has
      // the route.
      defaultRouteSettings: {
        throttlingRateLimit: throttles.public.requestsPerSecond,
        throttlingBurstLimit: throttles.public.burst,
      },
      routeSettings: routes.map((route) => ({
        routeKey: routeKey(route),
        throttlingRateLimit: throttles[route.throttle].requestsPerSecond,
        throttlingBurstLimit: throttles[route.throttle].burst,
      })),
      // The service refuses a throttle for a route that does not exist yet.
      dependsOn: added,
    });
  }

  #authorization(
    route: RestRoute,
    authorizer: Apigatewayv2Authorizer | undefined,
  ): { authorizationType: string; authorizerId?: string } {
    if (route.authentication === 'none') return { authorizationType: 'NONE' };
    if (authorizer === undefined)
      throw new Error(
        `contract/rest: ${routeKey(route)} asks for a player's token, but ${this.#name} has no authorizer`,
      );
    return { authorizationType: 'JWT', authorizerId: authorizer.id };
  }

  #integration(name: HttpFunction, target: LiveFunction): Apigatewayv2Integration {
    const permission = new LambdaPermission(this, `${name}-permission`, {
      statementId: this.#props.part,
      action: 'lambda:InvokeFunction',
      functionName: target.functionName,
      qualifier: target.qualifier,
      principal: 'apigateway.amazonaws.com',
      sourceArn: `${this.#api.executionArn}/*/*`,
      dependsOn: [target.alias],
    });
    return new Apigatewayv2Integration(this, `${name}-integration`, {
      apiId: this.#api.id,
      integrationType: 'AWS_PROXY',
      integrationUri: target.invokeArn,
      payloadFormatVersion: '2.0',
      dependsOn: [permission],
    });
  }
}

const authorizerName = (generation: number): string =>
  generation === 1 ? 'players' : `players-${generation}`;
