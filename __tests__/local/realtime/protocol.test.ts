import dgram from 'node:dgram';
import fs from 'node:fs';
import http from 'node:http';
import net from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { WebSocket } from 'ws';
import { decodeWire, encodeWire, RealtimeClient } from './support/client';
import { HostedFleet, type HostedSession, lives } from './support/hosted';
import { until } from './support/until';
import { tries } from '../../../testing/effort';

/** A WebSocket without the SDK. */
async function stranger(session: HostedSession, path = '/websocket') {
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
      await until(() => seen.code !== undefined, 'the close');
      return seen;
    },
  };
}

describe('clients that violate the protocol', () => {
  let host: HostedFleet;
  let session: HostedSession;
  let other: RealtimeClient;
  beforeAll(async () => {
    host = new HostedFleet('habits/server.js', {
      timing: { loginTimeout: 700 },
    });
    session = await host.session();
    other = await session.join({ udp: true });
  });
  afterAll(() => host.close());
  const unharmed = async () => {
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
    const { socket, closed } = await stranger(session);
    send(socket);
    expect(await closed()).toMatchObject({ code, reason: expect.stringMatching(reason) });
    await unharmed();
  });

  it('disconnects a player that violates the protocol, and tells the script', async () => {
    const player = await session.join();
    player.socket.send('text');
    await until(() => player.closed !== undefined, 'the close');
    expect(player.closed?.code).toBe(1003);
    await until(() => host.calls.includes(`remove ${player.options.playerSessionId}`), 'the removal');
    await unharmed();
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
    let client = (await stranger(session)).socket;
    let player = await session.join();
    for (const frame of random) {
      if (client.readyState !== WebSocket.OPEN) client = (await stranger(session)).socket;
      if (player.closed !== undefined) player = await session.join();
      client.send(frame);
      player.socket.send(frame);
      udp.send(frame, session.port, '127.0.0.1');
    }
    await unharmed();
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
      const { socket, closed } = await stranger(session);
      socket.send(Buffer.alloc(10 * 1024 * 1024));
      await closed();
    }
    expect(memory() - before).toBeLessThan(30); // MB, of 80 sent
    await unharmed();
  });

  it('accepts any path, and answers a request that is not a WebSocket', async () => {
    const { socket, closed } = await stranger(session, '/');
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
    await unharmed();
  });

  it('refuses player sessions that are not reserved, used, or twice at once', async () => {
    const refused = async (playerSessionId: string) => {
      const client = host.adopt(await RealtimeClient.connect({ url: session.url, playerSessionId }));
      await until(() => client.closed !== undefined || client.loginResult?.success === true, 'an answer');
      return client.loginResult?.success !== true;
    };
    expect(await refused('psess-unknown')).toBe(true);
    expect(await refused('')).toBe(true);
    expect(await refused('x'.repeat(3000))).toBe(true);
    expect(await refused(other.options.playerSessionId)).toBe(true);
    expect(session.log()).toMatch(/has a status of ACTIVE instead of RESERVED/);
    const id = session.reserve();
    expect(
      (await Promise.all([refused(id), refused(id), refused(id)])).filter((answer) => !answer),
    ).toHaveLength(1);
  });
});

