import { describe, expect, it } from '@jest/globals';
import { summarizePlan } from '../../tools/plan-summary/summary';
import { expectLoud, inside, type Row, template, whys } from './support/plan-rows';

/** CloudFormation expands a template when it deploys it: no plan shows the result. */
const named = (Name: unknown, id = 'S'): object => ({
  [id]: { Type: 'AWS::GameLift::Script', Properties: { Name } },
});
const beside = (what: string, before: object, after: object, loud: RegExp | undefined): Row => [
  `beside the resources: ${what}`,
  'aws_cloudformation_stack',
  'update',
  template(named('a'), before),
  template(named('a'), after),
  loud,
];
const made = (what: string, sections: object, loud: RegExp | undefined): Row => [
  `a new stack with ${what}`,
  'aws_cloudformation_stack',
  'create',
  null,
  template(named('a'), sections),
  loud,
];
const macro = (Location: string): object => ({
  Transform: { Name: 'AWS::Include', Parameters: { Location } },
});
const macros = (Location: string): object => ({
  Transform: ['AWS::LanguageExtensions', Object.values(macro(Location))[0]],
});
const included = { 'Fn::Transform': { Name: 'AWS::Include', Parameters: { Location: 's3://evil' } } };
const hooks = { Hooks: { H: { Type: 'AWS::CodeDeploy::BlueGreen' } } };

describe('a template', () => {
  it.each<Row>([
    beside('a macro with parameters', {}, macro('a'), /its Transform/),
    beside('other parameters of a macro', macro('a'), macro('b'), /its Transform/),
    beside('a list of macros', {}, macros('a'), /its Transform/),
    beside('another list of macros', macros('a'), macros('b'), /its Transform/),
    beside('no macro any more', macro('a'), {}, /its Transform/),
    beside('the same macro', macro('a'), macro('a'), undefined),
    beside('a hook', {}, hooks, /its Hooks/),
    beside('a section of a later CloudFormation', {}, { Later: { a: 1 } }, /its Later/),
    beside('a macro in a condition', {}, { Conditions: { C: included } }, /a macro in it may/),
    beside('a new rule of parameters', {}, { Rules: { R: { Assertions: [] } } }, undefined),
    made('a macro', macro('a'), /its Transform/),
    made('a hook', hooks, /its Hooks/),
    made('a secret', { Outputs: { A: { Value: '{{resolve:ssm:x}}' } } }, /ssm:x/),
    made('usual sections', { Parameters: {}, Conditions: { C: {} }, Outputs: { A: {} } }, undefined),
    inside('a macro in a property', named('a'), named(included), /a macro in it may .*s3:\/\/evil/),
    inside('a macro in a new resource', {}, named(included), /a macro in it/),
    inside('the same macro', named(included), { ...named('a', 'T'), ...named(included) }, undefined),
    inside(
      'a value read at the deploy',
      named('a'),
      named('{{resolve:ssm:x}}'),
      /\{\{resolve:ssm:x\}\} is read/,
    ),
    inside(
      'a secret in a text',
      named('a'),
      named({ 'Fn::Sub': 'x-{{resolve:secretsmanager:keys:SecretString}}' }),
      /secretsmanager:keys/,
    ),
  ])('%s', (...row) => {
    expect(whys(row)).toEqual(expectLoud(row[5]));
  });

  it('is reviewed as a new one when its stack is replaced, also one that never came', () => {
    const replaced = (after: object, reason?: string): readonly string[] => {
      const before = { ...template(named('a')), outputs: reason === undefined ? { A: '1' } : {} };
      const one = {
        address: 'aws_cloudformation_stack.x',
        mode: 'managed',
        type: 'aws_cloudformation_stack',
        name: 'x',
        action_reason: reason,
        change: { actions: ['delete', 'create'], before, after },
      };
      const plan = { format_version: '1.2', resource_changes: [one] };
      return summarizePlan('dev-x', JSON.stringify(plan)).loud.map(({ why }) => why);
    };
    const never = 'replace_because_tainted';
    const role = template({ ...named('a'), R: { Type: 'AWS::IAM::Role', Properties: {} } });
    expect(replaced(role)).toEqual(expectLoud(/AWS::IAM::Role/));
    expect(replaced(role, never)).toEqual(expectLoud(/AWS::IAM::Role/));
    expect(replaced(template(named('a'), macro('a')), never)).toEqual(expectLoud(/its Transform/));
    expect(replaced(template(named('b')), never)).toEqual([]);
    expect(replaced(template(named('b')))).toEqual([]);
  });
});
