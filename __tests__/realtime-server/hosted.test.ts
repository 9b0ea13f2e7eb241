import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import dgram from 'node:dgram';
import { opCode as script } from '../../contract/realtime/op-codes';
import { decodePacket, encodePacket } from '../../contract/realtime/wire/codec';
import { opCodes, serverPeerId } from '../../contract/realtime/wire/op-codes';
import { packet } from '../../contract/realtime/wire/packet';
import { nodeTransports } from '../../client/node';
import { LiveMatch, type LiveMatchOptions, playMatch, type Timing } from '../../client/exports';
import { type Socket, type Transports } from '../../client/transports';
import { playerSessionId } from '../../core/ids';
import { type Json } from '../../core/json';
import { type HostedScript, hostScript } from './support/hosted-script';
import { type EmulatedStore, emulatedStore } from './support/store';
import { until } from '../support/until';

let store: EmulatedStore;
let hosted: HostedScript;
beforeAll(async () => {
  store = await emulatedStore();
  hosted = await hostScript(store, {
    udp: true,
    patience: { lingerSeconds: 1, awaySeconds: 1, arrivalSeconds: 30 },
  });
});
afterAll(async () => {
  await hosted.close();
  await store.close();
});

type Started = Awaited<ReturnType<HostedScript['start']>>;

/** Rejoins as REST does: another player session for the same player. */
function wayBack(started: Started, seat: number) {
  return {
    rejoin: async () => {
      const id = `psess-${randomUUID()}`;
      const player = started.players[seat];
      if (player === undefined) throw new Error('no such seat');
      await store.matches.seatPlayerSessions(started.matchId, [
        { playerSessionId: playerSessionId(id), playerId: player },
      ]);
      hosted.playerSessions.reserve([id]);
      return { ...started.endpointOf(seat), playerSessionId: id };
    },
    ending: () => Promise.resolve(undefined),
  };
}

const join = (
  started: Started,
  seat: number,
  options: LiveMatchOptions = {},
  transports: Transports = nodeTransports,
): Promise<LiveMatch> =>
  LiveMatch.open(started.endpointOf(seat), transports, wayBack(started, seat), options);
const first = ({ legal }: { readonly legal: readonly Json[] }): Json => legal[0] ?? null;

