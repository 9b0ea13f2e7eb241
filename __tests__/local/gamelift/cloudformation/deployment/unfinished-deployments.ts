import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { DescribeGameSessionQueuesCommand, ListAliasesCommand } from '@aws-sdk/client-gamelift';
import { startControlPlane } from '../../fleets/control-plane-server';
import { until, untilRead } from '../../../../support/until';
import { query, stackSettled } from '../query-client';
import {
  calls,
  server,
  alias,
  queue,
  template,
  send,
  aliasNames,
  deploy,
  remove,
  pass,
  intercept,
  withSlowStack,
} from './control-plane';

export function unfinishedDeployments(): void {
  describe('a deployment that ends before it is done', () => {
    it('gives up after TimeoutInMinutes and removes its resources, including a fleet in creation', () =>
      withSlowStack({ TimeoutInMinutes: '2' }, async ({ clock, controlPlane, status }) => {
        await clock.advanceTo(clock.now() + 119_000);
        expect(await status()).toBe('CREATE_IN_PROGRESS');
        await clock.advanceTo(clock.now() + 2_000);
        expect(await status()).toBe('ROLLBACK_IN_PROGRESS');
        await untilRead(
          async () => {
            await clock.advanceTo(clock.now() + 1000);
            return status();
          },
          (now) => now === 'ROLLBACK_COMPLETE',
        );
        expect(controlPlane.controlPlane.fleets.fleets()).toHaveLength(0);
        expect((await query(controlPlane.url, 'DescribeStackEvents', { StackName: 'slow' })).xml).toContain(
          'Stack creation time exceeded the specified timeout of 2 minutes.',
        );
      }));

    it('rolls back an update that is cancelled', async () => {
      await deploy('CreateStack', 'regretted', template({ Live: alias('before') }));
      let go: () => void = () => undefined;
      calls.hold = new Promise((resolve) => {
        go = resolve;
      });
      await send('UpdateStack', 'regretted', {
        TemplateBody: template({ Live: alias('after'), More: { ...alias('more'), DependsOn: 'Live' } }),
      });
      expect((await send('CancelUpdateStack', 'regretted')).status).toBe(200);
      calls.hold = undefined;
      go();
      expect((await stackSettled(server.url, 'regretted')).text('StackStatus')).toBe(
        'UPDATE_ROLLBACK_COMPLETE',
      );
      expect(await aliasNames()).toEqual(['before']);
      await remove('regretted');
    });

    it('continues a failed rollback once its obstacle is gone', async () => {
      await deploy('CreateStack', 'stuck', template({ Live: alias('before') }));
      // The change of the first resource succeeds, the second cannot be made, and for a while the first
      // cannot be restored.
      calls.fate = ({ operation }) =>
        operation === 'CreateGameSessionQueue' ||
        (operation === 'UpdateAlias' && calls.made.includes('CreateGameSessionQueue'))
          ? 'fail'
          : 'pass';
      expect(
        (
          await deploy(
            'UpdateStack',
            'stuck',
            template({ Live: alias('after'), Queue: { ...queue('stuck'), DependsOn: 'Live' } }),
          )
        ).text('StackStatus'),
      ).toBe('UPDATE_ROLLBACK_FAILED');
      expect(
        (await send('UpdateStack', 'stuck', { TemplateBody: template({ Live: alias('other') }) })).text(
          'Message',
        ),
      ).toContain('can not be updated');
      calls.fate = pass;
      expect((await send('ContinueUpdateRollback', 'stuck')).status).toBe(200);
      expect((await stackSettled(server.url, 'stuck')).text('StackStatus')).toBe('UPDATE_ROLLBACK_COMPLETE');
      expect(await aliasNames()).toEqual(['before']);
      await remove('stuck');
    });
  });

  describe('a process that is stopped in the middle', () => {
    it('knows a resource whose creation was not answered', async () => {
      const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'turnlift-stopped-'));
      try {
        const before = await startControlPlane({ folder, intercept });
        calls.fate = ({ operation }) => (operation === 'CreateGameSessionQueue' ? 'lost' : 'pass');
        await query(before.url, 'CreateStack', {
          StackName: 'unfinished',
          TemplateBody: template({ Queue: queue('unfinished') }),
        });
        const queues = async (client: typeof before.client) =>
          ((await client.send(new DescribeGameSessionQueuesCommand({}))).GameSessionQueues ?? []).map(
            ({ Name }) => Name,
          );
        await untilRead(
          () => queues(before.client),
          (names) => names.length === 1,
        );
        await before.close();
        calls.fate = pass;
        const after = await startControlPlane({ folder, intercept });
        try {
          expect((await stackSettled(after.url, 'unfinished')).text('StackStatus')).toBe('ROLLBACK_COMPLETE');
          expect(await queues(after.client)).toEqual([]);
        } finally {
          await after.close();
        }
      } finally {
        fs.rmSync(folder, { recursive: true, force: true });
      }
    });

    it('continues after a restart: half-made stacks are rolled back, half-made updates return', async () => {
      const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'turnlift-stopped-'));
      try {
        const before = await startControlPlane({ folder, intercept });
        await query(before.url, 'CreateStack', {
          StackName: 'settled',
          TemplateBody: template({ Live: alias('settled') }),
        });
        await stackSettled(before.url, 'settled');
        calls.fate = ({ operation }) => (operation === 'CreateGameSessionQueue' ? 'never' : 'pass');
        await query(before.url, 'CreateStack', {
          StackName: 'half',
          TemplateBody: template({ Live: alias('half'), Queue: { ...queue('half'), DependsOn: 'Live' } }),
        });
        await query(before.url, 'UpdateStack', {
          StackName: 'settled',
          TemplateBody: template({ Live: alias('renamed'), Queue: { ...queue('half'), DependsOn: 'Live' } }),
        });
        await until(
          'both calls that create a queue',
          () => calls.made.filter((operation) => operation === 'CreateGameSessionQueue').length === 2,
        );
        await before.close();
        calls.fate = pass;
        const after = await startControlPlane({ folder, intercept });
        try {
          expect((await stackSettled(after.url, 'half')).text('StackStatus')).toBe('ROLLBACK_COMPLETE');
          expect((await stackSettled(after.url, 'settled')).text('StackStatus')).toBe(
            'UPDATE_ROLLBACK_COMPLETE',
          );
          const left = (await after.client.send(new ListAliasesCommand({}))).Aliases ?? [];
          expect(left.map(({ Name }) => Name)).toEqual(['settled']);
        } finally {
          await after.close();
        }
      } finally {
        fs.rmSync(folder, { recursive: true, force: true });
      }
    });
  });
}
