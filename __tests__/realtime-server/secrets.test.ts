import { randomUUID } from 'node:crypto';
import { GameLiftClient } from '@aws-sdk/client-gamelift';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import fc from 'fast-check';
import { createMatchesApp } from '../../functions/matches/app';
import { createGameLiftRegions } from '../../functions/shared/aws/gamelift-regions';
import { createGameSessionCalls } from '../../functions/matches/hosting';
import { playerId, type PlayerId } from '../../core/ids';
import { type Game } from '../../core/define';
import { openMatch, replay } from '../../core/match/match';
import { eventsAfter, positionFor } from '../../core/match/views';
import { whispers } from '../games/whispers';
import { StoppedClock } from './support/clocks';
import { arrangeMatch, games, type MatchSeats, ScriptHarness } from './support/script-harness';
import { credentials, type EmulatedStore, emulatedStore, region } from './support/store';
import { tries } from '../../testing/effort';

/**
 * Every word of a seat is a secret until the rules show it. All that a seat or a spectator receives, by
 * messages and by REST, is searched for words that it may not know.
 */

let emulated: EmulatedStore;
const gamelift = new GameLiftClient({ region, credentials, endpoint: 'http://127.0.0.1:9' });
beforeAll(async () => {
  jest.spyOn(console, 'warn').mockImplementation(() => undefined);
  emulated = await emulatedStore();
  ours = appOf(games);
});
afterAll(async () => {
  gamelift.destroy();
  await emulated.close();
});

let ours: ReturnType<typeof appOf>;
const appOf = (of: RestGames) =>
  createMatchesApp({
    matches: emulated.matches,
    hosting: createGameSessionCalls(
      createGameLiftRegions(region, () => gamelift),
      'no-queue',
    ),
    now: Date.now,
    backend: { games: of, matchmakings: new Map() },
    invitations: emulated.invitations,
    rematches: emulated.rematches,
    newId: randomUUID,
    newSeed: () => '5'.repeat(32),
    newCode: () => '2'.repeat(10),
    certificates: { tlsOf: () => Promise.resolve(false) },
    sessions: { stateOf: () => Promise.resolve({ kind: 'open' }) },
    accounts: { get: () => Promise.resolve(undefined), names: () => Promise.resolve(new Map()) },
  });
type RestGames = ReadonlyMap<Game['name'], Game>;
/** The whole body of an answer to a player. */
async function rest(path: string, sub: PlayerId, app = ours): Promise<string> {
  const event = { requestContext: { authorizer: { jwt: { claims: { sub, sid: 'open' } } } } };
  const answer = await app.fetch(new Request(`http://api${path}`), { event });
  return `${answer.status} ${JSON.stringify([...answer.headers])} ${await answer.text()}`;
}

interface Play {
  readonly harness: ScriptHarness;
  readonly match: MatchSeats;
  readonly peers: readonly number[];
  /** Answers that a seat received by REST, not searched yet. */
  readonly received: string[][];
}

/** Words that each seat has at the start, and those that the rules have shown since. */
async function wordsOf({ match }: Pick<Play, 'match'>) {
  const record = await emulated.matches.get(match.matchId);
  if (record === undefined) throw new Error('not claimed');
  const { hands } = openMatch(whispers, record.header).state;
  const now = replay(whispers, record.header, await emulated.matches.log(match.matchId));
  return { hands, now, shown: now.state.open ? now.state.revealed.flat() : [] };
}

async function search(play: Play): Promise<number> {
  const { hands, shown, now } = await wordsOf(play);
  let searched = 0;
  const find = (text: string, own: readonly string[]): void => {
    searched += text.length;
    for (const secret of hands.flat())
      if (text.includes(secret) && !own.includes(secret) && !shown.includes(secret))
        throw new Error(`${secret} is in ${text}`);
  };
  for (const [seat, peer] of play.peers.entries()) {
    const own = hands[seat] ?? [];
    for (const text of play.harness.payloads.get(peer)?.splice(0) ?? []) find(text, own);
    for (const text of play.received[seat]?.splice(0) ?? []) find(text, own);
  }
  find(JSON.stringify([positionFor(now, 'spectator'), eventsAfter(now, 0, 'spectator')]), []);
  const watched = await rest(
    `/v1/matches/${play.match.matchId}/watch?limit=100`,
    playerId(`p-${randomUUID()}`),
  );
  if (!watched.startsWith('200 ')) throw new Error(watched);
  find(watched, []);
  return searched;
}

