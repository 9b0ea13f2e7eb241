import dgram from 'node:dgram';
import { parse } from 'protobufjs';
import { WebSocket } from 'ws';
import * as z from 'zod/mini';
import { realtimeProto } from './rt-proto';
import { until } from '../../../support/until';

const packetType = parse(realtimeProto, { keepCase: true }).root.lookupType('com.gamelift.rt.proto.Packet');

/** A packet decoded by the reflection of protobufjs: proto3 defaults filled in, bodies only where present. */
const bytes = z.custom<Uint8Array>((value) => value instanceof Uint8Array);
const wirePacket = z.object({
  opCode: z.optional(z.number()),
  sequenceNumber: z.optional(z.number()),
  targetPlayer: z.optional(z.number()),
  targetGroup: z.optional(z.number()),
  sender: z.optional(z.number()),
  reliable: z.optional(z.boolean()),
  clientVersion: z.optional(z.number()),
  payload: z.optional(bytes),
  login: z.optional(
    z.object({ playerSessionId: z.optional(z.string()), clientVersion: z.optional(z.number()) }),
  ),
  loginResult: z.optional(
    z.object({
      success: z.optional(z.boolean()),
      reconnectToken: z.optional(z.string()),
      peerId: z.optional(z.number()),
      fastPort: z.optional(z.number()),
      caCert: z.optional(bytes),
      connectToken: z.optional(z.string()),
    }),
  ),
  ping: z.optional(z.looseObject({})),
  pingResult: z.optional(z.looseObject({})),
  udpConnect: z.optional(z.looseObject({})),
  playerConnect: z.optional(z.object({ peerId: z.optional(z.number()) })),
  playerDisconnect: z.optional(z.object({ peerId: z.optional(z.number()) })),
  verifyIdentity: z.optional(
    z.object({ peerId: z.optional(z.number()), connectToken: z.optional(z.string()) }),
  ),
  verifyIdentityResult: z.optional(
    z.object({ success: z.optional(z.boolean()), peerId: z.optional(z.number()) }),
  ),
  joinGroup: z.optional(z.object({ group: z.optional(z.number()) })),
  leaveGroup: z.optional(z.object({ group: z.optional(z.number()) })),
  requestGroupMembership: z.optional(z.object({ group: z.optional(z.number()) })),
  groupMembershipUpdate: z.optional(
    z.object({ group: z.optional(z.number()), players: z.optional(z.array(z.number())) }),
  ),
});
export type WirePacket = z.infer<typeof wirePacket>;

export interface Received extends WirePacket {
  readonly opCode: number;
  readonly sender: number;
  readonly reliable: boolean;
  readonly payload: Buffer;
  readonly text: string;
  readonly via: 'tcp' | 'udp';
}

export function encodeWire(packet: WirePacket): Buffer {
  return Buffer.from(packetType.encodeDelimited(packetType.fromObject(packet)).finish());
}

export function decodeWire(frame: Uint8Array): WirePacket {
  return wirePacket.parse(packetType.toObject(packetType.decodeDelimited(frame), { bytes: Buffer }));
}

function readReceived(frame: Uint8Array, via: 'tcp' | 'udp'): Received {
  const packet = decodeWire(frame);
  const payload = Buffer.from(packet.payload ?? []);
  return {
    ...packet,
    opCode: packet.opCode ?? 0,
    sender: packet.sender ?? 0,
    reliable: packet.reliable ?? false,
    payload,
    text: payload.toString('utf8'),
    via,
  };
}

export interface ClientOptions {
  readonly url: string;
  readonly playerSessionId: string;
  readonly connectPayload?: Uint8Array | string;
  /** Connects UDP as soon as the login result names a port, as the official client does. */
  readonly udp?: boolean;
  /** PEM. */
  readonly ca?: string;
}

/** A Realtime client that behaves as the official C# client 1.2.0 was observed to. */
export class RealtimeClient {
  readonly socket: WebSocket;
  /** Every packet received, including internal ones, in order. */
  readonly packets: Received[] = [];
  closed: { readonly code: number; readonly reason: string } | undefined;
  error: Error | undefined;
  peerId = 0;
  loginResult: WirePacket['loginResult'];
  /** Whether it may send by UDP: the server's acknowledgement (or the verification) has come. */
  fast = false;
  udp: dgram.Socket | undefined;
  pings = 0;
  readonly #taken = new Map<number, number>();
  #sequence = 0;
  #seen = -1;
  #retry: NodeJS.Timeout | undefined;

  constructor(readonly options: ClientOptions) {
    this.socket = new WebSocket(options.url, {
      perMessageDeflate: false,
      ...(options.ca === undefined ? {} : { ca: options.ca }),
    });
    this.socket.on('open', () => this.login());
    this.socket.on('ping', () => {
      this.pings += 1;
    });
    this.socket.on('error', (error) => {
      this.error = error;
    });
    this.socket.on('close', (code, reason) => {
      this.closed = { code, reason: reason.toString() };
      this.#closeUdp();
    });
    this.socket.on('message', (frame, isBinary) => {
      if (!isBinary || !Buffer.isBuffer(frame)) throw new Error('the server sent a text frame');
      this.#take(readReceived(frame, 'tcp'));
    });
  }

