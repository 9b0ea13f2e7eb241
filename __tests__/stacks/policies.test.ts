import { describe, expect, it } from '@jest/globals';
import * as z from 'zod';
import { environmentNames, environmentOf } from '../games';
import { functionDeclarations } from '../../functions/declarations';
import { deliveryActionsWithoutResource } from '../../stacks/constructs/delivery-rights';
import { Names } from '../../templates/names';
import { actionsWithoutResource } from '../../stacks/constructs/policy';
import { type PolicyStatement } from '../../tools/policy/evaluate';
import { resources } from './support/reading';
import { rolesOf } from './support/roles';
import { sharedStacks } from './support/shared-stacks';

const statement = z.strictObject({
  Sid: z.string().optional(),
  Effect: z.enum(['Allow', 'Deny']),
  Action: z.array(z.string()),
  Resource: z.array(z.string()).optional(),
  Principal: z
    .union([z.literal('*'), z.record(z.string(), z.union([z.string(), z.array(z.string())]))])
    .optional(),
  Condition: z.record(z.string(), z.record(z.string(), z.unknown())).optional(),
});
const document = z.strictObject({ Version: z.literal('2012-10-17'), Statement: z.array(statement).min(1) });

const stacks = sharedStacks();

/** Every policy in the synthesized stacks, wherever an argument with that name is. */
function policies(): ReadonlyArray<{
  readonly at: string;
  readonly statements: ReadonlyArray<z.output<typeof statement>>;
}> {
  const found: Array<{ at: string; statements: ReadonlyArray<z.output<typeof statement>> }> = [];
  for (const [stack, { json }] of stacks) {
    for (const [type, named] of Object.entries(json.resource)) {
      for (const [id, resource] of Object.entries(named)) {
        for (const [key, value] of Object.entries(resource)) {
          if (!/^(policy|policy_document|assume_role_policy)$/.test(key) || typeof value !== 'string')
            continue;
          // References to other resources are written as ${…}, which is plain text in JSON.
          found.push({
            at: `${stack} ${type}.${id}.${key}`,
            statements: document.parse(JSON.parse(value)).Statement,
          });
        }
      }
    }
  }
  return found;
}

const reasons: Record<string, string> = { ...actionsWithoutResource };
for (const { grants } of functionDeclarations)
  for (const grant of grants)
    if (grant.service === 'gamelift' && 'reason' in grant)
      for (const action of grant.actions) reasons[`gamelift:${action}`] = grant.reason;
for (const name of environmentNames) {
  const config = environmentOf(name);
  Object.assign(reasons, deliveryActionsWithoutResource(config, new Names(config)));
}

describe('every policy that synth writes', () => {
  const all = policies();

  it('is found by this test', () => {
    const kinds = new Set(all.map(({ at }) => at.split(' ')[1]?.split('.')[0]));
    expect([...kinds].sort()).toEqual([
      'aws_cloudwatch_log_resource_policy',
      'aws_iam_policy',
      'aws_iam_role',
      'aws_iam_role_policy',
      'aws_s3_bucket_policy',
      'aws_sns_topic_policy',
      'aws_sqs_queue',
    ]);
    expect(all.length).toBeGreaterThan(60);
  });

  it('allows no wildcard in an action', () => {
    expect(
      all.flatMap(({ at, statements }) =>
        statements
          .filter(({ Effect }) => Effect === 'Allow')
          .flatMap(({ Action }) =>
            Action.filter((action) => action.includes('*')).map((action) => `${at}: ${action}`),
          ),
      ),
    ).toEqual([]);
  });

  it('allows * as a resource only for actions that know none, each with a reason', () => {
    const wrong = all.flatMap(({ at, statements }) =>
      statements
        .filter(({ Effect, Resource }) => Effect === 'Allow' && (Resource ?? []).includes('*'))
        .flatMap(({ Action }) =>
          Action.filter((action) => reasons[action] === undefined).map((action) => `${at}: ${action} on *`),
        ),
    );
    expect(wrong).toEqual([]);
    for (const reason of Object.values(reasons)) expect(reason.length).toBeGreaterThan(20);
  });

  it('names resources of its own environment only', () => {
    for (const { at, statements } of all) {
      const env = at.slice(0, at.indexOf('-'));
      for (const resource of statements.flatMap(({ Effect, Resource }) =>
        Effect === 'Allow' ? (Resource ?? []) : [],
      )) {
        if (
          resource === '*' ||
          resource.startsWith('${') ||
          resource.startsWith('arn:aws:apigateway:') ||
          resource.includes(':oidc-provider/') ||
          resource.includes(':kms:') ||
          // CloudFront generates its ids, and CodeDeploy's own configurations are in every account.
          resource.startsWith('arn:aws:cloudfront:') ||
          resource.endsWith(':deploymentconfig:CodeDeployDefault.*') ||
          // Generated ids; a condition names the functions, or the calls only tag.
          resource.endsWith(':event-source-mapping:*') ||
          // A role that API Gateway makes for itself, once an account.
          resource.endsWith(':role/aws-service-role/ops.apigateway.amazonaws.com/AWSServiceRoleForAPIGateway')
        )
          continue;
        expect({ at, resource, ours: resource.includes(`turnlift-${env}-`) }).toEqual({
          at,
          resource,
          ours: true,
        });
      }
    }
  });

  it('trusts all principals only in denials', () => {
    for (const { statements } of all)
      for (const { Effect, Principal } of statements) if (Principal === '*') expect(Effect).toBe('Deny');
  });

  it('lets services use its resources for this account only', () => {
    for (const { at, statements } of all) {
      for (const { Action, Principal, Condition } of statements) {
        if (
          Principal === undefined ||
          Principal === '*' ||
          Principal['Service'] === undefined ||
          at.endsWith('assume_role_policy') ||
          // aws-samples/serverless-patterns 618: EventBridge makes log streams without naming the account.
          (Action.length === 1 && Action[0] === 'logs:CreateLogStream')
        )
          continue;
        const equals = Condition?.['StringEquals'];
        const account = equals?.['aws:SourceAccount'] ?? String(equals?.['aws:SourceArn']).split(':')[4];
        expect({ at, account }).toEqual({
          at,
          account: at.startsWith('prod') ? '444455556666' : '111122223333',
        });
      }
    }
  });
});

