import { type PlayerEventType } from '../../core/player-event-types';
import { type ConsolePlayer } from './console-player';

/** Delivery of an event to a webhook. `queued`: no attempt was made yet. */
export interface EventDelivery {
  readonly webhook: string;
  readonly status: 'queued' | 'sending' | 'waiting' | 'delivered' | 'passed-over' | 'given-up';
  readonly attempts: number;
  /** Result of the newest attempt. */
  readonly answer?: string;
}

/** An event for a player. */
export interface EventRow {
  readonly id: string;
  readonly type: PlayerEventType;
  /** Epoch milliseconds at which it was put on the bus, for the first time since the start. */
  readonly at: number;
  /** How often it was put on the bus: streams may repeat it. */
  readonly told: number;
  readonly player: ConsolePlayer;
  readonly game: string;
  /** Who has asked, of an invitation and a rematch. */
  readonly from?: ConsolePlayer;
  /** How the match ended for the player, of a result: such as `win, line`. */
  readonly outcome?: string;
  readonly matchId?: string;
  /** The event in the form of webhooks. */
  readonly body: string;
  readonly deliveries: readonly EventDelivery[];
}

export interface EventsDocument {
  readonly bus: string;
  readonly webhooks: ReadonlyArray<{ readonly name: string; readonly url: string }>;
  /** Newest first. */
  readonly events: readonly EventRow[];
}
