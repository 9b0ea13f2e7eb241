import { once } from 'node:events';
import { WebSocket, WebSocketServer } from 'ws';
import { decodePacket, encodePacket } from '../../contract/realtime/wire/codec';
import { packet } from '../../contract/realtime/wire/packet';
import { measureMs } from './timed';
import { listeningPort } from '../../local/listening-port';

const unmeasured = 1000;

/**
 * Milliseconds of each round trip, one message at a time, after some that warm up the compiler.
 * @param measured the number of messages after those
 * @param login whether a Realtime server is at the address, which wants a login first
 */
export async function roundTrips(url: string, login: boolean, measured: number): Promise<readonly number[]> {
  const socket = new WebSocket(url, { perMessageDeflate: false });
  await once(socket, 'open');
  if (login) {
    socket.send(
      encodePacket(
        packet({
          opCode: 0,
          targetPlayer: -1,
          reliable: true,
          message: { kind: 'login', playerSessionId: 'psess-bench', clientVersion: 2 },
        }),
      ),
    );
    await once(socket, 'message');
  }
  const sent = encodePacket(
    packet({ opCode: 7, targetPlayer: -1, sender: 1, reliable: true, payload: Buffer.alloc(200, 'x') }),
  );
  const times: number[] = [];
  for (let n = 0; n < unmeasured + measured; n += 1) {
    const answer = new Promise<unknown>((resolve) => socket.once('message', resolve));
    const time = await measureMs(async () => {
      socket.send(sent);
      await answer;
    });
    const frame = await answer;
    if (!Buffer.isBuffer(frame) || !decodePacket(frame).ok) throw new Error('the answer is not a packet');
    if (n >= unmeasured) times.push(time);
  }
  socket.terminate();
  return times;
}

/** The rival: a WebSocket server that only sends back what it gets. */
export async function bareServer(): Promise<{ readonly url: string; close(): void }> {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1', perMessageDeflate: false });
  server.on('connection', (socket) => socket.on('message', (frame) => socket.send(frame)));
  await once(server, 'listening');
  return {
    url: `ws://127.0.0.1:${listeningPort(server)}/`,
    close: () => {
      server.close();
    },
  };
}
