import * as z from 'zod';
import { gameName, idPatterns, invitationCode, matchId, playerId } from '../core/ids';

/**
 * What players who are away are told: through a bus of the environment's own to whatever a team hangs there,
 * and to webhooks. Events carry ids and times, and nothing of what happens on the board (docs/events.md).
 */
export const playerEventTypes = ['your-turn', 'clock-low', 'result', 'invitation'] as const;
export type PlayerEventType = (typeof playerEventTypes)[number];

/** `source` of the events on the bus; their type is the detail-type. */
export const playerEventSource = 'turnlift';

const text = <Id extends string>(pattern: RegExp, parse: (given: string) => Id) =>
  z.string().regex(pattern).transform(parse);
const time = z.int().min(0);
const common = {
  game: text(idPatterns.gameName, gameName),
  playerId: text(idPatterns.playerId, playerId),
};
const seated = {
  matchId: text(idPatterns.matchId, matchId),
  ...common,
  seat: z.int().min(0),
};
/** Tells the event from every other: the same event has the same id, however often it is told. */
const id = z.string().regex(/^[a-z0-9.-]{1,128}$/);
const event = <Type extends PlayerEventType, Data extends z.ZodRawShape>(type: Type, data: Data) =>
  z.strictObject({
    id,
    type: z.literal(type),
    /** When it happened. */
    timestamp: z.iso.datetime(),
    data: z.strictObject(data),
  });

export const playerEvent = z.discriminatedUnion('type', [
  event('your-turn', {
    ...seated,
    /** Number of the entry since which the seat has its choice. */
    sequence: time,
    /** Epoch milliseconds; null without a clock. */
    deadline: time.nullable(),
  }),
  event('clock-low', { ...seated, deadline: time }),
  event('result', {
    ...seated,
    /** `void`: a seat never played. `abandoned`: the match ended without a result. */
    outcome: z.enum(['win', 'loss', 'draw', 'void', 'abandoned']),
    /** 1 is the best; null without a result. */
    place: z.int().min(1).nullable(),
    reason: z.string(),
  }),
  event('invitation', {
    code: text(idPatterns.invitationCode, invitationCode),
    ...common,
    from: text(idPatterns.playerId, playerId),
    /** Epoch milliseconds. */
    openUntil: time,
  }),
]);
export type PlayerEvent = z.output<typeof playerEvent>;

/** What EventBridge delivers of an event on the bus. */
export const playerEventEnvelope = z.object({
  source: z.literal(playerEventSource),
  'detail-type': z.enum(playerEventTypes),
  detail: playerEvent,
});
