import { type SocketEvents } from '../../client/transports';
import { type Common, type Host } from '../host';

/** The network of a player's device: unavailable while it is partitioned. */
export interface Reach {
  /** Epoch milliseconds. */
  downUntil: number;
}

/** The server's end of a connection. */
export interface ServerEnd {
  readonly host: Host;
  received(bytes: Uint8Array): void;
  closed(): void;
}

/** Milliseconds between two checks that the other side still answers pings. */
const tickIntervalMs = 5000;
/** The server drops a client that misses two pings. */
const serverTicks = 3;
/** The client pings every 15 s, and gives up when a ping is not answered before the next. */
const clientTicks = 6;

interface End {
  open: boolean;
  /** Delivery is ordered: nothing arrives before earlier messages. */
  lastArrival: number;
  /** Ticks since the last message from the other side. */
  silent: number;
}

/**
 * One TCP connection between a device and a script process, with the pings of both sides. It is ordered and
 * lossless while it lives; it may be cut, or be half open.
 */
export class Link {
  readonly #common: Common;
  readonly #place: string;
  readonly #reach: Reach;
  readonly #clientHost: Host;
  readonly #client: SocketEvents;
  #server: ServerEnd | undefined;
  readonly #atClient: End = { open: true, lastArrival: 0, silent: 0 };
  readonly #atServer: End = { open: true, lastArrival: 0, silent: 0 };
  /** No byte gets through any more, and neither side is informed. */
  #broken = false;

  constructor(common: Common, place: string, reach: Reach, clientHost: Host, client: SocketEvents) {
    this.#common = common;
    this.#place = place;
    this.#reach = reach;
    this.#clientHost = clientHost;
    this.#client = client;
  }

  /** The server accepts the connection. */
  accepted(server: ServerEnd): void {
    this.#server = server;
    this.#tick();
  }

  get isOpenAtServer(): boolean {
    return this.#atServer.open;
  }

  sendToServer(bytes: Uint8Array): void {
    if (this.#atClient.open) this.#send(bytes, this.#atServer, (data) => this.#server?.received(data));
  }

  sendToClient(bytes: Uint8Array): void {
    if (this.#atServer.open)
      this.#send(bytes, this.#atClient, (data) => this.#clientHost.enter(() => this.#client.received(data)));
  }

  closeByClient(reason: string): void {
    if (!this.#atClient.open) return;
    this.#closeClient(reason);
    if (!this.#broken) this.#arrive(this.#atServer, () => this.#closeServer());
  }

  closeByServer(reason: string): void {
    if (!this.#atServer.open) return;
    this.#closeServer();
    if (!this.#broken) this.#arrive(this.#atClient, () => this.#closeClient(reason));
  }

  /** The other process is gone. @param sendsReset whether its machine still sends a reset */
  serverGone(sendsReset: boolean): void {
    this.#atServer.open = false;
    if (sendsReset) this.#arrive(this.#atClient, () => this.#closeClient('the connection was reset'));
    else this.#broken = true;
  }
  clientGone(sendsReset: boolean): void {
    this.#atClient.open = false;
    if (sendsReset) this.#arrive(this.#atServer, () => this.#closeServer());
    else this.#broken = true;
  }

  /** The device is out of reach; a long outage exceeds what TCP tolerates. */
  partitioned(partitionMs: number): void {
    if (partitionMs > 15_000) this.#broken = true;
  }

  #send(bytes: Uint8Array, to: End, deliver: (bytes: Uint8Array) => void): void {
    const { faults, trace } = this.#common;
    if (this.#broken) return;
    if (faults.happens('connection-cut', this.#place)) {
      trace.add(this.#place, 'the connection is cut');
      this.#arrive(this.#atServer, () => this.#closeServer());
      this.#arrive(this.#atClient, () => this.#closeClient('the connection was reset'));
      this.#broken = true;
      return;
    }
    if (faults.happens('connection-half-open', this.#place)) {
      trace.add(this.#place, 'the connection dies silently');
      this.#broken = true;
      return;
    }
    this.#arrive(to, () => {
      if (to.open && !this.#broken) deliver(bytes);
    });
  }

  #arrive(at: End, task: () => void): void {
    const { clock, chance } = this.#common;
    const delay = 1 + Math.floor(chance.next(this.#place) ** 3 * 60);
    const time = Math.max(at.lastArrival, clock.now() + delay, this.#reach.downUntil);
    at.lastArrival = time;
    clock.at(time, () => {
      // A device that became unreachable meanwhile gets it when it is back.
      if (clock.now() < this.#reach.downUntil) this.#arrive(at, task);
      else task();
    });
  }

  #closeClient(reason: string): void {
    if (!this.#atClient.open) return;
    this.#atClient.open = false;
    this.#clientHost.enter(() => this.#client.closed(reason));
  }

  #closeServer(): void {
    if (!this.#atServer.open) return;
    this.#atServer.open = false;
    this.#server?.closed();
  }

  #tick(): void {
    const { clock } = this.#common;
    if (!this.#atClient.open && !this.#atServer.open) return;
    const apart = this.#broken || clock.now() < this.#reach.downUntil;
    const { host } = this.#server ?? {};
    const clientAnswers = !apart && this.#clientHost.isAlive && this.#atClient.open;
    const serverAnswers = !apart && host?.isAlive === true && !host.isFrozen && this.#atServer.open;
    this.#atServer.silent = clientAnswers ? 0 : this.#atServer.silent + 1;
    this.#atClient.silent = serverAnswers ? 0 : this.#atClient.silent + 1;
    if (this.#atServer.silent >= serverTicks && host?.isFrozen === false)
      this.closeByServer('no ping was answered');
    if (this.#atClient.silent >= clientTicks) this.closeByClient('the server answers no ping');
    clock.after(tickIntervalMs, () => this.#tick());
  }
}
