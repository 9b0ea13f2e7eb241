import { describe, expect, it } from '@jest/globals';
import * as z from 'zod/mini';
import { type Json, objectsAt, textAt } from '../caller';
import { type TicketSeen } from '../seen-tickets';
import { jsonObject, parseText } from '../../../support/json-values';
import { team, Matchmaking } from './caller-of-matchmaking';

const matchmakerData = z.object({
  autoBackfillTicketId: z.nullable(z.string()),
  autoBackfillMode: z.nullable(z.string()),
  teams: z.array(z.looseObject({ players: z.array(jsonObject) })),
});

export function backfill(): void {
  describe('backfill', () => {
    const players = (ticket: TicketSeen): readonly unknown[] =>
      ticket.Players.map(({ PlayerId }) => PlayerId);

    it('continues by itself until the session is full, and informs the server each time', async () => {
      const matchmaking = await Matchmaking.configure(team(2, 4), {
        BackfillMode: 'AUTOMATIC',
        RequestTimeoutSeconds: 600,
      });
      await matchmaking.start('t1');
      await matchmaking.start('t2');
      await matchmaking.caller.advance(1);
      const { gameSessionArn } = await matchmaking.caller.hosting('FULFILLED');
      const data = async () => {
        const sessions = await matchmaking.caller.ok('DescribeGameSessions', {
          GameSessionId: gameSessionArn,
        });
        return parseText(matchmakerData, textAt(sessions, 'GameSessions.0.MatchmakerData'));
      };
      const first = await data();
      expect(first.autoBackfillMode).toBe('AUTOMATIC');
      expect(players(await matchmaking.ticket(first.autoBackfillTicketId ?? ''))).toEqual(['p-t1', 'p-t2']);
      await matchmaking.start('t3');
      await matchmaking.caller.advance(3);
      expect(await matchmaking.ticket('t3')).toMatchObject({
        Status: 'COMPLETED',
        GameSessionConnectionInfo: {
          GameSessionArn: gameSessionArn,
          MatchedPlayerSessions: [{ PlayerId: 'p-t3' }],
        },
      });
      const second = await data();
      expect(second.teams[0]?.players).toHaveLength(3);
      expect(
        await matchmaking.statuses(first.autoBackfillTicketId ?? '', second.autoBackfillTicketId ?? ''),
      ).toEqual(
        ['COMPLETED', 'SEARCHING'].map((status, index) =>
          index === 1 ? expect.stringMatching(/QUEUED|SEARCHING/) : status,
        ),
      );
      await matchmaking.start('t4');
      await matchmaking.caller.advance(5);
      expect(await matchmaking.statuses('t4')).toEqual(['COMPLETED']);
      expect((await data()).autoBackfillTicketId).toBeNull();
      const updates = objectsAt(await matchmaking.caller.state(), 'serverUpdates');
      expect(updates.map(({ reason }) => reason)).toEqual([
        'MATCHMAKING_DATA_UPDATED',
        'MATCHMAKING_DATA_UPDATED',
      ]);
    });

    it('ends when its ticket is stopped, a seated player searches again, or the session ends', async () => {
      for (const how of ['stop', 'player', 'session'] as const) {
        const matchmaking = await Matchmaking.configure(team(2, 3), {
          BackfillMode: 'AUTOMATIC',
          RequestTimeoutSeconds: 600,
        });
        await matchmaking.start('t1');
        await matchmaking.start('t2');
        await matchmaking.caller.advance(1);
        const { gameSessionArn } = await matchmaking.caller.hosting('FULFILLED');
        const tickets = objectsAt(await matchmaking.caller.state(), 'tickets');
        const open = tickets.find(
          (ticket) => ticket['Status'] === 'QUEUED' && objectsAt(ticket, 'Players').length === 2,
        );
        const id = textAt(open, 'TicketId');
        if (how === 'stop') await matchmaking.caller.ok('StopMatchmaking', { TicketId: id });
        else if (how === 'player') await matchmaking.start('t9', 'p-t1');
        else
          await matchmaking.caller.ok('TerminateGameSession', {
            GameSessionId: gameSessionArn,
            TerminationMode: 'FORCE_TERMINATE',
          });
        expect(await matchmaking.statuses(id)).toEqual(['CANCELLED']);
        await matchmaking.caller.close();
      }
    });

    it('fails when the session accepts no more players: the newcomers search on', async () => {
      const matchmaking = await Matchmaking.configure(team(2, 4), { RequestTimeoutSeconds: 600 });
      await matchmaking.start('t1');
      await matchmaking.start('t2');
      await matchmaking.caller.advance(1);
      const { gameSessionArn } = await matchmaking.caller.hosting('FULFILLED');
      await matchmaking.caller.ok('StartMatchBackfill', {
        TicketId: 'b1',
        ConfigurationName: 'duel',
        GameSessionArn: gameSessionArn,
        Players: ['p-t1', 'p-t2'].map((PlayerId) => ({ PlayerId, Team: 'red' })),
      });
      await matchmaking.caller.ok('UpdateGameSession', {
        GameSessionId: gameSessionArn,
        MaximumPlayerSessionCount: 2,
      });
      await matchmaking.start('t3');
      await matchmaking.caller.advance(2);
      expect(await matchmaking.ticket('b1')).toMatchObject({
        Status: 'FAILED',
        StatusReason: 'BackfillFailed',
      });
      expect(await matchmaking.ticket('t3')).toMatchObject({
        Status: 'SEARCHING',
        StatusReason: 'BackfillFailed',
        StatusMessage: expect.stringContaining('did not take the players'),
      });
      expect(
        objectsAt(await matchmaking.caller.state(), 'serverUpdates').map(
          ({ reason, backfillTicketId }) => `${String(reason)} ${String(backfillTicketId)}`,
        ),
      ).toEqual(['BACKFILL_FAILED b1']);
      expect(
        await matchmaking.caller.fault('StartMatchBackfill', {
          ConfigurationName: 'duel',
          GameSessionArn: gameSessionArn,
          Players: [],
        }),
      ).toBe('InvalidRequestException');
    });

    it('by hand replaces the older request for the session, and needs teams of the rule set', async () => {
      const matchmaking = await Matchmaking.configure(team(2, 4), { RequestTimeoutSeconds: 600 });
      await matchmaking.start('t1');
      await matchmaking.start('t2');
      await matchmaking.caller.advance(1);
      const { gameSessionArn } = await matchmaking.caller.hosting('FULFILLED');
      const request = (TicketId: string, Team: string | undefined, more: Json = {}): Json => ({
        TicketId,
        ConfigurationName: 'duel',
        GameSessionArn: gameSessionArn,
        Players: ['p-t1', 'p-t2'].map((PlayerId) => ({ PlayerId, Team })),
        ...more,
      });
      expect(await matchmaking.caller.fault('StartMatchBackfill', request('b0', 'green'))).toBe(
        'InvalidRequestException',
      );
      expect(await matchmaking.caller.fault('StartMatchBackfill', request('b0', undefined))).toBe(
        'InvalidRequestException',
      );
      expect(
        await matchmaking.caller.fault(
          'StartMatchBackfill',
          request('b0', 'red', { GameSessionArn: 'arn:aws:gamelift:us-west-2::gamesession/fleet-1/none' }),
        ),
      ).toBe('NotFoundException');
      await matchmaking.caller.ok('StartMatchBackfill', request('b1', 'red'));
      await matchmaking.caller.ok('StartMatchBackfill', request('b2', 'red'));
      expect(await matchmaking.statuses('b1')).toEqual(['CANCELLED']);
      await matchmaking.start('t3');
      await matchmaking.caller.advance(2);
      expect(await matchmaking.statuses('b2', 't3')).toEqual(['COMPLETED', 'COMPLETED']);
    });
  });
}
