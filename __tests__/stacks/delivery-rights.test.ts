import { describe, expect, it } from '@jest/globals';
import { deployedParts } from '../../stacks/parts';
import { Names } from '../../templates/names';
import { type AccessRequest, decide, type Decision } from '../../tools/policy/evaluate';
import { environmentNames, environmentOf } from '../games';
import { boundaryOf, ciRole, outOfReach, stacks, templateTypes } from './support/ci-roles';
import { handlerPermissions } from './support/handler-permissions';
import { resources } from './support/reading';
import { rolesOf } from './support/roles';
import { serviceLinkedBy } from './support/service-linked-roles';

/** A context in which every condition of our policies for a permitted call holds. */
const best = (names: Names): Readonly<Record<string, string>> => ({
  'iam:PermissionsBoundary': names.boundaryArn,
  'iam:PassedToService': 'gamelift.amazonaws.com',
});

describe.each(environmentNames)('the roles of CI in %s', (environment) => {
  const config = environmentOf(environment);
  const names = new Names(config);
  const prefix = `turnlift-${environment}`;
  const [plan, deploy] = [ciRole(environment, 'plan'), ciRole(environment, 'deploy')];
  const iam = `arn:aws:iam::${config.account}`;

  it("may do all that CloudFormation's handlers do with the deployer's rights", () => {
    const types = templateTypes(environment);
    expect(types.size).toBeGreaterThanOrEqual(5);
    for (const type of types) {
      const handlers = handlerPermissions[type];
      if (handlers === undefined) throw new Error(`support/handler-permissions.ts lacks ${type}`);
      const missing = [...new Set(Object.values(handlers).flat())].filter(
        (action) =>
          decide(deploy.statements, {
            action,
            ...(action === 'iam:PassRole' ? { resource: `${iam}:role/${prefix}-script-reader` } : {}),
            context: best(names),
          }) !== 'allowed',
      );
      expect({ type, missing }).toEqual({ type, missing: [] });
    }
  });

  it('may let a service make its own role where a service of the stacks does, and nowhere else', () => {
    const services = new Set(Object.values(serviceLinkedBy).filter((service) => service !== 'none'));
    expect([...services]).toEqual(['ops.apigateway.amazonaws.com']);
    const making = (service: string, named = service): Decision =>
      decide(deploy.statements, {
        action: 'iam:CreateServiceLinkedRole',
        resource: `${iam}:role/aws-service-role/${service}/AWSServiceRoleForAPIGateway`,
        context: { 'iam:AWSServiceName': named },
      });
    for (const service of services) expect(making(service)).toBe('allowed');
    expect(making('autoscaling.amazonaws.com')).toBe('not allowed');
    expect(making('ops.apigateway.amazonaws.com', 'autoscaling.amazonaws.com')).toBe('not allowed');
    expect(decide(plan.statements, { action: 'iam:CreateServiceLinkedRole', context: best(names) })).toBe(
      'not allowed',
    );
  });

  it('may do the other calls of the provider: keys, versions, tags', () => {
    const may = (action: string, resource: string): Decision =>
      decide(deploy.statements, { action, resource });
    expect(may('kms:DescribeKey', names.arn('kms', 'key/1234'))).toBe('allowed');
    expect(may('s3:ListBucketVersions', `arn:aws:s3:::${names.artifactBucket}`)).toBe('allowed');
    expect(may('s3:ListTagsForResource', `arn:aws:s3:::${names.artifactBucket}`)).toBe('allowed');
    expect(may('lambda:UntagResource', names.functionArn('players'))).toBe('allowed');
    expect(may('lambda:InvokeFunction', names.functionArn('signing-keys'))).toBe('allowed');
    expect(may('lambda:InvokeFunction', names.functionArn('players'))).toBe('not allowed');
    // CloudFormation stops a deployment when it rolls an update back; IAM checks this call without a
    // resource.
    expect(may('codedeploy:StopDeployment', '*')).toBe('allowed');
  });

  it("changes the event source mappings of its own environment's functions, and no others", () => {
    const may = (action: string, target: string | undefined, resource?: string): Decision =>
      decide(deploy.statements, {
        action: `lambda:${action}EventSourceMapping`,
        ...(resource === undefined ? {} : { resource }),
        ...(target === undefined ? {} : { context: { 'lambda:FunctionArn': target } }),
      });
    const mapping = names.arn('lambda', 'event-source-mapping:0a1b');
    const own = `${names.functionArn('match-events')}:live`;
    const others = [
      names.arn('lambda', 'function:other'),
      names.arn('lambda', 'function:turnlift-qa-match-events:live'),
      own.replace(config.account, '999999999999'),
      undefined,
    ];
    // While it is created it has no ARN; IAM then checks `*`.
    expect(may('Create', own, '*')).toBe('allowed');
    for (const action of ['Update', 'Delete']) expect(may(action, own, mapping)).toBe('allowed');
    for (const other of others) {
      expect(may('Create', other, '*')).toBe('not allowed');
      for (const action of ['Update', 'Delete']) expect(may(action, other, mapping)).toBe('not allowed');
    }
    for (const action of ['TagResource', 'UntagResource', 'ListTags'])
      expect(decide(deploy.statements, { action: `lambda:${action}`, resource: mapping })).toBe('allowed');
  });

  it('let the nightly job compare the stacks with their resources, as CloudFormation reads them', () => {
    for (const type of templateTypes(environment))
      for (const action of handlerPermissions[type]?.read ?? [`${type} has no entry`])
        expect({ action, may: decide(plan.statements, { action }) }).toEqual({ action, may: 'allowed' });
    const stack = names.arn('cloudformation', `stack/${prefix}-fleets/1`);
    for (const action of ['DetectStackDrift', 'DetectStackResourceDrift', 'DescribeStackResourceDrifts'])
      expect(decide(plan.statements, { action: `cloudformation:${action}`, resource: stack })).toBe(
        'allowed',
      );
    const asked = { action: 'cloudformation:DescribeStackDriftDetectionStatus', resource: '*' };
    expect(decide(plan.statements, asked)).toBe('allowed');
  });

  it('let plans read every part, including state and delivery, and write nothing', () => {
    for (const part of ['state', 'delivery', ...deployedParts]) {
      const object = `arn:aws:s3:::${names.stateBucket}/${part}.tfstate`;
      expect(decide(plan.statements, { action: 's3:GetObject', resource: object })).toBe('allowed');
      for (const action of ['s3:PutObject', 's3:DeleteObject'])
        expect(decide(plan.statements, { action, resource: `${object}.tflock` })).toBe('not allowed');
    }
    const bucket = `arn:aws:s3:::${names.stateBucket}`;
    for (const action of ['s3:GetBucketVersioning', 's3:GetLifecycleConfiguration', 's3:ListBucket'])
      expect(decide(plan.statements, { action, resource: bucket })).toBe('allowed');
    for (const arn of [names.ciRole('deploy'), names.ciRole('plan')])
      expect(decide(plan.statements, { action: 'iam:GetRolePolicy', resource: arn })).toBe('allowed');
    for (const name of ['boundary', 'ci-deploy-storage', 'ci-plan-state'])
      for (const action of ['iam:GetPolicy', 'iam:GetPolicyVersion'])
        expect(decide(plan.statements, { action, resource: `${iam}:policy/ci/${prefix}-${name}` })).toBe(
          'allowed',
        );
  });

  it('let deploys read and write the state of their own parts only', () => {
    for (const part of deployedParts)
      for (const suffix of ['', '.tflock'])
        for (const action of ['s3:GetObject', 's3:PutObject', 's3:DeleteObject'])
          expect(
            decide(deploy.statements, {
              action,
              resource: `arn:aws:s3:::${names.stateBucket}/${part}.tfstate${suffix}`,
            }),
          ).toBe('allowed');
    for (const part of ['state', 'delivery'])
      for (const suffix of ['', '.tflock', '.backup'])
        for (const action of ['s3:GetObject', 's3:PutObject', 's3:DeleteObject', 's3:GetObjectVersion'])
          expect(
            decide(deploy.statements, {
              action,
              resource: `arn:aws:s3:::${names.stateBucket}/${part}.tfstate${suffix}`,
            }),
          ).toBe('denied');
  });

  it('cannot change themselves, their limit, or their trust', () => {
    const writes = [
      'PutRolePolicy',
      'AttachRolePolicy',
      'DetachRolePolicy',
      'DeleteRolePolicy',
      'UpdateAssumeRolePolicy',
      'UpdateRole',
      'PassRole',
      'DeleteRole',
      'PutRolePermissionsBoundary',
      'DeleteRolePermissionsBoundary',
      'CreatePolicyVersion',
      'SetDefaultPolicyVersion',
      'DeletePolicy',
      'UpdateOpenIDConnectProviderThumbprint',
      'AddClientIDToOpenIDConnectProvider',
    ];
    const ours = [
      names.ciRole('plan'),
      names.ciRole('deploy'),
      names.boundaryArn,
      ...['state', 'denials'].map((subject) => `${iam}:policy/ci/${names.ciPolicy('deploy', subject)}`),
      `${iam}:oidc-provider/token.actions.githubusercontent.com`,
    ];
    for (const action of writes)
      for (const resource of ours) {
        const request = { action: `iam:${action}`, resource, context: best(names) };
        expect({ request, decision: decide(deploy.statements, request) }).toEqual({
          request,
          decision: 'denied',
        });
        expect(decide(plan.statements, request)).toBe('not allowed');
      }
    expect(decide(deploy.statements, { action: 'sts:AssumeRole', resource: names.ciRole('plan') })).toBe(
      'denied',
    );
  });

  it('make no role without the boundary, and remove it from none', () => {
    const made = `${iam}:role/${prefix}-anything`;
    for (const action of ['iam:CreateRole', 'iam:PutRolePolicy', 'iam:PutRolePermissionsBoundary']) {
      expect(decide(deploy.statements, { action, resource: made, context: best(names) })).toBe('allowed');
      expect(decide(deploy.statements, { action, resource: made })).toBe('denied');
      expect(
        decide(deploy.statements, {
          action,
          resource: made,
          context: { 'iam:PermissionsBoundary': 'arn:aws:iam::aws:policy/AdministratorAccess' },
        }),
      ).toBe('denied');
    }
    for (const action of ['iam:DeleteRolePermissionsBoundary', 'iam:AttachRolePolicy'])
      expect(decide(deploy.statements, { action, resource: made, context: best(names) })).toBe('denied');
    expect(
      decide(deploy.statements, {
        action: 'iam:PassRole',
        resource: made,
        context: { 'iam:PassedToService': 'ec2.amazonaws.com' },
      }),
    ).toBe('not allowed');
  });

  /**
   * Every role that a role makes has at most the rights of the boundary. So the rights of a deploy, directly
   * and through such roles, are its own policy and the boundary.
   */
  it('have neither all rights nor those of state and delivery, also through the roles they can make', () => {
    const anything = { Effect: 'Allow' as const, Action: ['*'], Resource: ['*'] };
    const boundary = boundaryOf(environment);
    const throughRole = (request: AccessRequest): Decision =>
      decide([anything], request) === 'allowed' ? decide(boundary, request) : 'not allowed';
    const reach = (request: AccessRequest): boolean =>
      decide(deploy.statements, request) === 'allowed' || throughRole(request) === 'allowed';
    const crown = outOfReach({ names, iam, prefix });
    expect(crown.filter((request) => reach({ ...request, context: best(names) }))).toEqual([]);
    expect(
      crown
        .filter(({ action }) => !action.startsWith('s3:Get'))
        .filter((request) => decide(plan.statements, request) === 'allowed'),
    ).toEqual([]);
    for (const { Effect, Action } of [...deploy.statements, ...plan.statements, ...boundary])
      if (Effect === 'Allow') expect(Action.filter((action) => /[*?]/.test(action))).toEqual([]);
    const services = new Set(
      [...boundary].flatMap(({ Action }) => Action.map((action) => action.split(':')[0])),
    );
    expect([...services].sort()).toEqual([
      'cloudwatch',
      'dynamodb',
      'events',
      'gamelift',
      'lambda',
      'logs',
      's3',
      'secretsmanager',
      'sqs',
      'xray',
    ]);
  });

  it('leave every other role within the boundary, and the boundary on every other role', () => {
    const boundary = boundaryOf(environment);
    let seen = 0;
    for (const part of deployedParts) {
      if (config.site === undefined && ['site', 'pages'].includes(part)) continue;
      for (const { name, boundary: attached, statements } of rolesOf(
        stacks.get(`${environment}-${part}`),
      ).values()) {
        seen += 1;
        expect({ name, attached }).toEqual({ name, attached: names.boundaryArn });
        for (const { Action, Resource } of statements)
          for (const action of Action)
            for (const resource of Resource ?? []) {
              // Names that only Terraform knows, such as a stream's ARN, are still of this environment.
              const known = resource.startsWith('${') ? undefined : resource;
              const request = {
                action,
                ...(known === undefined || known === '*' ? {} : { resource: known }),
              };
              expect({ name, request, decision: decide(boundary, request) }).toEqual({
                name,
                request,
                decision: 'allowed',
              });
            }
      }
    }
    expect(seen).toBeGreaterThanOrEqual(9);
    for (const { path } of Object.values(resources(stacks.get(`${environment}-delivery`), 'aws_iam_policy')))
      expect(path).toBe('/ci/');
  });
});
