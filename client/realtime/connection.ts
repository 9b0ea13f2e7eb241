import { decodePacket, encodePacket } from '../../contract/realtime/wire/codec';
import { maxFastPayloadBytes, opCodes, serverPeerId } from '../../contract/realtime/wire/op-codes';
import { type PacketMessage, packet, type Packet } from '../../contract/realtime/wire/packet';
import { Disconnected } from '../errors';
import { type OpenRealtime, type Socket, type Transports } from '../transports';
import { FastChannel } from './fast-channel';
import {
  type RealtimeEndpoint,
  type RealtimeLine,
  type RealtimeListener,
  type RealtimeOptions,
} from './line';

type LoginResult = Extract<PacketMessage, { readonly kind: 'loginResult' }>;

/** The version that the official client 1.2.0 sends. */
const clientVersion = 2;

/**
 * One connection to a Realtime server, the local one or Amazon's: login, messages to the script, UDP where
 * wanted.
 */
export class RealtimeConnection implements RealtimeLine {
  readonly #endpoint: RealtimeEndpoint;
  readonly #transports: Transports;
  readonly #listener: RealtimeListener;
  readonly #options: RealtimeOptions;

  /**
   * Resolves with the peer id after the login; rejects with Disconnected when the server refuses or
   * disconnects.
   */
  readonly ready: Promise<number>;
  readonly #socket: Socket;
  readonly #host: string;
  #fastChannel: FastChannel | undefined;
  #peerId = 0;
  #state: 'connecting' | 'ready' | 'closed' = 'connecting';
  #settle: { resolve(peerId: number): void; reject(error: Error): void } = {
    resolve: () => undefined,
    reject: () => undefined,
  };
  readonly #cancelTimeout: () => void;

  constructor(
    endpoint: RealtimeEndpoint,
    transports: Transports,
    listener: RealtimeListener,
    options: RealtimeOptions = {},
  ) {
    this.#endpoint = endpoint;
    this.#transports = transports;
    this.#listener = listener;
    this.#options = options;

    // Without TLS the address needs no lookup; with it, only the name matches the certificate.
    this.#host = endpoint.tls ? (endpoint.dnsName ?? endpoint.ipAddress) : endpoint.ipAddress;
    this.ready = new Promise((resolve, reject) => {
      this.#settle = { resolve, reject };
    });
    this.ready.catch(() => undefined); // a rejection without a listener must not end the process
    const scheme = endpoint.tls ? 'wss' : 'ws';
    const authority = this.#host.includes(':') ? `[${this.#host}]` : this.#host;
    this.#socket = transports.openSocket(
      `${scheme}://${authority}:${endpoint.port}/websocket`,
      {
        opened: () => this.#logIn(),
        received: (bytes) => this.#take(bytes),
        closed: (reason) => this.#gone(reason),
      },
      options.ca === undefined ? {} : { ca: options.ca },
    );
    const limit = options.loginTimeoutMs ?? 10_000;
    this.#cancelTimeout = transports.after(limit, () => {
      if (this.#state !== 'connecting') return;
      this.#gone(`no login result within ${limit} ms`);
      this.#socket.close();
    });
  }

  get isReady(): boolean {
    return this.#state === 'ready';
  }

  /** Whether datagrams are in use. */
  get isFast(): boolean {
    return this.#fastChannel?.isOpen === true;
  }

  /**
   * Sends a message to the script.
   * @param intent `fast`: as a datagram where possible, which may be lost; `reliable`: over TCP, in order
   */
  send(opCode: number, payload: string, intent: 'reliable' | 'fast' = 'reliable'): void {
    const bytes = new TextEncoder().encode(payload);
    const sent = packet({ opCode, targetPlayer: serverPeerId, sender: this.#peerId, payload: bytes });
    if (intent === 'fast' && this.#fastChannel?.isOpen === true && bytes.byteLength <= maxFastPayloadBytes)
      this.#fastChannel.send(sent);
    else this.#socket.send(encodePacket({ ...sent, reliable: true }));
  }

  /** Closes the connection; `closed` of its listener is called. */
  close(): void {
    this.#fastChannel?.close();
    this.#socket.close();
  }

  #logIn(): void {
    this.#socket.send(
      encodePacket(
        packet({
          opCode: opCodes.login,
          targetPlayer: serverPeerId,
          reliable: true,
          message: { kind: 'login', playerSessionId: this.#endpoint.playerSessionId, clientVersion },
        }),
      ),
    );
  }

  #take(bytes: Uint8Array): void {
    const decoded = decodePacket(bytes);
    if (!decoded.ok) {
      this.#gone(decoded.reason);
      this.#socket.close();
      return;
    }
    const { opCode, payload, sender, targetPlayer, message } = decoded.packet;
    if (opCode > 0) this.#listener.message(opCode, payload, sender);
    else if (opCode === opCodes.loginResult && message?.kind === 'loginResult')
      this.#loggedIn(message, targetPlayer);
    else if (opCode === opCodes.udpConnectServerAck) this.#fastChannel?.acknowledged();
  }

  #loggedIn(result: LoginResult, targetPlayer: number): void {
    if (this.#state !== 'connecting') return;
    if (!result.success) {
      this.#gone(
        'the server refused the player session: it was used before, has expired, or belongs to ' +
          'another game session',
      );
      this.#socket.close();
      return;
    }
    this.#cancelTimeout();
    this.#state = 'ready';
    this.#peerId = result.peerId === 0 ? targetPlayer : result.peerId;
    const { openDatagrams } = this.#transports;
    if (
      this.#options.udp === true &&
      !this.#endpoint.tls &&
      result.fastPort > 0 &&
      openDatagrams !== undefined
    ) {
      this.#fastChannel = new FastChannel(
        { ...this.#transports, openDatagrams },
        this.#host,
        result.fastPort,
        this.#peerId,
        ({ opCode, payload, sender }: Packet) => this.#listener.message(opCode, payload, sender),
        (open) => this.#listener.fast?.(open),
      );
    }
    this.#settle.resolve(this.#peerId);
  }

  #gone(reason: string): void {
    if (this.#state === 'closed') return;
    this.#state = 'closed';
    this.#cancelTimeout();
    this.#fastChannel?.close();
    this.#settle.reject(new Disconnected(reason));
    this.#listener.closed(reason);
  }
}

/** Opens a connection: what platforms give to the SDK. */
export const openRealtime: OpenRealtime = (endpoint, transports, listener, options) =>
  new RealtimeConnection(endpoint, transports, listener, options);
