import { describe, expect, it } from '@jest/globals';
import fs from 'node:fs';
import path from 'node:path';
import { findProjectRoot } from '../../tools/project';
import {
  updateOf,
  type Crafted,
  deletionOf,
  fleet,
  creationOf,
  place,
  service,
  stack,
  whys,
} from './support/crafted-plans';
import { loudChanges } from './support/loud-changes';

describe('changes that clients and players notice are loud', () => {
  it.each<[Crafted, RegExp]>([
    [
      {
        type: 'aws_apigatewayv2_api',
        actions: ['delete', 'create'],
        change: { replace_paths: [['protocol_type']] },
      },
      /replaced because of protocol_type: the API's address changes/,
    ],
    [
      { type: 'aws_gamelift_game_session_queue', actions: ['delete', 'create'] },
      /matches that wait for a session fail/,
    ],
    [
      { type: 'aws_gamelift_game_session_queue', actions: ['delete'], after: null },
      /destroyed: matches that wait/,
    ],
    [
      {
        type: 'aws_dynamodb_table',
        before: { deletion_protection_enabled: true },
        after: { deletion_protection_enabled: false },
      },
      /deletion protection is turned off/,
    ],
    [
      {
        type: 'aws_dynamodb_table',
        before: { point_in_time_recovery: [{ enabled: true }] },
        after: { point_in_time_recovery: [{ enabled: false }] },
      },
      /point-in-time recovery is turned off/,
    ],
    [
      {
        type: 'aws_s3_bucket_versioning',
        before: { versioning_configuration: [{ status: 'Enabled' }] },
        after: { versioning_configuration: [{ status: 'Suspended' }] },
      },
      /versioning is turned off/,
    ],
    [
      {
        type: 'aws_secretsmanager_secret',
        before: { recovery_window_in_days: 30 },
        after: { recovery_window_in_days: 0 },
      },
      /recovery window is turned off/,
    ],
  ])('%#: %j', (change, why) => {
    expect(whys(change)).toEqual([expect.stringMatching(why)]);
  });

  it.each(loudChanges)('%s', (_what, change, why) => {
    expect(whys(change)).toContainEqual(expect.stringMatching(why));
  });

  const types = fs
    .readdirSync(path.join(findProjectRoot(), 'node_modules', '@cdktf', 'provider-aws', 'lib'))
    .filter((module) => module !== 'provider')
    .map((module) => `aws_${module.replaceAll('-', '_')}`);

  it('of every type in the stacks that is destroyed, but for those with which nothing is lost', () => {
    expect(types.filter((type) => whys(deletionOf(type)).length === 0)).toEqual([
      'aws_acm_certificate_validation',
      'aws_cloudformation_stack',
      'aws_lambda_invocation',
      'aws_s3_bucket_server_side_encryption_configuration',
    ]);
  });

  it('of every type in the stacks where an argument changes that the summary does not compare', () => {
    for (const type of types)
      expect({ type, why: whys(updateOf(type, { new_argument: 1 }, { new_argument: 2 })) }).toEqual({
        type,
        why: expect.arrayContaining([expect.stringContaining('a change of new_argument')]),
      });
    expect(
      types.filter((type) => whys(creationOf(type, {})).some((why) => why.includes('does not know'))),
    ).toEqual([]);
  });

  it('and not what is made narrow, or stays as it is', () => {
    expect(
      [
        creationOf('aws_iam_role', { permissions_boundary: 'arn:b', assume_role_policy: service }),
        creationOf('aws_lambda_permission', { principal: 'events.amazonaws.com', source_arn: 'arn:r' }),
        creationOf('aws_apigatewayv2_route', { authorization_type: 'NONE' }),
        creationOf('aws_s3_bucket_public_access_block', {
          block_public_acls: true,
          block_public_policy: true,
          ignore_public_acls: true,
          restrict_public_buckets: true,
        }),
      ].flatMap((change) => whys(change)),
    ).toEqual([]);
  });

  it('not of a stack whose first create failed: CloudFormation took it back', () => {
    const tainted = (outputs: object): readonly string[] =>
      whys({
        ...updateOf(
          'aws_cloudformation_stack',
          { ...stack(fleet([place('eu-west-1')])), outputs },
          stack(fleet([place('eu-west-1')])),
        ),
        actions: ['delete', 'create'],
        more: { action_reason: 'replace_because_tainted' },
      });
    expect(tainted({})).toEqual([]);
    expect(tainted({ FleetIdBlue: 'fleet-1' })).not.toEqual([]);
  });

  it('in a stack: a configuration replaced, a location removed, capacity to zero, protection off', () => {
    const inside = (before: object, after: object): readonly string[] =>
      whys({ type: 'aws_cloudformation_stack', before: stack(before), after: stack(after) });
    const configuration = (Name: string): object => ({
      Configuration: { Type: 'AWS::GameLift::MatchmakingConfiguration', Properties: { Name } },
    });
    expect(inside(configuration('a'), configuration('b'))).toEqual([
      expect.stringContaining('open tickets are lost'),
    ]);
    const two = [place('eu-west-1'), place('us-east-1')];
    expect(inside(fleet(two), fleet(two.slice(0, 1)))).toEqual([
      'the location us-east-1 is removed, and its matches end',
    ]);
    expect(inside(fleet(two), fleet([place('eu-west-1'), place('us-east-1', 0)]))).toEqual([
      'the capacity of us-east-1 goes to zero: no match is placed there any more',
    ]);
    const capacity = (LocationCapacity: object): object =>
      fleet([{ Location: 'eu-west-1', LocationCapacity }]);
    const awake = { MinSize: 1, MaxSize: 2, DesiredEC2Instances: 1 };
    for (const asleep of [
      { MaxSize: 2, DesiredEC2Instances: 0 },
      { ...awake, MinSize: 0, DesiredEC2Instances: 0 },
    ])
      expect(inside(capacity(awake), capacity(asleep))).toEqual([
        expect.stringContaining('the capacity of eu-west-1 may go to zero'),
      ]);
    expect(inside(capacity({ MaxSize: 2, DesiredEC2Instances: 1 }), capacity(awake))).toEqual([]);
    const guarded = { NewGameSessionProtectionPolicy: 'FullProtection' };
    expect(inside(fleet(two, guarded), fleet(two))).toEqual([
      expect.stringContaining('not protected any more'),
    ]);
    expect(whys({ type: 'aws_cloudformation_stack', before: stack(fleet(two)), after: {} })).toContainEqual(
      expect.stringContaining('known only after the apply'),
    );
  });
});
