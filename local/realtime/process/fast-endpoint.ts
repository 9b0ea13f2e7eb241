import dgram from 'node:dgram';
import net from 'node:net';
import { clearTimeout, setTimeout } from 'node:timers';
import { type HostLimits } from '../limits';
import { decodePacket, encodePacket } from '../../../contract/realtime/wire/codec';
import { opCodes, serverPeerId } from '../../../contract/realtime/wire/op-codes';
import { type Packet, packet } from '../../../contract/realtime/wire/packet';
import { type SessionLog } from './logger';
import { type Peer, plainAddress } from './peer';
import { Rate, Seldom } from './rate';
import { type Relay } from './relay';
import { type ConnectionRoster } from './roster';

/**
 * Delays in milliseconds after which the server's acknowledgement is sent again; the client answers only the
 * first that arrives.
 */
const acknowledgementDelays = [100, 200, 400, 800, 1600, 3200, 3200];

/**
 * Internal op codes that arrive by UDP once it is up: the official client sends them with its default intent,
 * which is fast. Their answers go by TCP, where none is lost.
 */
const requests: ReadonlySet<number> = new Set([
  opCodes.ping,
  opCodes.pingResult,
  opCodes.playerReady,
  opCodes.joinGroup,
  opCodes.leaveGroup,
  opCodes.requestGroupMembership,
]);

/**
 * One UDP socket for all peers of the process. Datagrams are unordered and lossy: one that is not newer than
 * the peer's last is dropped.
 */
export class FastEndpoint {
  readonly #socket: dgram.Socket;
  readonly #acknowledging = new Map<number, NodeJS.Timeout>();
  readonly #rates = new Map<number, Rate>();
  readonly #seldom = new Seldom(5000);

  constructor(
    readonly roster: ConnectionRoster,
    readonly limits: HostLimits,
    readonly log: SessionLog,
    /** Address to bind; undefined: every IPv4 address, which the official client expects. */
    readonly host: string | undefined,
    /** Accepts messages once their sender is known: game messages and requests about groups. */
    readonly relay: Pick<Relay, 'take' | 'waiting'>,
  ) {
    this.#socket = dgram.createSocket(host !== undefined && net.isIPv6(host) ? 'udp6' : 'udp4');
    this.#socket.on('message', (bytes, from) => this.#datagram(bytes, from));
    this.#socket.on('error', (error) => this.log.host('warn', `UDP: ${error.message}`));
  }

  /** Binds; resolves to the port. @throws the socket's error when the port is taken */
  bind(port: number): Promise<number> {
    return new Promise((resolve, reject) => {
      this.#socket.once('error', reject);
      this.#socket.bind(
        { port, exclusive: true, ...(this.host === undefined ? {} : { address: this.host }) },
        () => {
          this.#socket.off('error', reject);
          resolve(this.#socket.address().port);
        },
      );
    });
  }

