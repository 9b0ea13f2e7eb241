/** The exports of the store for functions, the Realtime script and tests. */
export { createDocumentClient, type DocumentClientOptions } from './client';
export { isContention, type RetryPolicy, StoreContended } from './contention';
export { createLeaderboardStore, type LeaderboardStore } from './leaderboards';
export { createMatchStore, type MatchStoreOptions } from './match-store';
export {
  type HistoryEntry,
  MatchEnded,
  type MatchRecord,
  type MatchStore,
  OwnershipLost,
  SequenceTaken,
} from './matches';
export { type RankedEntry } from './own-places';
export { InvalidCursor, type Page, type PageRequest } from './pages';
export { createPlayerStore, PlayerIdTaken, type PlayerRecord, type PlayerStore } from './players';
export { createSessionStore, type RefreshFamily, type SessionStore } from './sessions';
export { standingOfRow } from './standings';
export { type TicketChange, type TicketRecord } from './ticket-record';
export { createTicketStore, TicketAlreadyOpen, TicketIdTaken, type TicketStore } from './tickets';
