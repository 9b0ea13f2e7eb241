import { type Socket } from 'node:net';
import { clearTimeout, setTimeout } from 'node:timers';
import { type HostLimits } from '../limits';

interface PendingLogin {
  readonly wire: Socket;
  readonly address: string;
  readonly timer: NodeJS.Timeout;
  /** Sends the client the reason before it is disconnected; absent while it has no WebSocket. */
  farewell?: () => void;
  /** Its login is being checked. */
  loggingIn: boolean;
}

/** How long a client has to receive the farewell before its socket is destroyed (ms). */
export const farewellMs = 1000;

/** One end of a TCP connection; a TLS socket and the plain one below it have the same key. */
const keyOf = ({ remoteAddress, remotePort }: Socket): string => `${remoteAddress ?? ''} ${remotePort ?? ''}`;

/**
 * Every TCP connection that does not belong to a player: silent ones, half a request, a WebSocket without
 * login, a refused one that stays open. Each has a time limit. When there are too many, of one address or in
 * total, the oldest is closed for the newest. So a flood of them never shuts out a player, who logs in at
 * once.
 */
export class PendingLogins {
  readonly #pending = new Map<string, PendingLogin>();
  readonly #byAddress = new Map<string, Set<PendingLogin>>();

  /**
   * @param timeout milliseconds from the connection to the login
   * @param crowded called when a connection is closed in favour of another
   */
  constructor(
    readonly limits: Pick<HostLimits, 'pendingLogins' | 'pendingLoginsPerAddress'>,
    readonly timeout: number,
    readonly crowded: (address: string, waiting: number) => void,
  ) {}

  /** A TCP connection was opened. */
  add(wire: Socket): void {
    const key = keyOf(wire);
    const address = wire.remoteAddress ?? '';
    this.#makeRoom(address);
    const login: PendingLogin = {
      wire,
      address,
      loggingIn: false,
      timer: setTimeout(() => this.#timeIsUp(login), this.timeout),
    };
    this.#pending.set(key, login);
    const others = this.#byAddress.get(address);
    if (others === undefined) this.#byAddress.set(address, new Set([login]));
    else others.add(login);
    wire.once('close', () => {
      if (this.#pending.get(key) === login) this.#pending.delete(key);
      this.#forget(login);
    });
  }

  /** It has a WebSocket now; `farewell` closes that with a reason. */
  greet(wire: Socket, farewell: () => void): void {
    const login = this.#pending.get(keyOf(wire));
    if (login !== undefined) login.farewell = farewell;
  }

  /** Its login is being checked: it is closed last. */
  logsIn(wire: Socket): void {
    const login = this.#pending.get(keyOf(wire));
    if (login !== undefined) login.loggingIn = true;
  }

  /** It belongs to a player now. */
  admitted(wire: Socket): void {
    const key = keyOf(wire);
    const login = this.#pending.get(key);
    if (login === undefined) return;
    this.#pending.delete(key);
    this.#forget(login);
  }

  #forget(login: PendingLogin): void {
    clearTimeout(login.timer);
    const others = this.#byAddress.get(login.address);
    others?.delete(login);
    if (others?.size === 0) this.#byAddress.delete(login.address);
  }

  #timeIsUp({ wire, farewell }: PendingLogin): void {
    if (farewell === undefined) {
      wire.destroy();
      return;
    }
    farewell();
    setTimeout(() => wire.destroy(), farewellMs).unref();
  }

  #makeRoom(address: string): void {
    const own = this.#byAddress.get(address);
    if (own !== undefined && own.size >= this.limits.pendingLoginsPerAddress) this.#letGo(own);
    else if (this.#pending.size >= this.limits.pendingLogins) this.#letGo(this.#largest());
  }

  /** The connections of the address that has most of them. */
  #largest(): ReadonlySet<PendingLogin> {
    let largest: ReadonlySet<PendingLogin> = new Set();
    for (const pending of this.#byAddress.values()) if (pending.size > largest.size) largest = pending;
    return largest;
  }

  #letGo(pending: ReadonlySet<PendingLogin>): void {
    const [oldest] = pending;
    const idle = [...pending].find(({ loggingIn }) => !loggingIn) ?? oldest;
    if (idle === undefined) return;
    this.crowded(idle.address, pending.size);
    // Removed from the count at once: its own close event comes later.
    this.#pending.delete(keyOf(idle.wire));
    this.#forget(idle);
    idle.wire.destroy();
  }
}

/** Answers a connection that gets no WebSocket, and destroys it soon regardless of the client. */
export function dismiss(socket: Socket, status: string): void {
  if (socket.writable) socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\n\r\n`);
  setTimeout(() => socket.destroy(), farewellMs).unref();
}
