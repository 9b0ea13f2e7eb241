import net from 'node:net';
import { describe, expect, it } from '@jest/globals';
import { RealtimeClient } from '../support/client';
import { HostedFleet } from '../support/hosted';

export function tls(): void {
  describe('TLS', () => {
    it("is wss with a certificate of the fleet's own authority, which the login result names", async () => {
      const host = new HostedFleet('groups/relay.js', {
        certificate: 'GENERATED',
        dnsNames: ['game.example'],
        timing: { loginTimeoutMs: 700 },
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
}
