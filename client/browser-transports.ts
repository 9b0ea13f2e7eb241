import { type Socket, type SocketEvents, type Transports } from './transports';

function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

function openSocket(url: string, events: SocketEvents): Socket {
  const socket = new WebSocket(url);
  socket.binaryType = 'arraybuffer';
  let failed = false;
  socket.onopen = () => events.opened();
  socket.onerror = () => {
    failed = true;
  };
  socket.onclose = ({ code, reason }) =>
    events.closed(
      reason === '' ? `${failed ? 'the connection failed' : 'the connection was closed'} (${code})` : reason,
    );
  socket.onmessage = ({ data }) => {
    if (data instanceof ArrayBuffer) events.received(new Uint8Array(data));
  };
  return {
    send: (bytes) => {
      if (socket.readyState === WebSocket.OPEN) socket.send(new Uint8Array(bytes));
    },
    close: () => socket.close(1000),
  };
}

/** The transports of every browser, which has no UDP. */
export const browserTransports: Transports = {
  fetch: (url, init) => fetch(url, init),
  openSocket,
  realtime: async () => (await import('./realtime/connection.js')).openRealtime,
  alone: async (name, call) => {
    // Only secure pages have locks. A lock ends with its page.
    const locks = 'locks' in navigator ? navigator.locks : undefined;
    return locks === undefined ? call() : locks.request(name, call);
  },
  newId: () => hex(crypto.getRandomValues(new Uint8Array(8))), // pages without TLS have no randomUUID
  now: () => performance.now(),
  after(delayMs, call) {
    const timer = setTimeout(call, delayMs);
    return () => clearTimeout(timer);
  },
};
