import { type Clock } from '../core/clock';

/**
 * The platform functions that the SDK needs. `client/browser-transports.ts` and `client/node-transports.ts`
 * provide them; tests may bring others.
 */
export interface Transports extends Clock {
  fetch(url: string, init: HttpRequest): Promise<HttpResponse>;
  openSocket(
    url: string,
    events: SocketEvents,
    options: {
      /** PEM of a certificate authority to trust besides the usual ones; where the platform allows it. */ readonly ca?: string;
    },
  ): Socket;
  /** Absent where there is no UDP, as in browsers. */
  openDatagrams?(host: string, port: number, received: (bytes: Uint8Array) => void): Socket;
  /** A text of 0-9a-f, different every time. */
  newId(): string;
  /** Milliseconds on a clock that never goes back. */
  now(): number;
}

export interface HttpRequest {
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

export interface HttpResponse {
  readonly status: number;
  readonly headers: { get(name: string): string | null };
  text(): Promise<string>;
}

export interface SocketEvents {
  opened(): void;
  received(bytes: Uint8Array): void;
  /** Called once, whichever side closed it; also when it could not be opened. */
  closed(reason: string): void;
}

export interface Socket {
  send(bytes: Uint8Array): void;
  close(): void;
}