  send(peer: Peer, sent: Packet): void {
    if (peer.fast === undefined) return;
    const sequenceNumber = peer.nextSequence;
    peer.nextSequence += 1;
    this.#socket.send(
      encodePacket({ ...sent, sequenceNumber, reliable: false }),
      peer.fast.port,
      peer.fast.address,
      (error) => {
        if (error !== null)
          this.#refuse(`send ${peer.id}`, `a datagram to player ${peer.id} was not sent: ${error.message}`);
      },
    );
  }

  forget(peer: Peer): void {
    clearTimeout(this.#acknowledging.get(peer.id));
    this.#acknowledging.delete(peer.id);
    this.#rates.delete(peer.id);
  }

  close(): void {
    for (const timer of this.#acknowledging.values()) clearTimeout(timer);
    this.#socket.close();
  }

  #refuse(key: string, reason: string): void {
    if (this.#seldom.allows(key, performance.now())) this.log.host('warn', `UDP: ${reason}`);
  }

  #datagram(bytes: Buffer, from: dgram.RemoteInfo): void {
    const source = `${from.address}:${from.port}`;
    if (bytes.length > 2 && bytes[0] === 22 && bytes[1] === 0xfe) {
      // a DTLS handshake record
      this.#refuse(`dtls ${from.address}`, `DTLS is not offered here; ${source} continues over TCP`);
      return;
    }
    const decoded = decodePacket(bytes);
    if (!decoded.ok) {
      this.#refuse(`junk ${from.address}`, `a datagram from ${source} is refused: ${decoded.reason}`);
      return;
    }
    const received = decoded.packet;
    // In plaintext UDP the sender is what the datagram claims: it is accepted only from the address of that
    // player's TCP connection.
    const claimed =
      received.opCode === opCodes.verifyIdentity && received.message?.kind === 'verifyIdentity'
        ? received.message.peerId
        : received.sender;
    const peer = this.roster.peer(claimed);
    if (peer?.stage !== 'accepted') {
      this.#refuse(
        `no login ${from.address}`,
        `a datagram from ${source} is refused: peer ${claimed} has not logged in`,
      );
      return;
    }
    if (plainAddress(from.address) !== peer.address) {
      this.#refuse(
        `spoof ${peer.id}`,
        `a datagram from ${source} is refused: it says that it is of player ${peer.id}, who is at ` +
          `${peer.address}`,
      );
      return;
    }
    const here = peer.fast?.port === from.port;
    if (received.opCode === opCodes.udpConnect || received.opCode === opCodes.verifyIdentity) {
      // Before confirmation the port may change, because a NAT assigns a new one after a while.
      if (!here && peer.fast?.confirmed === true) {
        this.#refuse(
          `connect ${peer.id}`,
          `a datagram from ${source} is refused: player ${peer.id} sends from port ${peer.fast.port}`,
        );
        return;
      }
      if (!here) peer.fast = { address: from.address, port: from.port, confirmed: false };
    } else if (!here) {
      this.#refuse(
        `port ${peer.id}`,
        `a datagram from ${source} is refused: player ${peer.id} has not connected its UDP from there`,
      );
      return;
    }
    if (!this.#withinRate(peer)) return;
    // late or duplicate
    if (received.sequenceNumber <= peer.lastSequence && received.opCode !== opCodes.udpConnect) return;
    peer.lastSequence = Math.max(peer.lastSequence, received.sequenceNumber);
    this.#take(peer, received);
  }

  #withinRate(peer: Peer): boolean {
    const now = performance.now();
    const rate =
      this.#rates.get(peer.id) ?? new Rate(this.limits.messagesPerSecond, this.limits.messageBurst, now);
    this.#rates.set(peer.id, rate);
    if (rate.take(now) === 0) return true;
    this.#refuse(
      `rate ${peer.id}`,
      `player ${peer.id} sends more than ${this.limits.messagesPerSecond} messages a second: ` +
        'datagrams of it are dropped',
    );
    return false;
  }

  #take(peer: Peer, received: Packet): void {
    switch (received.opCode) {
      case opCodes.udpConnect:
        this.#acknowledge(peer);
        return;
      case opCodes.udpConnectClientAck:
        this.#confirm(peer);
        return;
      case opCodes.verifyIdentity:
        this.#verify(peer, received);
        return;
      default:
        if (received.opCode <= 0 && !requests.has(received.opCode)) {
          this.#refuse(
            `op ${peer.id}`,
            `op code ${received.opCode} from player ${peer.id} is not taken over UDP`,
          );
          return;
        }
        this.#confirm(peer); // it sends, so the acknowledgement has arrived
        if (this.relay.waiting(peer) >= this.limits.waitingPackets) {
          this.#refuse(
            `waiting ${peer.id}`,
            `${this.limits.waitingPackets} packets of player ${peer.id} wait for the script: its ` +
              'datagrams are dropped',
          );
          return;
        }
        void this.relay.take(peer, received);
    }
  }

  #confirm(peer: Peer): void {
    clearTimeout(this.#acknowledging.get(peer.id));
    this.#acknowledging.delete(peer.id);
    if (peer.fast === undefined || peer.fast.confirmed) return;
    peer.fast = { ...peer.fast, confirmed: true };
    this.log.host(
      'info',
      `Fast connection to player ${peer.id} confirmed (UDP ${peer.fast.address}:${peer.fast.port})`,
    );
  }

  #acknowledge(peer: Peer): void {
    const say = () =>
      this.send(
        peer,
        packet({
          opCode: opCodes.udpConnectServerAck,
          sender: serverPeerId,
          targetPlayer: peer.id,
          message: { kind: 'udpConnect' },
        }),
      );
    say();
    if (peer.fast?.confirmed === true || this.#acknowledging.has(peer.id)) return;
    const again = (iteration: number) => {
      const delay = acknowledgementDelays[iteration];
      if (delay === undefined) {
        this.#acknowledging.delete(peer.id);
        return;
      } // its next request starts again
      this.#acknowledging.set(
        peer.id,
        setTimeout(() => {
          this.log.host('debug', `Sending server ack to player ${peer.id}. iteration ${iteration + 1}`);
          say();
          again(iteration + 1);
        }, delay),
      );
    };
    again(0);
  }

  /** The client sends this over DTLS in place of the acknowledgements. */
  #verify(peer: Peer, received: Packet): void {
    const success =
      received.message?.kind === 'verifyIdentity' && received.message.connectToken === peer.connectToken;
    this.send(
      peer,
      packet({
        opCode: opCodes.verifyIdentityResult,
        sender: serverPeerId,
        targetPlayer: peer.id,
        message: { kind: 'verifyIdentityResult', success, peerId: peer.id },
      }),
    );
    if (success) this.#confirm(peer);
    else
      this.#refuse(
        `token ${peer.id}`,
        `player ${peer.id} is not verified: its connect token differs from its login result`,
      );
  }
}
