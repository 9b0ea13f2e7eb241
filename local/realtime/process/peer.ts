import { randomUUID } from 'node:crypto';
import { type WebSocket } from 'ws';

/**
 * A player as scripts see it: a peer id and the player session, nothing else (no player id, no attributes).
 */
export interface Player {
  readonly peerId: number;
  readonly playerSessionId: string;
}

/**
 * Source address of a peer's datagrams. Messages to it go by UDP once it is confirmed, that is once it has
 * answered one.
 */
export interface FastPath {
  readonly address: string;
  readonly port: number;
  readonly confirmed: boolean;
}

/**
 * One WebSocket connection. Ids count up from 1 with each connection, including refused ones, and are never
 * reused.
 */
export class Peer {
  stage: 'connected' | 'logging-in' | 'accepted' | 'gone' = 'connected';
  playerSessionId = '';
  /** Sent in the login result; authenticates datagrams where there is no DTLS. */
  readonly connectToken = randomUUID();
  fast: FastPath | undefined;
  /** Number of the next datagram to this peer; the client drops numbers that are not above the last. */
  nextSequence = 0;
  /** Number of the last datagram from this peer. */
  lastSequence = -1;

  constructor(
    readonly id: number,
    readonly address: string,
    readonly socket: WebSocket,
  ) {}

  get player(): Player {
    return { peerId: this.id, playerSessionId: this.playerSessionId };
  }
}

/** IPv4 addresses in the notation of IPv6 sockets (::ffff:1.2.3.4) are the same address. */
export function plainAddress(address: string | undefined): string {
  return (address ?? '').replace(/^::ffff:/i, '');
}
