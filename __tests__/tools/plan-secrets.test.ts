import { describe, expect, it } from '@jest/globals';
import { summarizePlan, type PlanSummary } from '../../tools/plan-summary/summary';
import { held } from './support/plan-rows';

/** Terraform marks values as sensitive, by the provider's schema and where the configuration says so. */
interface Marks {
  readonly before?: unknown;
  readonly after?: unknown;
  readonly drift?: boolean;
}

function summaryOf(
  type: string,
  before: object | null,
  after: object | null,
  { before: old, after: next, drift = false }: Marks,
): PlanSummary {
  const change = {
    actions: [before === null ? 'create' : after === null ? 'delete' : 'update'],
    before,
    after,
    after_unknown: {},
    before_sensitive: old ?? {},
    after_sensitive: next ?? {},
  };
  const changes = [{ address: `${type}.x`, mode: 'managed', type, name: 'x', change }];
  return summarizePlan(
    'dev-x',
    JSON.stringify({
      format_version: '1.2',
      configuration: { provider_config: { aws: held }, root_module: { resources: [] } },
      [drift ? 'resource_drift' : 'resource_changes']: changes,
    }),
  );
}
const whys = (...given: Parameters<typeof summaryOf>): readonly string[] =>
  summaryOf(...given).loud.map(({ why }) => why);
const unread = (name: string): string => `${name} is marked as sensitive, so the change cannot be reviewed`;

describe('a changed value that is marked as sensitive', () => {
  const env = (name: string, value: string): object => ({ environment: [{ variables: { [name]: value } }] });
  const cases: ReadonlyArray<readonly [type: string, name: string, before: object, after: object]> = [
    ['aws_s3_bucket', 'force_destroy', { force_destroy: false }, { force_destroy: true }],
    [
      'aws_dynamodb_table',
      'deletion_protection_enabled',
      { deletion_protection_enabled: true },
      { deletion_protection_enabled: false },
    ],
    ['aws_iam_role', 'max_session_duration', { max_session_duration: 3600 }, { max_session_duration: 43200 }],
    ['aws_iam_role', 'assume_role_policy', { assume_role_policy: '{}' }, { assume_role_policy: '{"a":1}' }],
    ['aws_iam_role', 'permissions_boundary', { permissions_boundary: 'a' }, { permissions_boundary: null }],
    ['aws_lambda_function', 'environment', env('TABLE', 'a'), env('TABLE', 'b')],
    ['aws_s3_bucket_public_access_block', 'block_public_acls', { block_public_acls: true }, {}],
    ['aws_cloudformation_stack', 'parameters', { parameters: { A: '1' } }, { parameters: { A: '2' } }],
    ['aws_lambda_function', 'source_code_hash', { source_code_hash: 'a' }, { source_code_hash: 'b' }],
  ];

  it.each(cases)('%s %s is loud on whichever side it is marked', (type, name, before, after) => {
    for (const marks of [{ before: { [name]: true } }, { after: { [name]: true } }])
      for (const more of [marks, { ...marks, before: { [name]: true }, after: { [name]: true } }])
        expect(whys(type, before, after, more)).toContain(unread(name));
  });

  it('is reported once, not as the change of one mask to another', () => {
    const marks = { before: { permissions_boundary: true }, after: { permissions_boundary: true } };
    expect(whys('aws_iam_role', { permissions_boundary: 'a' }, { permissions_boundary: 'b' }, marks)).toEqual(
      [unread('permissions_boundary')],
    );
  });

  it('is loud by a mark inside of it', () => {
    const marks = { after: { environment: [{ variables: { NODE_OPTIONS: true } }] } };
    const summary = summaryOf('aws_lambda_function', env('A', 'hunter1'), env('A', 'hunter2'), marks);
    expect(summary.loud.map(({ why }) => why)).toEqual([unread('environment')]);
    expect(JSON.stringify(summary)).not.toContain('hunter');
  });

  it('is loud in a new resource, whose danger it may be', () => {
    const marks = { after: { authorization_type: true } };
    expect(whys('aws_apigatewayv2_route', null, { authorization_type: 'NONE' }, marks)).toEqual([
      unread('authorization_type'),
    ]);
  });

  it('is loud where it was changed outside of Terraform, and the plan leaves it', () => {
    const name = 'deletion_protection_enabled';
    const marks = { before: { [name]: true }, after: { [name]: true }, drift: true };
    expect(whys('aws_dynamodb_table', { [name]: true }, { [name]: false }, marks)).toEqual([
      `it was changed outside of Terraform since the last deploy: ${unread(name)}`,
    ]);
  });

  it('is quiet where only the mark changes, and where people alone read it', () => {
    const name = 'deletion_protection_enabled';
    for (const marks of [{ before: { [name]: true } }, { after: { [name]: true } }])
      expect(whys('aws_dynamodb_table', { [name]: true }, { [name]: true }, marks)).toEqual([]);
    const tagged = { before: { description: true }, after: { description: true } };
    expect(whys('aws_iam_role', { description: 'a' }, { description: 'b' }, tagged)).toEqual([]);
    expect(whys('aws_dynamodb_table', { [name]: false }, { [name]: true }, {})).toEqual([]);
  });
});

describe('a parameter of a CloudFormation stack that is made of a secret', () => {
  it('changes, and shows no value', () => {
    const Resources = {
      R: {
        Type: 'AWS::CloudWatch::Alarm',
        Properties: { AlarmName: 'x', Threshold: 1, ComparisonOperator: { Ref: 'A' } },
      },
    };
    const stack = (A: string | undefined): object => ({
      template_body: JSON.stringify({ Parameters: { A: { Type: 'String' } }, Resources }),
      ...(A === undefined ? {} : { parameters: { A } }),
    });
    const entry = (type: string, before: object, after: object, marks: object): object => ({
      address: `${type}.x`,
      mode: 'managed',
      type,
      name: 'x',
      change: { actions: ['update'], before, after, ...marks },
    });
    const secret = { before_sensitive: { input: true }, after_sensitive: { input: true } };
    const summary = summarizePlan(
      'dev-x',
      JSON.stringify({
        format_version: '1.2',
        configuration: {
          root_module: {
            resources: [
              {
                address: 'aws_cloudformation_stack.x',
                expressions: { parameters: { constant_value: { A: '${terraform_data.x.input}' } } },
              },
            ],
          },
        },
        resource_changes: [
          entry('terraform_data', { input: 'hunter1' }, { input: 'hunter2' }, secret),
          entry('aws_cloudformation_stack', stack('old'), stack(undefined), {
            after_unknown: { parameters: true },
          }),
        ],
      }),
    );
    expect(summary.lines.at(-1)?.inner).toEqual([
      expect.objectContaining({ id: 'R', properties: ['ComparisonOperator'] }),
    ]);
    // A danger that shows values.
    expect(summary.loud.map(({ why }) => why)).toContainEqual(
      expect.stringMatching(/^the alarm compares differently: old → /),
    );
    expect(JSON.stringify(summary)).not.toContain('hunter');
  });
});
