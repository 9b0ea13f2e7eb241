import { describe, expect, it } from '@jest/globals';
import { summarizePlan } from '../../tools/plan-summary/summary';
import { expected, own } from './support/plan-rows';

const held = { expressions: { allowed_account_ids: { constant_value: [own] } } };
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
    expect(whysOf({}, { aws: { expressions: {} } })).toEqual(expected(/^provider aws it takes any account/));
    expect(whysOf({}, { 'aws.us-east-1': {} })).toEqual(expected(/^provider aws\.us-east-1 it takes any/));
    expect(whysOf({}, { terraform: {} })).toEqual([]);
    const two = { allowed_account_ids: { constant_value: [own, '999999999999'] } };
    expect(whysOf({}, { aws: { expressions: two } })).toEqual(
      expected(/^provider aws it takes several accounts/),
    );
  });

  it('is loud when its requests go elsewhere, with other rights, or through another program', () => {
    const aws = (more: object, source = 'registry.terraform.io/hashicorp/aws'): readonly string[] =>
      whysOf({}, { aws: { full_name: source, expressions: { ...held.expressions, ...more } } });
    const value = (constant_value: unknown): object => ({ constant_value });
    expect(aws({ region: value('eu-west-1'), default_tags: [{ tags: value({ a: 'b' }) }] })).toEqual([]);
    for (const argument of ['assume_role', 'http_proxy', 'insecure', 'profile', 'endpoints', 'secret_key'])
      expect(aws({ [argument]: [{ sts: value('https://elsewhere.example') }] })).toEqual(
        expected(new RegExp(`^provider aws ${argument}: where its requests go`)),
      );
    // A rehearsal's addresses exist in it alone; one other address beside them is told.
    const at = (...addresses: readonly string[]): object => ({
      endpoints: addresses.map((address, index) => ({ [`s${index}`]: value(address) })),
      secret_key: value('rehearsal'),
    });
    expect(aws(at('http://aws.rehearsal.invalid'))).toEqual([]);
    expect(aws(at('http://aws.rehearsal.invalid', 'https://elsewhere.example'))).toEqual(
      expected(/endpoints, secret_key: where its requests go/),
    );
    expect(aws({}, 'registry.terraform.io/elsewhere/aws')).toEqual(
      expected(/^provider aws its program is registry.terraform.io\/elsewhere\/aws/),
    );
    const further = { full_name: 'registry.terraform.io/elsewhere/null', expressions: {} };
    expect(whysOf({}, { null: further })).toEqual(expected(/^provider null its program is/));
  });

  it('is loud about data that may run a program or read a secret, whether a resource changes or not', () => {
    const reading = (type: string): object => ({
      resources: [{ address: `data.${type}.x`, mode: 'data', type, expressions: {} }],
    });
    for (const type of ['external', 'http', 'aws_secretsmanager_secret_version', 'aws_lambda_invocation'])
      expect(whysOf(reading(type))).toEqual(expected(new RegExp(`^data\\.${type}\\.x ${type} is read`)));
    for (const type of ['terraform_remote_state', 'aws_iam_role']) expect(whysOf(reading(type))).toEqual([]);
  });
});
