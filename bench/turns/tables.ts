import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import {
  matchId,
  type MatchId,
  matchmakingName,
  playerId,
  type PlayerSessionId,
  playerSessionId,
} from '../../core/ids';
import { type LogEntry, type MatchHeader, ownershipOf } from '../../core/match/log';
import { createMatchStore } from '../../store/match-store';
import { type MatchStore } from '../../store/matches';
import { benchTables } from '../tables';
import { endlessNoughts } from './endless-noughts';

const twelve = (number: number): string => number.toString(16).padStart(12, '0');

/**
 * Player session of a seat, derived from the numbers of match and seat, so that any process can compute it.
 */
export const sessionOf = (match: number, seat: number): PlayerSessionId =>
  playerSessionId(`psess-00000000-0000-4000-800${seat}-${twelve(match)}`);

export const idOf = (match: number): MatchId => matchId(`00000000-0000-4000-8000-${twelve(match)}`);

export const headerOf = (match: number): MatchHeader => ({
  matchId: idOf(match),
  game: endlessNoughts.name,
  rulesVersion: endlessNoughts.version,
  seed: '1'.repeat(32),
  seats: [0, 1].map((seat) => playerId(`p-00000000-0000-4000-800${seat}-${twelve(match)}`)),
  teams: [0, 1],
  options: {},
  bots: [],
  origin: 'matchmaking',
  matchmaking: matchmakingName('bench'),
  rated: false,
  startedAt: Date.now(),
});

/** Matches on DynamoDB, each entry made durable by the SDK's own client. */
export function durableMatches(endpoint: string): MatchStore {
  const client = new DynamoDBClient({
    region: 'us-east-1',
    endpoint,
    credentials: { accessKeyId: 'bench', secretAccessKey: 'bench' },
  });
  return createMatchStore(DynamoDBDocumentClient.from(client), benchTables);
}

/** Matches whose logs are kept in memory: what the script calls, on lists. */
export function memoryMatches(): MatchStore {
  const logs = new Map<MatchId, LogEntry[]>();
  const seats = new Map<PlayerSessionId, { readonly match: MatchId; readonly seat: number }>();
  const headers = new Map<MatchId, MatchHeader>();
  return {
    // Nothing of it is called.
    ...durableMatches('http://127.0.0.1:9'),
    arrange(header) {
      headers.set(header.matchId, header);
      logs.set(header.matchId, []);
      return Promise.resolve({
        header,
        status: 'active',
        ownerEpoch: 0,
        hosting: { kind: 'placing', attempt: 1, since: header.startedAt },
      });
    },
    seatPlayerSessions(match, seated) {
      for (const [seat, { playerSessionId: id }] of seated.entries()) seats.set(id, { match, seat });
      return Promise.resolve();
    },
    takeOver(match, claimant) {
      const [header, log] = [headers.get(match), logs.get(match)];
      if (header === undefined || log === undefined) return Promise.resolve(undefined);
      const epoch = ownershipOf(log).epoch + 1;
      log.push({ kind: 'claim', sequence: log.length + 1, at: Date.now(), epoch });
      return Promise.resolve({
        header,
        status: 'active',
        ownerEpoch: epoch,
        hosting: { kind: 'live', attempt: 1, since: Date.now() },
        entries: [...log],
        ...('gameSessionId' in claimant ? { gameSessionId: claimant.gameSessionId } : {}),
      });
    },
    append(match, _epoch, entry) {
      const log = logs.get(match);
      if (log?.length !== entry.sequence - 1) return Promise.reject(new Error('a gap in the log'));
      log.push(entry);
      return Promise.resolve();
    },
    playerOfSession(match, session) {
      const found = seats.get(session);
      return Promise.resolve(found?.match === match ? headers.get(match)?.seats[found.seat] : undefined);
    },
    markAlive: () => Promise.resolve(),
  };
}
