import * as z from 'zod/mini';
import {
  type ArrangedMatch,
  type BoardDocument,
  type CommandedDocument,
  type GameDocument,
  type HeadToHeadDocument,
  type HistoryEntryDocument,
  type IdentityDocument,
  type IdentityProviderDocument,
  type InvitationDocument,
  type LeaderboardDocument,
  type LeaderboardEntryDocument,
  type MatchDocument,
  type MatchLogDocument,
  type MatchSeatDocument,
  type MeDocument,
  type NewSecret,
  type OpenSessionDocument,
  type PageDocument,
  type PlayerDocument,
  type PlayerPlaceDocument,
  type RatingCurveDocument,
  type RegisteredPlayer,
  type RejoinedDocument,
  type RematchDocument,
  type SessionDocument,
  type StatisticsDocument,
  type TicketDocument,
  type WatchedDocument,
} from './document-types';
import { hostingAction, matchAction } from '../../contract/match-action';
import { invitationStatuses } from '../../contract/invitation-status';
import { ticketStatuses } from '../../contract/ticket-status';
import { type Json } from '../../core/json';
import { abandonReasons, matchOrigins, matchStatuses, offerKinds } from '../../core/match/log';
import { directions, periodKinds } from '../../core/ranking/score-change';
import { countings, historyOutcomes, seatOutcomes, unratedReasons } from '../../core/results';

export type * from './document-types';

/**
 * The documents of the API, parsed with zod/mini: the schemas of contract/rest import hono and OpenAPI, which
 * a page should not load. The compiler compares each with the contract's type (`satisfies`), so that they
 * stay equal.
 */
type Reads<Document> = z.ZodMiniType<Document>;

const json: Reads<Json> = z.json();
const connection = z.object({
  ipAddress: z.string(),
  dnsName: z.optional(z.string()),
  tls: z.boolean(),
  port: z.int(),
  playerSessionId: z.string(),
});

export const session = z.object({
  playerId: z.string(),
  accessToken: z.string(),
  tokenType: z.literal('Bearer'),
  expiresIn: z.int(),
  refreshToken: z.string(),
  refreshExpiresIn: z.int(),
}) satisfies Reads<SessionDocument>;

export const registeredPlayer = z.object({
  playerId: z.string(),
  displayName: z.string(),
  createdAt: z.int(),
  secret: z.string(),
}) satisfies Reads<RegisteredPlayer>;

export const player = z.object({
  playerId: z.string(),
  displayName: z.string(),
  createdAt: z.int(),
  deleted: z.optional(z.literal(true)),
  bot: z.optional(z.literal(true)),
  standings: z.array(
    z.object({
      game: z.string(),
      wins: z.int(),
      losses: z.int(),
      draws: z.int(),
      rating: z.number(),
      provisional: z.boolean(),
    }),
  ),
}) satisfies Reads<PlayerDocument>;

export const games = z.object({
  games: z.array(
    z.object({
      game: z.string(),
      seats: z.object({ min: z.int(), max: z.int() }),
      teams: z.boolean(),
      matchmakings: z.array(z.string()),
      options: z.looseObject({}),
      botLevels: z.array(z.string()),
    }) satisfies Reads<GameDocument>,
  ),
});
const arranged = z.object({ matchId: z.string(), seat: z.int() });
export const arrangedMatch = arranged satisfies Reads<ArrangedMatch>;
const invitationFields = {
  code: z.string(),
  link: z.string(),
  from: z.string(),
  to: z.array(z.string()),
  game: z.string(),
  options: json,
  seats: z.int(),
  seat: z.optional(z.int()),
  joined: z.array(z.string()),
  status: z.enum(invitationStatuses),
  createdAt: z.int(),
  openUntil: z.int(),
};
export const invitation = z.object({
  ...invitationFields,
  match: z.optional(arranged),
}) satisfies Reads<InvitationDocument>;

export const me = z.extend(player, {
  matches: z.array(
    z.object({
      matchId: z.string(),
      game: z.string(),
      matchmaking: z.nullable(z.string()),
      seat: z.int(),
      startedAt: z.int(),
    }),
  ),
  tickets: z.array(z.object({ ticketId: z.string(), game: z.string(), status: z.enum(ticketStatuses) })),
  invitations: z.array(z.object(invitationFields)),
}) satisfies Reads<MeDocument>;
export const newSecret = z.object({
  playerId: z.string(),
  secret: z.string(),
}) satisfies Reads<NewSecret>;