describe('an attack', () => {
  let host: HostedFleet;
  let session: HostedSession;
  let player: RealtimeClient;
  const attackers = new Set<net.Socket>();
  beforeAll(async () => {
    host = new HostedFleet('habits/server.js', {
      address: '0.0.0.0',
      timing: { loginTimeout: 3000 },
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
  const attacker = async (text: string, from?: string): Promise<{ closed: boolean; socket: net.Socket }> => {
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
  const unharmed = async () => {
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
    await until(() => seen.filter(({ closed }) => !closed).length <= 20, 'the oldest to go');
    expect(seen.at(-1)?.closed).toBe(false); // The newest connection stays until its own timeout.
    if (process.platform === 'linux') {
      for (const from of ['127.0.0.2', '127.0.0.3', '127.0.0.4'])
        for (let n = 0; n < 20; n += 1) seen.push(await attacker(text, from));
      await until(() => seen.filter(({ closed }) => !closed).length <= 40, 'the oldest to go');
    }
    await unharmed();
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
    await until(() => seen.every(({ closed }) => closed), 'all of them to be gone');
    deaf.socket.resume();
    await until(() => deaf.closed, 'the one that did not read to be gone');
    await unharmed();
  });
});

describe('UDP', () => {
  let host: HostedFleet;
  let session: HostedSession;
  beforeAll(async () => {
    host = new HostedFleet('groups/relay.js');
    session = await host.session();
  });
  afterAll(() => host.close());

  it('carries fast messages both ways once acknowledged, with sequence numbers for each client', async () => {
    const [a, b, c] = [
      await session.join({ udp: true }),
      await session.join({ udp: true }),
      await session.join(),
    ];
    expect(a.loginResult?.fastPort).toBe(session.port);
    await until(() => new RegExp(`player ${b.peerId} confirmed`).test(session.log()), 'confirmation');
    for (let n = 0; n < 5; n += 1)
      a.message({ opCode: 50, targetPlayer: b.peerId, payload: Buffer.from(`n${n}`) });
    const got = [];
    for (let n = 0; n < 5; n += 1) got.push(await b.next(50));
    expect(got.map((packet) => packet.text)).toEqual(['n0', 'n1', 'n2', 'n3', 'n4']);
    expect(got.every((packet) => packet.via === 'udp' && packet.sender === a.peerId)).toBe(true);
    const sequence = b.packets
      .filter((packet) => packet.via === 'udp')
      .map((packet) => packet.sequenceNumber ?? 0);
    expect(sequence).toEqual([...sequence.keys()]); // 0, 1, 2 … with the acknowledgement as 0
    // Fast for clients with UDP, TCP for the others; the flag is unchanged.
    a.message({ opCode: 51, targetPlayer: c.peerId });
    expect(await c.next(51)).toMatchObject({ via: 'tcp', reliable: false });
    a.message({ opCode: 51, targetPlayer: b.peerId, payload: Buffer.alloc(1201) });
    expect(await b.next(51)).toMatchObject({ via: 'tcp', reliable: true });
    // Late or repeated: dropped.
    a.datagram({ opCode: 52, targetPlayer: b.peerId, sender: a.peerId, sequenceNumber: 1 });
    a.message({ opCode: 52, targetPlayer: b.peerId, payload: Buffer.from('new') });
    expect((await b.next(52)).text).toBe('new');
    for (const client of [a, b, c]) await client.close();
  });

  it('carries joins, leaves and questions about groups, and answers them by TCP', async () => {
    const [a, b] = [await session.join({ udp: true }), await session.join({ udp: true })];
    const members = async (client: RealtimeClient) => {
      const { via, reliable, sender, targetPlayer, groupMembershipUpdate } = await client.next(-13);
      expect({ via, reliable, sender, targetPlayer }).toEqual({
        via: 'tcp',
        reliable: true,
        sender: -1,
        targetPlayer: client.peerId,
      });
      return { group: groupMembershipUpdate?.group, players: groupMembershipUpdate?.players ?? [] };
    };
    a.joinGroup(5);
    expect(await members(a)).toEqual({ group: 5, players: [a.peerId] });
    b.joinGroup(5);
    for (const client of [a, b])
      expect(await members(client)).toEqual({ group: 5, players: [a.peerId, b.peerId] });
    b.message({ opCode: 55, targetGroup: 5, payload: Buffer.from('to five') });
    for (const client of [a, b])
      expect(await client.next(55)).toMatchObject({ sender: b.peerId, text: 'to five', via: 'udp' });
    b.joinGroup(99); // refused by the script
    expect(await members(b)).toEqual({ group: 99, players: [] });
    b.leaveGroup(5);
    for (const client of [a, b]) expect(await members(client)).toEqual({ group: 5, players: [a.peerId] });
    b.requestGroup(5);
    expect(await members(b)).toEqual({ group: 5, players: [a.peerId] });
    b.message({ opCode: -10, targetPlayer: -1 });
    b.message({ opCode: 0, targetPlayer: -1, login: { playerSessionId: 'psess-again' } });
    await session.logged(/Op code -10 from player \d+ is refused: it comes without its joinGroup/);
    await session.logged(/UDP: op code 0 from player \d+ is not taken over UDP/);
    for (const client of [a, b]) await client.close();
  });

  it("keeps a player's datagrams in order while the script handles one, and bounds them", async () => {
    const [a, b] = [await session.join({ udp: true }), await session.join({ udp: true })];
    a.joinGroup(21); // The script answers after 50 ms.
    a.message({ opCode: 56, targetGroup: 21, payload: Buffer.from('from a member') });
    expect((await a.next(56)).text).toBe('from a member');
    b.joinGroup(21);
    for (let n = 0; n < 80; n += 1) b.message({ opCode: 57, targetPlayer: a.peerId });
    await session.logged(/64 packets of player \d+ wait for the script: its datagrams are dropped/);
    await b.next(-13);
    b.message({ opCode: 58, targetPlayer: a.peerId });
    await a.next(58);
    expect(a.packets.filter(({ opCode }) => opCode === 57)).toHaveLength(63);
    for (const client of [a, b]) await client.close();
  });

  it('repeats its acknowledgement until it hears from the client, and uses TCP meanwhile', async () => {
    const client = await session.join();
    const udp = dgram.createSocket('udp4');
    const acks: number[] = [];
    udp.on('message', (frame) => {
      const packet = decodeWire(frame);
      if (packet.opCode === -6) acks.push(packet.sequenceNumber ?? 0);
    });
    const say = (packet: object) =>
      udp.send(encodeWire({ sender: client.peerId, ...packet }), session.port, '127.0.0.1');
    say({ opCode: -5, targetPlayer: -1, udpConnect: {} });
    await until(() => acks.length >= 3, 'three acknowledgements');
    expect(acks.slice(0, 3)).toEqual([0, 1, 2]);
    const other = await session.join();
    other.message({ opCode: 53, targetPlayer: client.peerId });
    expect((await client.next(53)).via).toBe('tcp');
    say({ opCode: -7, targetPlayer: -1, sequenceNumber: 1, udpConnect: {} });
    await session.logged(new RegExp(`player ${client.peerId} confirmed`));
    const heard = acks.length;
    await new Promise((resolve) => setTimeout(resolve, 500)); // An absence has no event to wait for.
    expect(acks.length).toBe(heard);
    udp.close();
    await client.close();
    await other.close();
  });

  it("accepts a datagram only from its player's address", async () => {
    const [a, b] = [await session.join({ udp: true }), await session.join()];
    const thief = dgram.createSocket('udp4');
    const say = (packet: object) =>
      new Promise((resolve) => {
        thief.send(encodeWire({ targetPlayer: -1, ...packet }), session.port, '127.0.0.1', resolve);
      });
    await until(() => new RegExp(`player ${a.peerId} confirmed`).test(session.log()), 'confirmation');
    await say({ opCode: 54, sender: a.peerId, sequenceNumber: 900, targetPlayer: b.peerId });
    await say({ opCode: -5, sender: a.peerId, sequenceNumber: 901, udpConnect: {} });
    await say({ opCode: 54, sender: b.peerId, sequenceNumber: 1 });
    await say({ opCode: 54, sender: 4711, sequenceNumber: 1 });
    await say({ opCode: -10, sender: a.peerId, joinGroup: { group: 4 } });
    thief.send(Buffer.from('16fefd0000', 'hex'), session.port, '127.0.0.1');
    thief.send(Buffer.from('junk'), session.port, '127.0.0.1');
    await session.logged(/sends from port/);
    await session.logged(/peer 4711 has not logged in/);
    await session.logged(/DTLS is not offered here/);
    await session.logged(/a datagram from .* is refused: no Packet|truncated/);
    a.message({ opCode: 54, targetPlayer: b.peerId, payload: Buffer.from('real') });
    expect((await b.next(54)).text).toBe('real');
    thief.close();
    await a.close();
    await b.close();
  });

  it('verifies an identity by its connect token, as clients behind DTLS do', async () => {
    const a = await session.join();
    const udp = dgram.createSocket('udp4');
    const results: unknown[] = [];
    udp.on('message', (frame) => {
      const packet = decodeWire(frame);
      if (packet.opCode === -15) results.push(packet.verifyIdentityResult?.success ?? false);
    });
    const say = (connectToken: string, sequenceNumber: number) =>
      udp.send(
        encodeWire({
          opCode: -14,
          sender: a.peerId,
          sequenceNumber,
          verifyIdentity: { peerId: a.peerId, connectToken },
        }),
        session.port,
        '127.0.0.1',
      );
    say('wrong', 0);
    await until(() => results.length === 1, 'a result');
    say(a.loginResult?.connectToken ?? '', 1);
    await until(() => results.length === 2, 'a result');
    expect(results).toEqual([false, true]);
    udp.close();
    await a.close();
  });

  it('is off when it is turned off: the port is 0', async () => {
    const without = new HostedFleet('groups/relay.js', { udp: false });
    try {
      const client = await (await without.session()).join();
      expect(client.loginResult?.success).toBe(true);
      expect(client.loginResult?.fastPort ?? 0).toBe(0);
    } finally {
      await without.close();
    }
  });
});

describe('slow, silent and flooding clients', () => {
  let host: HostedFleet;
  let session: HostedSession;
  beforeAll(async () => {
    host = new HostedFleet('habits/server.js', {
      limits: {
        messagesPerSecond: 200,
        messageBurst: 50,
        outboundBytes: 300_000,
        outboundFastBytes: 100_000,
      },
    });
    session = await host.session();
  });
  afterAll(() => host.close());

  it('reads a flooding client at the rate, in order and without loss, while others are served', async () => {
    const [flooding, calm] = [await session.join(), await session.join()];
    for (let n = 0; n < 200; n += 1) flooding.event(1, String(n), true);
    calm.event(1, 'calm', true);
    await calm.next(2);
    expect(flooding.packets.filter((packet) => packet.opCode === 2).length).toBeLessThan(200);
    await until(() => flooding.packets.filter((packet) => packet.opCode === 2).length === 200, 'all answers');
    expect(
      flooding.packets.filter((packet) => packet.opCode === 2).map((packet) => Number(packet.text)),
    ).toEqual([...Array(200).keys()]);
    expect(session.log()).toMatch(/sends more than 200 messages a second/);
    await flooding.close();
    await calm.close();
  });

  it('disconnects a client that does not read', async () => {
    const player = await session.join();
    player.socket.pause();
    player.event(5, JSON.stringify({ do: 'flood', count: 2000, size: 10_000 }), true);
    await session.logged(/reads too slowly: \d+ bytes wait for it, at most 300000 may; it is disconnected/);
    await until(() => host.calls.includes(`remove ${player.options.playerSessionId}`), 'the removal');
    player.socket.terminate();
    expect(lives(session.pid)).toBe(true);
  });

  it("pings at the script's interval and disconnects a client that does not answer", async () => {
    const pinging = new HostedFleet('ping/server.js');
    try {
      const quick = await pinging.session();
      const [alive, dead] = [await quick.join(), await quick.join()];
      dead.socket.pong = () => undefined;
      Reflect.get(dead.socket, '_receiver').removeAllListeners('ping'); // The automatic answer is off.
      await quick.logged(new RegExp(`Player ${dead.peerId} has not answered two pings`));
      await until(() => alive.pings > 3, 'pings');
      expect(alive.closed).toBeUndefined();
      await until(() => dead.closed !== undefined, 'the end of the dead connection');
    } finally {
      await pinging.close();
    }
  });
});

describe('TLS', () => {
  it("is wss with a certificate of the fleet's own authority, which the login result names too", async () => {
    const host = new HostedFleet('groups/relay.js', {
      certificate: 'GENERATED',
      dnsNames: ['game.example'],
      timing: { loginTimeout: 700 },
    });
    try {
      const session = await host.session();
      const ca = host.fleet.certificateAuthority() ?? '';
      const players: RealtimeClient[] = [];
      for (const name of ['127.0.0.1', 'localhost']) {
        const client = host.adopt(
          await RealtimeClient.connect({
            url: `wss://${name}:${session.port}/websocket`,
            playerSessionId: session.reserve(),
            ca,
          }),
        );
        players.push(client);
        expect(client.error).toBeUndefined();
        expect(client.loginResult).toMatchObject({ success: true, fastPort: session.port });
        expect(Buffer.from(client.loginResult?.caCert ?? []).toString()).toBe(ca);
      }
      const distrusting = host.adopt(
        await RealtimeClient.connect({
          url: `wss://127.0.0.1:${session.port}/`,
          playerSessionId: session.reserve(),
        }),
      );
      expect(distrusting.loginResult).toBeUndefined();
      expect(String(distrusting.error)).toMatch(/certificate|issuer/i);
      expect(session.log()).toMatch(/DTLS is not offered/);
      // A connection without a handshake has the time of a login; players stay.
      const silent = net.connect(session.port, '127.0.0.1').resume();
      await new Promise((resolve) => silent.once('close', resolve));
      expect(players.map(({ closed }) => closed)).toEqual([undefined, undefined]);
    } finally {
      await host.close();
    }
  });
});
