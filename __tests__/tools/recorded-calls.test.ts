import { describe, expect, it } from '@jest/globals';
import fs from 'node:fs';
import path from 'node:path';
import { type EnvironmentConfig } from '../../config';
import { environmentOf } from '../games';
import { findProjectRoot } from '../../tools/project';
import { ownNames } from '../../tools/rehearse/own-names';
import { checkRoles, type RecordedCall } from '../../tools/rehearse/role-check';
import { withOwnNames } from '../../tools/rehearse/workspace';

/**
 * Every call that Terraform 1.11.4 with AWS provider 5.100.0 made in a whole rehearsal of an environment, in
 * the form in which IAM checks it; recorded by `npm run rehearse -- --keep-calls`.
 */
const recordedOf = (environment: string): readonly RecordedCall[] =>
  fs
    .readFileSync(
      path.join(findProjectRoot(), '__tests__', 'tools', 'fixtures', 'calls', `${environment}.jsonl`),
      'utf8',
    )
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));

/**
 * The configuration at the end of a rehearsal, which adds a second Region, and names of a zone of its own.
 */
function rehearsed(environment: string, calls: readonly RecordedCall[]): EnvironmentConfig {
  const config = environmentOf(environment);
  const zone = calls.flatMap(
    ({ request }) => /hostedzone\/(\w+)$/.exec(request.resource ?? '')?.[1] ?? [],
  )[0];
  const [name, fleet] = Object.entries(config.realtime.fleets)[0] ?? [];
  if (name === undefined || fleet === undefined) throw new Error(`${environment} has no fleet`);
  const further = {
    ...config,
    furtherRegions: [
      {
        region: 'us-west-2' as const,
        fleets: { [name]: fleet },
        aliases: [{ name: 'on-demand', active: name }],
      },
    ],
  };
  return zone === undefined ? further : withOwnNames(further, ownNames, zone);
}

const config = rehearsed('dev', []);

describe.each(['dev', 'prod'])("the calls of a whole rehearsal of %s, against CI's roles", (environment) => {
  const recorded = recordedOf(environment);
  it('are allowed: calls of a deploy by the deploy role, calls of a plan by the plan role', () => {
    const { deploys, plans, refused } = checkRoles(recorded, rehearsed(environment, recorded));
    expect(refused).toEqual([]);
    expect(deploys).toBeGreaterThan(400);
    expect(plans).toBeGreaterThan(200);
  });

  it('leave the state of operators alone', () => {
    for (const { stack, request } of recorded)
      if (!/-(state|delivery)$/.test(stack))
        expect(request.resource ?? '').not.toMatch(/\/(state|delivery)\.tfstate/);
  });
});

describe('the recorded calls', () => {
  // A new recording without one of these would leave its right to be dropped unnoticed.
  it('have what only some environments need: protection, concurrency, mails, and names of their own', () => {
    const actions = new Set(recordedOf('prod').map(({ request: { action } }) => action));
    const few = [
      ...['dynamodb:UpdateTable', 'lambda:PutFunctionConcurrency'],
      ...['sns:Subscribe', 'sns:Unsubscribe', 'sns:GetSubscriptionAttributes'],
      ...['acm:RequestCertificate', 'acm:AddTagsToCertificate', 'acm:DescribeCertificate'],
      ...['acm:ListTagsForCertificate', 'acm:DeleteCertificate'],
      ...['route53:ChangeResourceRecordSets', 'route53:GetChange', 'route53:GetHostedZone'],
      'route53:ListResourceRecordSets',
    ];
    expect(few.filter((action) => !actions.has(action))).toEqual([]);
  });

  it('would show a missing right, and a right that a plan must not have', () => {
    const call = (phase: string, action: string, resource: string): RecordedCall => ({
      stack: 'dev-data',
      phase,
      request: { action, resource },
    });
    expect(
      checkRoles(
        [
          call(
            'apply',
            'dynamodb:RestoreTableFromBackup',
            'arn:aws:dynamodb:eu-west-1:111122223333:table/turnlift-dev-x',
          ),
          call(
            'plan',
            'dynamodb:CreateTable',
            'arn:aws:dynamodb:eu-west-1:111122223333:table/turnlift-dev-x',
          ),
          call('apply', 'dynamodb:CreateTable', 'arn:aws:dynamodb:eu-west-1:111122223333:table/other'),
        ],
        config,
      ).refused,
    ).toEqual([
      'dev-data: the deploy role may not dynamodb:CreateTable on ' +
        'arn:aws:dynamodb:eu-west-1:111122223333:table/other (apply)',
      'dev-data: the deploy role may not dynamodb:RestoreTableFromBackup on ' +
        'arn:aws:dynamodb:eu-west-1:111122223333:table/turnlift-dev-x (apply)',
      'dev-data: the plan role may not dynamodb:CreateTable on ' +
        'arn:aws:dynamodb:eu-west-1:111122223333:table/turnlift-dev-x (plan)',
    ]);
  });
});
