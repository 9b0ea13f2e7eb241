import { describe, expect, it } from '@jest/globals';
import { type Json } from '../caller';
import { team, type Seen, Table } from './caller-of-matchmaking';

export function backfill(): void {
  describe('backfill', () => {
    const players = (ticket: Seen): readonly unknown[] => ticket.Players.map(({ PlayerId }) => PlayerId);

    it('continues by itself until the session is full, and informs the server each time', async () => {
      const table = await Table.set(team(2, 4), { BackfillMode: 'AUTOMATIC', RequestTimeoutSeconds: 600 });
      await table.start('t1');
      await table.start('t2');
      await table.caller.advance(1);
      const { gameSessionArn } = await table.caller.hosting('FULFILLED');
      const data = async (): Promise<{
        readonly autoBackfillTicketId: string | null;
        readonly autoBackfillMode: string | null;
        readonly teams: readonly { readonly players: readonly Json[] }[];
      }> => {
        const { GameSessions } = await table.caller.ok('DescribeGameSessions', {
          GameSessionId: gameSessionArn,
        });
        return JSON.parse(String((GameSessions as readonly Json[])[0]?.['MatchmakerData']));
      };
      const first = await data();
      expect(first.autoBackfillMode).toBe('AUTOMATIC');
      expect(players(await table.ticket(first.autoBackfillTicketId ?? ''))).toEqual(['p-t1', 'p-t2']);
      await table.start('t3');
      await table.caller.advance(3);
      expect(await table.ticket('t3')).toMatchObject({
        Status: 'COMPLETED',
        GameSessionConnectionInfo: {
          GameSessionArn: gameSessionArn,
          MatchedPlayerSessions: [{ PlayerId: 'p-t3' }],
        },
      });
      const second = await data();
      expect(second.teams[0]?.players).toHaveLength(3);
      expect(
        await table.statuses(first.autoBackfillTicketId ?? '', second.autoBackfillTicketId ?? ''),
      ).toEqual(
        ['COMPLETED', 'SEARCHING'].map((status, index) =>
          index === 1 ? expect.stringMatching(/QUEUED|SEARCHING/) : status,
        ),
      );
      await table.start('t4');
      await table.caller.advance(5);
      expect(await table.statuses('t4')).toEqual(['COMPLETED']);
      expect((await data()).autoBackfillTicketId).toBeNull();
      const updates = (await table.caller.state())['serverUpdates'] as readonly Json[];
      expect(updates.map(({ reason }) => reason)).toEqual([
        'MATCHMAKING_DATA_UPDATED',
        'MATCHMAKING_DATA_UPDATED',
      ]);
    });

    it('ends when its ticket is stopped, when a seated player looks for another match, and when the session ends', async () => {
      for (const how of ['stop', 'player', 'session'] as const) {
        const table = await Table.set(team(2, 3), { BackfillMode: 'AUTOMATIC', RequestTimeoutSeconds: 600 });
        await table.start('t1');
        await table.start('t2');
        await table.caller.advance(1);
        const { gameSessionArn } = await table.caller.hosting('FULFILLED');
        const open = ((await table.caller.state())['tickets'] as readonly (Json & Seen)[]).find(
          ({ Status, Players }) => Status === 'QUEUED' && Players.length === 2,
        );
        const id = String(open?.['TicketId']);
        if (how === 'stop') await table.caller.ok('StopMatchmaking', { TicketId: id });
        else if (how === 'player') await table.start('t9', 'p-t1');
        else
          await table.caller.ok('TerminateGameSession', {
            GameSessionId: gameSessionArn,
            TerminationMode: 'FORCE_TERMINATE',
          });
        expect(await table.statuses(id)).toEqual(['CANCELLED']);
        await table.caller.close();
      }
    });

    it('fails when the session accepts no more players: the newcomers search on, and the server is informed', async () => {
      const table = await Table.set(team(2, 4), { RequestTimeoutSeconds: 600 });
      await table.start('t1');
      await table.start('t2');
      await table.caller.advance(1);
      const { gameSessionArn } = await table.caller.hosting('FULFILLED');
      await table.caller.ok('StartMatchBackfill', {
        TicketId: 'b1',
        ConfigurationName: 'duel',
        GameSessionArn: gameSessionArn,
        Players: ['p-t1', 'p-t2'].map((PlayerId) => ({ PlayerId, Team: 'red' })),
      });
      await table.caller.ok('UpdateGameSession', {
        GameSessionId: gameSessionArn,
        MaximumPlayerSessionCount: 2,
      });
      await table.start('t3');
      await table.caller.advance(2);
      expect(await table.ticket('b1')).toMatchObject({ Status: 'FAILED', StatusReason: 'BackfillFailed' });
      expect(await table.ticket('t3')).toMatchObject({
        Status: 'SEARCHING',
        StatusReason: 'BackfillFailed',
        StatusMessage: expect.stringContaining('did not take the players'),
      });
      expect(
        ((await table.caller.state())['serverUpdates'] as readonly Json[]).map(
          ({ reason, backfillTicketId }) => `${String(reason)} ${String(backfillTicketId)}`,
        ),
      ).toEqual(['BACKFILL_FAILED b1']);
      expect(
        await table.caller.fault('StartMatchBackfill', {
          ConfigurationName: 'duel',
          GameSessionArn: gameSessionArn,
          Players: [],
        }),
      ).toBe('InvalidRequestException');
    });

    it('by hand replaces the older request for the session, and needs teams of the rule set', async () => {
      const table = await Table.set(team(2, 4), { RequestTimeoutSeconds: 600 });
      await table.start('t1');
      await table.start('t2');
      await table.caller.advance(1);
      const { gameSessionArn } = await table.caller.hosting('FULFILLED');
      const request = (TicketId: string, Team: string | undefined, more: Json = {}): Json => ({
        TicketId,
        ConfigurationName: 'duel',
        GameSessionArn: gameSessionArn,
        Players: ['p-t1', 'p-t2'].map((PlayerId) => ({ PlayerId, Team })),
        ...more,
      });
      expect(await table.caller.fault('StartMatchBackfill', request('b0', 'green'))).toBe(
        'InvalidRequestException',
      );
      expect(await table.caller.fault('StartMatchBackfill', request('b0', undefined))).toBe(
        'InvalidRequestException',
      );
      expect(
        await table.caller.fault(
          'StartMatchBackfill',
          request('b0', 'red', { GameSessionArn: 'arn:aws:gamelift:us-west-2::gamesession/fleet-1/none' }),
        ),
      ).toBe('NotFoundException');
      await table.caller.ok('StartMatchBackfill', request('b1', 'red'));
      await table.caller.ok('StartMatchBackfill', request('b2', 'red'));
      expect(await table.statuses('b1')).toEqual(['CANCELLED']);
      await table.start('t3');
      await table.caller.advance(2);
      expect(await table.statuses('b2', 't3')).toEqual(['COMPLETED', 'COMPLETED']);
    });
  });
}
