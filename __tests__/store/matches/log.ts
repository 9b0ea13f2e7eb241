import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { commandId } from '../../../core/ids';
import { type CommandEntry, isCommand, type MatchAction } from '../../../core/match/log';
import { OwnershipLost, SequenceTaken } from '../../../store/matches';
import { aGameSession, aHeader } from '../database';
import { tries } from '../../../testing/effort';
import { database, matches, play } from './match-stores';

export function log(): void {
  describe('append and log', () => {
    it('returns every command exactly, in order, after any sequence number', async () => {
      const header = aHeader();
      await matches.claim(header, aGameSession());
      const actions: MatchAction[] = [
        {
          kind: 'play',
          command: { text: '', nested: [null, true, { deep: -1e-300 }], big: 1e300, many: 'ä😀#%' },
        },
        { kind: 'offer', offer: 'draw' },
        { kind: 'answer', offer: 'draw', accept: false },
        { kind: 'play', command: 0.1 },
        { kind: 'abandon' },
        { kind: 'resign' },
      ];
      const entries = actions.map((action, index) => play(index + 1, action));
      for (const entry of entries) await matches.append(header.matchId, 1, entry);
      expect(await matches.log(header.matchId)).toEqual(entries);
      expect(await matches.log(header.matchId, 4)).toEqual(entries.slice(4));
      expect(await matches.log(header.matchId, 6)).toEqual([]);
      expect(await matches.log(header.matchId, 1, 2)).toEqual(entries.slice(1, 3));
      expect(await matches.log(header.matchId, 0, 7)).toEqual(entries);
      expect(await matches.newest(header.matchId)).toEqual(entries[5]);
      expect(await matches.newest(aHeader().matchId)).toBeUndefined();
    });

    it('accepts a repeat of an entry, and refuses a different entry with the same number', async () => {
      const header = aHeader();
      await matches.claim(header, aGameSession());
      await matches.append(header.matchId, 1, play(1));
      await matches.append(header.matchId, 1, play(1));
      await expect(
        matches.append(header.matchId, 1, { ...play(1), commandId: commandId('another') }),
      ).rejects.toMatchObject(new SequenceTaken(`match ${header.matchId} has entry 1`, play(1)));
      expect(await matches.log(header.matchId)).toEqual([play(1)]);
    });

    it('refuses a former owner: its write meets the claim of the next', async () => {
      const header = aHeader();
      await matches.claim(header, aGameSession());
      await matches.append(header.matchId, 1, play(1));
      await matches.claim(header, aGameSession());
      await expect(matches.append(header.matchId, 1, play(2))).rejects.toThrow(OwnershipLost);
      await matches.append(header.matchId, 2, play(3));
      await expect(matches.append(header.matchId, 1, play(2))).rejects.toThrow(OwnershipLost);
      await expect(matches.append(header.matchId, 1, play(3))).rejects.toThrow(OwnershipLost);
      expect((await matches.log(header.matchId)).map(({ kind }) => kind)).toEqual([
        'command',
        'claim',
        'command',
      ]);
    });

    it('any interleaving of two owners: a log without gaps, each entry by its owner', async () => {
      await fc.assert(
        fc.asyncProperty(
          fc.array(
            fc.record({
              owner: fc.constantFrom(0, 1),
              act: fc.constantFrom('append', 'append', 'append', 'claim', 'both'),
            }),
            { minLength: 1, maxLength: 30 },
          ),
          fc.boolean(),
          async (steps, conflicts) => {
            database.dynamodb.faults.set(conflicts ? { transactionConflict: 0.2, throttling: 0.1 } : {});
            const header = aHeader();
            const epochs = [
              (await matches.claim(header, aGameSession())).ownerEpoch,
              (await matches.claim(header, aGameSession())).ownerEpoch,
            ];
            const known = [0, 1];
            const accepted: Array<{ sequence: number; epoch: number; id: string }> = [];
            let turn = 0;
            const append = async (owner: number): Promise<void> => {
              turn += 1;
              const epoch = epochs[owner] ?? 0;
              const entry: CommandEntry = {
                ...play((known[owner] ?? 0) + 1),
                commandId: commandId(`o${owner}-${turn}`),
              };
              try {
                await matches.append(header.matchId, epoch, entry);
                known[owner] = entry.sequence;
                accepted.push({ sequence: entry.sequence, epoch, id: entry.commandId });
              } catch (error) {
                if (!(error instanceof OwnershipLost || error instanceof SequenceTaken)) throw error;
              }
            };
            const claim = async (owner: number): Promise<void> => {
              const record = await matches.claim(header, aGameSession());
              epochs[owner] = record.ownerEpoch;
              known[owner] = record.entries.length;
            };
            for (const { owner, act } of steps) {
              if (act === 'append') await append(owner);
              else if (act === 'claim') await claim(owner);
              else await Promise.all([append(owner), claim(1 - owner)]);
            }
            const log = await matches.log(header.matchId);
            expect(log.map(({ sequence }) => sequence)).toEqual(log.map((_, index) => index + 1));
            // Every accepted entry is there, and no other.
            const bySequence = [...accepted].sort((left, right) => left.sequence - right.sequence);
            expect(log.filter(isCommand).map(({ commandId: id }) => id)).toEqual(
              bySequence.map(({ id }) => id),
            );
            const order = bySequence.map(({ epoch }) => epoch);
            expect(order).toEqual([...order].sort((left, right) => left - right));
            const claims = log.flatMap((entry) => (entry.kind === 'claim' ? [entry.epoch] : []));
            expect(claims).toEqual(claims.map((_, index) => index + 2));
            expect(await matches.get(header.matchId)).toMatchObject({ ownerEpoch: claims.length + 1 });
          },
        ),
        { numRuns: tries(10), seed: 20261122 },
      );
      database.dynamodb.faults.set({});
    });
  });
}
