import * as z from 'zod';
import { matchmakingDetailType } from './events';

/**
 * A player in an event of FlexMatch (FlexMatch guide, "match-events"). Keys that only some examples show are
 * optional.
 */
const eventPlayer = z.looseObject({
  playerId: z.string(),
  team: z.string().optional(),
  accepted: z.boolean().optional(),
  playerSessionId: z.string().optional(),
});
const eventTicket = z.looseObject({ ticketId: z.string(), players: z.array(eventPlayer) });
const common = { tickets: z.array(eventTicket) };
const ended = { ...common, reason: z.string().optional(), message: z.string().optional() };

/** `detail` of the events of matchmaking, by type. */
export const matchmakingDetail = z.discriminatedUnion('type', [
  z.looseObject({
    type: z.literal('MatchmakingSearching'),
    ...common,
    estimatedWaitMillis: z.union([z.number(), z.string()]).optional(),
  }),
  z.looseObject({
    type: z.literal('PotentialMatchCreated'),
    ...common,
    matchId: z.string(),
    acceptanceRequired: z.boolean().optional(),
  }),
  z.looseObject({ type: z.literal('AcceptMatch'), ...common, matchId: z.string() }),
  z.looseObject({
    type: z.literal('AcceptMatchCompleted'),
    ...common,
    matchId: z.string(),
    acceptance: z.string(),
  }),
  z.looseObject({
    type: z.literal('MatchmakingSucceeded'),
    ...common,
    matchId: z.string(),
    gameSessionInfo: z.looseObject({
      gameSessionArn: z.string().optional(),
      ipAddress: z.string(),
      dnsName: z.string().optional(),
      port: z.coerce.number().pipe(z.int().min(1).max(65_535)),
      players: z.array(eventPlayer).optional(),
    }),
  }),
  z.looseObject({ type: z.literal('MatchmakingTimedOut'), ...ended }),
  z.looseObject({ type: z.literal('MatchmakingCancelled'), ...ended }),
  z.looseObject({
    type: z.literal('MatchmakingFailed'),
    ...ended,
    matchId: z.string().optional(),
  }),
]);
export type MatchmakingDetail = z.infer<typeof matchmakingDetail>;

/** The whole event as EventBridge delivers it. */
export const matchmakingEvent = z.looseObject({
  id: z.string(),
  'detail-type': z.literal(matchmakingDetailType),
  source: z.literal('aws.gamelift'),
  time: z.iso.datetime({ offset: true }),
  detail: matchmakingDetail,
});
export type MatchmakingEvent = z.infer<typeof matchmakingEvent>;
