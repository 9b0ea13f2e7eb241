import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { HostedFleet, type HostedSession, lineOf } from './support/hosted';
import { until } from '../../support/until';

describe('a two-player race in the style of the old samples', () => {
  let host: HostedFleet;
  beforeAll(() => {
    host = new HostedFleet('race/server.js');
  });
  afterAll(() => host.close());

  it('is played to its end, one player with UDP and one without, and ends its process', async () => {
    const session = await host.session();
    const [fast, slow] = [await session.join({ udp: true }), await session.join()];
    expect([fast.peerId, slow.peerId]).toEqual([1, 2]);
    // The script's messages of onPlayerAccepted come before the login result, as on the service.
    expect(slow.packets.map((packet) => packet.opCode).slice(0, 2)).toEqual([14, -1]);
    expect((await fast.next(10)).via).toBe('udp');
    expect((await slow.next(10)).via).toBe('tcp');
    for (let hop = 1; hop <= 5; hop += 1) fast.event(11, `hop ${hop}`);
    slow.event(11, 'mine');
    expect((await slow.next(13)).text).toBe('1');
    expect(
      slow.packets
        .filter((packet) => packet.opCode === 12 && packet.text.startsWith('1:'))
        .map((packet) => packet.text),
    ).toEqual([1, 2, 3, 4, 5].map((hop) => `1:${hop}:hop ${hop}`));
    slow.event(99, 'what');
    const line = lineOf('race/server.js', "'unknown op code '");
    const warned = `\\[WARN\\] \\(server\\.js\\) ${line}: unknown op code 99 \\[object Object\\]`;
    await session.logged(new RegExp(warned));
    await fast.close();
    await session.logged(/left 1 of 2/);
    await slow.close();
    expect(await session.over()).toMatchObject({ end: 'process-ended', detail: 'exit code 0' });
    expect(session.log()).toMatch(/left 2 of 1/);
    expect(session.log()).toMatch(/Completed process ending with: true/);
    expect(host.calls.map((call) => call.split(' ')[0])).toEqual(['accept', 'accept', 'remove', 'remove']);
  });
});

describe('a card game with JSON in the connect payload and methods without their object', () => {
  let host: HostedFleet;
  let session: HostedSession;
  beforeAll(async () => {
    host = new HostedFleet('cards/game.js');
    session = await host.session();
  });
  afterAll(() => host.close());

  it('reads profiles, greets before it accepts, deals and plays', async () => {
    const anna = await session.join({ connectPayload: JSON.stringify({ name: 'Anna' }) });
    const bert = await session.join({ connectPayload: JSON.stringify({ name: 'Bert' }) });
    expect((await anna.next(40)).text).toBe('hello Anna');
    expect((await anna.next(41)).text).toBe('{"joined":"Anna"}');
    expect((await anna.next(41)).text).toBe('{"joined":"Bert"}');
    bert.event(1, '{"card":4}');
    expect(await anna.next(42)).toMatchObject({
      sender: 2,
      text: '{"card":4,"left":2}',
      targetPlayer: 1,
      targetGroup: -1,
    });
    bert.event(1, '{"card":4}');
    expect((await bert.next(43)).text).toBe('not your card');
  });

  it('refuses players that the script refuses, or whose profile it cannot read', async () => {
    const banned = await session.join({ connectPayload: '{"banned":true}' });
    const broken = await session.join({ connectPayload: '{"name":' });
    const absent = await session.join();
    for (const client of [banned, broken, absent]) {
      await until('the close', () => client.closed !== undefined);
      expect(client.loginResult).toMatchObject({ peerId: client.peerId });
      expect(client.loginResult?.success ?? false).toBe(false);
      expect(client.closed).toMatchObject({ code: 1000 });
    }
    expect(session.log()).toMatch(/\[ERROR\].*onPlayerConnect threw, which counts as false: SyntaxError/);
    const next = await session.join({ connectPayload: '{"name":"Cleo"}' });
    expect(next.loginResult?.success).toBe(true);
    // Refused connections have used their ids.
    expect(next.peerId).toBe(6);
  });

  it('accepts no more players than its configuration allows', async () => {
    const fourth = await session.join({ connectPayload: '{"name":"Dora"}' });
    expect(fourth.loginResult?.success).toBe(true);
    const fifth = await session.join({ connectPayload: '{"name":"Emil"}' });
    expect(fifth.loginResult?.success ?? false).toBe(false);
    expect(session.log()).toMatch(/takes at most 4 players/);
  });
});

