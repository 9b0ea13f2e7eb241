import { describe, expect, it } from '@jest/globals';
import { decide, type Decision, type PolicyStatement } from '../../tools/policy/evaluate';
import { ciRole } from './support/ci-roles';

describe("the trust in GitHub's jobs", () => {
  const asked = (statements: readonly PolicyStatement[], sub: string, aud = 'sts.amazonaws.com'): Decision =>
    decide(statements, {
      action: 'sts:AssumeRoleWithWebIdentity',
      context: {
        'token.actions.githubusercontent.com:sub': sub,
        'token.actions.githubusercontent.com:aud': aud,
      },
    });
  const [plan, deploy] = [ciRole('prod', 'plan').trust, ciRole('prod', 'deploy').trust];

  it('accepts the subject of this repository in both forms, with ids and without', () => {
    expect(asked(deploy, 'repo:example/turnlift:environment:prod')).toBe('allowed');
    expect(asked(deploy, 'repo:example@0/turnlift@0:environment:prod')).toBe('allowed');
    for (const job of ['pull_request', 'ref:refs/heads/main']) {
      expect(asked(plan, `repo:example/turnlift:${job}`)).toBe('allowed');
      expect(asked(plan, `repo:example@0/turnlift@0:${job}`)).toBe('allowed');
    }
  });

  it.each([
    'repo:example/turnlift:environment:dev',
    'repo:example/turnlift:pull_request',
    'repo:example/turnlift:ref:refs/heads/main',
    'repo:example/turnlift-fork:environment:prod',
    'repo:other/turnlift:environment:prod',
    'repo:example@1/turnlift@0:environment:prod',
    'repo:example@0/turnlift@1:environment:prod',
    'repo:example/turnlift@0:environment:prod',
    'repo:*',
  ])('refuses the deploy role to %s', (subject) => {
    expect(asked(deploy, subject)).toBe('not allowed');
  });

  it('refuses a token for another audience', () => {
    expect(asked(deploy, 'repo:example/turnlift:environment:prod', 'https://github.com/example')).toBe(
      'not allowed',
    );
  });
});
