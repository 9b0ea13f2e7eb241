import * as z from 'zod/mini';
import { hostingAction, matchAction } from '../../contract/match-action';
import { abandonReasons, matchOrigins, matchStatuses } from '../../core/match/log';
import { countings, historyOutcomes, seatOutcomes, unratedReasons } from '../../core/results';
import {
  type HistoryEntryDocument,
  type MatchDocument,
  type MatchLogDocument,
  type PageDocument,
  type RejoinedDocument,
  type RematchDocument,
} from './document-types';
import { connection, json, type Reads } from './document-parts';

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

export const rejoined = z.object({
  matchId: z.string(),
  seat: z.int(),
  connection,
}) satisfies Reads<RejoinedDocument>;
