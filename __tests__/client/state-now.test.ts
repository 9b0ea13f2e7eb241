import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { LiveMatch } from '../../client/exports';
import { nodeTransports } from '../../client/node-transports';
import { type Transports } from '../../client/transports';
import { type HostedScript, hostScript } from '../realtime-server/support/hosted-script';
import { type EmulatedStore, emulatedStore } from '../realtime-server/support/store';
import { until } from '../support/until';

let store: EmulatedStore;
let hosted: HostedScript;
beforeAll(async () => {
  store = await emulatedStore();
  hosted = await hostScript(store, { patience: { lingerSeconds: 1 } });
});
afterAll(async () => {
  await hosted.close();
  await store.close();
});

const back = {
  rejoin: () => new Promise<never>(() => undefined),
  ending: () => Promise.resolve(undefined),
};

/** The network of a player, which a test can cut. */
function cuttable(): { readonly transports: Transports; cut(): void } {
  const cuts: (() => void)[] = [];
  return {
    cut: () => cuts.splice(0).forEach((cut) => cut()),
    transports: {
      ...nodeTransports,
      openSocket: (url, events, options) => {
        const socket = nodeTransports.openSocket(url, events, options);
        cuts.push(() => socket.close());
        return socket;
      },
    },
  };
}

/** A page follows a match once it has the game's code: by then much may have happened. */
describe('the state of a match without listeners', () => {
  it('has the presence of a player who comes and leaves', async () => {
    const started = await hosted.start('noughts');
    const a = await LiveMatch.open(started.endpointOf(0), nodeTransports, back);
    expect(a.seats.map(({ presence }) => presence)).toEqual(['here', 'expected']);
    const b = await LiveMatch.open(started.endpointOf(1), nodeTransports, back);
    await until('b is here', () => a.seats[1]?.presence === 'here');
    expect(a.seats[1]).toMatchObject({ playerId: b.players[1], team: 1 });
    b.leave();
    await until('b is away', () => a.seats[1]?.presence === 'away');
    expect(a.seats[1]?.until).toEqual(expect.any(Number));
    expect(a.seats[0]?.presence).toBe('here');
    await a.resign();
    a.leave();
  });

  it('reports the result and the end of the connection', async () => {
    const started = await hosted.start('noughts');
    const a = await LiveMatch.open(started.endpointOf(0), nodeTransports, back);
    const b = await LiveMatch.open(started.endpointOf(1), nodeTransports, back);
    expect({ connection: a.connection, closedBecause: a.closedBecause }).toEqual({ connection: 'open' });
    await b.resign();
    await a.finished();
    await until('the session is closed', () => a.connection === 'closed');
    expect(a.closedBecause).toMatch(/\w/);
    expect(a.result).toMatchObject({ outcomes: ['win', 'loss'] });
    b.leave();
  });

  it('reports that the connection is lost, or over and why', async () => {
    const started = await hosted.start('noughts');
    const [kept, given] = [cuttable(), cuttable()];
    const a = await LiveMatch.open(started.endpointOf(0), kept.transports, back);
    const b = await LiveMatch.open(started.endpointOf(1), given.transports, back, { reconnect: false });
    kept.cut();
    given.cut();
    await until('both are lost', () => a.connection === 'lost' && b.connection === 'closed');
    expect(a.closedBecause).toBeUndefined();
    expect(b.closedBecause).toMatch(/\w/);
    a.leave();
    expect(a.closedBecause).toBe('we left');
  });
});
