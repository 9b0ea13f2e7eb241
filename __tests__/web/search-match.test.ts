import { expect, it } from '@jest/globals';
import { TurnliftClient } from '../../client/turnlift';
import { type Transports } from '../../client/transports';
import { searchMatch } from '../../web/play/search-match';

const session = {
  playerId: 'p-00000000-0000-4000-8000-000000000001',
  accessToken: 'access',
  tokenType: 'Bearer',
  expiresIn: 100_000,
  refreshToken: 'refresh',
  refreshExpiresIn: 1_000_000,
};
const completed = {
  ticketId: 'of-the-other-tab',
  status: 'completed',
  game: 'noughts',
  matchmaking: 'duel',
  options: {},
  match: { matchId: 'a-match', seat: 1 },
  connection: {
    ipAddress: '127.0.0.1',
    port: 1900,
    tls: false,
    playerSessionId: 'psess-1',
    gameSessionId: 'gsess-1',
    expiresAt: 90_000,
  },
};

/**
 * An API of which the player already has a ticket.
 * @param refusal what it answers to a second one
 * @param backAt the time in milliseconds until which no ticket can be opened
 */
function network(refusal: object, backAt: number): Transports {
  let now = 0;
  const answerTo = (url: string): readonly [status: number, body: object] => {
    if (url.endsWith('/v1/sessions')) return [201, session];
    if (url.endsWith('/v1/tickets')) return [409, refusal];
    return url.endsWith('/v1/tickets/of-the-other-tab') ? [200, completed] : [404, {}];
  };
  return {
    now: () => now,
    after: (delayMs, call) => {
      now += delayMs;
      void Promise.resolve().then(call);
      return () => undefined;
    },
    fetch: async (url) => {
      if (url.endsWith('/v1/tickets') && now < backAt) throw new TypeError('Failed to fetch');
      const [status, body] = answerTo(url);
      return { status, headers: { get: () => null }, text: async () => JSON.stringify(body) };
    },
    openSocket: () => {
      throw new Error('not in this test');
    },
    realtime: () => {
      throw new Error('not in this test');
    },
    newId: () => 'id',
  };
}

async function search(
  refusal: object,
  { backAt = 0, signal }: { backAt?: number; signal?: AbortSignal } = {},
) {
  const transports = network(refusal, backAt);
  const client = new TurnliftClient({ url: 'https://api.example.com', transports });
  const player = await client.signIn({ playerId: session.playerId, secret: 'secret' });
  const followed: string[] = [];
  const onTicket = ({ ticketId }: { readonly ticketId: string }): unknown => followed.push(ticketId);
  const options = { onTicket, ...(signal === undefined ? {} : { signal }) };
  const found = searchMatch(player, { game: 'noughts', options: {} }, options, () => undefined, transports);
  return { found, followed, now: transports.now };
}

it('follows the ticket that another tab of the player has opened', async () => {
  const { found, followed } = await search({ code: 'ticket-open', ticketId: 'of-the-other-tab' });
  expect(await found).toMatchObject({ matchId: 'a-match', ticketId: 'of-the-other-tab' });
  expect(followed).toEqual(['of-the-other-tab']);
});

it('follows nothing for another refusal', async () => {
  const { found, followed } = await search({ code: 'match-running', ticketId: 'of-the-other-tab' });
  await expect(found).rejects.toMatchObject({ code: 'match-running' });
  expect(followed).toEqual([]);
});

const ofOtherTab = { code: 'ticket-open', ticketId: 'of-the-other-tab' };

it('opens its ticket when a lost connection is back', async () => {
  const { found, now } = await search(ofOtherTab, { backAt: 60_000 });
  expect(await found).toMatchObject({ matchId: 'a-match' });
  expect(now()).toBeGreaterThanOrEqual(60_000);
});

it('gives up when the connection is lost for more than two minutes', async () => {
  const { found, followed, now } = await search(ofOtherTab, { backAt: 1_000_000 });
  await expect(found).rejects.toMatchObject({ code: 'network' });
  expect(now()).toBeGreaterThanOrEqual(120_000);
  expect(now()).toBeLessThan(130_000);
  expect(followed).toEqual([]);
});

it('opens no ticket for a player who has left the search without a connection', async () => {
  const { found, followed } = await search(ofOtherTab, { backAt: 60_000, signal: AbortSignal.abort() });
  await expect(found).rejects.toMatchObject({ code: 'network' });
  expect(followed).toEqual([]);
});
