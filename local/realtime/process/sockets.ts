import http from 'node:http';
import https from 'node:https';
import { type Socket } from 'node:net';
import { clearInterval, setInterval, setTimeout } from 'node:timers';
import { type RawData, type WebSocket, WebSocketServer } from 'ws';
import { type HostLimits } from '../limits';
import { decodePacket } from '../../../contract/realtime/wire/codec';
import { opCodes } from '../../../contract/realtime/wire/op-codes';
import { type Packet } from '../../../contract/realtime/wire/packet';
import { Inbox } from './inbox';
import { type Login } from './login';
import { type SessionLog } from './logger';
import { Peer, plainAddress } from './peer';
import { Seldom } from './rate';
import { type Relay } from './relay';
import { type ConnectionRoster } from './roster';
import { dismiss, farewellMs, PendingLogins } from './pending-logins';
import { listeningPort } from '../../listening-port';

/** A copy in Buffer's pool: memory of its own for each payload is slow to get and to free. */
const pooled = (payload: Uint8Array): Buffer => Buffer.from(payload);

/** The WebSocket side of a process: connections, the order of their packets, liveness. */
export class Sockets {
  readonly #http: http.Server | https.Server;
  readonly #server: WebSocketServer;
  readonly #pendingLogins: PendingLogins;
  readonly #seldom = new Seldom(5000);
  #ping: NodeJS.Timeout | undefined;
  #handlers:
    { readonly login: Login; readonly relay: Relay; readonly gone: (peer: Peer) => void } | undefined;

