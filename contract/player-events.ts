import * as z from 'zod';
import { gameName, idPatterns, invitationCode, matchId, playerId } from '../core/ids';
import { playerEventTypes, type PlayerEventType } from '../core/player-event-types';
import { historyOutcomes } from '../core/results';

/** `source` of the events on the bus; the detail-type is the event's type. */
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

/** Identifies the event: it has the same id each time it is sent. */
const id = z.string().regex(/^[a-z0-9.-]{1,128}$/);
const event = <Type extends PlayerEventType, Data extends z.ZodRawShape>(type: Type, data: Data) =>
  z.strictObject({
    id,
    type: z.literal(type),
    /** The time of the event. */
    timestamp: z.iso.datetime(),
    data: z.strictObject(data),
  });

export const playerEvent = z.discriminatedUnion('type', [
  event('your-turn', {
    ...seated,
    /** Number of the entry from which on the seat may choose. */
    sequence: time,
    /** Epoch milliseconds; null without a clock. */
    deadline: time.nullable(),
  }),
  event('clock-low', { ...seated, deadline: time }),
  event('result', {
    ...seated,
    /** `abandoned`: the match itself ended without a result. */
    outcome: z.enum([...historyOutcomes, 'abandoned']),
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
  event('rematch', {
    /** Of the match that has ended, and the player's in it. */
    ...seated,
    from: text(idPatterns.playerId, playerId),
    /** Epoch milliseconds. */
    openUntil: time,
  }),
]);
export type PlayerEvent = z.output<typeof playerEvent>;

/** An event on the bus, as EventBridge delivers it. */
export const playerEventEnvelope = z.object({
  source: z.literal(playerEventSource),
  'detail-type': z.enum(playerEventTypes),
  detail: playerEvent,
});
