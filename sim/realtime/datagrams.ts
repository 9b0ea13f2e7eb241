import { type Packet as ReceivedPacket, packet } from '../../contract/realtime/wire/packet';
import { decodePacket, encodePacket } from '../../contract/realtime/wire/codec';
import { opCodes, serverPeerId } from '../../contract/realtime/wire/op-codes';
import { opCode } from '../../contract/realtime/op-codes';
import { type Common, type Host } from '../host';
import { type Reach } from './link';

/** The device's end of a UDP path. */
export interface DatagramSender {
  readonly place: string;
  readonly reach: Reach;
  readonly host: Host;
  received(bytes: Uint8Array): void;
}

/** Carries one datagram, which may arrive late, twice, or never. */
export function carry(common: Common, { place, reach }: DatagramSender, arrive: () => void): void {
  const { clock, chance, faults } = common;
  const copies = faults.happens('datagram-twice', place) ? 2 : 1;
  for (let copy = 0; copy < copies; copy += 1) {
    if (faults.happens('datagram-lost', place)) continue;
    const late = faults.happens('datagram-late', place) ? faults.size(20, 900) : 0;
    clock.after(1 + chance.between(place, 0, 20) + late, () => {
      if (clock.now() >= reach.downUntil) arrive();
    });
  }
}

/** Commands of a forger have this id, which must never appear in a log. */
export const forgedId = 'forged';

/**
 * A forged datagram in the name of the player who sent another: it resigns, and claims to have come over TCP.
 */
export function forgedAfter(bytes: Uint8Array): Uint8Array {
  const genuine = decodePacket(bytes);
  if (!genuine.ok) return bytes;
  const { sender, sequenceNumber } = genuine.packet;
  return encodePacket(
    packet({
      opCode: opCode.resign,
      sender,
      targetPlayer: serverPeerId,
      sequenceNumber: sequenceNumber + 1,
      reliable: true,
      payload: Buffer.from(JSON.stringify({ id: forgedId, secret: forgedId })),
    }),
  );
}

interface FastPath {
  readonly sender: DatagramSender;
  lastSequence: number;
  nextSequence: number;
}

/**
 * The server's side of UDP without DTLS, as far as the client SDK uses it. A peer's path is known after its
 * first request; a datagram that is not newer than the peer's last one is dropped.
 */
export class Datagrams {
  readonly #common: Common;
  readonly #isPeer: (peerId: number) => boolean;
  readonly #take: (peerId: number, received: ReceivedPacket) => void;
  readonly #paths = new Map<number, FastPath>();

  constructor(
    common: Common,
    isPeer: (peerId: number) => boolean,
    take: (peerId: number, received: ReceivedPacket) => void,
  ) {
    this.#common = common;
    this.#isPeer = isPeer;
    this.#take = take;
  }

  received(sender: DatagramSender, bytes: Uint8Array): void {
    const decoded = decodePacket(bytes);
    if (!decoded.ok || !this.#isPeer(decoded.packet.sender)) return;
    const peerId = decoded.packet.sender;
    const connects = decoded.packet.opCode === opCodes.udpConnect;
    const known = this.#paths.get(peerId);
    const path = known ?? (connects ? { sender, lastSequence: -1, nextSequence: 0 } : undefined);
    if (path === undefined || path.sender !== sender) return;
    this.#paths.set(peerId, path);
    const { sequenceNumber } = decoded.packet;
    if (sequenceNumber <= path.lastSequence && !connects) return;
    path.lastSequence = Math.max(path.lastSequence, sequenceNumber);
    if (connects) this.#acknowledge(path, peerId);
    else if (decoded.packet.opCode > 0) this.#take(peerId, decoded.packet);
  }

  forget(peerId: number): void {
    this.#paths.delete(peerId);
  }

  #acknowledge(path: FastPath, peerId: number): void {
    const bytes = encodePacket(
      packet({
        opCode: opCodes.udpConnectServerAck,
        sender: serverPeerId,
        targetPlayer: peerId,
        sequenceNumber: path.nextSequence,
        message: { kind: 'udpConnect' },
      }),
    );
    path.nextSequence += 1;
    carry(this.#common, path.sender, () => path.sender.host.enter(() => path.sender.received(bytes)));
  }
}