describe('the built script in the Realtime host, players with the SDK', () => {
  it.each([
    ['TCP', false],
    ['UDP where possible', true],
  ])('plays whole matches over %s', async (_name, udp) => {
    for (const game of ['noughts', 'columns']) {
      const started = await hosted.start(game);
      const players = await Promise.all([join(started, 0, { udp }), join(started, 1, { udp })]);
      const timings: Timing[] = [];
      for (const player of players) player.on('timing', (timing) => timings.push(timing));
      if (udp) await until('datagrams flow', () => players.every((player) => player.isFast));
      const [result, other] = await Promise.all(players.map((player) => playMatch(player, first)));
      expect(other).toEqual(result);
      expect(players[0]?.players).toEqual(started.players);
      const record = await store.matches.get(started.matchId);
      expect(record).toMatchObject({
        status: 'finished',
        ending: {
          result: { places: [1, 2], reason: result?.reason },
          commands: result?.commands,
        },
      });
      expect(timings).toHaveLength(result?.commands ?? -1);
      for (const player of players) player.leave();
      await until('the game session ends', () =>
        hosted.ends.some(({ gameSessionId }) => gameSessionId === started.gameSession.GameSessionId),
      );
      expect(hosted.ends.filter(({ end }) => end !== 'process-ended')).toEqual([]);
    }
  });

  it('rejoins the same seat after a lost connection, and misses no event', async () => {
    const started = await hosted.start('columns');
    const sockets: Socket[] = [];
    const breakable: Transports = {
      ...nodeTransports,
      openSocket: (...given) => {
        const socket = nodeTransports.openSocket(...given);
        sockets.push(socket);
        return socket;
      },
    };
    const [a, b] = [await join(started, 0), await join(started, 1, {}, breakable)];
    const seen: number[] = [];
    b.on('event', ({ sequence }) => seen.push(sequence));
    await (await a.nextTurn(), a.play({ column: 0 }));
    await until('b has seen it', () => b.sequence === 1);
    sockets[0]?.close(); // The network's doing, as far as the match knows.
    const mine = b.play({ column: 1 }); // Sent once the connection is open again.
    await expect(mine).resolves.toMatchObject({ sequence: 2, seat: 1 });
    await a.nextTurn();
    await a.play({ column: 2 });
    await until('b has it all', () => seen.length === 3);
    expect(seen).toEqual([1, 2, 3]);
    expect(sockets).toHaveLength(2);
    await Promise.all([a.resign(), b.finished()]);
    expect(b.result).toMatchObject({ outcomes: ['loss', 'win'], reason: 'resigned' });
    a.leave();
    b.leave();
  });

  it('counts a connection lost right after its welcome as one more attempt to come back', async () => {
    const started = await hosted.start('noughts');
    const sockets: Socket[] = [];
    const cutsTheSecond: Transports = {
      ...nodeTransports,
      openSocket: (url, events, options) => {
        const isSecond = sockets.length === 1;
        const received = (bytes: Uint8Array): void => {
          const read = decodePacket(bytes);
          if (!read.ok || read.packet.opCode !== script.welcome) return;
          events.received(bytes); // before the login result
          sockets[1]?.close();
          events.closed('cut');
        };
        const socket = nodeTransports.openSocket(url, isSecond ? { ...events, received } : events, options);
        sockets.push(socket);
        return socket;
      },
    };
    const [a, b] = [await join(started, 0, {}, cutsTheSecond), await join(started, 1)];
    const states: string[] = [];
    a.on('connection', (state) => states.push(state));
    sockets[0]?.close();
    await until('a is back', () => states.includes('restored'));
    await a.play({ cell: 0 });
    await b.nextTurn();
    await b.resign();
    await a.finished();
    expect(states).toEqual(['lost', 'restored']);
    expect(sockets).toHaveLength(3);
    a.leave();
    b.leave();
  });

  it('steps aside for a newer connection of the same seat, instead of replacing it in turn', async () => {
    const started = await hosted.start('noughts');
    const [a, b] = [await join(started, 0), await join(started, 1)];
    const connection: string[] = [];
    a.on('connection', (state) => connection.push(state));
    const closed = new Promise((resolve) => {
      a.on('closed', resolve);
    });
    const device = await LiveMatch.open(
      await wayBack(started, 0).rejoin(),
      nodeTransports,
      wayBack(started, 0),
    );
    await expect(closed).resolves.toBe('your seat has connected again since');
    expect(connection).toEqual([]);
    await expect(a.play({ cell: 0 })).rejects.toMatchObject({ name: 'Disconnected' });
    await device.play({ cell: 4 });
    await b.nextTurn();
    await b.resign();
    await expect(device.finished()).resolves.toMatchObject({ outcomes: ['win', 'loss'] });
    device.leave();
    b.leave();
  });

  it('accepts no datagram as proof, for any claim inside it', async () => {
    const started = await hosted.start('noughts');
    // The victim does not use UDP, so a process on its address may connect it.
    let refusals = 0;
    const listening: Transports = {
      ...nodeTransports,
      openSocket: (url, events, options) =>
        nodeTransports.openSocket(
          url,
          {
            ...events,
            received: (bytes) => {
              const read = decodePacket(bytes);
              if (read.ok && read.packet.opCode === script.refused) refusals += 1;
              events.received(bytes);
            },
          },
          options,
        ),
    };
    const victim = await join(started, 0, {}, listening);
    const other = await join(started, 1, {}, listening);
    const forger = dgram.createSocket('udp4');
    const heard: number[] = [];
    forger.on('message', (bytes) => {
      const read = decodePacket(bytes);
      if (read.ok) heard.push(read.packet.opCode);
    });
    let sequenceNumber = 0;
    const forge = (opCode: number, payload = '', kind?: 'udpConnect') => {
      for (const sender of [1, 2]) {
        sequenceNumber += 1;
        const forged = packet({
          opCode,
          sender,
          sequenceNumber,
          targetPlayer: serverPeerId,
          reliable: true,
          payload: Buffer.from(payload),
          ...(kind === undefined ? {} : { message: { kind } }),
        });
        forger.send(encodePacket(forged), started.endpoint.port, '127.0.0.1');
      }
    };
    forge(opCodes.udpConnect, '', 'udpConnect');
    await until('the forger is taken for the players', () => heard.length >= 2);
    for (const secret of [{}, { secret: 'guessed' }]) {
      forge(script.resign, JSON.stringify({ id: 'f', ...secret }));
      forge(script.command, JSON.stringify({ id: 'f', seen: 0, command: { cell: 0 }, ...secret }));
    }
    await until('all forged commands are refused', () => refusals === 8);
    await victim.play({ cell: 4 });
    await other.nextTurn();
    await other.play({ cell: 0 });
    expect(await store.matches.log(started.matchId)).toMatchObject([
      { seat: 0, action: { kind: 'play', command: { cell: 4 } } },
      { seat: 1, action: { kind: 'play', command: { cell: 0 } } },
    ]);
    forger.close();
    await victim.resign();
    victim.leave();
    other.leave();
  });

  it('refuses a player session that was used, and one that is not of the match', async () => {
    const started = await hosted.start('noughts');
    const a = await join(started, 0);
    await expect(join(started, 0)).rejects.toMatchObject({ name: 'Disconnected' });
    hosted.playerSessions.reserve(['psess-without-seat']);
    await expect(
      LiveMatch.open(
        { ...started.endpointOf(0), playerSessionId: 'psess-without-seat' },
        nodeTransports,
        wayBack(started, 0),
      ),
    ).rejects.toMatchObject({ name: 'CommandRefused', code: 'not-seated' });
    expect(a.isMyTurn).toBe(true);
    await a.resign();
    a.leave();
  });

  it('gives up a player who left for good; the process ends, so that no session stays behind', async () => {
    const started = await hosted.start('noughts');
    const [a, b] = [await join(started, 0), await join(started, 1)];
    a.leave();
    await expect(b.finished()).resolves.toMatchObject({ outcomes: ['loss', 'win'], reason: 'abandoned' });
    await until('the game session ends by itself', () =>
      hosted.ends.some(({ gameSessionId }) => gameSessionId === started.gameSession.GameSessionId),
    );
    b.leave();
  });
});

describe('over TLS', () => {
  it("plays with the fleet's certificate, and refuses to talk without trusting it", async () => {
    const secure = await hostScript(store, { tls: true, processes: 1 });
    try {
      const started = await secure.start('noughts');
      const ca = secure.fleet.certificateAuthority?.();
      if (ca === undefined) throw new Error('the fleet has no certificate');
      const at = (seat: number) => ({ ...started.endpointOf(seat), dnsName: 'localhost' });
      const back = {
        rejoin: () => Promise.reject(new Error('not needed')),
        ending: () => Promise.resolve(undefined),
      };
      await expect(LiveMatch.open(at(0), nodeTransports, back, {})).rejects.toMatchObject({
        name: 'Disconnected',
      });
      const players = await Promise.all(
        [0, 1].map((seat) => LiveMatch.open(at(seat), nodeTransports, back, { ca })),
      );
      const [result] = await Promise.all(players.map((player) => playMatch(player, first)));
      expect(result?.reason).toBe('line');
      for (const player of players) player.leave();
    } finally {
      await secure.close();
    }
  });
});