export const openSessions = z.object({
  items: z.array(
    z.object({
      sessionId: z.string(),
      device: z.optional(z.string()),
      openedAt: z.int(),
      lastUsedAt: z.int(),
      expiresAt: z.int(),
      current: z.boolean(),
    }) satisfies Reads<OpenSessionDocument>,
  ),
});

export const identities = z.object({
  items: z.array(z.object({ provider: z.string(), linkedAt: z.int() }) satisfies Reads<IdentityDocument>),
});

export const identityProviders = z.object({
  items: z.array(
    z.discriminatedUnion('kind', [
      z.object({
        provider: z.string(),
        kind: z.literal('oidc'),
        issuer: z.string(),
        audiences: z.array(z.string()),
      }),
      z.object({
        provider: z.string(),
        kind: z.literal('steam'),
        endpoint: z.string(),
        returnTo: z.array(z.string()),
      }),
    ]) satisfies Reads<IdentityProviderDocument>,
  ),
});

export const identityNonce = z.object({ nonce: z.string(), expiresIn: z.int() });

/** Kept for the player: read without a schema. */
export const playerExport: Reads<Record<string, Json>> = z.record(z.string(), z.json());

export const ticket = z.object({
  ticketId: z.string(),
  status: z.enum(ticketStatuses),
  game: z.string(),
  matchmaking: z.string(),
  options: json,
  estimatedWaitSeconds: z.optional(z.number()),
  proposedMatchId: z.optional(z.string()),
  match: z.optional(z.object({ matchId: z.string(), seat: z.int() })),
  connection: z.optional(connection),
  reason: z.optional(z.string()),
}) satisfies Reads<TicketDocument>;

export const rematch = z.object({
  agreed: z.array(z.int()),
  matchId: z.optional(z.string()),
}) satisfies Reads<RematchDocument>;

export const match = z.object({
  matchId: z.string(),
  game: z.string(),
  status: z.enum(matchStatuses),
  rulesVersion: z.int(),
  seats: z.array(z.string()),
  // Absent in files from before there were bots and other origins.
  bots: z._default(z.array(z.object({ seat: z.int(), strength: z.string() })), []),
  teams: z.array(z.int()),
  options: json,
  origin: z._default(z.enum(matchOrigins), 'matchmaking'),
  matchmaking: z.nullable(z.string()),
  rated: z.boolean(),
  unratedBecause: z.optional(z.enum(unratedReasons)),
  startedAt: z.int(),
  lastSequence: z.int(),
  seedHash: z.string(),
  seed: z.optional(z.string()),
  reason: z.optional(z.enum(abandonReasons)),
  result: z.optional(
    z.object({
      places: z.array(z.int()),
      outcomes: z.array(z.enum(seatOutcomes)),
      scores: z.optional(z.array(z.number())),
      numbers: z.optional(z.record(z.string(), z.array(z.number()))),
      reason: z.string(),
      counted: z.enum(countings),
      endedAt: z.int(),
    }),
  ),
  rematch: z.optional(rematch),
}) satisfies Reads<MatchDocument>;

export const matchLog = z.object({
  matchId: z.string(),
  lastSequence: z.int(),
  next: z.optional(z.int()),
  entries: z.array(
    z.union([
      z.object({
        sequence: z.int(),
        commandId: z.optional(z.string()),
        seat: z.int(),
        at: z.int(),
        action: matchAction,
        lagMs: z.optional(z.number()),
        bot: z.optional(z.literal(true)),
      }),
      z.object({ sequence: z.int(), seat: z.null(), at: z.int(), action: hostingAction }),
    ]),
  ),
}) satisfies Reads<MatchLogDocument>;

const historyEntry = z.object({
  matchId: z.string(),
  game: z.string(),
  matchmaking: z.nullable(z.string()),
  rated: z.boolean(),
  seat: z.int(),
  opponents: z.array(z.string()),
  teammates: z.array(z.string()),
  bots: z.optional(z.array(z.string())),
  place: z.int(),
  outcome: z.enum(historyOutcomes),
  counted: z.enum(countings),
  score: z.optional(z.number()),
  reason: z.string(),
  endedAt: z.int(),
  ratingBefore: z.optional(z.number()),
  ratingAfter: z.optional(z.number()),
}) satisfies Reads<HistoryEntryDocument>;
export const history = z.object({
  items: z.array(historyEntry),
  cursor: z.optional(z.string()),
}) satisfies Reads<PageDocument<HistoryEntryDocument>>;

const tally = z.object({ wins: z.int(), draws: z.int(), losses: z.int() });

