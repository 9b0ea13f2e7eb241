import { randomUUID } from 'node:crypto';
import { type WebSocket } from 'ws';

/**
 * A player as scripts see it: an id on the wire and the player session, nothing else (no player id, no
 * attributes).
 */
export interface Player {
  readonly peerId: number;
  readonly playerSessionId: string;
}

/**
 * Where a peer's datagrams come from. Messages to it go by UDP once it is confirmed: it has shown that ours
 * arrive.
 */
export interface FastPath {
  readonly address: string;
  readonly port: number;
  readonly confirmed: boolean;
}

/**
 * One WebSocket connection. Its id counts up from 1 with each connection, also of those that are refused, and
 * is not used again.
 */
export class Peer {
  stage: 'connected' | 'logging-in' | 'accepted' | 'gone' = 'connected';
  playerSessionId = '';
  /** Told in the login result; proves who a datagram is from where there is no DTLS. */
  readonly connectToken = randomUUID();
  fast: FastPath | undefined;
  /** Of the next datagram to this peer; the client drops what is not above what it has seen. */
  nextSequence = 0;
  /** Of the last datagram from this peer. */
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

/** IPv4 addresses as IPv6 sockets show them (::ffff:1.2.3.4) are the same address. */
export function plainAddress(address: string | undefined): string {
  return (address ?? '').replace(/^::ffff:/i, '');
}
