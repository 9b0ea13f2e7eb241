import { describe, expect, it } from '@jest/globals';
import { asMarkdown } from '../../tools/plan-summary/markdown';
import { summarizePlan } from '../../tools/plan-summary/summary';

/** The plan of a stack whose rule set changes. */
function plan(before: string, after: string): string {
  const template = (RuleSetBody: string): object => ({
    template_body: JSON.stringify({
      Resources: {
        RuleSet: { Type: 'AWS::GameLift::MatchmakingRuleSet', Properties: { Name: 'duel', RuleSetBody } },
      },
    }),
  });
  return JSON.stringify({
    format_version: '1.2',
    resource_changes: [
      {
        address: 'aws_cloudformation_stack.duel',
        mode: 'managed',
        type: 'aws_cloudformation_stack',
        name: 'duel',
        change: { actions: ['update'], before: template(before), after: template(after) },
      },
    ],
  });
}

describe('the summary of a rule set', () => {
  it.each([
    ['{ broken', '+ : "not JSON: { broken"'],
    ['', '+ : "not JSON: "'],
  ])('that is not JSON, %j, shows it, and compares nothing', (body, line) => {
    const summary = summarizePlan('dev-matchmaking', plan('{"name":"duel"}', body));
    expect(summary.ruleSets.flatMap(({ lines }) => lines)).toContain(line);
    expect(asMarkdown([summary], { simulation: 'simulated' })).not.toContain('simulated');
  });

  it('that is JSON is compared on a population', () => {
    const summary = summarizePlan('dev-matchmaking', plan('{"name":"duel"}', '{"name":"other"}'));
    expect(asMarkdown([summary], { simulation: 'simulated' })).toContain('simulated');
  });
});
