import { describe, expect, it } from '@jest/globals';
import { type PlayerId } from '../../../core/ids';
import { createAccountStore } from '../../../store/accounts';
import { createMatchStore } from '../../../store/match-store';
import { OwnershipLost } from '../../../store/matches';
import { PlayersRemoved } from '../../../store/may-play';
import { createPlayerStore } from '../../../store/players';
import { aGameSession, aHeader, aPlayer, Crash, crashAt, names, quickRetries } from '../database';
import { database, matches, play, winAt } from './match-stores';

export function claims(): void {
  describe('claim', () => {
    it('creates a match; every later owner is an entry of its log, with the next epoch', async () => {
      const header = aHeader();
      const first = aGameSession();
      expect(await matches.claim(header, first)).toMatchObject({
        header,
        status: 'active',
        ownerEpoch: 1,
        gameSessionId: first,
        hosting: { kind: 'live', attempt: 0 },
        entries: [],
      });
      await matches.append(header.matchId, 1, play(1));
      const second = aGameSession();
      const taken = await matches.claim({ ...header, seed: 'f'.repeat(32), startedAt: 5 }, second);
      expect(taken).toMatchObject({ header, status: 'active', ownerEpoch: 2, gameSessionId: second });
      expect(taken.entries).toEqual([
        play(1),
        { kind: 'claim', sequence: 2, at: expect.any(Number), epoch: 2 },
      ]);
      expect(await matches.log(header.matchId)).toEqual(taken.entries);
      const { entries: _entries, ...record } = taken;
      expect(await matches.get(header.matchId)).toEqual(record);
    });

    it('gives each of many concurrent claims its own epoch', async () => {
      const header = aHeader();
      const claims = await Promise.all(
        Array.from({ length: 12 }, () => matches.claim(header, aGameSession())),
      );
      const epochs = claims.map(({ ownerEpoch }) => ownerEpoch);
      expect(epochs.sort((a, b) => a - b)).toEqual(Array.from({ length: 12 }, (_, index) => index + 1));
      const log = await matches.log(header.matchId);
      expect(log.map(({ kind, sequence }) => [kind, sequence])).toEqual(
        log.map((_, index) => ['claim', index + 1]),
      );
      expect(await matches.get(header.matchId)).toMatchObject({ ownerEpoch: 12 });
    });

    it('ends a match that begins after a player was deleted or banned, but none that has begun', async () => {
      const accounts = createAccountStore(database.client, names);
      const players = createPlayerStore(database.client, names);
      for (const remove of [
        (id: PlayerId) => accounts.remove(id, 1, { by: 'player' }),
        (id: PlayerId) => accounts.ban(id, { reason: 'x', at: 1 }, { by: 'operator' }),
      ]) {
        const [one, two] = [aPlayer(), aPlayer()];
        await players.create({ playerId: two, displayName: 'Bob', createdAt: 1 }, 'hash');
        const [begun, late] = [aHeader([one, two]), aHeader([one, two])];
        await matches.claim(begun, aGameSession());
        await matches.append(begun.matchId, 1, play(1));
        await remove(two);
        expect(await matches.claim(begun, aGameSession())).toMatchObject({ status: 'active', ownerEpoch: 2 });
        expect(await matches.claim(late, aGameSession())).toMatchObject({
          status: 'abandoned',
          reason: 'cancelled',
          entries: [{ kind: 'end', sequence: 1, reason: 'cancelled' }],
        });
        const arranged = aHeader([one, two]);
        await expect(matches.arrange(arranged)).rejects.toThrow(PlayersRemoved);
        expect(await matches.get(arranged.matchId)).toBeUndefined();
        expect((await matches.running(one)).map(({ header }) => header.matchId)).toEqual([begun.matchId]);
      }
    });

    it('is found again by a claimant whose answer was lost, and appends no second entry', async () => {
      const header = aHeader();
      await matches.claim(header, aGameSession());
      for (const moment of ['before', 'after'] as const)
        for (let call = 1; call <= 4; call += 1) {
          const client = database.newClient();
          crashAt(client, call, moment);
          const dying = createMatchStore(client, names, { retry: quickRetries() });
          await expect(dying.takeOver(header.matchId, { gameSessionId: aGameSession() })).rejects.toThrow(
            Crash,
          );
        }
      const session = aGameSession();
      const taken = await matches.takeOver(header.matchId, { gameSessionId: session });
      const log = await matches.log(header.matchId);
      expect(log.map((entry) => (entry.kind === 'claim' ? entry.epoch : 0))).toEqual(
        log.map((_, index) => index + 2),
      );
      expect(taken).toMatchObject({ ownerEpoch: log.length + 1, gameSessionId: session });
      expect(await matches.get(header.matchId)).toMatchObject({
        ownerEpoch: log.length + 1,
        gameSessionId: session,
      });
    });

    it('never goes back in time, and a function claims without moving the match', async () => {
      let time = 9_000;
      const clocked = createMatchStore(database.client, names, { retry: quickRetries(), now: () => time });
      const header = aHeader();
      const session = aGameSession();
      await clocked.claim(header, session);
      await clocked.append(header.matchId, 1, { ...play(1), at: 9_500 });
      time = 8_000;
      const taken = await clocked.takeOver(header.matchId, { functionName: 'match-sweeper' });
      expect(taken?.entries.at(-1)).toEqual({ kind: 'claim', sequence: 2, at: 9_500, epoch: 2 });
      expect(await clocked.get(header.matchId)).toMatchObject({ gameSessionId: session, ownerEpoch: 1 });
      await expect(clocked.append(header.matchId, 1, play(2))).rejects.toThrow(OwnershipLost);
      await clocked.append(header.matchId, 2, play(3));
    });

    it('returns a finished match unchanged, and undefined where there is none', async () => {
      const header = aHeader();
      await matches.claim(header, aGameSession());
      await matches.append(header.matchId, 1, play(1));
      await matches.finish(header.matchId, winAt());
      const found = await matches.claim(header, aGameSession());
      expect(found).toMatchObject({ status: 'finished', ownerEpoch: 1, ending: winAt(), entries: [play(1)] });
      expect(await matches.takeOver(aHeader().matchId, { gameSessionId: aGameSession() })).toBeUndefined();
    });
  });
}
