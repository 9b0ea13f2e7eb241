import { describe, expect, it } from '@jest/globals';
import { summarizePlan } from '../../tools/plan-summary/summary';
import { expectLoud, held, own } from './support/plan-rows';

const whysOf = (module: object, provider: object = { aws: held }): readonly string[] =>
  summarizePlan(
    'dev-x',
    JSON.stringify({
      format_version: '1.2',
      configuration: { provider_config: provider, root_module: module },
    }),
  ).loud.map(({ address, why }) => `${address} ${why}`);

describe('what Terraform works with', () => {
  it('is loud when its provider takes any account', () => {
    expect(whysOf({}, { aws: { expressions: {} } })).toEqual(
      expectLoud(/^provider aws it takes any account/),
    );
    expect(whysOf({}, { 'aws.us-east-1': { expressions: {} } })).toEqual(
      expectLoud(/^provider aws\.us-east-1 it takes any/),
    );
    expect(whysOf({}, { terraform: {} })).toEqual([]);
    const two = { allowed_account_ids: { constant_value: [own, '999999999999'] } };
    expect(whysOf({}, { aws: { expressions: two } })).toEqual(
      expectLoud(/^provider aws it takes several accounts/),
    );
  });

  it('is loud when its requests go elsewhere, with other rights, or through another program', () => {
    const aws = (more: object, source = 'registry.terraform.io/hashicorp/aws'): readonly string[] =>
      whysOf({}, { aws: { full_name: source, expressions: { ...held.expressions, ...more } } });
    const value = (constant_value: unknown): object => ({ constant_value });
    expect(aws({ region: value('eu-west-1'), default_tags: [{ tags: value({ a: 'b' }) }] })).toEqual([]);
    for (const argument of ['assume_role', 'http_proxy', 'insecure', 'profile', 'endpoints', 'secret_key'])
      expect(aws({ [argument]: [{ sts: value('https://elsewhere.example') }] })).toEqual(
        expectLoud(new RegExp(`^provider aws ${argument}: where its requests go`)),
      );
    // A rehearsal's addresses exist in it alone; one other address beside them is reported.
    const at = (...addresses: readonly string[]): object => ({
      endpoints: addresses.map((address, index) => ({ [`s${index}`]: value(address) })),
      secret_key: value('rehearsal'),
    });
    expect(aws(at('http://aws.rehearsal.invalid'))).toEqual([]);
    expect(aws(at('http://aws.rehearsal.invalid', 'https://elsewhere.example'))).toEqual(
      expectLoud(/endpoints, secret_key: where its requests go/),
    );
    expect(aws({}, 'registry.terraform.io/elsewhere/aws')).toEqual(
      expectLoud(/^provider aws its program is registry.terraform.io\/elsewhere\/aws/),
    );
    const further = { full_name: 'registry.terraform.io/elsewhere/null', expressions: {} };
    expect(whysOf({}, { null: further })).toEqual(expectLoud(/^provider null its program is/));
  });

  const dangers = (
    region: string | undefined,
    account: string,
    { name = 'aws', more = {}, place = { account: own, region: 'eu-west-1' } } = {},
  ): readonly string[] =>
    summarizePlan(
      'dev-x',
      JSON.stringify({
        format_version: '1.2',
        configuration: {
          provider_config: {
            [name]: {
              expressions: {
                ...(region === undefined ? {} : { region: { constant_value: region } }),
                allowed_account_ids: { constant_value: [account] },
              },
            },
          },
          root_module: {
            resources: [
              { address: 'aws_x.here', type: 'aws_x', expressions: {}, provider_config_key: name },
              { address: 'aws_x.there', type: 'aws_x', expressions: {}, provider_config_key: 'aws.other' },
            ],
          },
        },
        ...more,
      }),
      place,
    ).loud.map(({ address, why }) => `${address} ${why}`);

  it("is loud when it works in another Region or account than the environment's configuration says", () => {
    expect(dangers('eu-west-1', own)).toEqual([]);
    expect(dangers('us-east-1', own)).toEqual([
      "provider aws it works in us-east-1: the environment's configuration says eu-west-1",
    ]);
    expect(dangers('eu-west-1', '999999999999')).toEqual([
      "provider aws it is held to account 999999999999: the environment's configuration says 111122223333",
    ]);
    expect(dangers(undefined, own)).toEqual([
      'provider aws its Region is not given: the machine that runs Terraform decides it',
    ]);
    // A further Region has a provider of its name.
    expect(dangers('us-east-1', own, { name: 'aws.us-east-1' })).toEqual([]);
    expect(dangers('us-west-2', own, { name: 'aws.us-east-1' })).toEqual([
      'provider aws.us-east-1 it works in us-west-2, under the name of us-east-1',
    ]);
  });

  it('is loud when it works elsewhere than what is deployed, which a changed configuration hides', () => {
    const deployed = (arn: string, address = 'aws_x.here'): object => ({
      address,
      mode: 'managed',
      type: 'aws_x',
      name: 'here',
      change: { actions: ['no-op'], before: { arn }, after: { arn } },
    });
    const at = (region: string, account = own): string => `arn:aws:x:${region}:${account}:thing`;
    const place = { account: own, region: 'us-east-1' };
    const changed = (more: object, account = own): readonly string[] =>
      dangers('us-east-1', account, { more, place: { ...place, account } });
    expect(changed({ resource_changes: [deployed(at('us-east-1'))] })).toEqual([]);
    const elsewhere =
      'provider aws it works in us-east-1, account 111122223333: aws_x.here is deployed in eu-west-1';
    expect(changed({ resource_changes: [deployed(at('eu-west-1')), deployed(at('eu-west-2'))] })).toEqual([
      elsewhere,
    ]);
    // A provider of another Region does not find it, which Terraform takes for drift.
    expect(changed({ resource_drift: [deployed(at('eu-west-1'))] })).toEqual(
      expect.arrayContaining([elsewhere]),
    );
    expect(changed({ resource_changes: [deployed(at('us-east-1'))] }, '999999999999')).toEqual([
      'provider aws it works in us-east-1, account 999999999999: aws_x.here is deployed in account ' +
        '111122223333',
    ]);
    // Global services have no Region in their ARNs, buckets no account; another provider's resources are its
    // own.
    expect(
      changed({
        resource_changes: [
          deployed(`arn:aws:iam::${own}:role/r`),
          deployed('arn:aws:s3:::b'),
          deployed(at('eu-west-1'), 'aws_x.there'),
        ],
      }),
    ).toEqual([]);
  });

  it('is loud about data that may run a program or read a secret, whether a resource changes or not', () => {
    const reading = (type: string): object => ({
      resources: [{ address: `data.${type}.x`, mode: 'data', type, expressions: {} }],
    });
    for (const type of ['external', 'http', 'aws_secretsmanager_secret_version', 'aws_lambda_invocation'])
      expect(whysOf(reading(type))).toEqual(expectLoud(new RegExp(`^data\\.${type}\\.x ${type} is read`)));
    for (const type of ['terraform_remote_state', 'aws_iam_role']) expect(whysOf(reading(type))).toEqual([]);
  });
});
