import { afterAll, beforeAll, beforeEach } from '@jest/globals';
import { type MatchEnding } from '../../../core/match/log';
import { defaultLeaderboards, scoreChanges } from '../../../core/ranking/leaderboards';
import { type Standing } from '../../../core/ranking/standing';
import { createMatchStore } from '../../../store/match-store';
import { type MatchStore } from '../../../store/matches';
import { createPlayerStore, type PlayerStore } from '../../../store/players';
import { aConduct } from '../../support/headers';
import { type Database, names, openDatabase, quickRetries } from '../database';

export const ended = Date.UTC(2026, 10, 22, 12);
/** Results are recorded at once, however long ago their matches ended. */
export const now = () => 0;
export let database: Database;
export let matches: MatchStore;
export let players: PlayerStore;

export const winAt = (endedAt = ended): MatchEnding => ({
  result: { places: [1, 2], reason: 'line' },
  endedAt,
  commands: 5,
  conduct: aConduct(),
});

/** Scores of a standing by leaderboard and period, as leaderboards receive them. */
export function scores(standing: Standing | undefined): Readonly<Record<string, number>> {
  const changes = standing === undefined ? [] : scoreChanges(standing, defaultLeaderboards(standing.game));
  return Object.fromEntries(
    changes.map(({ leaderboard, period, score }) => [`${leaderboard} ${period}`, score]),
  );
}

/** Makes what the tests of the suite share, and ends it after them. */
export function useResultStores(): void {
  beforeAll(async () => {
    database = await openDatabase();
    players = createPlayerStore(database.client, names);
  });
  afterAll(async () => {
    await database.close();
  });
  beforeEach(() => {
    database.dynamodb.faults.set({});
    matches = createMatchStore(database.client, names, { retry: quickRetries(), now });
  });
}
