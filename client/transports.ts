import { type Clock } from '../core/clock';
import {
  type RealtimeEndpoint,
  type RealtimeLine,
  type RealtimeListener,
  type RealtimeOptions,
} from './realtime/line';

/**
 * The platform functions that the SDK needs. `client/browser-transports.ts` and `client/node-transports.ts`
 * provide them; tests may bring others.
 */
export interface Transports extends Clock {
  /** Sends an HTTP request. Rejects when there is no answer. */
  fetch(url: string, init: HttpRequest): Promise<HttpResponse>;
  /** Opens a WebSocket; its events say when it is open. */
  openSocket(
    url: string,
    events: SocketEvents,
    options: {
      /** PEM of a certificate authority to trust besides the usual ones; where the platform allows it. */
      readonly ca?: string;
    },
  ): Socket;
  /** Absent where there is no UDP, as in browsers. */
  openDatagrams?(host: string, port: number, received: (bytes: Uint8Array) => void): Socket;
  /**
   * Opens connections to Realtime servers (client/realtime/connection.ts). Its module holds the code of the
   * wire protocol, which a page needs only once a match begins: browsers load it then.
   */
  realtime(): OpenRealtime | Promise<OpenRealtime>;
  /**
   * Makes a call while no other page of the browser makes one of this name, and returns its result. Absent
   * where calls of other clients do not matter: each process of Node has its own session.
   */
  alone?<Result>(name: string, call: () => Promise<Result>): Promise<Result>;
  /** A text of 0-9a-f, different every time. */
  newId(): string;
  /** Milliseconds on a clock that never goes back. */
  now(): number;
}

/** Opens a connection to a Realtime server; `listener` gets its events. */
export type OpenRealtime = (
  endpoint: RealtimeEndpoint,
  transports: Transports,
  listener: RealtimeListener,
  options?: RealtimeOptions,
) => RealtimeLine;

/** A request of the client, for the platform's HTTP. */
export interface HttpRequest {
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  /** As fetch has it: the request outlives its page. */
  readonly keepalive?: boolean;
  /** As fetch has it: no cache answers. */
  readonly cache?: 'no-store';
}

/** An answer of the platform's HTTP. Any status is an answer; only a broken connection rejects. */
export interface HttpResponse {
  readonly status: number;
  readonly headers: {
    /** The value of a header; null when it is absent. */
    get(name: string): string | null;
  };

  /** The whole body. Rejects when the connection breaks before its end. */
  text(): Promise<string>;
}

/** The receiver of a WebSocket's events. */
export interface SocketEvents {
  /** The socket can send now. */
  opened(): void;
  /** A message has arrived. */
  received(bytes: Uint8Array): void;
  /** Called once, whichever side closed it; also when it could not be opened. */
  closed(reason: string): void;
}

/** A WebSocket of the platform, for binary messages. */
export interface Socket {
  /** Sends a message; lost when the socket is closed. */
  send(bytes: Uint8Array): void;
  /** Closes the socket; its `closed` is called. */
  close(): void;
}
