import { deployedParts } from '../../../stacks/parts';
import { type Names } from '../../../templates/names';
import { type AccessRequest, parsePolicy, type PolicyStatement } from '../../../tools/policy/evaluate';
import { resources } from './reading';
import { rolesOf, type SynthesizedRole } from './roles';
import { sharedStacks } from './shared-stacks';

/** The stacks of every environment of the tests' backend. */
export const stacks = sharedStacks();

/** The role that CI takes on in an environment. */
export function ciRole(environment: string, part: 'plan' | 'deploy'): SynthesizedRole {
  const found = rolesOf(stacks.get(`${environment}-delivery`)).get(`turnlift-${environment}-ci-${part}`);
  if (found === undefined) throw new Error(`${environment} has no role for ${part}`);
  return found;
}

/** The statements of the policy that bounds the roles of an environment. */
export const boundaryOf = (environment: string): readonly PolicyStatement[] =>
  parsePolicy(
    String(
      Object.values(resources(stacks.get(`${environment}-delivery`), 'aws_iam_policy')).find(
        ({ name }) => name === `turnlift-${environment}-boundary`,
      )?.['policy'],
    ),
  );

/** The types of resources in an environment's CloudFormation templates. */
export function templateTypes(environment: string): ReadonlySet<string> {
  const types = new Set<string>();
  for (const part of deployedParts)
    for (const stack of Object.values(
      stacks.get(`${environment}-${part}`)?.json.resource['aws_cloudformation_stack'] ?? {},
    ))
      for (const [, type = ''] of String(stack['template_body']).matchAll(/"Type":"(AWS::[\w:]+)"/g))
        types.add(type);
  return types;
}

interface Owner {
  readonly names: Names;
  /** The first part of the ARNs of its account's roles and users. */
  readonly iam: string;
  /** The first part of its resources' names. */
  readonly prefix: string;
}

/** Requests that would give an environment's CI the account, the state or another environment. */
export function outOfReach({ names, iam, prefix }: Owner): readonly AccessRequest[] {
  return [
    { action: 'iam:CreateUser', resource: `${iam}:user/mallory` },
    { action: 'iam:CreateAccessKey', resource: `${iam}:user/admin` },
    { action: 'iam:AttachRolePolicy', resource: `${iam}:role/${prefix}-fn-players` },
    { action: 'iam:PutRolePolicy', resource: `${iam}:role/admin` },
    { action: 'iam:PassRole', resource: `${iam}:role/admin` },
    { action: 'sts:AssumeRole', resource: `${iam}:role/admin` },
    { action: 'organizations:LeaveOrganization', resource: '*' },
    { action: 'ec2:RunInstances', resource: '*' },
    { action: 'kms:Decrypt', resource: names.arn('kms', 'key/1') },
    {
      action: 'secretsmanager:GetSecretValue',
      resource: names.arn('secretsmanager', 'secret:other-abcdef'),
    },
    { action: 'dynamodb:DeleteTable', resource: names.arn('dynamodb', 'table/other') },
    { action: 's3:DeleteBucket', resource: `arn:aws:s3:::${names.stateBucket}` },
    { action: 's3:PutBucketPolicy', resource: `arn:aws:s3:::${names.stateBucket}` },
    ...['state', 'delivery'].flatMap((part) =>
      ['s3:GetObject', 's3:PutObject', 's3:DeleteObject', 's3:DeleteObjectVersion'].map((action) => ({
        action,
        resource: `arn:aws:s3:::${names.stateBucket}/${part}.tfstate`,
      })),
    ),
  ];
}
