import { describe, expect, it } from '@jest/globals';
import {
  type AccessRequest,
  decide,
  type Decision,
  parsePolicy,
  type PolicyStatement,
} from '../../tools/policy/evaluate';

describe('the evaluation of policies', () => {
  const of = (...statements: readonly object[]): readonly PolicyStatement[] =>
    parsePolicy(JSON.stringify({ Version: '2012-10-17', Statement: statements }));
  const read = { Effect: 'Allow', Action: 's3:Get*', Resource: 'arn:aws:s3:::b/*' };

  it.each<[string, AccessRequest, Decision]>([
    ['the named actions and resources', { action: 's3:GetObject', resource: 'arn:aws:s3:::b/k' }, 'allowed'],
    ['actions in another case', { action: 'S3:getobject', resource: 'arn:aws:s3:::b/k' }, 'allowed'],
    ['another resource', { action: 's3:GetObject', resource: 'arn:aws:s3:::c/k' }, 'not allowed'],
    ['another action', { action: 's3:PutObject', resource: 'arn:aws:s3:::b/k' }, 'not allowed'],
  ])('knows %s', (_what, request, decision) => {
    expect(decide(of(read), request)).toBe(decision);
  });

  it('lets a denial override every permission', () => {
    const both = of(read, { Effect: 'Deny', Action: '*', Resource: 'arn:aws:s3:::b/secret*' });
    expect(decide(both, { action: 's3:GetObject', resource: 'arn:aws:s3:::b/secret1' })).toBe('denied');
    expect(decide(both, { action: 's3:GetObject', resource: 'arn:aws:s3:::b/open' })).toBe('allowed');
  });

  it('treats a missing key as unequal, and stops at an unknown operator', () => {
    const when = (operator: string): readonly PolicyStatement[] =>
      of({ ...read, Condition: { [operator]: { 'aws:x': 'y' } } });
    const request = { action: 's3:GetObject', resource: 'arn:aws:s3:::b/k' };
    expect(decide(when('StringEquals'), request)).toBe('not allowed');
    expect(decide(when('StringNotEquals'), request)).toBe('allowed');
    expect(decide(when('StringEquals'), { ...request, context: { 'aws:x': 'y' } })).toBe('allowed');
    expect(() => decide(when('NumericLessThan'), request)).toThrow(/NumericLessThan/);
  });

  it('holds every value of a list to a ForAllValues, and passes what may be missing', () => {
    const when = (operator: string): readonly PolicyStatement[] =>
      of({ ...read, Condition: { [operator]: { 'aws:x': ['y', 'z*'] } } });
    const given = (operator: string, value?: string | readonly string[]): Decision =>
      decide(when(operator), {
        action: 's3:GetObject',
        resource: 'arn:aws:s3:::b/k',
        ...(value === undefined ? {} : { context: { 'aws:x': value } }),
      });
    expect(given('ForAllValues:StringLike', ['y', 'zz'])).toBe('allowed');
    expect(given('ForAllValues:StringLike', ['y', 'a'])).toBe('not allowed');
    expect(given('ForAllValues:StringEquals', ['y', 'zz'])).toBe('not allowed');
    expect(given('ForAllValues:StringEquals', ['y', 'z*'])).toBe('allowed');
    expect(given('StringEqualsIfExists')).toBe('allowed');
    expect(given('StringEqualsIfExists', 'y')).toBe('allowed');
    expect(given('StringEqualsIfExists', 'a')).toBe('not allowed');
    // One value is compared; a list is not taken for it.
    expect(given('StringEquals', ['y'])).toBe('not allowed');
  });
});
