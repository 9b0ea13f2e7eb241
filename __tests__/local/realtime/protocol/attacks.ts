import net from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { encodeWire, type RealtimeClient } from '../support/client';
import { HostedFleet, type HostedSession } from '../support/hosted';
import { until } from '../../../support/until';

export function attacks(): void {
  describe('an attack', () => {
    let host: HostedFleet;
    let session: HostedSession;
    let player: RealtimeClient;
    const attackers = new Set<net.Socket>();
    beforeAll(async () => {
      host = new HostedFleet('habits/server.js', {
        address: '0.0.0.0',
        timing: { loginTimeoutMs: 3000 },
        limits: { pendingLogins: 40, pendingLoginsPerAddress: 20 },
      });
      session = await host.session();
      player = await session.join({ udp: true });
    });
    afterEach(() => {
      for (const attacker of attackers) attacker.destroy();
      attackers.clear();
    });
    afterAll(() => host.close());

    /** A TCP connection that sends `text`, and whether the server has ended it; resolves once it is open. */
    const attacker = async (
      text: string,
      from?: string,
    ): Promise<{ closed: boolean; socket: net.Socket }> => {
      const socket = net.connect({
        port: session.port,
        host: '127.0.0.1',
        ...(from === undefined ? {} : { localAddress: from }),
      });
      const seen = { closed: false, socket };
      socket.resume();
      attackers.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => {
        seen.closed = true;
      });
      await new Promise((resolve) => {
        socket.once('connect', resolve);
        socket.once('close', resolve);
      });
      socket.write(text, 'latin1');
      return seen;
    };
    const upgrade =
      'GET / HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n' +
      'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n';
    const half = 'GET / HTTP/1.1\r\nHost: x\r\n';
    const expectUnharmed = async () => {
      player.event(1, 'echo', true);
      expect((await player.next(2)).text).toBe('echo');
      const newcomer = await session.join();
      expect(newcomer.loginResult?.success).toBe(true);
      await newcomer.close();
    };

    it.each([
      ['WebSockets without login', upgrade],
      ['half a request', half],
      ['silent connections', ''],
    ])('of %s keeps no player out, from the same address or another', async (_what, text) => {
      const seen: Awaited<ReturnType<typeof attacker>>[] = [];
      for (let n = 0; n < 60; n += 1) seen.push(await attacker(text));
      await until('the oldest to go', () => seen.filter(({ closed }) => !closed).length <= 20);
      expect(seen.at(-1)?.closed).toBe(false); // The newest connection stays until its own timeout.
      if (process.platform === 'linux') {
        for (const from of ['127.0.0.2', '127.0.0.3', '127.0.0.4'])
          for (let n = 0; n < 20; n += 1) seen.push(await attacker(text, from));
        await until('the oldest to go', () => seen.filter(({ closed }) => !closed).length <= 40);
      }
      await expectUnharmed();
      expect(session.log()).toMatch(/have not logged in: the oldest goes for the newest/);
    });

    it('of connections that never end is over with the time for a login, for any behaviour', async () => {
      const login = encodeWire({ login: { playerSessionId: 'psess-unknown', clientVersion: 2 } });
      const mask = Buffer.from([0x82, 0x80 | login.length, 0, 0, 0, 0]);
      const seen = [
        await attacker(upgrade),
        await attacker(half),
        await attacker(''),
        await attacker('\0\0 not HTTP\r\n\r\n'),
        await attacker('GET / HTTP/1.1\r\nHost: x\r\n\r\n'),
        await attacker(upgrade + mask.toString('latin1') + login.toString('latin1')),
      ];
      const deaf = await attacker(upgrade);
      deaf.socket.pause();
      // 3 s for the login, 1 s for the close; `until` gives up long after.
      await until('all of them to be gone', () => seen.every(({ closed }) => closed));
      deaf.socket.resume();
      await until('the client that did not read to be disconnected', () => deaf.closed);
      await expectUnharmed();
    });
  });
}