/** Reads by REST all that a seat may read, and all that an account without a seat is refused. */
async function readAll({ match, received }: Play, limit: number): Promise<void> {
  const path = `/v1/matches/${match.matchId}`;
  for (const [seat, player] of match.players.entries())
    for (const route of [path, `${path}/seat`, `${path}/log?limit=${limit}`, `${path}/log?after=${limit}`])
      received[seat]?.push(await rest(route, player));
  expect(await rest(`${path}/log`, playerId(`p-${randomUUID()}`))).toMatch(/^403 /);
}

const fail = (): never => {
  throw new Error('no player');
};

describe('secrets of the seats of a match', () => {
  it('never reach another seat or a spectator, by messages or by REST, over random games', async () => {
    let searched = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.record({
          seats: fc.integer({ min: 2, max: 5 }),
          rounds: fc.integer({ min: 1, max: 3 }),
          open: fc.boolean(),
          picks: fc.array(fc.nat(), { minLength: 1, maxLength: 12 }),
        }),
        async ({ seats, rounds, open, picks }) => {
          const match = await arrangeMatch(emulated.matches, 'whispers', {
            teams: Array.from({ length: seats }, () => 1),
            options: { rounds, open },
          });
          const harness = new ScriptHarness(emulated.matches, new StoppedClock());
          harness.script.onStartGameSession(match.gameSession);
          const peers: number[] = [];
          for (const session of match.playerSessions) peers.push(await harness.join(session));
          const play: Play = { harness, match, peers, received: peers.map(() => []) };
          for (const [index, pick] of picks.entries()) {
            const { now } = await wordsOf(play);
            if (now.ending !== undefined) break;
            const seat = now.toAct[pick % now.toAct.length] ?? 0;
            const { legal } = positionFor(now, seat);
            // Sometimes a word that is not in the seat's hand: the refusal must not reveal more.
            const command = pick % 5 === 0 ? { say: 'not a word' } : (legal[pick % legal.length] ?? null);
            harness.play(peers[seat] ?? 0, now.sequence, command);
            if (pick % 5 === 0) await harness.until(peers[seat] ?? 0, 'refused');
            else await Promise.all(peers.map((peer) => harness.untilSequence(peer, now.sequence + 1)));
            // Once a match has ended, all of its log is public.
            const { now: then } = await wordsOf(play);
            if (then.ending === undefined && index % 2 === 0) await readAll(play, 1 + (pick % 7));
            harness.send(peers[(seat + 1) % seats] ?? 0, { kind: 'sync', after: pick % (index + 1) });
            searched += await search(play);
          }
          // Another process takes the match over, and sends it again.
          const next = new ScriptHarness(emulated.matches, new StoppedClock());
          next.script.onStartGameSession(match.gameSession);
          const again: number[] = [];
          for (const session of match.playerSessions) again.push(await next.join(session));
          for (const peer of again) next.send(peer, { kind: 'sync', after: 0 });
          for (const peer of again) await next.until(peer, 'events');
          searched += await search({ ...play, harness: next, peers: again });
        },
      ),
      { numRuns: tries(6), endOnFailure: true },
    );
    expect(searched).toBeGreaterThan(100_000);
  });

  it('are not in the log of a running match whose rules this backend does not have', async () => {
    const match = await arrangeMatch(emulated.matches, 'whispers');
    const harness = new ScriptHarness(emulated.matches, new StoppedClock());
    harness.script.onStartGameSession(match.gameSession);
    const peers = [
      await harness.join(match.playerSessions[0] ?? ''),
      await harness.join(match.playerSessions[1] ?? ''),
    ];
    const { now } = await wordsOf({ match });
    harness.play(peers[0] ?? 0, 0, positionFor(now, 0).legal[0] ?? null);
    await harness.untilSequence(peers[1] ?? 0, 1);
    const [ada = fail(), bob = fail()] = match.players;
    const newer = new Map([...games, [whispers.name, { ...whispers, with: brokenWith }]]);
    for (const known of [new Map(), newer]) {
      const body = await rest(`/v1/matches/${match.matchId}/log`, bob, appOf(known));
      expect(body).toContain('"command":null');
      expect(body).not.toContain('secret-');
      expect(await rest(`/v1/matches/${match.matchId}/log`, ada, appOf(known))).toContain('secret-');
    }
  });
});

/** The same game under rules of a later version. */
const brokenWith: Game['with'] = (use) =>
  use({ ...whispers, rules: { ...whispers.rules, version: whispers.version + 1 } });
