import { describe, expect, it } from '@jest/globals';
import { asMarkdown } from '../../tools/plan-summary/markdown';
import { entry, summarize, policy, read, stack } from './support/crafted-plans';

describe('other notes of a plan', () => {
  it('are drift, moves, imports, forgotten resources and outputs, never a value of an output', () => {
    const summary = summarize(
      [
        { type: 'aws_sns_topic', actions: ['no-op'], more: { previous_address: 'aws_sns_topic.old' } },
        { type: 'aws_sqs_queue', actions: ['no-op'], change: { importing: { id: 'queue-1' } } },
        { type: 'aws_lambda_function', actions: ['forget'] },
      ],
      {
        resource_drift: [entry({ type: 'aws_iam_role', before: { path: '/' }, after: { path: '/x/' } })],
        output_changes: { secret: { actions: ['update'], before: 'hidden-1', after: 'hidden-2' } },
      },
    );
    const text = asMarkdown([summary]);
    expect(text).toContain('`aws_iam_role.x` was changed (path) outside of Terraform since the last deploy');
    expect(text).toContain('`aws_sns_topic.old` moves to `aws_sns_topic.x`');
    expect(text).toContain('`aws_sqs_queue.x` is taken over from what is there (`queue-1`)');
    expect(text).toContain('**forgotten**');
    expect(text).toContain('output `secret`: update');
    expect(text).not.toContain('hidden');
    expect(text).toContain('1 forgotten, 4 to note.');
  });

  it('include drift only where a value differs: not toggled defaults, nor values of other resources', () => {
    const drift = (type: string, before: object, after: object): readonly string[] =>
      summarize([], { resource_drift: [entry({ type, before, after })] }).notes;
    expect(drift('aws_sns_topic', { tags: null, a: [{ b: null }] }, { tags: {}, a: [{ b: false }] })).toEqual(
      [],
    );
    expect(
      drift('aws_s3_bucket', { versioning: [{ enabled: false }] }, { versioning: [{ enabled: true }] }),
    ).toEqual([]);
    expect(drift('aws_s3_bucket', { tags: { a: '1' } }, { tags: {} })).toEqual([
      '`aws_s3_bucket.x` was changed (tags) outside of Terraform since the last deploy',
    ]);
  });

  it('never contain a secret value, nor a key that closes its code block', () => {
    const secret = 'hunter2';
    const summary = summarize([
      {
        type: 'aws_iam_role_policy',
        address: 'aws_iam_role_policy.x["`</details>"]',
        before: { policy: policy(read), name: secret },
        after: { policy: policy({ ...read, Action: [`s3:${secret}`] }), name: `${secret}!` },
        change: {
          before_sensitive: { policy: true, name: true },
          after_sensitive: { policy: true, name: true },
        },
      },
      {
        type: 'aws_cloudformation_stack',
        before: {
          ...stack({ A: { Type: 'AWS::GameLift::Alias', Properties: { Name: secret } } }),
          parameters: { K: secret },
        },
        after: {
          ...stack({ A: { Type: 'AWS::GameLift::Alias', Properties: { Name: 'x' } } }),
          parameters: { K: `${secret}!` },
        },
        change: { before_sensitive: { parameters: { K: true } }, after_sensitive: { parameters: true } },
      },
    ]);
    const comment = asMarkdown([summary]);
    expect(JSON.stringify(summary) + comment).not.toContain(secret);
    expect(summary.loud.map(({ why }) => why)).toEqual([
      'name, policy are marked as sensitive, so the change cannot be reviewed',
      'parameters is marked as sensitive, so the change cannot be reviewed',
    ]);
    expect(summary.lines[0]?.attributes).toEqual(['name', 'policy']);
    expect(comment).toContain('`aws_iam_role_policy.x["\'</details>"]`');
  });

  it('is a plan that leaves resources out', () => {
    expect(summarize([], { complete: false }).incomplete).toBe(true);
    expect(summarize([], { complete: true }).incomplete).toBe(false);
  });

  it('holds no markup of values, and calls no one', () => {
    const text = asMarkdown([
      summarize([
        {
          type: 'aws_iam_role_policy_attachment',
          actions: ['create'],
          before: null,
          after: { policy_arn: '<details>@everyone' },
        },
      ]),
    ]);
    expect(text).toContain('&lt;details>&#64;everyone');
  });

  it('include a plan that failed, and one that ended in an error', () => {
    const text = asMarkdown([summarize([], { errored: true })], {
      failed: new Map([['prod-api', 'AccessDenied: s3:GetObject\non state <b>@all']]),
    });
    expect(text).toContain('`prod-x`: its plan ended in an error');
    expect(text).toContain('`prod-api` failed: AccessDenied: s3:GetObject on state &lt;b>&#64;all');
    expect(text).not.toContain('Nothing changes.\n');
    expect(asMarkdown([], { failed: new Map([['prod-api', 'no']]) })).toContain(
      'Not everything could be planned',
    );
  });

  it('show a new script as a change, since the old object is removed after its users have moved', () => {
    expect(summarize([{ type: 'aws_s3_object', actions: ['create', 'delete'] }]).lines[0]?.kind).toBe(
      'changed',
    );
    expect(summarize([{ type: 'aws_s3_object', actions: ['delete', 'create'] }]).lines[0]?.kind).toBe(
      'replaced',
    );
  });
});
