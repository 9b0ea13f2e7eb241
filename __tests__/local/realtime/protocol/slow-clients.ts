import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { HostedFleet, type HostedSession, lives } from '../support/hosted';
import { until } from '../../../support/until';

export function slowClients(): void {
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

    it('reads a flooding client at the rate, in order, without loss, while others are served', async () => {
      const [flooding, calm] = [await session.join(), await session.join()];
      for (let n = 0; n < 200; n += 1) flooding.event(1, String(n), true);
      calm.event(1, 'calm', true);
      await calm.next(2);
      expect(flooding.packets.filter((packet) => packet.opCode === 2).length).toBeLessThan(200);
      await until(
        'all answers',
        () => flooding.packets.filter((packet) => packet.opCode === 2).length === 200,
      );
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
      await until('the removal', () => host.calls.includes(`remove ${player.options.playerSessionId}`));
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
        await until('pings', () => alive.pings > 3);
        expect(alive.closed).toBeUndefined();
        await until('the end of the dead connection', () => dead.closed !== undefined);
      } finally {
        await pinging.close();
      }
    });
  });
}
