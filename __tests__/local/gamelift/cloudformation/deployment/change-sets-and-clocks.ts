import { describe, expect, it } from '@jest/globals';
import { stackSettled } from '../query-client';
import { alias, aliasNames, queue, remove, send, server, template, withSlowStack } from './control-plane';

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
    it('carries a stack as far as its time has come', () =>
      withSlowStack({}, async ({ clock, status }) => {
        await clock.advanceTo(clock.now() + 200_000);
        expect(await status()).toBe('CREATE_IN_PROGRESS');
        await clock.advanceTo(clock.now() + 200_000);
        expect(await status()).toBe('CREATE_COMPLETE');
      }));
  });
}