describe('a relay with groups', () => {
  let host: HostedFleet;
  let session: HostedSession;
  beforeAll(async () => {
    host = new HostedFleet('groups/relay.js');
    session = await host.session();
  });
  afterAll(() => host.close());

  it('carries messages between players unless the script refuses, with the true sender', async () => {
    const [a, b] = [await session.join(), await session.join()];
    a.raw({
      opCode: 20,
      sender: 77,
      targetPlayer: b.peerId,
      targetGroup: -1,
      reliable: true,
      payload: Buffer.from('to you alone'),
    });
    expect(await b.next(20)).toMatchObject({
      sender: a.peerId,
      text: 'to you alone',
      targetPlayer: b.peerId,
      reliable: true,
    });
    a.message({ opCode: 20, targetPlayer: b.peerId, payload: Buffer.from('a secret') });
    a.message({ opCode: 20, targetPlayer: 1234, payload: Buffer.from('to an unknown peer') });
    a.message({ opCode: 20, payload: Buffer.from('without a target') });
    a.message({ opCode: 21, targetPlayer: b.peerId });
    await b.next(21);
    expect(b.packets.filter((packet) => packet.opCode === 20)).toHaveLength(1);
    expect(a.packets.filter((packet) => packet.opCode === 20)).toHaveLength(0);
    expect(session.log()).toMatch(/there is no player 1234/);
    expect(session.log()).toMatch(/names no target/);
    await a.close();
    await b.close();
  });

  it('carries messages to groups in order, including the sender, members only', async () => {
    const [a, b, c] = [await session.join(), await session.join(), await session.join()];
    const members = async (client: typeof a) => (await client.next(-13)).groupMembershipUpdate;
    a.joinGroup(5);
    expect(await members(a)).toEqual({ group: 5, players: [a.peerId] });
    b.joinGroup(5);
    expect(await members(a)).toEqual({ group: 5, players: [a.peerId, b.peerId] });
    expect(await members(b)).toEqual({ group: 5, players: [a.peerId, b.peerId] });
    c.requestGroup(5);
    expect(await members(c)).toEqual({ group: 5, players: [a.peerId, b.peerId] });
    c.requestGroup(-1);
    expect(await members(c)).toEqual({ group: -1, players: [a.peerId, b.peerId, c.peerId] });

    for (const text of ['slow', 'veto', 'fast'])
      a.message({ opCode: 30, targetGroup: 5, payload: Buffer.from(text) });
    expect([(await b.next(30)).text, (await b.next(30)).text]).toEqual(['slow', 'fast']);
    expect(await a.next(30)).toMatchObject({
      sender: a.peerId,
      text: 'slow',
      targetPlayer: a.peerId,
      targetGroup: 5,
    });
    c.message({ opCode: 30, targetGroup: 5, payload: Buffer.from('from outside') });
    c.message({ opCode: 31, targetGroup: -1 });
    for (const client of [a, b, c]) expect((await client.next(31)).sender).toBe(c.peerId);
    expect(b.packets.filter((packet) => packet.opCode === 30)).toHaveLength(2);
    expect(c.packets.filter((packet) => packet.opCode === 30)).toHaveLength(0);

    b.leaveGroup(5);
    expect(await members(a)).toEqual({ group: 5, players: [a.peerId] });
    expect(await members(b)).toEqual({ group: 5, players: [a.peerId] });
    c.event(60);
    for (const client of [a, b, c]) expect(await members(client)).toEqual({ group: 5, players: [a.peerId] });

    c.joinGroup(5);
    await members(c);
    await members(a);
    await a.close();
    expect(await members(c)).toEqual({ group: 5, players: [c.peerId] });
    await b.close();
    await c.close();
  });

  it('corrects a client that may not join or leave, by sending the present list', async () => {
    const a = await session.join();
    for (const group of [99, 13, 0, -4]) {
      a.joinGroup(group);
      const update = (await a.next(-13)).groupMembershipUpdate;
      expect({ group: update?.group ?? 0, players: update?.players ?? [] }).toEqual({ group, players: [] });
    }
    expect(session.log()).toMatch(/onPlayerJoinGroup threw, which counts as false: Error: no thirteen/);
    a.joinGroup(-1);
    expect((await a.next(-13)).groupMembershipUpdate).toEqual({ group: -1, players: [a.peerId] });
    a.joinGroup(7);
    await a.next(-13);
    a.leaveGroup(7);
    expect((await a.next(-13)).groupMembershipUpdate).toEqual({ group: 7, players: [a.peerId] });
    a.leaveGroup(-1);
    expect((await a.next(-13)).groupMembershipUpdate).toEqual({ group: -1, players: [a.peerId] });
    await a.close();
  });
});
