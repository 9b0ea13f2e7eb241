import { decodePacket, encodePacket } from '../../contract/realtime/wire/codec';
import { opCodes, serverPeerId } from '../../contract/realtime/wire/op-codes';
import { packet, type Packet } from '../../contract/realtime/wire/packet';
import { type Socket, type Transports } from '../transports';

/**
 * Pauses between attempts to open the channel, equal to the official client's; after the last it stays
 * closed.
 */
const attemptsMs = [0, 100, 200, 400, 800, 1600, 3200, 5000, 5000];

/**
 * The UDP side of a connection (unsecured mode). It sends requests until the server acknowledges; then small
 * messages may be sent as datagrams. Datagrams are numbered; both sides drop one that is not newer than the
 * last.
 */
export class FastChannel {
  readonly #transports: Transports & Required<Pick<Transports, 'openDatagrams'>>;
  readonly #peerId: number;
  readonly #received: (packet: Packet) => void;
  readonly #changed: (open: boolean) => void;

  readonly #socket: Socket;
  #sent = 0;
  #lastReceived = -1;
  #state: 'asking' | 'open' | 'closed' = 'asking';
  #cancelAttempt: (() => void) | undefined;

  /** @param received packets of the game that arrived as datagrams */
  constructor(
    transports: Transports & Required<Pick<Transports, 'openDatagrams'>>,
    host: string,
    port: number,
    peerId: number,
    received: (packet: Packet) => void,
    changed: (open: boolean) => void,
  ) {
    this.#transports = transports;
    this.#peerId = peerId;
    this.#received = received;
    this.#changed = changed;

    this.#socket = transports.openDatagrams(host, port, (bytes) => this.#take(bytes));
    this.#attempt(0);
  }

  get isOpen(): boolean {
    return this.#state === 'open';
  }

  /** Sends a datagram; it may be lost. */
  send(sent: Packet): void {
    this.#socket.send(encodePacket({ ...sent, sender: this.#peerId, sequenceNumber: this.#sent }));
    this.#sent += 1;
  }

  /**
   * The server acknowledges, over UDP or TCP. It repeats that until it gets an answer, so every
   * acknowledgement is answered.
   */
  acknowledged(): void {
    if (this.#state === 'closed') return;
    this.#cancelAttempt?.();
    this.send(udpPacket(opCodes.udpConnectClientAck));
    if (this.#state === 'open') return;
    this.#state = 'open';
    this.#changed(true);
  }

  close(): void {
    if (this.#state === 'closed') return;
    this.#cancelAttempt?.();
    const wasOpen = this.#state === 'open';
    this.#state = 'closed';
    this.#socket.close();
    if (wasOpen) this.#changed(false);
  }

  #attempt(number: number): void {
    const wait = attemptsMs[number];
    if (wait === undefined) return this.close();
    this.#cancelAttempt = this.#transports.after(wait, () => {
      if (this.#state !== 'asking') return;
      this.send(udpPacket(opCodes.udpConnect));
      this.#attempt(number + 1);
    });
  }

  #take(bytes: Uint8Array): void {
    const decoded = decodePacket(bytes);
    if (!decoded.ok) return; // an open port may receive datagrams from any sender
    const { opCode, sequenceNumber } = decoded.packet;
    if (this.#state === 'closed' || sequenceNumber <= this.#lastReceived) return;
    this.#lastReceived = sequenceNumber;
    if (opCode === opCodes.udpConnectServerAck) this.acknowledged();
    else if (opCode > 0) this.#received(decoded.packet);
  }
}

/** A packet of the handshake: its body is empty. */
const udpPacket = (opCode: number): Packet =>
  packet({ opCode, targetPlayer: serverPeerId, message: { kind: 'udpConnect' } });
