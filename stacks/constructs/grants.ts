import { environment, type EnvironmentKey } from '../../contract/environment';
import { type FunctionDeclaration, type Grant } from '../../functions/declaration';
import { type EnvironmentConfig, locationsOf } from '../../config';
import { searchSecondsOf } from '../../definition/environments';
import { identityProvidersOf } from '../../definition/identity';
import { webhooksOf } from '../../definition/webhooks';
import { type Names } from '../../templates/names';
import { literal } from './literal';
import { allow, type PolicyStatement } from './policy';

/** The IAM statement for a grant of the contract. */
export function grantStatement(names: Names, grant: Grant): PolicyStatement {
  switch (grant.service) {
    case 'dynamodb': {
      const table = names.tableArn(grant.table);
      const indexes = (grant.indexes ?? []).map((index) => `${table}/index/${index}`);
      return allow(
        grant.actions.map((action) => `dynamodb:${action}`),
        [table, ...indexes],
        grant.partitionKeys === undefined
          ? undefined
          : { 'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': grant.partitionKeys } },
      );
    }
    case 'gamelift':
      return allow(
        grant.actions.map((action) => `gamelift:${action}`),
        ['resource' in grant ? names.arn('gamelift', `gamesessionqueue/${names.queue}`) : '*'],
      );
    case 'secretsmanager': {
      // Secrets Manager adds a hyphen and six characters to the name in the ARN.
      const secret = grant.secret === 'webhooks' ? names.anyWebhook : names.signingKeys;
      return allow(
        grant.actions.map((action) => `secretsmanager:${action}`),
        [`${names.arn('secretsmanager', `secret:${secret}`)}-??????`],
      );
    }
    case 'events':
      return allow(
        grant.actions.map((action) => `events:${action}`),
        [names.eventBusArn],
      );
    case 'sqs':
      return allow(
        grant.actions.map((action) => `sqs:${action}`),
        [names.anyWebhookQueueArn],
      );
  }
}

/**
 * The environment variables of a function, from its declaration.
 * @param issuer base URL of the API, where the stack knows it
 * @throws Error with one line when a variable has no value in this stack
 */
export function declaredEnvironment(
  config: EnvironmentConfig,
  names: Names,
  declaration: FunctionDeclaration,
  issuer?: string,
): Record<string, string> {
  const values: Record<EnvironmentKey, string | undefined> = {
    playersTable: names.table('players'),
    ticketsTable: names.table('tickets'),
    matchesTable: names.table('matches'),
    leaderboardsTable: names.table('leaderboards'),
    ranksTable: names.table('ranks'),
    deliveriesTable: names.table('deliveries'),
    eventBus: names.eventBus,
    webhooks: literal(JSON.stringify(webhooksOf(config.webhooks, 'public'))),
    resourcePrefix: names.prefix,
    gameliftArn: names.gameliftArn,
    signingKeysSecret: names.signingKeys,
    issuer,
    locations: locationsOf(config).join(','),
    searchSeconds: searchSecondsOf(config),
    attemptsPerAddress: String(config.api.attemptsPerAddress),
    originSecretHash: config.api.originSecretSha256 ?? 'none',
    identityProviders: literal(JSON.stringify(identityProvidersOf(config.identity))),
    reservedNames: literal(config.identity.reservedNames.join(',')) || 'none',
  };
  return Object.fromEntries(
    declaration.environment.map((key) => {
      const value = values[key];
      if (value === undefined || value === '')
        throw new Error(
          `functions/${declaration.name}/declaration.ts: it asks for ${environment[key]}, which its ` +
            'stack does not know: give the function a trigger of kind http, or give ' +
            'stacks/constructs/grants.ts the value',
        );
      return [environment[key], value];
    }),
  );
}

/** The variables to load a function's code with before its stack exists: the issuer is not known yet. */
export function trialEnvironmentOf(
  config: EnvironmentConfig,
  names: Names,
  declaration: FunctionDeclaration,
): Record<string, string> {
  return {
    ...declaredEnvironment(config, names, declaration, 'https://issuer.invalid'),
    // Lambda's own, which the AWS SDK reads.
    AWS_REGION: config.region,
    AWS_DEFAULT_REGION: config.region,
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(declaration.memoryMegabytes),
    AWS_LAMBDA_FUNCTION_NAME: names.function(declaration.name),
  };
}
