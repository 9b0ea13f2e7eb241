import dgram from 'node:dgram';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { decodeWire, encodeWire, type RealtimeClient } from '../support/client';
import { HostedFleet, type HostedSession } from '../support/hosted';
import { until } from '../../../support/until';

export function udp(): void {
  describe('UDP', () => {
    let host: HostedFleet;
    let session: HostedSession;
    beforeAll(async () => {
      host = new HostedFleet('groups/relay.js');
      session = await host.session();
    });
    afterAll(() => host.close());

    it('carries fast messages both ways once acknowledged, with sequence numbers per client', async () => {
      const [a, b, c] = [
        await session.join({ udp: true }),
        await session.join({ udp: true }),
        await session.join(),
      ];
      expect(a.loginResult?.fastPort).toBe(session.port);
      await until('confirmation', () => new RegExp(`player ${b.peerId} confirmed`).test(session.log()));
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
      await until('three acknowledgements', () => acks.length >= 3);
      expect(acks.slice(0, 3)).toEqual([0, 1, 2]);
      const other = await session.join();
      other.message({ opCode: 53, targetPlayer: client.peerId });
      expect((await client.next(53)).via).toBe('tcp');
      say({ opCode: -7, targetPlayer: -1, sequenceNumber: 1, udpConnect: {} });
      await session.logged(new RegExp(`player ${client.peerId} confirmed`));
      const heard = acks.length;
      // An absence has no event. In the same time another player, who confirms nothing, gets three more.
      const later: number[] = [];
      const silent = dgram.createSocket('udp4');
      silent.on('message', (frame) => {
        const packet = decodeWire(frame);
        if (packet.opCode === -6) later.push(packet.sequenceNumber ?? 0);
      });
      const request = encodeWire({ sender: other.peerId, opCode: -5, targetPlayer: -1, udpConnect: {} });
      silent.send(request, session.port, '127.0.0.1');
      await until('three acknowledgements of the other', () => later.length >= 3);
      expect(acks.length).toBe(heard);
      silent.close();
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
      await until('confirmation', () => new RegExp(`player ${a.peerId} confirmed`).test(session.log()));
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
      await until('a result', () => results.length === 1);
      say(a.loginResult?.connectToken ?? '', 1);
      await until('a result', () => results.length === 2);
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
}
