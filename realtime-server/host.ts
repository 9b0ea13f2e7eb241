import { type PlayerId } from '../core/ids';
import { type RulesWatch } from '../definition/rules-watch';
import { type Clock } from '../core/clock';
import { type ScriptLimits } from './limits';
import { type Logger } from './session';

/** The surroundings of a match's host. */
export interface Surroundings {
  readonly clock: Clock;
  readonly limits: ScriptLimits;
  readonly logger: Logger;
  /** Interrupts rules that do not return. */
  readonly watch: RulesWatch;
  /** Sends to one peer, reliably and in order; a peer that is gone is ignored. */
  send(peerId: number, opCode: number, payload: string): void;
  /** A new id for a command that the match itself makes. */
  newId(): string;
  /** A new secret for a connection: at least 128 bits that cannot be guessed. */
  newSecret(): string;
  /** The match does not need this process any more, or another process owns it. */
  over(reason: string): void;
}

/** A running match of any game. */
export interface MatchHost {
  /** Gives a connection with a known player the player's seat. @returns false when the player has none */
  join(peerId: number, playerId: PlayerId): boolean;
  /** A connection has ended. */
  leave(peerId: number): void;
  /** Handles a message of a seated connection. It never throws. */
  receive(peerId: number, opCode: number, payload: Uint8Array): void;
  /** Refuses all further messages; resolves when the work under way is complete. */
  stop(): Promise<void>;
}
