import { describe, expect, it } from '@jest/globals';
import { VirtualClock } from '../../../../../local/gamelift/task-clock';
import { scriptZip, startControlPlane, until } from '../../fleets/control-plane-server';
import { query, stackSettled } from '../query-client';
import { server, store, alias, queue, template, send, aliasNames, remove } from './control-plane';

export function changeSetsAndClocks(): void {
  describe('change sets', () => {
    it('create and update as `aws cloudformation deploy` does', async () => {
      const first = await send('CreateChangeSet', 'planned', {
        ChangeSetName: 'c1',
        ChangeSetType: 'CREATE',
        TemplateBody: template({ Live: alias('planned'), Queue: queue('planned') }),
      });
      expect(first.status).toBe(200);
      expect((await send('DescribeStacks', 'planned')).text('StackStatus')).toBe('REVIEW_IN_PROGRESS');
      const shown = await send('DescribeChangeSet', 'planned', { ChangeSetName: 'c1' });
      expect([shown.text('Status'), shown.all('Action'), await aliasNames()]).toEqual([
        'CREATE_COMPLETE',
        ['Add', 'Add'],
        [],
      ]);
      await send('ExecuteChangeSet', 'planned', { ChangeSetName: 'c1' });
      await stackSettled(server.url, 'planned');
      expect(await aliasNames()).toEqual(['planned']);
      await send('CreateChangeSet', 'planned', {
        ChangeSetName: 'c2',
        TemplateBody: template({ Live: alias('renamed'), Queue: queue('replaced') }),
      });
      const update = await send('DescribeChangeSet', 'planned', { ChangeSetName: 'c2' });
      expect([update.all('Action'), update.all('Replacement'), update.all('RequiresRecreation')]).toEqual([
        ['Modify', 'Modify'],
        ['False', 'True'],
        ['Never', 'Always'],
      ]);
      const nothing = await send('CreateChangeSet', 'planned', {
        ChangeSetName: 'c3',
        UsePreviousTemplate: 'true',
      });
      expect(nothing.status).toBe(200);
      expect(
        (await send('DescribeChangeSet', 'planned', { ChangeSetName: 'c3' })).text('StatusReason'),
      ).toContain("didn't contain changes");
      await remove('planned');
    });
  });

  describe('a clock that only the test advances', () => {
    it('carries a stack as far as its time has come', async () => {
      const clock = new VirtualClock(Date.parse('2026-01-01T00:00:00Z'), (error) => {
        throw error;
      });
      store.objects.set('b/script.zip', scriptZip());
      const still = await startControlPlane({
        clock,
        settings: { s3Endpoint: store.url, fleetStepMilliseconds: 60_000 },
      });
      try {
        const body = template({
          Script: {
            Type: 'AWS::GameLift::Script',
            Properties: {
              NodeJsVersion: '24.x',
              StorageLocation: {
                Bucket: 'b',
                Key: 'script.zip',
                RoleArn: 'arn:aws:iam::111122223333:role/r',
              },
            },
          },
          Fleet: {
            Type: 'AWS::GameLift::Fleet',
            Properties: {
              Name: 'f',
              ScriptId: { Ref: 'Script' },
              EC2InstanceType: 'c5.large',
              RuntimeConfiguration: {
                ServerProcesses: [{ LaunchPath: '/local/game/server.js', ConcurrentExecutions: 1 }],
              },
            },
          },
        });
        await query(still.url, 'CreateStack', { StackName: 'slow', TemplateBody: body });
        await until(
          async () => still.controlPlane.fleets.fleets().length,
          (count) => count === 1,
        );
        const status = async () =>
          (await query(still.url, 'DescribeStacks', { StackName: 'slow' })).text('StackStatus');
        await clock.advanceTo(clock.now() + 200_000);
        expect(await status()).toBe('CREATE_IN_PROGRESS');
        await clock.advanceTo(clock.now() + 200_000);
        expect(await status()).toBe('CREATE_COMPLETE');
      } finally {
        await still.close();
      }
    });
  });
}
