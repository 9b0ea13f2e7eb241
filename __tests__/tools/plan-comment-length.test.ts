import { describe, expect, it } from '@jest/globals';
import { asMarkdown } from '../../tools/plan-summary/markdown';
import { type PlanSummary, summarizePlan } from '../../tools/plan-summary/summary';
import { type Crafted, entry, summarize, stack } from './support/crafted-plans';

describe('a comment that is too long for GitHub', () => {
  const long = 'x'.repeat(3_000);

  it.each([
    [
      'changes',
      Array.from({ length: 900 }, (_, n): Crafted => ({
        type: 'aws_iam_role',
        address: `aws_iam_role.r${n}`,
        before: { a: 1 },
        after: { a: n },
      })),
      /and 840 more/,
    ],
    [
      'dangers',
      Array.from({ length: 900 }, (_, n): Crafted => ({
        type: 'aws_dynamodb_table',
        actions: ['delete'],
        after: null,
        address: `aws_dynamodb_table.${long}${n}`,
      })),
      /and 860 more/,
    ],
    [
      'addresses',
      Array.from({ length: 50 }, (_, n): Crafted => ({
        type: 'aws_iam_role',
        address: `aws_iam_role.${long}${n}`,
      })),
      /…/,
    ],
  ] as const)('is cut in its %s', (_what, changes, cut) => {
    const text = asMarkdown([summarize(changes)], {
      environment: 'prod',
      texts: new Map([['prod-x', long.repeat(50)]]),
    });
    expect(text.length).toBeLessThan(65_536);
    expect(text).toMatch(cut);
    expect(text.startsWith('<!-- turnlift-plan:prod -->\n')).toBe(true);
  });

  it('is cut in its rule set, its simulation, its failures and its folded plans', () => {
    const rules = (value: number): object => ({
      RuleSet: {
        Type: 'AWS::GameLift::MatchmakingRuleSet',
        Properties: {
          Name: `n${value}`,
          RuleSetBody: JSON.stringify(
            Object.fromEntries(Array.from({ length: 500 }, (_, n) => [`k${n}`, `${value}${long}`])),
          ),
        },
      },
    });
    const summary = summarize([
      { type: 'aws_cloudformation_stack', before: stack(rules(1)), after: stack(rules(2)) },
    ]);
    const text = asMarkdown(
      Array.from({ length: 20 }, () => summary),
      {
        simulation: long.repeat(20),
        failed: new Map(Array.from({ length: 30 }, (_, n) => [`s${n}`, long])),
        texts: new Map(Array.from({ length: 30 }, (_, n) => [`s${n}`, long.repeat(10)])),
      },
    );
    expect(text.length).toBeLessThan(65_536);
  });

  it('is cut fairly: each stack keeps its heading, what was not planned, and what it costs', () => {
    const long = (stack: string): PlanSummary =>
      summarizePlan(
        stack,
        JSON.stringify({
          format_version: '1.2',
          resource_changes: Array.from({ length: 60 }, (_, index) =>
            entry({
              type: 'aws_sns_topic',
              address: `aws_sns_topic.${index}${'y'.repeat(250)}`,
              before: Object.fromEntries(Array.from({ length: 9 }, (_, at) => [`${at}${'z'.repeat(30)}`, 1])),
            }),
          ),
        }),
      );
    const stacks = Array.from({ length: 9 }, (_, index) => `prod-${index}`);
    const text = asMarkdown(stacks.map(long), { skipped: new Map([['prod-last', 'it waits']]) });
    expect(text.length).toBeLessThan(64_000);
    for (const stack of stacks) expect(text).toContain(`### ${stack}`);
    expect(text).toContain('`prod-last` was not planned: it waits');
  });

  it('keeps a plan with fences and bars inside its block', () => {
    const text = asMarkdown([summarize([{ type: 'aws_iam_role', address: 'aws_iam_role.r["a|b"]' }])], {
      texts: new Map([['prod-x', 'before\n```\nafter']]),
    });
    expect(text).toContain('`aws_iam_role.r["a\\|b"]`');
    expect(text).toContain('````\nbefore\n```\nafter\n````');
  });
});
