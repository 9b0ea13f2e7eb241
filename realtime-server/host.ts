import { type PlayerId } from '../core/ids';
import { type RulesWatch } from '../definition/rules-watch';
import { type Clock } from '../core/clock';
import { type Limits } from './limits';
import { type Logger } from './session';

/** What a host of a match needs from around it. */
export interface Surroundings {
  readonly clock: Clock;
  readonly limits: Limits;
  readonly logger: Logger;
  /** Ends rules that do not return. */
  readonly watch: RulesWatch;
  /** Sends to one peer, reliably and in order; a peer that is gone is ignored. */
  send(peerId: number, opCode: number, payload: string): void;
  /** A new id for a command of the match's own. */
  newId(): string;
  /** A new secret for a connection: at least 128 bits that cannot be guessed. */
  newSecret(): string;
  /** The match needs this process no more, or must not be spoken for by it any more. */
  over(reason: string): void;
}

/** A match that runs, whatever its game. */
export interface MatchHost {
  /** A connection whose player is known takes the player's seat. @returns false when the player has none */
  join(peerId: number, playerId: PlayerId): boolean;
  /** A connection has ended. */
  leave(peerId: number): void;
  /** A message of a seated connection. Never throws. */
  receive(peerId: number, opCode: number, payload: Uint8Array): void;
  /** Refuses everything from now on; resolves when what was begun is done. */
  stop(): Promise<void>;
}
