import { WebSocket } from 'ws';
import { type HostedSession } from '../support/hosted';
import { until } from '../../../support/until';

/** A WebSocket without the SDK. */
export async function openWithoutLogin(session: HostedSession, path = '/websocket') {
  const socket = new WebSocket(`ws://127.0.0.1:${session.port}${path}`);
  const seen: { code?: number; reason?: string } = {};
  socket.on('close', (code, reason) => {
    seen.code = code;
    seen.reason = reason.toString();
  });
  socket.on('error', () => undefined);
  await new Promise((resolve) => {
    socket.on('open', resolve);
    socket.on('close', resolve);
  });
  return {
    socket,
    closed: async () => {
      await until('the close', () => seen.code !== undefined);
      return seen;
    },
  };
}
