import { randomBytes } from 'node:crypto';
import dgram from 'node:dgram';
import WebSocket from 'ws';
import { openRealtime } from './realtime/connection';
import { type Socket, type SocketEvents, type Transports } from './transports';

/** A peer that does not answer pings for two intervals is gone: a cut cable does not close a socket. */
const pingEveryMs = 15_000;

function openSocket(url: string, events: SocketEvents, { ca }: { readonly ca?: string }): Socket {
  // The official client does not offer compression either; small frames do not benefit from it.
  const socket = new WebSocket(url, {
    perMessageDeflate: false,
    maxPayload: 1 << 20,
    handshakeTimeout: 10_000,
    ...(ca === undefined ? {} : { ca }),
  });
  socket.binaryType = 'nodebuffer';
  let problem: string | undefined;
  let answered = true;
  const pings = setInterval(() => {
    if (!answered) {
      problem = 'the server answers no ping';
      socket.terminate();
      return;
    }
    answered = false;
    if (socket.readyState === WebSocket.OPEN) socket.ping();
  }, pingEveryMs).unref();
  socket.on('open', () => events.opened());
  socket.on('pong', () => {
    answered = true;
  });
  socket.on('error', (error) => {
    problem ??= error.message;
  });
  socket.on('close', (code, reason) => {
    clearInterval(pings);
    events.closed(
      problem ?? (reason.length > 0 ? reason.toString('utf8') : `the connection was closed (${code})`),
    );
  });
  socket.on('message', (data, isBinary) => {
    answered = true;
    if (isBinary && Buffer.isBuffer(data)) events.received(data);
  });
  return {
    send: (bytes) => {
      if (socket.readyState === WebSocket.OPEN) socket.send(bytes);
    },
    close: () => socket.close(1000),
  };
}

function openDatagrams(host: string, port: number, received: (bytes: Uint8Array) => void): Socket {
  const socket = dgram.createSocket(host.includes(':') ? 'udp6' : 'udp4');
  let open = true;
  // A datagram that cannot be sent counts as lost, as any datagram may be: the connection falls back to TCP.
  socket.on('error', () => undefined);
  socket.on('message', (bytes) => received(bytes));
  return {
    send: (bytes) => {
      if (open) socket.send(bytes, port, host, () => undefined);
    },
    close: () => {
      if (!open) return;
      open = false;
      socket.close();
    },
  };
}

/** Node ≥ 20: `ws` for WebSockets (it accepts a certificate authority), datagrams from node:dgram. */
export const nodeTransports: Transports = {
  fetch: (url, init) => fetch(url, init),
  openSocket,
  openDatagrams,
  realtime: () => openRealtime,
  newId: () => randomBytes(8).toString('hex'),
  now: () => performance.now(),
  after(delayMs, call) {
    const timer = setTimeout(call, delayMs);
    return () => clearTimeout(timer);
  },
};
