/** Exports of both entry points, browser and Node. */
export { Account } from './account';
export { type Tokens } from './credentials';
export { type AwaitMatchOptions, type InviteOptions, type PracticeOptions } from './arranged-matches';
export { ApiError, CommandRefused, Disconnected, InvitationEnded, MatchAbandoned, NoMatch } from './errors';
export { LiveMatch } from './live-match';
export {
  type CommandEvent,
  type ConnectionState,
  type LiveMatchEvents,
  type LiveMatchOptions,
  type MatchEvent,
  type RejoinOptions,
  type Timing,
  type Turn,
  type RejoinRequests,
} from './live-match-events';
export { type ClockFace, MatchClocks } from './match-clocks';
export { type CommandOf, type Position, type ViewOf } from './game-types';
export { type ChooseCommand, playMatch } from './play-match';
export { PlayerLeaderboards } from './player-leaderboards';
export { type FoundMatch, Player, type SeatAction } from './player';
export {
  type RealtimeEndpoint,
  type RealtimeLine,
  type RealtimeListener,
  type RealtimeOptions,
} from './realtime/line';
export {
  type ArrangedMatch,
  type DeclaredLeaderboardDocument,
  type LeaderboardStretchDocument,
  type CommandedDocument,
  type ConnectionDocument,
  type GameDocument,
  type HeadToHeadDocument,
  type HistoryEntryDocument,
  type IdentityDocument,
  type IdentityProof,
  type IdentityProviderDocument,
  type InvitationDocument,
  type LeaderboardDocument,
  type LeaderboardEntryDocument,
  type PlayerPlaceDocument,
  type MatchDocument,
  type MatchLogDocument,
  type MatchSeatDocument,
  type OpenSessionDocument,
  type PageDocument,
  type MeDocument,
  type PlayerDocument,
  type RatingCurveDocument,
  type RejoinedDocument,
  type RematchDocument,
  type StatisticsDocument,
  type TicketDocument,
  type WatchedDocument,
} from './rest/documents';
export { type WatchedMatch, type WatchedStep, type WatchOptions } from './spectator';
export { type CancelOptions, type FindMatchOptions, type FollowOptions } from './tickets';
export { StillPlayed, recordedMatch } from './recorded-match';
export {
  type HttpRequest,
  type HttpResponse,
  type OpenRealtime,
  type Socket,
  type SocketEvents,
  type Transports,
} from './transports';
export { type LeaderboardPageQuery, type Guest, type SignInProof, type TurnliftOptions } from './turnlift';
export { type Result } from '../contract/realtime/to-player';
export { type RefusalCode } from '../contract/realtime/refusals';
export { type Json } from '../core/json';
