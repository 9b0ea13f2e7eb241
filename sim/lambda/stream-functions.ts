import { onlyImproves } from '../../core/ranking/improving';
import { type Backend } from '../../definition';
import { type FunctionDeclaration } from '../../functions/declaration';
import { leaderboardEntries } from '../../functions/leaderboard-entries/declaration';
import { followPlayers } from '../../functions/leaderboard-entries/follow';
import { countEntries } from '../../functions/leaderboard-index/count';
import { leaderboardIndex } from '../../functions/leaderboard-index/declaration';
import { invitationEventsFunction } from '../../functions/invitation-events/declaration';
import { invitationEvents } from '../../functions/invitation-events/events';
import { matchEventsFunction } from '../../functions/match-events/declaration';
import { matchEvents } from '../../functions/match-events/events';
import { playerRecords } from '../../functions/player-records/declaration';
import { followStandings } from '../../functions/player-records/follow';
import { type Bus } from '../../functions/shared/events/bus';
import { type TableName } from '../../contract/tables';
import { createLeaderboardEntries } from '../../store/leaderboard-entries';
import { createLeaderboardPeriods } from '../../store/leaderboard-periods';
import { type RetryPolicy } from '../../store/contention';
import { createPlayerRecordStore } from '../../store/player-records';
import { createRankCounts } from '../../store/rank-counts';
import { type documentClient } from '../dynamodb/client';

/** The functions that read a table's stream. */
export const streamDeclarations = {
  'player-records': playerRecords,
  'leaderboard-entries': leaderboardEntries,
  'leaderboard-index': leaderboardIndex,
  'match-events': matchEventsFunction,
  'invitation-events': invitationEventsFunction,
} as const satisfies Readonly<Record<string, FunctionDeclaration>>;
export type StreamFunctionName = keyof typeof streamDeclarations;

/** The parts of a container of a stream function. */
export interface StreamFunctionParts {
  readonly client: ReturnType<typeof documentClient>;
  readonly tables: Readonly<Record<TableName, string>>;
  readonly backend: Backend;
  readonly retry: RetryPolicy;
  readonly bus: Bus;
  /** Epoch milliseconds. */
  now(): number;
}

/** Does the work of the function's index.ts. @returns runs one batch */
export function makeStreamFunction(
  name: StreamFunctionName,
  { client, tables, backend, retry, bus, now }: StreamFunctionParts,
): (event: unknown) => Promise<unknown> {
  switch (name) {
    case 'player-records': {
      const records = createPlayerRecordStore(client, tables, retry);
      return (event) => followStandings(records, event);
    }
    case 'leaderboard-entries': {
      const leaderboards = backend.leaderboards.map((leaderboard) => ({
        ...leaderboard,
        onlyImproves: onlyImproves(leaderboard),
      }));
      const periods = createLeaderboardPeriods(client, tables.ranks, retry, now);
      const entries = createLeaderboardEntries(client, tables, leaderboards, periods, { retry, now });
      return (event) => followPlayers(entries, backend.leaderboards, event);
    }
    case 'leaderboard-index': {
      const counts = createRankCounts(client, tables.ranks, { retry, now });
      return (event) => countEntries(counts, event);
    }
    case 'match-events':
      return (event) => bus.put(matchEvents(event));
    case 'invitation-events':
      return (event) => bus.put(invitationEvents(event));
  }
}
