import { describe, expect, it } from '@jest/globals';
import { functionDeclarations } from '../../functions/declarations';
import { type Template } from '../../templates';
import { type StackFile } from '../../tools/synthesized';
import { environmentNames } from '../games';
import { templateErrors } from './support/cloudformation-schema';
import { parsedJson, resources } from './support/reading';
import { rolesOf } from './support/roles';
import { sharedStacks } from './support/shared-stacks';

const stacks = sharedStacks();

/** The stack of aliases in a stack of functions. */
function aliases(name: string): { readonly template: Template; readonly stack: Record<string, unknown> } {
  const found = Object.values(resources(stacks.get(name), 'aws_cloudformation_stack')).find((one) =>
    String(one['name']).endsWith('-aliases'),
  );
  if (found === undefined) throw new Error(`${name} has no stack of aliases`);
  return { template: Object(parsedJson(found['template_body'])), stack: found };
}
const ofType = ({ Resources }: Template, type: string): ReadonlyArray<Template['Resources'][string]> =>
  Object.values(Resources).filter(({ Type }) => Type === type);
const calledBy = (stack: StackFile | undefined, type: string, argument: string): readonly string[] =>
  Object.values(resources(stack, type)).map((one) => String(one[argument]));

describe('versions of functions', () => {
  it("are in templates that AWS's schema accepts, an alias and a deployment group for each function", () => {
    for (const environment of environmentNames) {
      const names: unknown[] = [];
      for (const part of ['api', 'matchmaking']) {
        const { template, stack } = aliases(`${environment}-${part}`);
        expect(templateErrors(template)).toEqual([]);
        const made = ofType(template, 'AWS::Lambda::Alias');
        expect(ofType(template, 'AWS::CodeDeploy::DeploymentGroup')).toHaveLength(made.length);
        for (const { Properties, UpdatePolicy } of made) {
          names.push(Properties['FunctionName']);
          expect(Properties['Name']).toBe('live');
          expect(UpdatePolicy).toHaveProperty('CodeDeployLambdaAliasUpdate.DeploymentGroupName.Ref');
          const { Ref: version } = Object(Properties['FunctionVersion']);
          expect(Object(stack['parameters'])[version]).toMatch(/^\$\{aws_lambda_function\..*\.version\}$/);
        }
      }
      expect(names.sort()).toEqual(
        functionDeclarations.map(({ name }) => `turnlift-${environment}-${name}`).sort(),
      );
    }
  });

  it('are what every caller uses: routes, rules, streams and permissions name the alias', () => {
    for (const stack of [stacks.get('prod-api'), stacks.get('prod-matchmaking')]) {
      for (const lambda of Object.values(resources(stack, 'aws_lambda_function')))
        expect(lambda['publish']).toBe(true);
      for (const qualifier of [
        ...calledBy(stack, 'aws_lambda_permission', 'qualifier'),
        ...calledBy(stack, 'aws_lambda_function_event_invoke_config', 'qualifier'),
        ...calledBy(stack, 'aws_lambda_invocation', 'qualifier'),
      ])
        expect(qualifier).toBe('live');
      for (const arn of [
        ...calledBy(stack, 'aws_apigatewayv2_integration', 'integration_uri'),
        ...calledBy(stack, 'aws_cloudwatch_event_target', 'arn'),
        ...calledBy(stack, 'aws_lambda_event_source_mapping', 'function_name'),
      ])
        expect(arn).toMatch(/function:turnlift-prod-[\w-]+:live(\/invocations)?$/);
      // An alias must exist before a trigger names it.
      for (const type of ['aws_lambda_permission', 'aws_lambda_event_source_mapping'])
        for (const one of Object.values(resources(stack, type)))
          expect(one['depends_on']).toContainEqual(
            expect.stringMatching(/^aws_cloudformation_stack\.live_aliases/),
          );
    }
  });

  it('take over gradually in prod, and are rolled back by their own alarm or that of the API', () => {
    const { template } = aliases('prod-api');
    for (const { Properties } of ofType(template, 'AWS::CodeDeploy::DeploymentGroup')) {
      const of = functionDeclarations.find(
        ({ name }) => `turnlift-prod-${name}` === Properties['DeploymentGroupName'],
      );
      expect(Properties).toMatchObject({
        DeploymentConfigName: 'CodeDeployDefault.LambdaCanary10Percent5Minutes',
        AutoRollbackConfiguration: {
          Enabled: true,
          Events: ['DEPLOYMENT_FAILURE', 'DEPLOYMENT_STOP_ON_ALARM'],
        },
        AlarmConfiguration: {
          Enabled: true,
          Alarms: [
            { Name: { Ref: expect.stringMatching(/^Errors/) } },
            ...(of?.trigger.kind === 'stream' ? [] : [{ Name: { Ref: expect.stringMatching(/^Caught/) } }]),
            { Name: { Ref: 'ApiErrors' } },
          ],
        },
      });
    }
    // The alarm is for each version: errors of the old version must not roll its fix back.
    expect(template.Resources['ErrorsPlayers']?.Properties['Dimensions']).toEqual([
      { Name: 'FunctionName', Value: 'turnlift-prod-players' },
      { Name: 'Resource', Value: 'turnlift-prod-players:live' },
      { Name: 'ExecutedVersion', Value: { Ref: 'VersionPlayers' } },
    ]);
    // The API's failures are a share of its requests: a busy API has some in every minute.
    // The alarm measures failures as a share of its own requests, however few they are of the function's.
    expect(Object(template.Resources['CaughtPlayers']?.Properties['Metrics'])).toEqual([
      expect.objectContaining({ Expression: 'IF(failed >= 4, 100 * failed / requests, 0)' }),
      ...[
        { Id: 'failed', Namespace: 'Turnlift', MetricName: 'CaughtFailures', more: [] },
        {
          Id: 'requests',
          Namespace: 'AWS/Lambda',
          MetricName: 'Invocations',
          more: [{ Name: 'Resource', Value: 'turnlift-prod-players:live' }],
        },
      ].map(({ Id, more, ...metric }) => ({
        Id,
        MetricStat: {
          Metric: {
            ...metric,
            Dimensions: [
              { Name: 'FunctionName', Value: 'turnlift-prod-players' },
              { Name: 'ExecutedVersion', Value: { Ref: 'VersionPlayers' } },
              ...more,
            ],
          },
          Period: 300,
          Stat: 'Sum',
        },
        ReturnData: false,
      })),
    ]);
    const { Metrics: queries, ...share } = Object(template.Resources['ApiErrors']?.Properties);
    expect(share).toMatchObject({ Threshold: 0.2, ComparisonOperator: 'GreaterThanThreshold' });
    expect(share).not.toHaveProperty('MetricName');
    const read = (name: string): object => ({
      MetricStat: {
        Metric: {
          Namespace: 'AWS/ApiGateway',
          MetricName: name,
          Dimensions: [{ Name: 'ApiId', Value: { Ref: 'ApiId' } }],
        },
        Period: 60,
        Stat: 'Sum',
      },
      ReturnData: false,
    });
    expect(queries).toEqual([
      expect.objectContaining({
        Expression: 'IF(failed >= 4, 100 * failed / requests, 0)',
        ReturnData: true,
      }),
      { Id: 'failed', ...read('5xx') },
      { Id: 'requests', ...read('Count') },
    ]);
    expect(ofType(aliases('dev-api').template, 'AWS::CloudWatch::Alarm')).toEqual([]);
    for (const { Properties } of ofType(aliases('dev-api').template, 'AWS::CodeDeploy::DeploymentGroup'))
      expect(Properties['DeploymentConfigName']).toBe('CodeDeployDefault.LambdaAllAtOnce');
  });

  it('are moved by a role that may only move aliases of its functions and read alarms', () => {
    const role = rolesOf(stacks.get('prod-matchmaking')).get('turnlift-prod-matchmaking-shift');
    expect(role?.trust).toMatchObject([{ Principal: { Service: 'codedeploy.amazonaws.com' } }]);
    const events = 'arn:aws:lambda:eu-west-1:444455556666:function:turnlift-prod-matchmaking-events';
    expect(role?.statements).toMatchObject([
      {
        Action: ['lambda:GetAlias', 'lambda:UpdateAlias', 'lambda:GetProvisionedConcurrencyConfig'],
        Resource: [events, `${events}:live`],
      },
      { Action: ['cloudwatch:DescribeAlarms'], Resource: ['*'] },
    ]);
  });
});
