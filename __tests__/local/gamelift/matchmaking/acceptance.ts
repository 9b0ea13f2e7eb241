import { describe, expect, it } from '@jest/globals';
import { team, Matchmaking } from './caller-of-matchmaking';

export function acceptance(): void {
  describe('acceptance', () => {
    const asks = { AcceptanceRequired: true, AcceptanceTimeoutSeconds: 30 };

    it('leads to placement once every player accepted; the first answer of a player counts', async () => {
      const matchmaking = await Matchmaking.configure(team(2, 2), asks);
      await matchmaking.start('t1');
      await matchmaking.start('t2');
      await matchmaking.caller.advance(1);
      expect(await matchmaking.statuses('t1', 't2')).toEqual(['REQUIRES_ACCEPTANCE', 'REQUIRES_ACCEPTANCE']);
      expect(await matchmaking.answer('t1', 'ACCEPT')).toBe('none');
      expect(await matchmaking.answer('t1', 'ACCEPT')).toBe('InvalidRequestException');
      expect((await matchmaking.types()).filter((type) => type === 'AcceptMatch')).toHaveLength(1);
      expect(await matchmaking.answer('t1', 'REJECT')).toBe('InvalidRequestException');
      expect(await matchmaking.answer('t2', 'ACCEPT', 'p-t1')).toBe('InvalidRequestException');
      expect(await matchmaking.answer('t2', 'ACCEPT')).toBe('none');
      expect(await matchmaking.statuses('t1', 't2')).toEqual(['PLACING', 'PLACING']);
      expect(await matchmaking.answer('t2', 'ACCEPT')).toBe('InvalidRequestException');
      const completed = (await matchmaking.caller.events()).find(
        ({ detail }) => detail['type'] === 'AcceptMatchCompleted',
      );
      expect(completed?.detail).toMatchObject({
        acceptance: 'Accepted',
        tickets: [{ players: [{ accepted: true }] }, { players: [{ accepted: true }] }],
      });
    });

    it('drops the match when one of its tickets is stopped; the other searches on', async () => {
      const matchmaking = await Matchmaking.configure(team(2, 2), asks);
      await matchmaking.start('t1');
      await matchmaking.caller.advance(100);
      await matchmaking.start('t2');
      await matchmaking.caller.advance(101);
      expect(await matchmaking.statuses('t1', 't2')).toEqual(['REQUIRES_ACCEPTANCE', 'REQUIRES_ACCEPTANCE']);
      await matchmaking.caller.ok('StopMatchmaking', { TicketId: 't2' });
      expect(await matchmaking.ticket('t1')).toMatchObject({
        Status: 'SEARCHING',
        StatusReason: 'AcceptanceFailed',
      });
      await matchmaking.caller.advance(121);
      expect(await matchmaking.statuses('t1', 't2')).toEqual(['TIMED_OUT', 'CANCELLED']);
    });

    it('accepts answers until its time is over, including the last moment', async () => {
      const matchmaking = await Matchmaking.configure(team(2, 2), asks);
      await matchmaking.start('t1');
      await matchmaking.start('t2');
      await matchmaking.caller.advance(1);
      await matchmaking.caller.advance(30);
      expect(await matchmaking.answer('t1', 'ACCEPT')).toBe('none');
      expect(await matchmaking.statuses('t1', 't2')).toEqual(['REQUIRES_ACCEPTANCE', 'REQUIRES_ACCEPTANCE']);
      await matchmaking.caller.advance(30.001);
      expect(await matchmaking.statuses('t1', 't2')).toEqual(['SEARCHING', 'CANCELLED']);
      expect(await matchmaking.answer('t2', 'ACCEPT')).toBe('InvalidRequestException');
      expect(await matchmaking.ticket('t2')).toMatchObject({ StatusReason: 'Cancelled' });
    });

    it('does not time a ticket out while it waits for answers, but right after', async () => {
      const matchmaking = await Matchmaking.configure(team(2, 2), asks);
      await matchmaking.start('t1');
      await matchmaking.caller.advance(100);
      await matchmaking.start('t2');
      await matchmaking.caller.advance(101);
      await matchmaking.answer('t1', 'ACCEPT');
      await matchmaking.caller.advance(125);
      expect(await matchmaking.statuses('t1')).toEqual(['REQUIRES_ACCEPTANCE']);
      await matchmaking.caller.advance(135);
      expect(await matchmaking.statuses('t1', 't2')).toEqual(['TIMED_OUT', 'CANCELLED']);
    });
  });
}
