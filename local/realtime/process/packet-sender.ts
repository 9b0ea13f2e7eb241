import { type HostLimits } from '../limits';
import { encodePacket } from '../../../contract/realtime/wire/codec';
import { maxFastPayloadBytes, opCodes, serverPeerId } from '../../../contract/realtime/wire/op-codes';
import { type Packet, packet } from '../../../contract/realtime/wire/packet';
import { type SessionLog } from './logger';
import { type Peer } from './peer';
import { Seldom } from './rate';
import { type ConnectionRoster } from './roster';

/** Sends a datagram to a peer whose fast path is known. */
export type SendFast = (peer: Peer, packet: Packet) => void;

/**
 * Sends packets to peers: fast ones by UDP where the peer's UDP path is confirmed, everything else by TCP,
 * within each peer's limits.
 */
export class PacketSender {
  readonly #seldom = new Seldom(5000);
  sendFast: SendFast | undefined;

  constructor(
    readonly roster: ConnectionRoster,
    readonly limits: HostLimits,
    readonly log: SessionLog,
  ) {}

  /**
   * `packet.reliable` selects TCP or UDP; the packet is sent to this peer regardless of its target fields.
   */
  toPeer(peer: Peer, sent: Packet): void {
    if (peer.stage === 'gone') return;
    if (
      !sent.reliable &&
      peer.fast?.confirmed === true &&
      sent.payload.length <= maxFastPayloadBytes &&
      this.sendFast !== undefined
    ) {
      this.sendFast(peer, sent);
      return;
    }
    const { socket } = peer;
    if (socket.readyState !== socket.OPEN) return;
    const waiting = socket.bufferedAmount;
    if (!sent.reliable && waiting > this.limits.outboundFastBytes) {
      if (this.#seldom.allows(`fast ${peer.id}`, performance.now())) {
        this.log.host(
          'warn',
          `Player ${peer.id} reads too slowly (${waiting} bytes wait for it): fast messages to it are ` +
            'dropped',
        );
      }
      return;
    }
    if (waiting > this.limits.outboundBytes) {
      this.log.host(
        'warn',
        `Player ${peer.id} reads too slowly: ${waiting} bytes wait for it, at most ` +
          `${this.limits.outboundBytes} may; it is disconnected`,
      );
      socket.terminate();
      return;
    }
    socket.send(encodePacket(sent), { binary: true });
  }

  /** A packet of the server itself, by TCP. */
  fromServer(peer: Peer, fields: Pick<Packet, 'opCode' | 'message'>): void {
    this.toPeer(peer, packet({ ...fields, sender: serverPeerId, targetPlayer: peer.id, reliable: true }));
  }

  /** The member list of a group to these peers. */
  membership(group: number, peerIds: Iterable<number>): void {
    const players = this.roster.members(group);
    for (const id of peerIds) {
      const peer = this.roster.peer(id);
      if (peer !== undefined)
        this.fromServer(peer, {
          opCode: opCodes.groupMembershipUpdate,
          message: { kind: 'groupMembershipUpdate', group, players },
        });
    }
  }
}
