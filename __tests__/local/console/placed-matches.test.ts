import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { listOf } from '../../../contract/console/lists';
import { consoleMatchRow } from '../../../contract/console/matches';
import { writeGameSessionData } from '../../../contract/game-session-data';
import { MatchList } from '../../../local/console/match-list';
import { PlayerNames } from '../../../local/console/player-names';
import { type PlacementRow } from '../../../local/gamelift/placement/rows';
import { createMatchStore } from '../../../store/match-store';
import { readMatches } from '../../../store/match-list';
import { aHeader, aMatchId, type Database, names, openDatabase, quickRetries } from '../../store/database';

let database: Database;
beforeAll(async () => {
  database = await openDatabase();
});
afterAll(() => database.close());

const placement = (more: Partial<PlacementRow>): PlacementRow => ({
  placementId: 'one',
  queueName: 'queue',
  queueArn: 'arn',
  status: 'PENDING',
  startTime: 1,
  deadline: 601,
  maximumPlayers: 2,
  gameProperties: [],
  latencies: [],
  players: [],
  failures: 0,
  ...more,
});

it('a match that its players arranged is listed while it waits for its first place', async () => {
  const header = aHeader(undefined, { origin: 'practice', matchmaking: null });
  await createMatchStore(database.client, names).arrange(header);
  const placements = [
    placement({ gameSessionData: 'of another script' }),
    placement({ gameSessionData: writeGameSessionData(header.matchId) }),
    // A match of a ticket that no process has claimed has no row yet.
    placement({ matchId: aMatchId() }),
  ];
  const list = new MatchList(
    { gameSessions: () => [], placements: () => placements },
    { matches: (ids) => readMatches(database.client, names.matches, ids, quickRetries()) },
    new PlayerNames(() => Promise.resolve(new Map()), Date.now),
  );
  const page = await list.page({ from: 0, count: 10 });
  const { rows } = page;
  expect(rows.map(({ matchId, hosting }) => [matchId, hosting])).toEqual([[header.matchId, 'placing']]);
  // As the console's page reads it: a document that lacks a field is refused by its name.
  const sent: unknown = JSON.parse(JSON.stringify(page));
  expect(listOf(consoleMatchRow).parse(sent)).toEqual(page);
  const lacking = { ...page, rows: rows.map(({ seats: _, ...row }) => row) };
  const { error } = listOf(consoleMatchRow).safeParse(lacking);
  expect(error?.issues.map((issue) => issue.path)).toEqual([['rows', 0, 'seats']]);
});
