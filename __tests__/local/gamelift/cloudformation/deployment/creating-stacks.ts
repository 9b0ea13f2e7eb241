import { describe, expect, it } from '@jest/globals';
import { DescribeGameSessionQueuesCommand, ListTagsForResourceCommand } from '@aws-sdk/client-gamelift';
import { stackSettled } from '../query-client';
import {
  calls,
  server,
  alias,
  queue,
  template,
  send,
  aliases,
  aliasNames,
  queueNames,
  deploy,
  remove,
  listEvents,
} from './control-plane';

export function creatingStacks(): void {
  describe('creating a stack', () => {
    it('makes resources after those they refer to, evaluates outputs, tags what can be tagged', async () => {
      const done = await deploy(
        'CreateStack',
        'makes',
        template(
          {
            Queue: queue('makes', {
              Destinations: [{ DestinationArn: { 'Fn::GetAtt': ['Live', 'AliasArn'] } }],
              CustomEventData: { Ref: 'Word' },
            }),
            Live: alias('makes'),
          },
          {
            Parameters: {
              Word: { Type: 'String' },
              Secret: { Type: 'String', NoEcho: true, Default: 'hush' },
            },
            Outputs: {
              Arn: { Value: { 'Fn::GetAtt': ['Queue', 'Arn'] }, Description: 'q & a' },
              Who: { Value: { 'Fn::Sub': '${AWS::StackName} in ${AWS::Region} for ${AWS::AccountId}' } },
            },
          },
        ),
        {
          'Parameters.member.1.ParameterKey': 'Word',
          'Parameters.member.1.ParameterValue': 'a <b> & "c"',
          'Tags.member.1.Key': 'project',
          'Tags.member.1.Value': 'turnlift',
        },
      );
      expect(done.text('StackStatus')).toBe('CREATE_COMPLETE');
      const [found] =
        (await server.client.send(new DescribeGameSessionQueuesCommand({ Names: ['makes'] })))
          .GameSessionQueues ?? [];
      const [live] = await aliases();
      expect(found).toMatchObject({
        CustomEventData: 'a <b> & "c"',
        Destinations: [{ DestinationArn: live?.AliasArn }],
      });
      expect(done.all('OutputValue')).toEqual([
        found?.GameSessionQueueArn,
        'makes in us-west-2 for 111122223333',
      ]);
      expect(done.all('ParameterValue')).toEqual(['a <b> & "c"', '****']);
      expect(
        (await server.client.send(new ListTagsForResourceCommand({ ResourceARN: live?.AliasArn }))).Tags,
      ).toEqual([{ Key: 'project', Value: 'turnlift' }]);
      expect(await listEvents('makes')).toEqual([
        'makes CREATE_IN_PROGRESS',
        'Live CREATE_IN_PROGRESS',
        'Live CREATE_IN_PROGRESS',
        'Live CREATE_COMPLETE',
        'Queue CREATE_IN_PROGRESS',
        'Queue CREATE_IN_PROGRESS',
        'Queue CREATE_COMPLETE',
        'makes CREATE_COMPLETE',
      ]);
      expect((await send('GetTemplate', 'makes')).text('TemplateBody')).toContain(
        '"CustomEventData":{"Ref":"Word"}',
      );
      expect((await send('DescribeStackResources', 'makes')).all('PhysicalResourceId')).toEqual([
        live?.AliasId,
        'makes',
      ]);
      expect((await send('ListStackResources', 'makes')).all('LogicalResourceId')).toEqual(['Live', 'Queue']);
      await remove('makes');
      expect([...(await aliasNames()), ...(await queueNames())]).toEqual([]);
      expect((await send('DescribeStacks', 'makes')).text('Message')).toBe(
        'Stack with id makes does not exist',
      );
    });

    it('rolls back when one resource fails, with its own words, and can then only be deleted', async () => {
      calls.fate = ({ operation }) => (operation === 'CreateGameSessionQueue' ? 'fail' : 'pass');
      const body = template({ Live: alias('unlucky'), Queue: { ...queue('unlucky'), DependsOn: 'Live' } });
      const done = await deploy('CreateStack', 'unlucky', body);
      expect([done.text('StackStatus'), await aliasNames()]).toEqual(['ROLLBACK_COMPLETE', []]);
      const events = await send('DescribeStackEvents', 'unlucky');
      expect(events.all('ResourceStatusReason')).toContain(
        'Resource handler returned message: "out of luck (Service: GameLift, Operation: ' +
          'CreateGameSessionQueue)" (HandlerErrorCode: InvalidRequest)',
      );
      expect(events.all('ResourceStatusReason')).toContain(
        'The following resource(s) failed to create: [Queue]. Rollback requested by user.',
      );
      expect((await send('UpdateStack', 'unlucky', { TemplateBody: body })).text('Message')).toMatch(
        /is in ROLLBACK_COMPLETE state and can not be updated/,
      );
      await remove('unlucky');
    });

    it('keeps its resources with OnFailure DO_NOTHING, and deletes the stack with DELETE', async () => {
      calls.fate = ({ operation }) => (operation === 'CreateGameSessionQueue' ? 'fail' : 'pass');
      const body = (name: string) =>
        template({ Live: alias(name), Queue: { ...queue(name), DependsOn: 'Live' } });
      expect(
        (await deploy('CreateStack', 'stays', body('stays'), { OnFailure: 'DO_NOTHING' })).text(
          'StackStatus',
        ),
      ).toBe('CREATE_FAILED');
      expect(await aliasNames()).toEqual(['stays']);
      await remove('stays');
      const created = await send('CreateStack', 'goes', { TemplateBody: body('goes'), OnFailure: 'DELETE' });
      expect((await stackSettled(server.url, created.text('StackId'))).text('StackStatus')).toBe(
        'DELETE_COMPLETE',
      );
      expect(await aliasNames()).toEqual([]);
    });

    it('fails a resource whose properties do not fit its type', async () => {
      const done = await deploy('CreateStack', 'misfit', template({ Live: alias('misfit', { Nope: 1 }) }));
      expect(done.text('StackStatus')).toBe('ROLLBACK_COMPLETE');
      expect((await send('DescribeStackEvents', 'misfit')).all('ResourceStatusReason').join()).toContain(
        '#: extraneous key [Nope] is not permitted',
      );
      expect(calls.made).toEqual([]);
      await remove('misfit');
    });

    it('stops and removes all resources when its deletion is requested meanwhile', async () => {
      let release = (): void => undefined;
      calls.hold = new Promise((resolve) => {
        release = resolve;
      });
      const created = await send('CreateStack', 'unwanted', {
        TemplateBody: template({
          Live: alias('unwanted'),
          Queue: { ...queue('unwanted'), DependsOn: 'Live' },
        }),
      });
      expect((await send('DeleteStack', 'unwanted')).status).toBe(200);
      calls.hold = undefined;
      release();
      expect((await stackSettled(server.url, created.text('StackId'))).text('StackStatus')).toBe(
        'DELETE_COMPLETE',
      );
      expect([...(await aliasNames()), ...(await queueNames())]).toEqual([]);
      expect(calls.made).not.toContain('CreateGameSessionQueue');
    });

    it('refuses unknown types and existing names, and leaves out resources by their condition', async () => {
      expect(
        (
          await send('CreateStack', 'bucket', {
            TemplateBody: template({ B: { Type: 'AWS::S3::Bucket' }, L: alias('x') }),
          })
        ).text('Message'),
      ).toContain('Unrecognized resource types: [AWS::S3::Bucket]');
      const conditional = template(
        { A: alias('a'), B: { ...alias('b'), Condition: 'Prod' } },
        {
          Parameters: { Stage: { Type: 'String', Default: 'dev' } },
          Conditions: { Prod: { 'Fn::Equals': [{ Ref: 'Stage' }, 'prod'] } },
        },
      );
      await deploy('CreateStack', 'conditional', conditional);
      expect(await aliasNames()).toEqual(['a']);
      const again = await send('CreateStack', 'conditional', { TemplateBody: conditional });
      expect([again.status, again.text('Code')]).toEqual([400, 'AlreadyExistsException']);
      await deploy('UpdateStack', 'conditional', conditional, {
        'Parameters.member.1.ParameterKey': 'Stage',
        'Parameters.member.1.ParameterValue': 'prod',
      });
      expect(await aliasNames()).toEqual(['a', 'b']);
      await remove('conditional');
    });
  });
}
