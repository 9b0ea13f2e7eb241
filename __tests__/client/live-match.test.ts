import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ApiError, LiveMatch, type LiveMatchOptions, playMatch, type Timing } from '../../client/exports';
import { nodeTransports } from '../../client/node-transports';
import { pingEveryMs } from '../../client/heartbeat';
import { type Transports } from '../../client/transports';
import { opCode } from '../../contract/realtime/op-codes';
import { decodePacket, encodePacket } from '../../contract/realtime/wire/codec';
import { type Json } from '../../core/json';
import { type HostedScript, hostScript } from '../realtime-server/support/hosted-script';
import { type EmulatedStore, emulatedStore } from '../realtime-server/support/store';
import { until } from '../support/until';

const opCodeOf = (bytes: Uint8Array): number | undefined => {
  const decoded = decodePacket(bytes);
  return decoded.ok ? decoded.packet.opCode : undefined;
};

let store: EmulatedStore;
let hosted: HostedScript;
beforeAll(async () => {
  store = await emulatedStore();
  hosted = await hostScript(store, { udp: true, patience: { lingerSeconds: 1 } });
});
afterAll(async () => {
  await hosted.close();
  await store.close();
});

const refusedRejoin = {
  rejoin: () => Promise.reject(new Error('there is no way back here')),
  ending: () => Promise.resolve(undefined),
};

/** The network between player and server; a test chooses which packets are lost. */
function network(lose: {
  readonly frame?: (bytes: Uint8Array) => boolean;
  readonly datagram?: (bytes: Uint8Array) => boolean;
}): Transports {
  return {
    ...nodeTransports,
    openSocket: (url, events, options) =>
      nodeTransports.openSocket(
        url,
        {
          ...events,
          received: (bytes) => {
            if (lose.frame?.(bytes) !== true) events.received(bytes);
          },
        },
        options,
      ),
    openDatagrams: (host, port, received) => {
      const socket = nodeTransports.openDatagrams?.(host, port, received);
      if (socket === undefined) throw new Error('Node has UDP');
      return {
        ...socket,
        send: (bytes) => {
          if (lose.datagram?.(bytes) !== true) socket.send(bytes);
        },
      };
    },
  };
}

async function connectBoth(
  game: string,
  options: LiveMatchOptions = {},
  transports: Transports = nodeTransports,
): Promise<{ a: LiveMatch; b: LiveMatch; endAll(): Promise<void> }> {
  const started = await hosted.start(game);
  const [a, b] = await Promise.all([
    LiveMatch.open(started.endpointOf(0), transports, refusedRejoin, options),
    LiveMatch.open(started.endpointOf(1), nodeTransports, refusedRejoin, options),
  ]);
  return {
    a,
    b,
    async endAll() {
      // The process may have ended in this very moment.
      if (b.result === undefined) await b.resign().catch(() => undefined);
      a.leave();
      b.leave();
      await until('the process is free again', () =>
        hosted.ends.some(({ gameSessionId }) => gameSessionId === started.gameSession.GameSessionId),
      );
    },
  };
}

describe('a server that never answers', () => {
  it('is noticed although the connection is open, and reported on reconnect', async () => {
    let frozen = false;
    let pongs = 0;
    const beats: (() => void)[] = [];
    const timed: Transports = {
      ...network({
        frame: (bytes) => {
          const decoded = decodePacket(bytes);
          if (decoded.ok && decoded.packet.opCode === opCode.pong) pongs += 1;
          return frozen;
        },
      }),
      after: (delayMs, call) => {
        if (delayMs !== pingEveryMs) return nodeTransports.after(delayMs, call);
        beats.push(call);
        return () => undefined;
      },
    };
    const started = await hosted.start('columns');
    const reports: boolean[] = [];
    const recorded = {
      rejoin: (unresponsive: boolean) => {
        reports.push(unresponsive);
        return Promise.reject(new ApiError('match-ended', 409, 'it has ended'));
      },
      ending: () => Promise.resolve(undefined),
    };
    const a = await LiveMatch.open(started.endpointOf(0), timed, recorded);
    const b = await LiveMatch.open(started.endpointOf(1), nodeTransports, refusedRejoin);
    const states: string[] = [];
    a.on('connection', (state) => states.push(state));
    for (let beat = 1; beat <= 5; beat += 1) {
      beats.shift()?.();
      await until('the answer', () => pongs === beat);
    }
    expect(states).toEqual([]);
    frozen = true;
    const closed = new Promise((resolve) => a.on('closed', resolve));
    for (let beat = 1; beat <= 4; beat += 1) beats.shift()?.();
    await closed;
    expect(states).toEqual(['lost']);
    expect(reports).toEqual([true]);
    await b.resign();
    b.leave();
  });
});

