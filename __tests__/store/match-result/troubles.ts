import { describe, expect, it } from '@jest/globals';
import { type MatchEnding } from '../../../core/match/log';
import { createMatchStore } from '../../../store/match-store';
import { aConduct } from '../../support/headers';
import {
  aGameSession,
  aHeader,
  aPlayer,
  Crash,
  crashAt,
  game,
  names,
  playerAt,
  quickRetries,
} from '../database';
import { now, database, matches, players, winAt, scores } from './result-stores';

export function troubles(): void {
  describe('a result under conflicts and crashes', () => {
    it('many small matches at once, with conflicts and throttling: every total adds up', async () => {
      const few = Array.from({ length: 5 }, aPlayer);
      const rounds = Array.from({ length: 12 }, (_, index) => {
        const one = index % 5;
        return aHeader([playerAt(few, one), playerAt(few, (one + 1 + (index % 3)) % 5)]);
      });
      for (const header of rounds) await matches.claim(header, aGameSession());
      database.dynamodb.faults.set({ transactionConflict: 0.25, throttling: 0.05 });
      const endingOf = (index: number): MatchEnding => ({
        result: {
          places: index % 4 === 0 ? [1, 1] : index % 3 === 0 ? [2, 1] : [1, 2],
          reason: 'x',
        },
        endedAt: Date.UTC(2026, 10, 1, 0, index),
        commands: 1,
        conduct: aConduct(),
      });
      // Two processes report every result.
      const processes = [1, 2].map((seed) =>
        createMatchStore(database.newClient(), names, { retry: quickRetries(seed, 2000), now }),
      );
      const answers = await Promise.all(
        rounds.flatMap((header, index) =>
          processes.map((process) => process.finish(header.matchId, endingOf(index))),
        ),
      );
      database.dynamodb.faults.set({});
      expect(answers.filter((answer) => answer === 'recorded')).toHaveLength(rounds.length);

      let [wins, losses, draws, histories] = [0, 0, 0, 0];
      for (const player of few) {
        const standing = await players.standing(player, game);
        wins += standing?.wins ?? 0;
        losses += standing?.losses ?? 0;
        draws += standing?.draws ?? 0;
        const { items } = await matches.history(player, { limit: 100 });
        expect(new Set(items.map(({ matchId }) => matchId)).size).toBe(items.length);
        histories += items.length;
        expect(scores(standing)['noughts.rating all']).toBe(standing?.rating);
        expect(scores(standing)['noughts.wins 2026-11'] ?? 0).toBe(standing?.wins);
      }
      expect(wins + losses + draws).toBe(2 * rounds.length);
      expect([wins, losses, draws, histories]).toEqual([9, 9, 6, 24]);
    });

    it('a crash before or after any call: the next process finishes it, once', async () => {
      for (const moment of ['before', 'after'] as const) {
        for (let call = 1; ; call += 1) {
          const header = aHeader();
          await matches.claim(header, aGameSession());
          const doomed = database.newClient();
          crashAt(doomed, call, moment);
          const crashed = await createMatchStore(doomed, names, { retry: quickRetries(), now })
            .finish(header.matchId, winAt())
            .then(
              () => false,
              (error: unknown) => {
                if (!(error instanceof Crash)) throw error;
                return true;
              },
            );
          const { status } = await matches.claim(header, aGameSession());
          const said = await matches.finish(header.matchId, winAt());
          expect(said).toBe(status === 'finished' ? 'already-recorded' : 'recorded');
          const standings = await Promise.all(header.seats.map((player) => players.standing(player, game)));
          expect(standings.map((standing) => [standing?.wins, standing?.losses, standing?.draws])).toEqual([
            [1, 0, 0],
            [0, 1, 0],
          ]);
          if (!crashed) {
            expect(call).toBeGreaterThan(4);
            break;
          }
        }
      }
    });
  });
}
