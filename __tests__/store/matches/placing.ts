import { BatchWriteCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { describe, expect, it } from '@jest/globals';
import { type MatchId } from '../../../core/ids';
import { createMatchStore } from '../../../store/match-store';
import { MatchEnded, OwnershipLost, SequenceTaken } from '../../../store/matches';
import { activeShardKey, matchRows } from '../../../store/keys';
import { createPlayerStore } from '../../../store/players';
import { aGameSession, aHeader, game, names, quickRetries } from '../database';
import { database, matches, play, winAt, end, listUnattended } from './match-stores';

export function placing(): void {
  describe('placing', () => {
    it('begins one attempt, however many ask, and the next only after it', async () => {
      const header = aHeader();
      const claimed = await matches.claim(header, aGameSession());
      const begun = await Promise.all(Array.from({ length: 5 }, () => matches.startPlacing(claimed, 5_000)));
      const [placing, ...more] = begun.filter((match) => match !== undefined);
      expect(more).toEqual([]);
      expect(placing?.hosting).toEqual({ kind: 'placing', attempt: 1, since: 5_000 });
      if (placing === undefined) throw new Error('unreachable');
      expect(await matches.get(header.matchId)).toEqual(placing);
      const asleep = await matches.markAsleep(placing, 6_000, 9_000);
      expect(asleep?.hosting).toEqual({ kind: 'asleep', attempt: 1, since: 6_000, retryAt: 9_000 });
      expect(await matches.markAsleep(placing, 6_000, 9_000)).toBeUndefined();
      expect(await matches.startPlacing(placing, 7_000)).toBeUndefined();
      if (asleep === undefined) throw new Error('unreachable');
      const again = await matches.startPlacing(asleep, 10_000);
      expect(again?.hosting).toEqual({ kind: 'placing', attempt: 2, since: 10_000 });
      const session = aGameSession();
      const taken = await matches.takeOver(header.matchId, { gameSessionId: session });
      expect(taken).toMatchObject({
        hosting: { kind: 'live', attempt: 2 },
        gameSessionId: session,
        ownerEpoch: 2,
      });
      // A process that read the match before the claim can change nothing.
      if (again === undefined) throw new Error('unreachable');
      expect(await matches.markAsleep(again, 11_000, 12_000)).toBeUndefined();
    });

    it('places matches whose rows were written before rows recorded placements', async () => {
      const header = aHeader();
      await matches.claim(header, aGameSession());
      await database.client.send(
        new UpdateCommand({
          TableName: names.matches,
          Key: matchRows.match.key({ matchId: header.matchId }),
          UpdateExpression: 'REMOVE hosting, attempt, hostedAt SET lastSequence = :none',
          ExpressionAttributeValues: { ':none': 0 },
        }),
      );
      const old = await matches.get(header.matchId);
      if (old === undefined) throw new Error('not there');
      expect(old.hosting).toEqual({ kind: 'live', attempt: 0, since: 0 });
      expect((await matches.startPlacing(old, 5e12))?.hosting).toEqual({
        kind: 'placing',
        attempt: 1,
        since: 5e12,
      });
    });
  });

  describe('abandon', () => {
    it('ends a match without a result, once and for good', async () => {
      const header = aHeader();
      await matches.claim(header, aGameSession());
      await matches.append(header.matchId, 1, play(1));
      await matches.abandon(header.matchId, 1, end(2));
      await matches.abandon(header.matchId, 1, end(2));
      expect(await matches.get(header.matchId)).toMatchObject({
        status: 'abandoned',
        reason: 'server-lost',
        ownerEpoch: 1,
      });
      expect(await matches.log(header.matchId)).toEqual([play(1), end(2)]);
      // The replaced process must stop sending; another one gets the match unchanged.
      await expect(matches.append(header.matchId, 1, play(2))).rejects.toThrow(MatchEnded);
      await expect(matches.finish(header.matchId, winAt())).rejects.toThrow(MatchEnded);
      expect(await matches.claim(header, aGameSession())).toMatchObject({
        status: 'abandoned',
        ownerEpoch: 1,
        entries: [play(1), end(2)],
      });
      for (const playerId of header.seats) {
        expect((await matches.history(playerId, { limit: 5 })).items).toEqual([]);
        expect(await createPlayerStore(database.client, names).standing(playerId, game)).toBeUndefined();
      }
    });

    it('follows the log: the next reader corrects a row that is behind its log', async () => {
      const header = aHeader();
      await matches.claim(header, aGameSession());
      await matches.append(header.matchId, 1, end(1, 'rules-failed'));
      expect(await matches.get(header.matchId)).toMatchObject({ status: 'active' });
      expect(await matches.claim(header, aGameSession())).toMatchObject({
        status: 'abandoned',
        reason: 'rules-failed',
        entries: [end(1, 'rules-failed')],
      });
      expect(await matches.get(header.matchId)).toMatchObject({
        status: 'abandoned',
        reason: 'rules-failed',
      });
    });

    it('does nothing when the match has a new owner, or has continued', async () => {
      const header = aHeader();
      await matches.claim(header, aGameSession());
      await matches.append(header.matchId, 1, play(1));
      await expect(matches.abandon(header.matchId, 1, end(1))).rejects.toThrow(SequenceTaken);
      await matches.claim(header, aGameSession());
      await expect(matches.abandon(header.matchId, 1, end(2))).rejects.toThrow(OwnershipLost);
      expect(await matches.get(header.matchId)).toMatchObject({ status: 'active', ownerEpoch: 2 });
    });

    it('is for matches that were long unattended: the oldest first, ended ones never', async () => {
      let time = 1_000;
      const clocked = createMatchStore(database.client, names, { retry: quickRetries(), now: () => time });
      const claim = async (header = aHeader()) => {
        time += 10;
        await clocked.claim(header, aGameSession());
        return header.matchId;
      };
      const [first, second, third, fourth] = [await claim(), await claim(), await claim(), await claim()];
      const header = aHeader();
      const [fifth, sixth] = [await claim(header), await claim()];
      expect([...(await listUnattended(clocked, 1_060))].sort()).toEqual(
        [first, second, third, fourth, fifth].sort(),
      );
      const [read, other] = [await clocked.get(first), await clocked.get(second)];
      if (read === undefined || other === undefined) throw new Error('not there');
      await clocked.attend(read, 5_000);
      await clocked.attend({ ...read, attendedAt: 5_000 }, 1_001); // late
      await clocked.attend({ ...other, ownerEpoch: 7 }, 5_000); // not its owner
      await clocked.abandon(third, 1, end(1));
      await clocked.finish(fourth, winAt());
      time = 5_001;
      await clocked.claim(header, aGameSession());
      expect([...(await listUnattended(clocked, 5_000))].sort()).toEqual([second, sixth].sort());
      expect([...(await listUnattended(clocked, 9_000))].sort()).toEqual(
        [first, second, fifth, sixth].sort(),
      );
    });

    it('finds any number of them', async () => {
      // The index entries of 250 matches, all in one shard.
      const ids = Array.from({ length: 250 }, () => aHeader().matchId);
      for (let start = 0; start < ids.length; start += 25) {
        const rows = ids.slice(start, start + 25).map((matchId, place) => ({
          ...matchRows.match.key({ matchId }),
          matchId,
          activeShard: activeShardKey({ shard: 0 }),
          attendedAt: 10 + start + place,
        }));
        const RequestItems = { [names.matches]: rows.map((Item) => ({ PutRequest: { Item } })) };
        await database.client.send(new BatchWriteCommand({ RequestItems }));
      }
      const pages: number[] = [];
      const found = new Set<MatchId>();
      for await (const page of matches.unattended(260)) {
        pages.push(page.length);
        for (const id of page) found.add(id);
      }
      expect([...found]).toEqual(ids);
      expect(pages).toEqual([100, 100, 50]);
    });
  });
}
