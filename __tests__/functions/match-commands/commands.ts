import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { gameSessionId, playerId } from '../../../core/ids';
import { type MatchStore } from '../../../store';
import { ask } from '../support/in-process';
import { openSession } from '../support/signed-in';
import { clock, day, stores, app, live, asleep, playerOf, send, play, seat } from './command-app';

export function commands(): void {
  describe('POST /v1/matches/{id}/commands', () => {
    it('plays a sleeping match, and returns the view of the seat', async () => {
      const header = await asleep();
      expect((await play(header, 0, 4, 1)).body).toMatchObject({
        seat: 0,
        asleep: true,
        accepted: 2,
        sequence: 2,
        position: { toAct: [1], legal: [] },
        clocks: { now: clock.time, seats: [{ deadline: null }, { deadline: clock.time + 2 * day }] },
        result: null,
      });
      expect((await seat(header, 1)).body).toMatchObject({ seat: 1, sequence: 2, position: { toAct: [1] } });
      expect((await seat(header, 1)).body).not.toHaveProperty('accepted');
    });

    it('plays it to its end: the result is in row, histories and standings', async () => {
      const header = await asleep();
      for (const [index, cell] of [0, 3, 1, 4, 2].entries())
        expect((await play(header, index % 2, cell, index + 1)).status).toBe(200);
      expect(await stores.matches.get(header.matchId)).toMatchObject({
        status: 'finished',
        ending: { result: { places: [1, 2] }, commands: 6 },
      });
      expect(await stores.players.standing(playerOf(header, 0), header.game)).toMatchObject({ wins: 1 });
      expect((await play(header, 1, 8, 6)).body['code']).toBe('match-ended');
    });

    it('applies a command once: a repeat gets the same answer, for the last command too', async () => {
      const header = await asleep();
      const answers = await Promise.all(Array.from({ length: 4 }, () => play(header, 0, 4, 1, 'same')));
      expect(answers.map(({ body }) => body['accepted'])).toEqual([2, 2, 2, 2]);
      expect(await stores.matches.log(header.matchId)).toHaveLength(2);
      await send(header, 1, { kind: 'resign' }, 'last');
      const again = await send(header, 1, { kind: 'resign' }, 'last');
      expect(again.body).toMatchObject({ accepted: 3, result: { outcomes: ['win', 'loss'], commands: 3 } });
    });

    it('records the result on a repeated command after a function died between the two writes', async () => {
      const header = await asleep();
      const dying: MatchStore = { ...stores.matches, finish: () => Promise.reject(new Error('died')) };
      expect((await send(header, 0, { kind: 'resign' }, 'r', app(dying))).status).toBe(500);
      expect(await stores.matches.get(header.matchId)).toMatchObject({ status: 'active' });
      expect((await send(header, 0, { kind: 'resign' }, 'r')).status).toBe(200);
      expect(await stores.matches.get(header.matchId)).toMatchObject({ status: 'finished' });
    });

    it('finds its place when other functions write at the same time', async () => {
      const header = await asleep();
      await play(header, 0, 4, 1);
      const answers = await Promise.all([
        send(header, 0, { kind: 'offer', offer: 'draw' }),
        play(header, 1, 0, 2),
        send(header, 0, { kind: 'offer', offer: 'draw' }),
      ]);
      const codes = answers.map(({ status, body }) => (status === 200 ? 'accepted' : body['refusal']));
      expect(codes.filter((code) => code === 'accepted')).toHaveLength(2);
      const sequences = (await stores.matches.log(header.matchId)).map(({ sequence }) => sequence);
      expect(sequences).toEqual([1, 2, 3, 4]);
    });

    it.each<[string, object, string]>([
      ['an illegal command', { kind: 'play', command: { cell: 9 }, seen: 1 }, 'illegal-command'],
      ['a sequence of the future', { kind: 'play', command: { cell: 1 }, seen: 7 }, 'sequence-ahead'],
      ['an answer without an offer', { kind: 'answer', offer: 'draw', accept: true }, 'no-offer'],
      ['a takeback without a move', { kind: 'offer', offer: 'takeback' }, 'no-takeback'],
      ['more vacation than is left', { kind: 'vacation', days: 6 }, 'no-vacation'],
    ])('refuses %s with the codes of a connection', async (_what, action, refusal) => {
      const header = await asleep();
      expect((await send(header, 0, action)).body).toMatchObject({
        code: 'command-refused',
        refusal: { code: refusal, sequence: 1 },
      });
      expect(await stores.matches.log(header.matchId)).toHaveLength(1);
    });

    it('refuses a choice by a position that has changed since, for that seat alone', async () => {
      const header = await asleep();
      await play(header, 0, 4, 1);
      await play(header, 1, 0, 2);
      expect((await play(header, 0, 8, 1)).body).toMatchObject({ refusal: { code: 'stale-sequence' } });
      expect((await play(header, 0, 8, 3)).status).toBe(200);
    });

    it('takes back by consent, and takes vacation', async () => {
      const header = await asleep();
      await play(header, 0, 4, 1);
      await send(header, 0, { kind: 'offer', offer: 'takeback' });
      await send(header, 1, { kind: 'answer', offer: 'takeback', accept: true });
      expect((await seat(header, 0)).body).toMatchObject({ position: { toAct: [0] } });
      const started = clock.time;
      await send(header, 0, { kind: 'vacation', days: 3 });
      clock.time = started + 5 * day;
      expect((await play(header, 0, 4, 5)).status).toBe(200);
    });

    it('comes too late after the deadline: the match ends by its clock, and has its result', async () => {
      const header = await asleep();
      clock.time += 2 * day + 1;
      expect((await play(header, 0, 4, 1)).body['code']).toBe('match-ended');
      expect(await stores.matches.get(header.matchId)).toMatchObject({
        status: 'finished',
        ending: { result: { places: [2, 1], reason: 'timeout' } },
      });
    });

    it('leaves a match to the server that runs it', async () => {
      const header = await live();
      expect((await play(header, 0, 4, 0)).body).toMatchObject({
        code: 'match-live',
        remedy: expect.stringContaining('/rejoin'),
      });
      expect((await seat(header, 0)).body).toMatchObject({ asleep: false, sequence: 0 });
      const slept = await asleep();
      await stores.matches.takeOver(slept.matchId, { gameSessionId: gameSessionId('arn:aws:next') });
      expect((await play(slept, 0, 4, 1)).body['code']).toBe('match-live');
    });

    it('is for players of the match, with a token of theirs, and for a command of limited size', async () => {
      const header = await asleep();
      const path = `/v1/matches/${header.matchId}/commands`;
      const body = { commandId: 'c', action: { kind: 'resign' } };
      const otherPlayer = await openSession(stores.documents, playerId(`p-${randomUUID()}`));
      expect((await ask(app(), 'POST', path, { claims: otherPlayer, body })).body['code']).toBe(
        'not-in-match',
      );
      expect((await ask(app(), 'POST', path, { body })).body['code']).toBe('unauthorized');
      const long = { kind: 'play', command: 'x'.repeat(4096), seen: 1 };
      expect((await send(header, 0, long)).body).toMatchObject({
        code: 'invalid-request',
        errors: [{ field: '/action/command', message: 'must be at most 4096 bytes of JSON' }],
      });
      expect((await send(header, 0, { kind: 'play', command: { cell: 1 } })).body['code']).toBe(
        'invalid-request',
      );
    });
  });
}
