import dgram from 'node:dgram';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { WebSocket } from 'ws';
import * as z from 'zod/mini';
import { parseText } from '../../support/json-values';
import { decodeWire, encodeWire, RealtimeClient } from './support/client';
import { HostedFleet, type HostedSession } from './support/hosted';
import { until, untilRead } from '../../support/until';

let host: HostedFleet;
let session: HostedSession;
beforeEach(async () => {
  host = new HostedFleet('journal/server.js', {
    timing: { loginTimeoutMs: 1000 },
    script: {
      source: { kind: 'folder', path: `${__dirname}/fixtures/journal` },
      launchPath: '/local/game/server.js',
      launchParameters: 'loggingLevel:debug +map Winter444',
    },
  });
  session = await host.session();
});
afterEach(() => host.close());

/** Every callback so far, as the script recorded it. */
async function calls(player: RealtimeClient): Promise<unknown[][]> {
  player.event(1, '', true);
  return parseText(z.array(z.array(z.unknown())), (await player.next(2)).text);
}

async function attempt(connectPayload: string): Promise<boolean> {
  const client = host.adopt(
    await RealtimeClient.connect({ url: session.url, playerSessionId: session.reserve(), connectPayload }),
  );
  if (client.loginResult?.success === true) {
    await client.close();
    return true;
  }
  await until('the close', () => client.closed !== undefined);
  expect(client.closed).toEqual({ code: 1000, reason: 'login refused' });
  return false;
}

describe('callbacks', () => {
  it('come in the order of the guide, with the fields that scripts read, even if they throw', async () => {
    const first = await session.join({ connectPayload: '{"name":"Ada"}' });
    // Also before it is accepted, and before the login result: the socket exists.
    expect(first.packets.map(({ opCode }) => opCode)).toEqual([70, 71, -1]);
    expect(first.packets.at(-1)).toMatchObject({
      sender: -1,
      targetPlayer: 1,
      reliable: true,
      loginResult: { success: true, peerId: 1 },
    });
    const second = await session.join();
    second.message({ opCode: 8, targetPlayer: first.peerId }, true);
    await first.next(8);
    first.event(3, 'to all', true);
    expect(await second.next(4)).toMatchObject({ sender: 77, text: 'to all' });
    second.socket.terminate(); // Without a close frame, as when a network fails.
    expect((await first.next(72)).text).toBe('2');
    const noted = await calls(first);
    expect(noted).toEqual([
      ['init', 'object'],
      ['onProcessStarted', true, '...loggingLevel:debug,+map,Winter444'],
      ['onStartGameSession', 'test'],
      ['after an await'],
      ['onPlayerConnect', 1, 1, true, true, '{"name":"Ada"}', []],
      ['onPlayerAccepted', 1, 'peerId,playerSessionId', [1]],
      ['onPlayerConnect', 2, 2, true, true, '', [1]],
      ['onPlayerAccepted', 2, 'peerId,playerSessionId', [1, 2]],
      ['onSendToPlayer', 2, 1, 8],
      ['onMessage', 1, 3, 'to all'],
      // Still in getPlayers(); and a message that the script itself sends reaches none of its callbacks.
      ['onPlayerDisconnect', 2, [1, 2]],
      ['onMessage', 1, 1, ''],
    ]);
    for (const what of ['onStartGameSession', 'onPlayerAccepted', 'onPlayerDisconnect'])
      expect(session.log()).toMatch(
        new RegExp(`\\[ERROR\\].*${what} threw: Error: (thrown|rejected) in ${what}`),
      );
  });

  it('that answer yes or no may answer by a promise; an error or no answer means no', async () => {
    const answers: Record<string, boolean> = {};
    for (const payload of ['yes', 'no', 'promise no', 'promise yes', 'undefined', 'throw', 'reject'])
      answers[payload] = await attempt(payload);
    expect(answers).toEqual({
      yes: true,
      no: false,
      'promise no': false,
      'promise yes': true,
      undefined: false,
      throw: false,
      reject: false,
    });
    expect(session.log()).toMatch(/onPlayerConnect returned undefined, which counts as false/);
    const player = await session.join();
    const disconnects = (await calls(player)).filter(([name]) => name === 'onPlayerDisconnect');
    expect(disconnects.map(([, peerId]) => peerId)).toEqual([1, 4]); // Only players, not refused connections.
    expect(player.peerId).toBe(8); // Refused connections have used theirs.
  });

  it('that never answer cost their player the connection, and no other player a place', async () => {
    const stuck = await Promise.all(
      Array.from({ length: 3 }, () =>
        RealtimeClient.connect({
          url: session.url,
          playerSessionId: session.reserve(),
          connectPayload: 'never',
        }),
      ),
    );
    for (const client of stuck) {
      await until('the close', () => client.closed !== undefined);
      expect(client.closed).toMatchObject({ code: 1008 });
    }
    const players = [await session.join(), await session.join(), await session.join()];
    expect(players.map(({ loginResult }) => loginResult?.success)).toEqual([true, true, true]);
  });

  it('that keep one player waiting keep the order of its messages, and do not delay others', async () => {
    const [a, b] = [await session.join(), await session.join()];
    for (const opCode of [9, 8]) a.message({ opCode, targetPlayer: b.peerId }, true);
    b.event(3, 'meanwhile', true);
    await b.next(8);
    expect(b.packets.map(({ opCode }) => opCode).filter((opCode) => opCode > 0 && opCode < 70)).toEqual([
      4, 9, 8,
    ]);
  });
});

