import { describe, expect, it } from '@jest/globals';
import { type Json } from '../caller';
import { ticketSeen } from '../seen-tickets';
import { team, Matchmaking } from './caller-of-matchmaking';

export function tickets(): void {
  describe('a ticket', () => {
    it('is completed without a session in a standalone matchmaker', async () => {
      const matchmaking = await Matchmaking.configure(team(2, 2), { FlexMatchMode: 'STANDALONE' }, 'none');
      await matchmaking.start('t1');
      await matchmaking.start('t2');
      await matchmaking.caller.advance(1);
      const ticket = await matchmaking.ticket('t1');
      expect(ticket).toMatchObject({ Status: 'COMPLETED', Players: [{ PlayerId: 'p-t1', Team: 'red' }] });
      expect(ticket).not.toHaveProperty('GameSessionConnectionInfo');
      expect(await matchmaking.types()).toEqual([
        'MatchmakingSearching',
        'MatchmakingSearching',
        'PotentialMatchCreated',
        'MatchmakingSucceeded',
      ]);
    });

    it('times out after twelve hours, in milliseconds of real time', async () => {
      const matchmaking = await Matchmaking.configure(team(2, 2), { RequestTimeoutSeconds: 43_200 });
      await matchmaking.start('t1');
      await matchmaking.caller.advance(43_199);
      expect(await matchmaking.statuses('t1')).toEqual(['SEARCHING']);
      await matchmaking.caller.advance(43_200);
      expect(await matchmaking.ticket('t1')).toMatchObject({
        Status: 'TIMED_OUT',
        StatusReason: 'TimedOut',
        StatusMessage: 'Removed from matchmaking due to timing out.',
      });
    });

    it('returns to the pool when the queue gives up, and is placed with the tickets there', async () => {
      const matchmaking = await Matchmaking.configure(team(2, 2), { RequestTimeoutSeconds: 1000 });
      await matchmaking.caller.ok('UpdateGameSessionQueue', { Name: 'q1', TimeoutInSeconds: 30 });
      await matchmaking.start('t1');
      await matchmaking.start('t2');
      await matchmaking.caller.advance(1);
      expect(await matchmaking.statuses('t1', 't2')).toEqual(['PLACING', 'PLACING']);
      await matchmaking.caller.advance(31);
      expect(await matchmaking.statuses('t1', 't2')).toEqual(['PLACING', 'PLACING']);
      expect((await matchmaking.types()).filter((type) => type === 'MatchmakingSearching')).toHaveLength(4);
      expect(await matchmaking.types()).toContain('PlacementTimedOut');
      await matchmaking.caller.hosting('FULFILLED');
      expect(await matchmaking.statuses('t1', 't2')).toEqual(['COMPLETED', 'COMPLETED']);
    });

    it('fails when the placement fails', async () => {
      const matchmaking = await Matchmaking.configure(team(2, 2));
      await matchmaking.start('t1');
      await matchmaking.start('t2');
      await matchmaking.caller.advance(1);
      await matchmaking.caller.hosting('ERROR');
      expect(await matchmaking.ticket('t1')).toMatchObject({
        Status: 'FAILED',
        StatusReason: 'UNEXPECTED_ERROR',
      });
      expect(await matchmaking.types()).toContain('MatchmakingFailed');
    });

    it('reports how long others waited once there were others', async () => {
      const matchmaking = await Matchmaking.configure(team(2, 2));
      await matchmaking.start('t1');
      await matchmaking.caller.advance(10);
      await matchmaking.start('t2');
      await matchmaking.caller.advance(11);
      const { MatchmakingTicket } = await matchmaking.start('t3');
      expect(MatchmakingTicket).toMatchObject({ EstimatedWaitTime: expect.any(Number) });
      expect(ticketSeen.parse(MatchmakingTicket).EstimatedWaitTime).toBeGreaterThan(0);
    });

    it('keeps its id for a day: the id is not used twice in that time', async () => {
      const matchmaking = await Matchmaking.configure(team(2, 2));
      await matchmaking.start('t1');
      expect(
        await matchmaking.caller.fault('StartMatchmaking', {
          TicketId: 't1',
          ConfigurationName: 'duel',
          Players: [{ PlayerId: 'x' }],
        }),
      ).toBe('InvalidRequestException');
      await matchmaking.caller.ok('StopMatchmaking', { TicketId: 't1' });
      expect(await matchmaking.caller.fault('StopMatchmaking', { TicketId: 't1' })).toBe(
        'InvalidRequestException',
      );
      expect(await matchmaking.caller.fault('StopMatchmaking', { TicketId: 'unknown' })).toBe(
        'NotFoundException',
      );
      await matchmaking.caller.advance(24 * 3600 + 1);
      expect(
        (await matchmaking.caller.ok('DescribeMatchmaking', { TicketIds: ['t1'] }))['TicketList'],
      ).toEqual([]);
    });

    it('is refused when an attribute has another type than the rule set declares', async () => {
      const matchmaking = await Matchmaking.configure(
        team(2, 2, { playerAttributes: [{ name: 'skill', type: 'number' }] }),
      );
      const start = (PlayerAttributes: Json): Promise<string> =>
        matchmaking.caller.fault('StartMatchmaking', {
          ConfigurationName: 'duel',
          Players: [{ PlayerId: 'p', PlayerAttributes }],
        });
      expect(await start({ skill: { S: '12' } })).toBe('InvalidRequestException');
      expect(await start({ skill: { N: 12 }, other: { S: 'undeclared' } })).toBe('none');
    });

    it('keeps its input: attributes of every type without repeats, latency, no team', async () => {
      const matchmaking = await Matchmaking.configure(team(2, 2));
      const players = [
        {
          PlayerId: 'constructor',
          Team: 'red',
          PlayerAttributes: {
            s: { S: 'x' },
            n: { N: 1.5 },
            l: { SL: ['a', 'b', 'a'] },
            m: { SDM: { k: 2, __proto__x: 3 } },
          },
          LatencyInMs: { 'us-west-2': 20 },
        },
      ];
      const { MatchmakingTicket } = await matchmaking.caller.ok('StartMatchmaking', {
        TicketId: 't1',
        ConfigurationName: 'duel',
        Players: players,
      });
      expect(ticketSeen.parse(MatchmakingTicket).Players).toEqual([
        {
          PlayerId: 'constructor',
          PlayerAttributes: {
            s: { S: 'x' },
            n: { N: 1.5 },
            l: { SL: ['a', 'b'] },
            m: { SDM: { k: 2, __proto__x: 3 } },
          },
          LatencyInMs: { 'us-west-2': 20 },
        },
      ]);
    });
  });
}
