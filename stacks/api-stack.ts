import { LambdaInvocation } from '@cdktf/provider-aws/lib/lambda-invocation';
import { SecretsmanagerSecret } from '@cdktf/provider-aws/lib/secretsmanager-secret';
import { type ITerraformDependable, TerraformOutput } from 'cdktf';
import { type Construct } from 'constructs';
import { type EnvironmentConfig } from '../config';
import { functionDeclarations } from '../functions/declarations';
import { routes } from '../contract/rest/routes';
import { type Artifacts } from './artifacts';
import { ApiDomain } from './constructs/api-domain';
import { FailuresQueue } from './constructs/failures-queue';
import { GameStack } from './constructs/game-stack';
import { trialEnvironmentOf } from './constructs/grants';
import { HttpApi } from './constructs/http-api';
import { type LiveFunction, LiveFunctions } from './constructs/live-functions';
import { NodeFunction } from './constructs/node-function';
import { EventRule, StreamSource } from './constructs/triggers';
import { WebhookQueues } from './constructs/webhook-queues';
import { type DataStack } from './data-stack';
import { type SiteStack } from './site-stack';

const metadataPath = '/.well-known/openid-configuration';

/**
 * The functions behind REST, streams and schedules, and the HTTP API. There are two APIs: the issuer of
 * access tokens, with the open routes of the function that signs them, and the game's API, with all routes.
 * An authorizer can only be created once its issuer answers, so a custom resource between the two APIs waits
 * for that.
 */
export class ApiStack extends GameStack {
  /** Id of the game's API. */
  readonly apiId: string;
  /** Id of the issuer's API. */
  readonly issuerId: string;
  /** Base URL that clients use, without a slash at the end. */
  readonly url: string;

  /** @param site the page to play on, where the environment has one */
  constructor(
    scope: Construct,
    config: EnvironmentConfig,
    artifacts: Artifacts,
    data: DataStack,
    site?: SiteStack,
  ) {
    super(scope, 'api', config);
    new SecretsmanagerSecret(this, 'signing-keys', {
      name: this.names.signingKeys,
      description: 'Keys of our access tokens; the function signing-keys makes and rotates them',
      recoveryWindowInDays: config.data.deletionProtection ? 30 : 0,
    });
    const origins = [...(site === undefined ? [] : [site.origin]), ...config.api.allowedOrigins];
    const issuer = new HttpApi(this, {
      part: 'issuer',
      description: `Turnlift ${config.environment}: issuer of players' tokens`,
      routes: issuerRoutes(),
      origins,
    });
    const api = new HttpApi(this, {
      part: 'api',
      description: `Turnlift ${config.environment}: players, tickets, matches, leaderboards`,
      routes,
      origins,
    });
    this.apiId = api.id;
    this.issuerId = issuer.id;
    const failures = new FailuresQueue(this, 'functions');
    const undelivered = new FailuresQueue(this, 'webhooks');
    const functions = this.#functions(artifacts, data, issuer.url, failures);
    const live = new LiveFunctions(this, 'api', functions, api.id);
    for (const { name, trigger } of functionDeclarations) {
      if (trigger.kind === 'schedule') new EventRule(this, name, live.get(name), failures, trigger);
      if (trigger.kind === 'queue') new WebhookQueues(this, live.get(name), undelivered, trigger);
      if (trigger.kind === 'stream')
        new StreamSource(this, name, live.get(name), failures, data.streamArn(trigger.table), trigger);
    }
    const ready = this.#issuerReady(live.get('signing-keys'), issuer.url, issuer.serve(live));
    const stage = api.serve(live, { url: issuer.url, ready });
    const domain =
      config.api.domain === undefined ? undefined : new ApiDomain(this, config.api.domain, api.id, stage);
    this.url = domain?.url ?? api.url;
    new TerraformOutput(this, 'api-url', { value: this.url });
    new TerraformOutput(this, 'issuer-url', { value: issuer.url });
  }

  /** Every function but those of events, which the matchmaking stack has. */
  #functions(
    artifacts: Artifacts,
    data: DataStack,
    issuer: string,
    failures: FailuresQueue,
  ): ReadonlyMap<string, NodeFunction> {
    const functions = new Map<string, NodeFunction>();
    for (const declaration of functionDeclarations) {
      const { name, trigger } = declaration;
      if (trigger.kind === 'eventbridge') continue;
      functions.set(
        name,
        new NodeFunction(this, {
          declaration,
          zip: artifacts.function(
            name,
            trialEnvironmentOf(this.config, this.names, declaration),
            this.config.environment,
          ),
          issuer,
          triggerStatements: [
            ...(trigger.kind === 'stream' || trigger.kind === 'schedule' ? [failures.statement()] : []),
            ...(trigger.kind === 'queue' ? [WebhookQueues.statement(this)] : []),
            ...(trigger.kind === 'stream' ? [StreamSource.statement(data.streamArn(trigger.table))] : []),
          ],
        }),
      );
    }
    return functions;
  }

  /**
   * Creates the signing keys and waits until the issuer publishes them. API Gateway asks the issuer while it
   * creates the authorizer, and an API is published some seconds after its creation. Without the wait, the
   * first deploy would fail with "Invalid issuer". The wait also means that the API never answers without
   * keys.
   */
  #issuerReady(keys: LiveFunction, url: string, served: ITerraformDependable): ITerraformDependable {
    return new LambdaInvocation(this, 'issuer-ready', {
      functionName: keys.functionName,
      qualifier: keys.qualifier,
      input: JSON.stringify({ task: 'await-issuer', issuer: url }),
      lifecycleScope: 'CREATE_ONLY',
      dependsOn: [served],
    });
  }
}

/**
 * The open routes of the function that signs access tokens. @throws Error with one line when there is none
 */
function issuerRoutes(): ReadonlyArray<(typeof routes)[number]> {
  const signer = routes.find((route) => route.path === metadataPath)?.function;
  if (signer === undefined)
    throw new Error(
      `contract/rest/routes.ts: no route serves ${metadataPath}, which the JWT authorizer reads: add it`,
    );
  return routes.filter((route) => route.function === signer && route.authentication === 'none');
}