describe('following a match', () => {
  it('notices a gap, requests the missing events, and reports every event once, in order', async () => {
    let events = 0;
    // Two events of a's own are lost; the next event of b reveals the gap.
    const lossy = network({
      frame: (bytes) => opCodeOf(bytes) === opCode.events && [1, 4].includes((events += 1)),
    });
    const { a, b, endAll } = await connectBoth('columns', {}, lossy);
    const seen: number[] = [];
    a.on('event', ({ sequence }) => seen.push(sequence));
    for (const column of [0, 1, 2]) {
      await a.nextTurn();
      const played = a.play({ column });
      await b.nextTurn();
      await b.play({ column });
      await expect(played).resolves.toMatchObject({ seat: 0, sequence: column * 2 + 1 });
    }
    await until('a has caught up', () => a.sequence === 6);
    expect(seen).toEqual([1, 2, 3, 4, 5, 6]);
    expect(events).toBe(8); // Six events of the game, two of them requested.
    expect(a.position.view).toEqual(b.position.view);
    await endAll();
  });

  it('rejects a refused command with its code, and stays in the match', async () => {
    const { a, b, endAll } = await connectBoth('noughts');
    await expect(b.play({ cell: 0 })).rejects.toMatchObject({
      name: 'CommandRefused',
      code: 'not-your-turn',
      rule: null,
    });
    await expect(a.play({ cell: 99 })).rejects.toMatchObject({
      code: 'illegal-command',
      rule: 'invalid-command',
      message: expect.stringContaining('from 0 to 8'),
    });
    await expect(a.play({ cell: 4 })).resolves.toMatchObject({ sequence: 1, seat: 0 });
    await b.nextTurn();
    await expect(b.play({ cell: 4 })).rejects.toMatchObject({ rule: 'cell-taken' });
    expect(b.isMyTurn).toBe(true);
    await endAll();
    await expect(b.play({ cell: 5 })).rejects.toMatchObject({ name: 'Disconnected' });
  });

  it('reports that the rules have failed: the match ends without a result', async () => {
    const payload = new TextEncoder().encode('{"reason":"rules-failed","message":"the rules failed"}');
    // The script of these tests plays rules that work, so the network injects the message.
    const endingWithFailure = {
      ...nodeTransports,
      openSocket: (...[url, events, options]: Parameters<Transports['openSocket']>) =>
        nodeTransports.openSocket(
          url,
          {
            ...events,
            received: (bytes) => {
              const decoded = decodePacket(bytes);
              events.received(
                decoded.ok && decoded.packet.opCode === opCode.events
                  ? encodePacket({ ...decoded.packet, opCode: opCode.abandoned, payload })
                  : bytes,
              );
            },
          },
          options,
        ),
    };
    const { a, b, endAll } = await connectBoth('noughts', {}, endingWithFailure);
    const closed: string[] = [];
    a.on('closed', (reason) => closed.push(reason));
    const lost = { name: 'MatchAbandoned', reason: 'rules-failed', message: 'the rules failed' };
    await Promise.all([
      expect(a.play({ cell: 0 })).rejects.toMatchObject(lost),
      expect(a.finished()).rejects.toMatchObject(lost),
    ]);
    await expect(a.nextTurn()).rejects.toMatchObject(lost);
    await expect(a.play({ cell: 1 })).rejects.toMatchObject(lost);
    expect(closed).toEqual(['the rules failed']);
    expect(b.result).toBeUndefined();
    await endAll();
  });

  it('agrees on a draw', async () => {
    const { a, b, endAll } = await connectBoth('noughts');
    await a.play({ cell: 0 });
    await a.offerDraw();
    await until('b knows of the offer', () => b.position.offer !== null);
    await b.answerDraw(true);
    await expect(a.finished()).resolves.toMatchObject({ outcomes: ['draw', 'draw'], reason: 'agreed' });
    await expect(a.nextTurn()).resolves.toBeUndefined();
    await endAll();
  });

  it('asks a bot only when it is its turn, until the result', async () => {
    const { a, b, endAll } = await connectBoth('noughts');
    const asked: number[] = [];
    const bot = (turn: { readonly sequence: number; readonly legal: readonly Json[] }): Json => {
      asked.push(turn.sequence);
      return turn.legal[0] ?? null;
    };
    const [result] = await Promise.all([playMatch(a, bot), playMatch(b, bot)]);
    expect(result).toMatchObject({ outcomes: ['win', 'loss'], reason: 'line', commands: 7 });
    expect(asked).toEqual([0, 1, 2, 3, 4, 5, 6]);
    await endAll();
  });
});

describe('datagrams', () => {
  it('that are lost are sent again over TCP with the same command id', async () => {
    let lost = 0;
    const lossy = network({
      datagram: (bytes) => opCodeOf(bytes) === opCode.command && (lost += 1) > 0,
    });
    const { a, b, endAll } = await connectBoth('noughts', { udp: true }, lossy);
    await until('datagrams flow', () => a.isFast && b.isFast);
    const timings: Timing[] = [];
    a.on('timing', (timing) => timings.push(timing));
    await a.play({ cell: 0 });
    await b.nextTurn();
    await b.play({ cell: 3 });
    await a.play({ cell: 1 });
    expect(lost).toBe(2);
    expect(timings.map(({ attempts }) => attempts)).toEqual([2, 2]);
    await until('b has seen it all', () => b.sequence === 3);
    await endAll();
  });

  it('are sent over TCP instead when the server never acknowledges them', async () => {
    const { a, b, endAll } = await connectBoth('noughts', { udp: true }, network({ datagram: () => true }));
    expect(a.isFast).toBe(false);
    await a.play({ cell: 0 });
    await b.nextTurn();
    expect(a.isFast).toBe(false);
    await endAll();
  });
});
