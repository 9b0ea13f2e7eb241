import { describe, expect, it } from '@jest/globals';
import { stackSettled } from '../query-client';
import {
  calls,
  server,
  alias,
  queue,
  template,
  send,
  aliases,
  queueNames,
  deploy,
  remove,
  listEvents,
  pass,
} from './control-plane';

export function updatingStacks(): void {
  describe('updating a stack', () => {
    it('says when there is nothing to do, also when only the order of keys differs', async () => {
      await deploy('CreateStack', 'same', template({ Live: alias('same', { Description: 'd' }) }));
      for (const body of [
        template({ Live: alias('same', { Description: 'd' }) }),
        JSON.stringify({
          Description: 'other words',
          Resources: {
            Live: {
              Properties: {
                Description: 'd',
                RoutingStrategy: { Message: 'closed', Type: 'TERMINAL' },
                Name: 'same',
              },
              Type: 'AWS::GameLift::Alias',
            },
          },
        }),
      ]) {
        const answer = await send('UpdateStack', 'same', { TemplateBody: body });
        expect([answer.status, answer.text('Code'), answer.text('Message')]).toEqual([
          400,
          'ValidationError',
          'No updates are to be performed.',
        ]);
      }
      await send('UpdateTerminationProtection', 'same', { EnableTerminationProtection: 'true' });
      expect((await send('DeleteStack', 'same')).text('Message')).toBe(
        'Stack [same] cannot be deleted while TerminationProtection is enabled',
      );
      await send('UpdateTerminationProtection', 'same', { EnableTerminationProtection: 'false' });
      await remove('same');
    });

    it('changes, adds and removes; makes a replacement first, and removes the old one last', async () => {
      const version = (name: string, more: object = {}) =>
        template({
          Queue: queue(name),
          Live: alias('stays', { Description: { 'Fn::GetAtt': ['Queue', 'Arn'] } }),
          ...more,
        });
      await deploy('CreateStack', 'evolves', version('before', { Gone: alias('gone') }));
      const [stays] = (await aliases()).filter(({ Name }) => Name === 'stays');
      calls.made.length = 0;
      const done = await deploy('UpdateStack', 'evolves', version('after', { Added: alias('added') }));
      expect(done.text('StackStatus')).toBe('UPDATE_COMPLETE');
      expect(await queueNames()).toEqual(['after']);
      const now = await aliases();
      expect(now.map(({ Name }) => Name).sort()).toEqual(['added', 'stays']);
      expect(now.find(({ Name }) => Name === 'stays')).toMatchObject({
        AliasId: stays?.AliasId,
        Description: expect.stringContaining('/after'),
      });
      expect(calls.made.filter((operation) => !operation.startsWith('Describe'))).toEqual([
        'CreateGameSessionQueue',
        'UpdateAlias',
        'CreateAlias',
        'DeleteAlias',
        'DeleteGameSessionQueue',
      ]);
      const events = await listEvents('evolves');
      expect(events.indexOf('evolves UPDATE_COMPLETE_CLEANUP_IN_PROGRESS')).toBeLessThan(
        events.indexOf('Queue DELETE_IN_PROGRESS'),
      );
      await remove('evolves');
    });

    it('keeps a replaced or removed resource whose policy for that is Retain', async () => {
      const retain = (name: string) => ({
        ...queue(name),
        UpdateReplacePolicy: 'Retain',
        DeletionPolicy: 'Retain',
      });
      await deploy('CreateStack', 'keeps', template({ Queue: retain('old'), Live: alias('x') }));
      await deploy('UpdateStack', 'keeps', template({ Queue: retain('new'), Live: alias('x') }));
      expect(await queueNames()).toEqual(['new', 'old']);
      await deploy('UpdateStack', 'keeps', template({ Live: alias('x') }));
      expect(await queueNames()).toEqual(['new', 'old']);
      await remove('keeps');
      for (const Name of ['old', 'new'])
        await server.call({
          operation: 'DeleteGameSessionQueue',
          protocol: 'json',
          requestId: 'r',
          input: () => ({ Name }),
        });
    });

    it('restores the former state when a step fails: the alias first, then new resources go', async () => {
      const version = (name: string, last: object) =>
        template(
          {
            Queue: queue(name),
            Live: alias('live', { Description: { 'Fn::GetAtt': ['Queue', 'Name'] } }),
            Last: { ...last, DependsOn: 'Live' },
          },
          { Outputs: { Name: { Value: { Ref: 'Queue' } } } },
        );
      await deploy('CreateStack', 'returns', version('one', alias('last')));
      calls.made.length = 0;
      let failed = 0;
      calls.fate = ({ operation, input }) =>
        operation === 'UpdateAlias' &&
        JSON.stringify(input()).includes('"Name":"renamed"') &&
        (failed += 1) > 0
          ? 'fail'
          : 'pass';
      const done = await deploy('UpdateStack', 'returns', version('two', alias('renamed')));
      expect([done.text('StackStatus'), done.text('OutputValue')]).toEqual([
        'UPDATE_ROLLBACK_COMPLETE',
        'one',
      ]);
      expect(await queueNames()).toEqual(['one']);
      expect((await aliases()).map(({ Name, Description }) => [Name, Description])).toEqual([
        ['live', 'one'],
        ['last', undefined],
      ]);
      expect(calls.made.filter((operation) => !operation.startsWith('Describe'))).toEqual([
        'CreateGameSessionQueue',
        'UpdateAlias',
        'UpdateAlias',
        'UpdateAlias',
        'UpdateAlias',
        'DeleteGameSessionQueue',
      ]);
      expect(failed).toBe(1);
      expect((await send('GetTemplate', 'returns')).text('TemplateBody')).toContain('"Name":"one"');
      calls.fate = pass;
      expect(
        (await deploy('UpdateStack', 'returns', version('two', alias('renamed')))).text('StackStatus'),
      ).toBe('UPDATE_COMPLETE');
      await remove('returns');
    });

    it('uses the previous template and values on request, and refuses while an operation runs', async () => {
      const body = template(
        { Live: alias('p', { Description: { Ref: 'Word' } }) },
        { Parameters: { Word: { Type: 'String' } } },
      );
      await deploy('CreateStack', 'previous', body, {
        'Parameters.member.1.ParameterKey': 'Word',
        'Parameters.member.1.ParameterValue': 'one',
      });
      const kept = await send('UpdateStack', 'previous', {
        UsePreviousTemplate: 'true',
        'Parameters.member.1.ParameterKey': 'Word',
        'Parameters.member.1.UsePreviousValue': 'true',
      });
      expect(kept.text('Message')).toBe('No updates are to be performed.');
      let release = (): void => undefined;
      const held = new Promise<void>((resolve) => {
        release = resolve;
      });
      calls.hold = held;
      await send('UpdateStack', 'previous', {
        UsePreviousTemplate: 'true',
        'Parameters.member.1.ParameterKey': 'Word',
        'Parameters.member.1.ParameterValue': 'two',
      });
      const second = await send('UpdateStack', 'previous', {
        UsePreviousTemplate: 'true',
        'Parameters.member.1.ParameterKey': 'Word',
        'Parameters.member.1.ParameterValue': 'three',
      });
      calls.hold = undefined;
      release();
      expect(second.text('Message')).toMatch(/is in UPDATE_IN_PROGRESS state and can not be updated/);
      expect((await stackSettled(server.url, 'previous')).text('StackStatus')).toBe('UPDATE_COMPLETE');
      await remove('previous');
    });
  });
}
