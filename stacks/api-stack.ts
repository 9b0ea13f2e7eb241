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
import { HttpApi } from './constructs/http-api';
import { NodeFunction } from './constructs/node-function';
import { EventRule, StreamSource } from './constructs/triggers';
import { type DataStack } from './data-stack';

const metadataPath = '/.well-known/openid-configuration';

/**
 * The functions behind REST, streams and the clock, and the HTTP API. There are two APIs: the issuer of our
 * tokens, with the open routes of the function that signs, and the game's, with all routes. An authorizer can
 * only be made once its issuer answers: between the two stands a call that waits for it.
 */
export class ApiStack extends GameStack {
  /** Id of the game's API. */
  readonly apiId: string;

  constructor(scope: Construct, config: EnvironmentConfig, artifacts: Artifacts, data: DataStack) {
    super(scope, 'api', config);
    new SecretsmanagerSecret(this, 'signing-keys', {
      name: this.names.signingKeys,
      description: 'Keys of our access tokens; the function signing-keys makes and rotates them',
      recoveryWindowInDays: config.data.deletionProtection ? 30 : 0,
    });
    const signer = routes.find((route) => route.path === metadataPath)?.function;
    if (signer === undefined)
      throw new Error(
        `contract/rest/routes.ts: no route serves ${metadataPath}, which the JWT authorizer reads: add it`,
      );
    const issuer = new HttpApi(this, {
      part: 'issuer',
      description: `Turnlift ${config.environment}: issuer of players' tokens`,
      routes: routes.filter((route) => route.function === signer && route.authentication === 'none'),
    });
    const api = new HttpApi(this, {
      part: 'api',
      description: `Turnlift ${config.environment}: players, tickets, matches, leaderboards`,
      routes,
    });
    this.apiId = api.id;
    const failures = new FailuresQueue(this, 'functions');
    const functions = new Map<string, NodeFunction>();
    for (const declaration of functionDeclarations) {
      const { name, trigger } = declaration;
      const zip = (): ReturnType<Artifacts['function']> => artifacts.function(name);
      switch (trigger.kind) {
        case 'http':
          functions.set(name, new NodeFunction(this, { declaration, zip: zip(), issuer: issuer.url }));
          break;
        case 'schedule': {
          const target = new NodeFunction(this, {
            declaration,
            zip: zip(),
            issuer: issuer.url,
            triggerStatements: [failures.statement()],
          });
          functions.set(name, target);
          new EventRule(this, name, target, failures, trigger);
          break;
        }
        case 'stream': {
          const stream = data.streamArn(trigger.table);
          const target = new NodeFunction(this, {
            declaration,
            zip: zip(),
            issuer: issuer.url,
            triggerStatements: [failures.statement(), StreamSource.statement(stream)],
          });
          new StreamSource(this, name, target, failures, stream, trigger);
          break;
        }
        case 'eventbridge': // the matchmaking stack's
          break;
      }
    }
    const ready = this.#issuerReady(functions, issuer.url, issuer.serve(functions));
    const stage = api.serve(functions, { url: issuer.url, ready });
    const domain =
      config.api.domain === undefined ? undefined : new ApiDomain(this, config.api.domain, api.id, stage);
    new TerraformOutput(this, 'api-url', { value: domain?.url ?? api.url });
    new TerraformOutput(this, 'issuer-url', { value: issuer.url });
  }

  /**
   * Makes the signing keys and waits until the issuer publishes them. API Gateway asks the issuer while it
   * makes the authorizer, and an API is published some seconds after it is made; so the first deploy would
   * end in "Invalid issuer". It also means that the API never answers without keys.
   */
  #issuerReady(
    functions: ReadonlyMap<string, NodeFunction>,
    url: string,
    served: ITerraformDependable,
  ): ITerraformDependable {
    const keys = functions.get('signing-keys');
    if (keys === undefined)
      throw new Error('functions/declarations.ts: no function signing-keys makes the keys: add it');
    return new LambdaInvocation(this, 'issuer-ready', {
      functionName: keys.function.functionName,
      input: JSON.stringify({ task: 'await-issuer', issuer: url }),
      lifecycleScope: 'CREATE_ONLY',
      dependsOn: [served],
    });
  }
}