describe('roles', () => {
  const rightsOf = (stack: string, role: string): readonly PolicyStatement[] =>
    rolesOf(stacks.get(stack)).get(role)?.statements ?? [];

  it('of functions allow exactly the grants of the contract, besides logs, traces and their trigger', () => {
    for (const declaration of functionDeclarations) {
      const stack = declaration.trigger.kind === 'eventbridge' ? 'dev-matchmaking' : 'dev-api';
      const actions = rightsOf(stack, `turnlift-dev-fn-${declaration.name}`)
        .flatMap(({ Action }) => Action)
        .filter(
          (action) =>
            !/^(logs|xray):|^sqs:(Send|Receive|Delete|GetQueue)|GetRecords|GetShardIterator|Stream/.test(
              action,
            ),
        );
      const granted = declaration.grants.flatMap((grant) =>
        grant.actions.map((action) => `${grant.service}:${action}`),
      );
      expect({ name: declaration.name, actions }).toEqual({ name: declaration.name, actions: granted });
    }
  });

  it('of plans change nothing: no call that creates, puts, updates, deletes or passes a role', () => {
    const actions = rightsOf('prod-delivery', 'turnlift-prod-ci-plan').flatMap(({ Action }) => Action);
    expect(actions.length).toBeGreaterThan(50);
    expect(actions.filter((action) => !/:(Get|List|Describe|Detect|Validate|View|GET)/.test(action))).toEqual(
      [],
    );
    expect(actions).not.toContain('secretsmanager:GetSecretValue');
    expect(actions).not.toContain('dynamodb:GetItem');
  });

  it('of deploys last long enough for a new fleet, and pass roles only to the services that use them', () => {
    const role = Object.values(resources(stacks.get('prod-delivery'), 'aws_iam_role')).find(
      ({ name }) => name === 'turnlift-prod-ci-deploy',
    );
    expect(role?.['max_session_duration']).toBeGreaterThanOrEqual(7_200);
    const passing = rightsOf('prod-delivery', 'turnlift-prod-ci-deploy').find(({ Action }) =>
      Action.includes('iam:PassRole'),
    );
    expect(passing?.Condition).toEqual({
      StringEquals: {
        'iam:PassedToService': ['lambda.amazonaws.com', 'gamelift.amazonaws.com', 'codedeploy.amazonaws.com'],
      },
    });
  });
});

describe('a managed policy', () => {
  const managed = [...stacks].flatMap(([stack, { json }]) =>
    Object.entries(json.resource['aws_iam_policy'] ?? {}).map(
      ([id, one]) => [`${stack} ${id}`, one] as const,
    ),
  );

  // IAM would refuse to delete it, and what names it would not be detached first.
  it('is not replaced for another description while a role has it', () => {
    expect(managed.length).toBeGreaterThan(environmentNames.length);
    const replaced = managed.filter(
      ([, one]) => !String(Object(one['lifecycle']).ignore_changes).includes('description'),
    );
    expect(replaced.map(([name]) => name)).toEqual([]);
  });
});
