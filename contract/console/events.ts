import * as z from 'zod/mini';
import { playerEventTypes } from '../../core/player-event-types';
import { consolePlayer } from './console-player';

/** Delivery of an event to a webhook. `queued`: no attempt was made yet. */
export const eventDelivery = z.object({
  webhook: z.string(),
  status: z.enum(['queued', 'sending', 'waiting', 'delivered', 'passed-over', 'given-up']),
  attempts: z.number(),
  /** Result of the newest attempt. */
  answer: z.exactOptional(z.string()),
});
export type ConsoleDelivery = z.output<typeof eventDelivery>;

/** An event for a player. */
export const eventRow = z.object({
  id: z.string(),
  type: z.enum(playerEventTypes),
  /** Epoch milliseconds at which it was put on the bus, for the first time since the start. */
  at: z.number(),
  /** How often it was put on the bus: streams may repeat it. */
  timesSent: z.number(),
  player: consolePlayer,
  game: z.string(),
  /** Who has asked, of an invitation and a rematch. */
  from: z.exactOptional(consolePlayer),
  /** How the match ended for the player, of a result: such as `win, line`. */
  outcome: z.exactOptional(z.string()),
  matchId: z.exactOptional(z.string()),
  /** The event in the form of webhooks. */
  body: z.string(),
  deliveries: z.readonly(z.array(eventDelivery)),
});
export type EventRow = z.output<typeof eventRow>;

export const eventsDocument = z.object({
  bus: z.string(),
  webhooks: z.readonly(
    z.array(
      z.object({
        name: z.string(),
        url: z.string(),
      }),
    ),
  ),
  /** Newest first. */
  events: z.readonly(z.array(eventRow)),
});
export type EventsDocument = z.output<typeof eventsDocument>;