  /** Connects and waits for the login result, successful or not. */
  static async connect(options: ClientOptions): Promise<RealtimeClient> {
    const client = new RealtimeClient(options);
    await until(
      `login of ${options.playerSessionId}`,
      () => client.loginResult !== undefined || client.closed !== undefined,
    );
    return client;
  }

  login(): void {
    const { connectPayload } = this.options;
    this.raw({
      targetPlayer: -1,
      reliable: true,
      login: { playerSessionId: this.options.playerSessionId, clientVersion: 2 },
      ...(connectPayload === undefined ? {} : { payload: Buffer.from(connectPayload) }),
    });
  }

  raw(packet: WirePacket): void {
    this.socket.send(encodeWire(packet));
  }

  /** A datagram with the next sequence number (or the packet's own). */
  datagram(packet: WirePacket): void {
    const port = this.loginResult?.fastPort ?? 0;
    this.udp?.send(
      encodeWire({ sequenceNumber: this.#sequence, ...packet }),
      port,
      new URL(this.options.url).hostname,
    );
    this.#sequence += 1;
  }

  /**
   * An event to the server (target -1). It is fast like the official client's default, so it goes by UDP when
   * that is up and the payload fits.
   */
  event(opCode: number, payload: Uint8Array | string = '', reliable = false): void {
    this.message({ opCode, targetPlayer: -1, payload: Buffer.from(payload) }, reliable);
  }

  message(packet: WirePacket, reliable = false): void {
    const full = { ...packet, sender: this.peerId };
    if (this.fast && !reliable && (packet.payload?.length ?? 0) <= 1200) this.datagram(full);
    else this.raw({ ...full, reliable: true });
  }

  /** Sent like the official client does: as a fast message, so by UDP when that is up. */
  joinGroup(group: number): void {
    this.message({ opCode: -10, targetPlayer: -1, joinGroup: { group } });
  }
  leaveGroup(group: number): void {
    this.message({ opCode: -11, targetPlayer: -1, leaveGroup: { group } });
  }
  requestGroup(group: number): void {
    this.message({ opCode: -12, targetPlayer: -1, requestGroupMembership: { group } });
  }

  /** The next packet of this op code that no call has returned yet. */
  async next(opCode: number): Promise<Received> {
    const index = this.#taken.get(opCode) ?? 0;
    const found = () => this.packets.filter((packet) => packet.opCode === opCode)[index];
    await until(
      () => `op code ${opCode}; have ${this.packets.map((packet) => packet.opCode).join(' ')}`,
      () => found() !== undefined || this.closed !== undefined,
    );
    const packet = found();
    if (packet === undefined)
      throw new Error(
        `closed (${this.closed?.code ?? 0} ${this.closed?.reason ?? ''}) before op code ${opCode} came`,
      );
    this.#taken.set(opCode, index + 1);
    return packet;
  }

  /** Waits until the server has answered a request sent now: all earlier messages have then been handled. */
  async settled(): Promise<void> {
    const before = this.packets.filter((packet) => packet.opCode === -3).length;
    this.raw({ opCode: -2, sender: this.peerId, ping: {} });
    await until(
      'ping result',
      () =>
        this.packets.filter((packet) => packet.opCode === -3).length > before || this.closed !== undefined,
    );
  }

  async close(): Promise<void> {
    if (this.closed === undefined) this.socket.close(1000);
    await until('close', () => this.closed !== undefined);
  }

  #closeUdp(): void {
    clearTimeout(this.#retry);
    this.udp?.close();
    this.udp = undefined;
  }

  #take(packet: Received): void {
    this.packets.push(packet);
    if (packet.opCode === -1) {
      this.loginResult = packet.loginResult;
      this.peerId = packet.loginResult?.peerId ?? 0;
      if (
        packet.loginResult?.success === true &&
        this.options.udp === true &&
        (packet.loginResult.fastPort ?? 0) > 0
      )
        this.#connectUdp();
    }
    if (packet.opCode === -6 && !this.fast) {
      this.fast = true;
      clearTimeout(this.#retry);
      this.datagram({ opCode: -7, targetPlayer: -1, sender: this.peerId, udpConnect: {} });
    }
    if (packet.opCode === -15 && packet.verifyIdentityResult?.success === true) this.fast = true;
  }

  #connectUdp(): void {
    const udp = dgram.createSocket('udp4');
    this.udp = udp;
    udp.on('message', (frame) => {
      const packet = readReceived(frame, 'udp');
      if ((packet.sequenceNumber ?? 0) <= this.#seen) return;
      this.#seen = packet.sequenceNumber ?? 0;
      this.#take(packet);
    });
    const request = (delay: number) => {
      this.datagram({ opCode: -5, targetPlayer: -1, sender: this.peerId, udpConnect: {} });
      this.#retry = setTimeout(() => request(Math.min(5000, delay * 2)), delay);
    };
    udp.bind(0, () => request(100));
  }
}
