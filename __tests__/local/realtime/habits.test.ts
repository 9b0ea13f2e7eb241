import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { HostedFleet, type HostedSession, lineOf } from './support/hosted';
import { type RealtimeClient } from './support/client';

describe('the session object, used as public scripts use it', () => {
  let host: HostedFleet;
  let session: HostedSession;
  let player: RealtimeClient;
  const request = (what: string, more: object = {}) =>
    player.event(5, JSON.stringify({ do: what, ...more }), true);

  beforeAll(async () => {
    host = new HostedFleet('habits/server.js', { environment: { TABLE: 'matches' } });
    session = await host.session({ GameSessionData: 'd', MatchmakerData: '{}' });
    player = await session.join({ udp: true });
  });
  afterAll(() => host.close());

  it("has the fields and methods that scripts expect, and the files of a fleet's machine", async () => {
    player.event(5);
    const facts: unknown = JSON.parse((await player.next(2)).text);
    expect(facts).toMatchObject({
      name: true,
      contents: true,
      toString: '[object Object]',
      empty: false,
      text: '',
      bytes: true,
      isMap: true,
      keys: [1],
      gameSessionId: session.id,
      serverId: -1,
      all: -1,
      player: { peerId: 1, playerSessionId: player.options.playerSessionId },
      cwd: true,
      send: 'undefined',
      home: true,
      metadata: 'fleet-test',
      metadataExists: true,
      sub: 'PacketJoinGroupLoginResult',
      environment: 'matches',
      reliable: false,
    });
    expect(facts).toHaveProperty('inspectMs', expect.any(Number));
    expect(Reflect.get(Object(facts), 'inspectMs')).toBeLessThan(50);
    expect(Reflect.get(Object(facts), 'inspectLength')).toBeLessThan(2000);
  });

  it('passes the game session in PascalCase, with camelCase accessors', async () => {
    request('game');
    expect(JSON.parse((await player.next(2)).text)).toEqual({
      keys: [
        'GameSessionId',
        'Name',
        'FleetId',
        'MaximumPlayerSessionCount',
        'GameProperties',
        'GameSessionData',
        'MatchmakerData',
        'IpAddress',
        'DnsName',
        'Port',
      ],
      alias: session.id,
      properties: ['map=winter'],
      max: 8,
      port: session.port,
    });
  });

  it('passes bytes unchanged, and converts other values to bytes as scripts expect', async () => {
    const bytes = Buffer.from([0, 255, 128, 13, 10]);
    player.event(1, bytes, true);
    expect(await player.next(2)).toMatchObject({ sender: 1, payload: bytes });
    request('bytes');
    expect((await player.next(2)).payload).toEqual(Buffer.from([1, 2, 44, 4]));
    request('nothing');
    expect((await player.next(2)).payload).toHaveLength(0);
    request('number');
    expect((await player.next(2)).text).toBe('42');
  });

  it('sends fast messages by UDP up to 1200 bytes, the rest by TCP; a sender may be text', async () => {
    request('fast', { size: 1200 });
    expect(await player.next(3)).toMatchObject({ via: 'udp', sender: 1, reliable: false });
    request('fast', { size: 1201 });
    expect(await player.next(3)).toMatchObject({ via: 'tcp', sender: 1 });
    request('fast', { size: 20_000 });
    expect((await player.next(3)).payload).toHaveLength(20_000);
  });

  it('tolerates invalid calls: they are logged, and neither throw nor send', async () => {
    const before = player.packets.length;
    request('nonsense');
    expect((await player.next(2)).text).toBe('{"alive":1}');
    expect(player.packets.length).toBe(before + 1);
    for (const pattern of [
      /there is no player undefined/,
      /there is no player 77/,
      /undefined is not a game message/,
      /its op code is NaN/,
      /its op code is 0/,
      /its op code is -1/,
    ]) {
      expect(session.log()).toMatch(pattern);
    }
  });

  it("logs with the script's file and line, console.log too", async () => {
    request('logs');
    await player.next(2);
    const log = session.log();
    expect(log).not.toMatch(/not shown/);
    const at = (call: string) => `(server.js) ${lineOf('habits/server.js', call)}`;
    expect(log).toContain(`[INFO] ${at('log.info({ a')}: { a: [ 1, 2 ] }\n`);
    expect(log).toContain(`[ERROR] ${at("new Error('seen')")}: Error: seen\n`);
    expect(log).toContain(`[CXFATAL] ${at("log.cxfatal('c')")}: c\n`);
    expect(log).toMatch(/^by console$/m);
  });

  it('keeps running when callbacks throw or reject, and when rejections are unhandled', async () => {
    request('throws');
    request('rejects');
    request('leaks');
    expect((await player.next(2)).text).toBe('"leaked"');
    await session.logged(/\[ERROR\].*onMessage threw: Error: thrown in onMessage/);
    await session.logged(/\[ERROR\].*onMessage threw: Error: rejected in onMessage/);
    await session.logged(/\[ERROR\].*rejected without a handler: Error: leaked rejection/);
    player.event(1, 'still here', true);
    expect((await player.next(2)).text).toBe('still here');
  });
});
