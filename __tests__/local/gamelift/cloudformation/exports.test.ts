import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ListAliasesCommand } from '@aws-sdk/client-gamelift';
import { startControlPlane, type ControlPlaneServer } from '../fleets/control-plane-server';
import { query, stackSettled } from './query-client';

let server: ControlPlaneServer;
beforeAll(async () => {
  server = await startControlPlane({});
});
afterAll(() => server.close());

const send = (action: string, more: Readonly<Record<string, string>>) => query(server.url, action, more);
const alias = (Name: unknown) => ({
  Type: 'AWS::GameLift::Alias',
  Properties: { Name, RoutingStrategy: { Type: 'TERMINAL', Message: 'closed' } },
});
const exporting = (exportName: unknown, value: unknown = 'eu') =>
  JSON.stringify({
    Resources: { One: alias('owner') },
    Outputs: { Where: { Value: value, Export: { Name: exportName } } },
  });
const importing = (name: unknown) =>
  JSON.stringify({ Resources: { One: alias({ 'Fn::Join': ['-', ['to', { 'Fn::ImportValue': name }]] }) } });

async function settle(
  action: 'CreateStack' | 'UpdateStack',
  StackName: string,
  TemplateBody: string,
): Promise<string> {
  const answer = await send(action, { StackName, TemplateBody });
  expect([answer.status, answer.text('Message')]).toEqual([200, '']);
  return (await stackSettled(server.url, StackName)).text('StackStatus');
}
const refusal = async (action: string, more: Readonly<Record<string, string>>): Promise<string> => {
  const answer = await send(action, more);
  return answer.status === 200 ? 'taken' : `${answer.text('Code')}: ${answer.text('Message')}`;
};
const names = async (): Promise<(string | undefined)[]> =>
  ((await server.client.send(new ListAliasesCommand({}))).Aliases ?? []).map(({ Name }) => Name).sort();

describe('exports of stacks', () => {
  it('reach the stacks that import them, and cannot change while they are imported', async () => {
    expect(
      await refusal('CreateStack', { StackName: 'user', TemplateBody: importing('network-where') }),
    ).toBe('ValidationError: No export named network-where found');
    expect(await settle('CreateStack', 'network', exporting({ 'Fn::Sub': '${AWS::StackName}-where' }))).toBe(
      'CREATE_COMPLETE',
    );
    expect((await send('ListExports', {})).all('Name')).toEqual(['network-where']);
    expect(await refusal('ListImports', { ExportName: 'network-where' })).toContain(
      'is not imported by any stack',
    );

    expect(await settle('CreateStack', 'user', importing({ 'Fn::Sub': 'network-where' }))).toBe(
      'CREATE_COMPLETE',
    );
    expect(await names()).toEqual(['owner', 'to-eu']);
    expect((await send('ListImports', { ExportName: 'network-where' })).all('member')).toEqual(['user']);

    expect(await refusal('DeleteStack', { StackName: 'network' })).toBe(
      'ValidationError: Export network-where cannot be deleted as it is in use by user',
    );
    expect(
      await settle('UpdateStack', 'network', exporting({ 'Fn::Sub': '${AWS::StackName}-where' }, 'us')),
    ).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect((await send('ListExports', {})).all('Value')).toEqual(['eu']);
    // The name is taken, too.
    expect(await settle('CreateStack', 'rival', exporting('network-where'))).toBe('ROLLBACK_COMPLETE');
    expect((await send('DescribeStackEvents', { StackName: 'rival' })).xml).toContain(
      'Export with name network-where is already exported by stack network.',
    );

    expect(await refusal('DeleteStack', { StackName: 'user' })).toBe('taken');
    await stackSettled(server.url, 'user').catch(() => undefined);
    expect(
      await settle('UpdateStack', 'network', exporting({ 'Fn::Sub': '${AWS::StackName}-where' }, 'us')),
    ).toBe('UPDATE_COMPLETE');
    expect((await send('ListExports', {})).all('Value')).toEqual(['us']);
  });
});

describe('features that this CloudFormation does not have', () => {
  it.each<[string, string, Readonly<Record<string, string>>, string]>([
    [
      'a stack policy',
      'CreateStack',
      { StackPolicyBody: '{}' },
      'StackPolicyBody: stack policies are not supported',
    ],
    [
      'a policy for one update',
      'UpdateStack',
      { StackPolicyDuringUpdateBody: '{}' },
      'StackPolicyDuringUpdateBody: stack policies are not supported',
    ],
    ['SetStackPolicy', 'SetStackPolicy', {}, 'SetStackPolicy: stack policies are not supported'],
    [
      'a transform',
      'CreateStack',
      { TemplateBody: '{"Transform":"AWS::Serverless-2016-10-31","Resources":{}}' },
      'Transform "AWS::Serverless-2016-10-31" is not supported',
    ],
    [
      'Fn::Transform',
      'CreateStack',
      {
        TemplateBody: JSON.stringify({
          Resources: { A: alias({ 'Fn::Transform': { Name: 'AWS::Include' } }) },
        }),
      },
      'Fn::Transform',
    ],
    ['a timeout of zero', 'CreateStack', { TimeoutInMinutes: '0' }, 'timeoutInMinutes'],
    [
      'CancelUpdateStack without an update',
      'CancelUpdateStack',
      { StackName: 'network' },
      'cannot be called from current stack status',
    ],
    [
      'ContinueUpdateRollback without a failed one',
      'ContinueUpdateRollback',
      { StackName: 'network' },
      'can not continue rollback',
    ],
  ])('refuses %s by name', async (_what, action, more, message) => {
    const answer = await send(action, {
      StackName: 'refused',
      TemplateBody: JSON.stringify({ Resources: { A: alias('refused') } }),
      ...more,
    });
    expect({ status: answer.status, code: answer.text('Code') }).toEqual({
      status: 400,
      code: 'ValidationError',
    });
    expect(answer.text('Message')).toContain(message);
  });
});