  constructor(
    readonly roster: ConnectionRoster,
    readonly limits: HostLimits,
    readonly log: SessionLog,
    readonly loginTimeoutMs: number,
    tls: { readonly key: string; readonly certificate: string } | undefined,
  ) {
    const plain: http.RequestListener = (_request, response) => {
      response
        .writeHead(426, { 'content-type': 'text/plain', connection: 'close' })
        .end('This is a GameLift Realtime server: connect with a WebSocket.\n');
    };
    this.#http =
      tls === undefined
        ? http.createServer(plain)
        : https.createServer({ key: tls.key, cert: tls.certificate, minVersion: 'TLSv1.2' }, plain);
    this.#pendingLogins = new PendingLogins(limits, loginTimeoutMs, (address, waiting) =>
      this.#warn(
        'crowd',
        `${waiting} connections from ${plainAddress(address)} have not logged in: the oldest goes for ` +
          'the newest',
      ),
    );
    // For a TLS server, too, these are the plain connections, before any handshake.
    this.#http.on('connection', (socket: Socket) => this.#pendingLogins.add(socket));
    this.#server = new WebSocketServer({
      noServer: true,
      maxPayload: limits.frameBytes,
      perMessageDeflate: false,
      clientTracking: false,
    });
    // ws itself answers 400 to handshakes that have no version, or invalid headers.
    this.#http.on('upgrade', (request, socket, head) => {
      this.#server.handleUpgrade(request, socket, head, (webSocket) =>
        this.#connected(webSocket, request.socket),
      );
    });
    this.#http.on('clientError', (_error: Error, socket: Socket) => {
      dismiss(socket, '400 Bad Request');
    });
    this.#http.on('tlsClientError', (error: Error) =>
      this.#warn('tls', `a TLS handshake failed: ${error.message}`),
    );
  }

  /** Resolves to the port. @throws the socket's error when the port is taken */
  listen(port: number, host: string | undefined): Promise<number> {
    return new Promise((resolve, reject) => {
      this.#http.once('error', reject);
      this.#http.listen({ port, exclusive: true, ...(host === undefined ? {} : { host }) }, () => {
        this.#http.off('error', reject);
        this.#http.on('error', (error) => this.log.host('error', `TCP: ${error.message}`));
        resolve(listeningPort(this.#http));
      });
    });
  }

  /** Starts serving: earlier connections wait. `pingInterval`: milliseconds. */
  serve(login: Login, relay: Relay, gone: (peer: Peer) => void, pingInterval: number): void {
    this.#handlers = { login, relay, gone };
    // The service pings every client at this interval; the client's WebSocket library answers. After two
    // missed answers the client is disconnected.
    this.#ping = setInterval(() => {
      for (const peer of this.roster.peers()) {
        const missed = this.#missed.get(peer) ?? 0;
        if (missed >= 2) {
          this.log.host(
            'warn',
            `Player ${peer.id} has not answered two pings (pingIntervalTime ${pingInterval} ms) and ` +
              'is disconnected',
          );
          peer.socket.terminate();
        } else if (peer.socket.readyState === peer.socket.OPEN) {
          // While a socket is paused its answers cannot be read; the ping still detects a dead connection.
          if (!peer.socket.isPaused) this.#missed.set(peer, missed + 1);
          peer.socket.ping();
        }
      }
    }, pingInterval);
  }

  readonly #missed = new WeakMap<Peer, number>();

  #warn(key: string, text: string): void {
    if (this.#seldom.allows(key, performance.now())) this.log.host('warn', text);
  }

  #connected(socket: WebSocket, wire: Socket): void {
    const address = plainAddress(wire.remoteAddress);
    const handlers = this.#handlers;
    const peer = new Peer(this.roster.nextPeerId(), address, socket);
    if (handlers === undefined) {
      socket.close(1013, 'the server is starting');
      return;
    }
    this.roster.connected(peer);
    this.log.host('info', `Player ${peer.id} connected from ${address}`);
    this.#pendingLogins.greet(wire, () => {
      if (socket.readyState !== socket.OPEN) return; // refused, but still connected
      this.log.host(
        'warn',
        `Player ${peer.id} has not logged in within ${this.loginTimeoutMs} ms and is disconnected`,
      );
      socket.close(1008, 'no login');
    });
    const inbox = new Inbox(socket, this.limits, {
      take: (received) => this.#take(handlers, peer, wire, received),
      failed: (error) => this.log.host('error', `Packet of player ${peer.id}: ${String(error)}`),
      tooFast: () =>
        this.#warn(
          `rate ${peer.id}`,
          `Player ${peer.id} sends more than ${this.limits.messagesPerSecond} messages a second: the ` +
            'rest is read as the rate allows',
        ),
    });
    socket.on('message', (frame: RawData, isBinary: boolean) => {
      if (socket.readyState !== socket.OPEN) return; // refused already
      const received = this.#read(peer, frame, isBinary);
      if (received !== undefined) inbox.add(received);
    });
    socket.on('pong', () => this.#missed.delete(peer));
    socket.on('error', (error: Error & { readonly code?: string }) => {
      const reason =
        error.code === 'WS_ERR_UNSUPPORTED_MESSAGE_LENGTH'
          ? `a frame is larger than ${this.limits.frameBytes} bytes`
          : error.message;
      this.log.host('warn', `Player ${peer.id} is disconnected: ${reason}`);
      // ws has sent its close frame and would now read the rest of the refused data only to drop it.
      setImmediate(() => wire.pause());
      setTimeout(() => socket.terminate(), 500).unref();
    });
    socket.on('close', () => {
      inbox.close();
      handlers.login.disconnected(peer);
      handlers.gone(peer);
    });
  }

  /** The packet of a frame. A client that sends another frame is disconnected. */
  #read(peer: Peer, frame: RawData, isBinary: boolean): Packet | undefined {
    if (!isBinary) {
      this.#breach(peer, 1003, 'text frames are not taken: the protocol is binary');
      return undefined;
    }
    const bytes = Buffer.isBuffer(frame)
      ? frame
      : Array.isArray(frame)
        ? Buffer.concat(frame)
        : Buffer.from(frame);
    const decoded = decodePacket(bytes, pooled);
    if (!decoded.ok) {
      this.#breach(peer, 1007, decoded.reason);
      return undefined;
    }
    if (decoded.trailing > 0)
      this.#warn(
        `trailing ${peer.id}`,
        `Player ${peer.id} sent ${decoded.trailing} bytes behind a packet: a frame holds one packet, ` +
          'the rest is dropped',
      );
    return decoded.packet;
  }

  #take(
    handlers: { readonly login: Login; readonly relay: Relay },
    peer: Peer,
    wire: Socket,
    received: Packet,
  ): void | Promise<void> {
    if (peer.stage === 'accepted') return handlers.relay.take(peer, received);
    if (peer.stage === 'connected' && received.opCode === opCodes.login) {
      this.#pendingLogins.logsIn(wire);
      return handlers.login.take(peer, received).then(() => {
        if (this.roster.player(peer.id) !== undefined) this.#pendingLogins.admitted(wire);
        else setTimeout(() => peer.socket.terminate(), farewellMs).unref();
      });
    }
    if (peer.stage === 'connected') this.#breach(peer, 1008, `op code ${received.opCode} before the login`);
    return undefined;
  }

  /** A client that violates the protocol gets the reason and is disconnected; the others are not affected. */
  #breach(peer: Peer, code: number, reason: string): void {
    this.log.host('warn', `Player ${peer.id} (${peer.address}) is disconnected: ${reason}`);
    peer.socket.close(code, reason.slice(0, 100));
    setTimeout(() => peer.socket.terminate(), 2000).unref();
  }

  close(): void {
    clearInterval(this.#ping);
    for (const peer of this.roster.peers()) peer.socket.close(1001, 'the game session has ended');
    this.#http.close();
  }
}
