import { beforeEach, describe, expect, it } from '@jest/globals';
import { TurnliftClient } from '../../client/turnlift';
import { type Player } from '../../client/index';
import { type Transports } from '../../client/transports';

/** Times in ms at which the network goes and comes back. */
let outage: { readonly from: number; readonly until: number };
let now: number;
let requests: number;
let isCancelled: boolean;
/** Called with each request that gets no answer. */
let unanswered: () => void;
/** The ticket is completed from this time on. */
const begunAt = 20_000;

const session = {
  playerId: 'p-00000000-0000-4000-8000-000000000001',
  accessToken: 'access',
  tokenType: 'Bearer',
  expiresIn: 100_000,
  refreshToken: 'refresh',
  refreshExpiresIn: 1_000_000,
};
const ticket = () => ({
  ticketId: 'a-ticket',
  status: isCancelled ? 'cancelled' : now < begunAt ? 'searching' : 'completed',
  game: 'noughts',
  matchmaking: 'duel',
  options: {},
  ...(now < begunAt
    ? {}
    : {
        match: { matchId: 'a-match', seat: 1 },
        connection: {
          ipAddress: '127.0.0.1',
          port: 1900,
          tls: false,
          playerSessionId: 'psess-1',
          gameSessionId: 'gsess-1',
          expiresAt: 90_000,
        },
      }),
});

/** A network and a clock of the test: a pause takes no time, and moves the clock. */
const transports: Transports = {
  now: () => now,
  after: (delayMs, call) => {
    void Promise.resolve().then(() => {
      now += delayMs;
      call();
    });
    return () => undefined;
  },
  fetch: async (url, { method }) => {
    requests += 1;
    if (now >= outage.from && now < outage.until) {
      unanswered();
      throw new Error('Failed to fetch');
    }
    isCancelled ||= method === 'DELETE';
    const body = url.endsWith('/v1/sessions') ? session : ticket();
    const status = method === 'POST' ? 201 : 200;
    return { status, headers: { get: () => null }, text: async () => JSON.stringify(body) };
  },
  openSocket: () => {
    throw new Error('not in this test');
  },
  realtime: () => {
    throw new Error('not in this test');
  },
  newId: () => `id-${requests}`,
};

const signedIn = (): Promise<Player> =>
  new TurnliftClient({ url: 'https://api.example.com', transports }).signIn({
    playerId: session.playerId,
    secret: 'secret',
  });

describe('a network that is away while a ticket is followed', () => {
  beforeEach(() => {
    now = 0;
    requests = 0;
    isCancelled = false;
    unanswered = () => undefined;
  });

  it('does not end the search: the match is found once the network is back', async () => {
    outage = { from: 5_000, until: 60_000 };
    const player = await signedIn();
    expect(await player.findMatch({ game: 'noughts' })).toMatchObject({ matchId: 'a-match' });
    expect(now).toBeGreaterThanOrEqual(outage.until);
    // Attempts have pauses, so that an API that comes back is not overrun.
    expect(requests).toBeLessThan(250);
  });

  it('does not keep a ticket that is cancelled meanwhile: it ends once the network is back', async () => {
    outage = { from: 5_000, until: 60_000 };
    const player = await signedIn();
    const cancellation = new AbortController();
    unanswered = () => cancellation.abort();
    const found = player.findMatch({ game: 'noughts', signal: cancellation.signal });
    await expect(found).rejects.toMatchObject({ ticket: { status: 'cancelled' } });
    expect(isCancelled).toBe(true);
    expect(now).toBeGreaterThanOrEqual(outage.until);
  });

  it('ends the search after two minutes', async () => {
    outage = { from: 5_000, until: Infinity };
    const player = await signedIn();
    await expect(player.findMatch({ game: 'noughts' })).rejects.toMatchObject({ code: 'network' });
    expect(now).toBeGreaterThanOrEqual(outage.from + 120_000);
    expect(now).toBeLessThan(outage.from + 130_000);
  });
});