describe('a player who reconnects', () => {
  it('needs a new player session, gets a new peer id, and frees the old place', async () => {
    const first = await session.join();
    first.socket.close(1000);
    await until('the removal', () => host.calls.includes(`remove ${first.options.playerSessionId}`));
    const again = host.adopt(
      await RealtimeClient.connect({ url: session.url, playerSessionId: first.options.playerSessionId }),
    );
    expect(again.loginResult?.success ?? false).toBe(false);
    expect(session.log()).toMatch(/has a status of COMPLETED instead of RESERVED/);
    expect((await session.join()).peerId).toBe(3);
  });
});

describe('the wire', () => {
  it("accepts the official client's login byte for byte, fragmented messages and pings", async () => {
    const id = session.reserve(); // 42 characters, like GameLift's ids.
    expect(id).toHaveLength(42);
    const socket = new WebSocket(session.url);
    const frames: Buffer[] = [];
    socket.on('message', (frame: Buffer) => frames.push(frame));
    await new Promise((resolve) => {
      socket.on('open', resolve);
    });
    socket.send(
      Buffer.concat([
        Buffer.from('3e18ffffffffffffffffff013001f2012e0a2a', 'hex'),
        Buffer.from(id),
        Buffer.from('1002', 'hex'),
      ]),
    );
    await until('the login result', () => frames.some((frame) => decodeWire(frame).opCode === -1));
    let pong = '';
    socket.on('pong', (data) => {
      pong = data.toString();
    });
    socket.ping('11/22/2026 15:56:01');
    await until('a pong', () => pong !== '');
    expect(pong).toBe('11/22/2026 15:56:01');
    const event = encodeWire({
      opCode: 3,
      targetPlayer: -1,
      sender: 1,
      reliable: true,
      payload: Buffer.alloc(4096, 'x'),
    });
    for (const [at, part] of [event.subarray(0, 1), event.subarray(1, 700), event.subarray(700)].entries())
      socket.send(part, { binary: true, fin: at === 2 });
    await until('the echo', () => frames.some((frame) => decodeWire(frame).opCode === 4));
    expect(
      decodeWire(frames.find((frame) => decodeWire(frame).opCode === 4) ?? Buffer.of()).payload,
    ).toHaveLength(4096);
    socket.terminate();
  });

  it('acknowledges UDP again to a client that asks again, and drops late or repeated datagrams', async () => {
    const client = await session.join();
    const udp = dgram.createSocket('udp4');
    const acknowledged: number[] = [];
    udp.on('message', (frame) => {
      const packet = decodeWire(frame);
      if (packet.opCode === -6) acknowledged.push(packet.sequenceNumber ?? 0);
    });
    const say = (sequenceNumber: number, packet: object) =>
      new Promise((resolve) => {
        udp.send(
          encodeWire({ sender: client.peerId, targetPlayer: -1, sequenceNumber, ...packet }),
          session.port,
          '127.0.0.1',
          resolve,
        );
      });
    await say(0, { opCode: -5, udpConnect: {} });
    await until('the acknowledgement', () => acknowledged.length > 0);
    await say(1, { opCode: -7, udpConnect: {} });
    await session.logged(/confirmed/);
    const before = acknowledged.length;
    await say(2, { opCode: -5, udpConnect: {} });
    await until('another acknowledgement', () => acknowledged.length > before);
    for (const [sequence, text] of [
      [10, 'ten'],
      [9, 'late'],
      [10, 'twice'],
      [2, 'later'],
      [11, 'eleven'],
    ] as const)
      await say(sequence, { opCode: 5, payload: Buffer.from(text) });
    const noted = await untilRead(
      () => calls(client),
      (all) => all.some(([, , , text]) => text === 'eleven'),
    );
    expect(
      noted.filter(([name, , opCode]) => name === 'onMessage' && opCode === 5).map(([, , , text]) => text),
    ).toEqual(['ten', 'eleven']);
    expect([...acknowledged].sort((one, other) => one - other)).toEqual(acknowledged);
    expect(new Set(acknowledged).size).toBe(acknowledged.length);
    udp.close();
  });
});