export const statistics = z.object({
  playerId: z.string(),
  game: z.string(),
  played: z.int(),
  ...tally.shape,
  abandoned: z.int(),
  voided: z.int(),
  rated: z.int(),
  rating: z.number(),
  provisional: z.boolean(),
  ratedAt: z.optional(z.int()),
  streak: z.object({ current: z.int(), longest: z.int() }),
  turns: z.int(),
  milliseconds: z.int(),
  bySeat: z.array(tally),
  byOption: z.record(z.string(), tally),
}) satisfies Reads<StatisticsDocument>;

export const ratingCurve = z.object({
  playerId: z.string(),
  game: z.string(),
  from: z.string(),
  to: z.string(),
  days: z.array(z.object({ day: z.string(), rating: z.number() })),
}) satisfies Reads<RatingCurveDocument>;

export const headToHead = z.object({
  playerId: z.string(),
  opponent: z.string(),
  games: z.array(z.object({ game: z.string(), ...tally.shape, ratedWithinDay: z.int() })),
}) satisfies Reads<HeadToHeadDocument>;

export const rejoined = z.object({
  matchId: z.string(),
  seat: z.int(),
  connection,
}) satisfies Reads<RejoinedDocument>;

const watchedPosition = z.object({
  view: json,
  toAct: z.array(z.int()),
  offer: z.nullable(z.object({ offer: z.enum(offerKinds), by: z.int(), acceptedBy: z.array(z.int()) })),
  left: z.array(z.int()),
  phase: z.nullable(z.string()),
});
const shownClocks = z.nullable(
  z.object({
    now: z.int(),
    seats: z.array(
      z.object({
        remainingMs: z.number(),
        runsSince: z.nullable(z.int()),
        deadline: z.nullable(z.int()),
        periods: z.nullable(z.int()),
      }),
    ),
  }),
);
const matchEnd = z.object({
  places: z.array(z.int()),
  outcomes: z.array(z.enum(seatOutcomes)),
  scores: z.optional(z.array(z.number())),
  reason: z.string(),
  endedAt: z.int(),
  commands: z.int(),
});
export const matchSeat = z.object({
  matchId: z.string(),
  seat: z.int(),
  asleep: z.boolean(),
  sequence: z.int(),
  standing: z.extend(watchedPosition, { legal: z.array(json) }),
  clocks: shownClocks,
  result: z.nullable(matchEnd),
  abandoned: z.nullable(z.enum(abandonReasons)),
}) satisfies Reads<MatchSeatDocument>;
export const commanded = z.extend(matchSeat, { accepted: z.int() }) satisfies Reads<CommandedDocument>;

const watchedMoment = { standing: watchedPosition, clocks: shownClocks };
export const watched = z.object({
  matchId: z.string(),
  game: z.string(),
  rulesVersion: z.int(),
  seats: z.array(z.string()),
  teams: z.array(z.int()),
  options: json,
  startedAt: z.int(),
  delaySeconds: z.int(),
  start: z.optional(z.object(watchedMoment)),
  steps: z.array(
    z.object({
      sequence: z.int(),
      at: z.int(),
      seat: z.nullable(z.int()),
      action: z.union([matchAction, hostingAction]),
      ...watchedMoment,
    }),
  ),
  next: z.optional(z.int()),
  result: z.optional(matchEnd),
  abandoned: z.optional(z.enum(abandonReasons)),
}) satisfies Reads<WatchedDocument>;

export const boards = z.object({
  boards: z.array(
    z.object({
      board: z.string(),
      game: z.string(),
      metric: z.string(),
      direction: z.enum(directions),
      decimals: z.int(),
      periods: z.array(z.enum(periodKinds)),
      visibility: z.enum(['public', 'players']),
    }) satisfies Reads<BoardDocument>,
  ),
});
const entryFields = {
  rank: z.int(),
  playerId: z.string(),
  displayName: z.optional(z.string()),
  country: z.optional(z.string()),
  avatar: z.optional(z.string()),
  score: z.number(),
  at: z.int(),
};
export const leaderboardEntry = z.object(entryFields) satisfies Reads<LeaderboardEntryDocument>;
export const playerPlace = z.object({
  ...entryFields,
  sharedBy: z.int(),
  players: z.int(),
  percentile: z.number(),
  asOf: z.int(),
}) satisfies Reads<PlayerPlaceDocument>;
export const leaderboard = z.object({
  board: z.string(),
  period: z.string(),
  direction: z.enum(directions),
  decimals: z.int(),
  items: z.array(leaderboardEntry),
  begins: z.optional(z.object({ rank: z.int(), score: z.number(), players: z.int() })),
  cursor: z.optional(z.string()),
}) satisfies Reads<LeaderboardDocument>;
