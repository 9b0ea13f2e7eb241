import { clearTimeout, setTimeout } from 'node:timers';
import { type WebSocket } from 'ws';
import { type Packet } from '../../../contract/realtime/wire/packet';
import { type HostLimits } from '../limits';
import { Rate } from './rate';

/** The receiver of packets, and the limits of those that wait. */
export interface InboxPorts {
  /** Handles a packet; a promise: the next one waits for it. */
  readonly take: (packet: Packet) => void | Promise<void>;
  /** A packet could not be handled. */
  readonly failed: (error: unknown) => void;
  /** Packets came faster than the limit of messages a second. */
  readonly tooFast: () => void;
}

/**
 * The packets of one connection, handled one after another and no faster than its limit. While too many wait,
 * its socket is not read.
 */
export class Inbox {
  readonly #socket: WebSocket;
  readonly #limits: HostLimits;
  readonly #ports: InboxPorts;
  readonly #rate: Rate;
  readonly #waiting: Packet[] = [];
  #busy = false;
  #refill: NodeJS.Timeout | undefined;

  constructor(socket: WebSocket, limits: HostLimits, ports: InboxPorts) {
    this.#socket = socket;
    this.#limits = limits;
    this.#ports = ports;
    this.#rate = new Rate(limits.messagesPerSecond, limits.messageBurst, performance.now());
  }

  add(packet: Packet): void {
    this.#waiting.push(packet);
    this.#work();
  }

  /** The connection has closed: no waiting packet is handled any more. */
  close(): void {
    clearTimeout(this.#refill);
    this.#waiting.length = 0;
    this.#busy = true;
  }

  #work(): void {
    while (!this.#busy && this.#refill === undefined) {
      const next = this.#waiting[0];
      if (next === undefined) break;
      const wait = this.#rate.take(performance.now());
      if (wait > 0) {
        this.#ports.tooFast();
        this.#refill = setTimeout(() => {
          this.#refill = undefined;
          this.#work();
        }, wait);
        break;
      }
      this.#waiting.shift();
      const pending = this.#ports.take(next);
      if (pending !== undefined) this.#await(pending);
    }
    if (this.#waiting.length >= this.#limits.waitingPackets) {
      if (!this.#socket.isPaused) this.#socket.pause();
    } else if (this.#socket.isPaused) this.#socket.resume();
  }

  #await(pending: Promise<void>): void {
    this.#busy = true;
    void pending.catch(this.#ports.failed).then(() => {
      this.#busy = false;
      this.#work();
    });
  }
}
