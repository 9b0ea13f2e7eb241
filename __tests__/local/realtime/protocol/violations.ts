import dgram from 'node:dgram';
import fs from 'node:fs';
import http from 'node:http';
import net from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { WebSocket } from 'ws';
import { encodeWire, RealtimeClient } from '../support/client';
import { HostedFleet, type HostedSession } from '../support/hosted';
import { until } from '../../../support/until';
import { tries } from '../../../../testing/effort';
import { openWithoutLogin } from './hosted-sessions';

export function violations(): void {
  describe('clients that violate the protocol', () => {
    let host: HostedFleet;
    let session: HostedSession;
    let other: RealtimeClient;
    beforeAll(async () => {
      host = new HostedFleet('habits/server.js', {
        // Long enough for 10 MB on a busy machine.
        timing: { loginTimeoutMs: 5000 },
      });
      session = await host.session();
      other = await session.join({ udp: true });
    });
    afterAll(() => host.close());
    const expectUnharmed = async () => {
      other.event(1, 'echo', true);
      expect((await other.next(2)).text).toBe('echo');
    };

    it.each([
      ['a text frame', (socket: WebSocket) => socket.send('{"opCode":1}'), 1003, /text frames/],
      ['junk', (socket: WebSocket) => socket.send(Buffer.from('ffffffffffffffff', 'hex')), 1007, /no Packet/],
      ['an empty frame', (socket: WebSocket) => socket.send(Buffer.alloc(0)), 1007, /empty/],
      [
        'a truncated packet',
        (socket: WebSocket) =>
          socket.send(encodeWire({ opCode: 5, payload: Buffer.from('some text') }).subarray(0, 8)),
        1007,
        /truncated/,
      ],
      ['10 MB', (socket: WebSocket) => socket.send(Buffer.alloc(10 * 1024 * 1024)), 1009, /^/],
      [
        'a game message before the login',
        (socket: WebSocket) => socket.send(encodeWire({ opCode: 5, targetPlayer: -1 })),
        1008,
        /op code 5 before the login/,
      ],
      ['an empty message', () => undefined, 1008, /no login/],
    ])('refuses %s in words', async (_what, send, code, reason) => {
      const { socket, closed } = await openWithoutLogin(session);
      send(socket);
      expect(await closed()).toMatchObject({ code, reason: expect.stringMatching(reason) });
      await expectUnharmed();
    });

    it('disconnects a player that violates the protocol, and notifies the script', async () => {
      const player = await session.join();
      player.socket.send('text');
      await until('the close', () => player.closed !== undefined);
      expect(player.closed?.code).toBe(1003);
      await until('the removal', () => host.calls.includes(`remove ${player.options.playerSessionId}`));
      await expectUnharmed();
    });

    it('keeps a player whose op codes or bodies are unknown, and logs them', async () => {
      const player = await session.join();
      player.raw({ opCode: -99, sender: 1 });
      player.raw({ opCode: -10, sender: 1 });
      player.raw({ opCode: -8 });
      player.login();
      player.socket.send(
        Buffer.concat([
          encodeWire({ opCode: 1, targetPlayer: -1, payload: Buffer.from('first') }),
          encodeWire({ opCode: 1, targetPlayer: -1, payload: Buffer.from('second') }),
        ]),
      );
      expect((await player.next(2)).text).toBe('first');
      await player.settled();
      expect(player.packets.filter((packet) => packet.opCode === 2)).toHaveLength(1);
      for (const pattern of [
        /Op code -99 .* is refused/,
        /Op code -10 .* comes without its joinGroup/,
        /refused a second login/,
        /bytes behind a packet/,
      ])
        expect(session.log()).toMatch(pattern);
      await player.close();
    });

    it('stays up for any bytes, by TCP and by UDP, before and after the login', async () => {
      const random = fc.sample(
        fc.oneof(
          fc.uint8Array({ maxLength: 200 }),
          fc
            .record({
              opCode: fc.integer({ min: -200, max: 3 }),
              targetPlayer: fc.integer({ min: -3, max: 3 }),
              targetGroup: fc.integer({ min: -3, max: 3 }),
              sequenceNumber: fc.integer(),
              sender: fc.integer({ min: -2, max: 5 }),
              payload: fc.uint8Array({ maxLength: 30 }),
            })
            .map((packet) => new Uint8Array(encodeWire(packet))),
        ),
        { numRuns: tries(100), seed: 7 },
      );
      const udp = dgram.createSocket('udp4');
      let client = (await openWithoutLogin(session)).socket;
      let player = await session.join();
      for (const frame of random) {
        if (client.readyState !== WebSocket.OPEN) client = (await openWithoutLogin(session)).socket;
        if (player.closed !== undefined) player = await session.join();
        client.send(frame);
        player.socket.send(frame);
        udp.send(frame, session.port, '127.0.0.1');
      }
      await expectUnharmed();
      client.terminate();
      player.socket.terminate();
      udp.close();
      expect(session.log()).not.toMatch(/FATAL/);
    });

    it('does not grow by frames that are too large', async () => {
      const memory = () =>
        Number(
          /VmRSS:\s+(\d+)/.exec(
            process.platform === 'linux' ? fs.readFileSync(`/proc/${session.pid}/status`, 'utf8') : '',
          )?.[1] ?? 0,
        ) / 1024;
      const before = memory();
      for (let round = 0; round < 8; round += 1) {
        const { socket, closed } = await openWithoutLogin(session);
        socket.send(Buffer.alloc(10 * 1024 * 1024));
        await closed();
      }
      expect(memory() - before).toBeLessThan(30); // MB, of 80 sent
      await expectUnharmed();
    });

    it('accepts any path, and answers a request that is not a WebSocket', async () => {
      const { socket, closed } = await openWithoutLogin(session, '/');
      expect(socket.readyState).toBe(WebSocket.OPEN);
      socket.close();
      await closed();
      const status = await new Promise((resolve, reject) => {
        http
          .get(`http://127.0.0.1:${session.port}/`, (response) => {
            response.resume();
            resolve(response.statusCode);
          })
          .on('error', reject);
      });
      expect(status).toBe(426);
      const raw = net.connect(session.port, '127.0.0.1');
      raw.write('\0\0\0 this is not HTTP\r\n\r\n');
      const answer = await new Promise<string>((resolve) => {
        let text = '';
        raw.on('data', (chunk) => {
          text += chunk.toString();
        });
        raw.on('close', () => resolve(text));
      });
      expect(answer).toMatch(/400 Bad Request/);
      await expectUnharmed();
    });

    it('refuses player sessions that are not reserved, used, or twice at once', async () => {
      const isRefused = async (playerSessionId: string) => {
        const client = host.adopt(await RealtimeClient.connect({ url: session.url, playerSessionId }));
        await until('an answer', () => client.closed !== undefined || client.loginResult?.success === true);
        return client.loginResult?.success !== true;
      };
      expect(await isRefused('psess-unknown')).toBe(true);
      expect(await isRefused('')).toBe(true);
      expect(await isRefused('x'.repeat(3000))).toBe(true);
      expect(await isRefused(other.options.playerSessionId)).toBe(true);
      expect(session.log()).toMatch(/has a status of ACTIVE instead of RESERVED/);
      const id = session.reserve();
      expect(
        (await Promise.all([isRefused(id), isRefused(id), isRefused(id)])).filter((answer) => !answer),
      ).toHaveLength(1);
    });
  });
}
