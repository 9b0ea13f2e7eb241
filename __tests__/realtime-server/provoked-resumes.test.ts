import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { writeGameSessionData } from '../../contract/game-session-data';
import { gameSessionId, playerSessionId } from '../../core/ids';
import { timeDefaults } from '../../core/match/clock/time-rules';
import { silentMs } from '../../functions/matches/rejoin';
import { aliveEveryMs } from '../../realtime-server/timekeeping';
import { createMatchStore } from '../../store';
import { StoppedClock } from './support/clocks';
import { arrangeMatch, gameSessionArn, ScriptHarness } from './support/script-harness';
import { credentials, type EmulatedStore, emulatedStore, region, tables } from './support/store';
import { until } from '../support/until';

let emulated: EmulatedStore;
let client: DynamoDBClient;
beforeAll(async () => {
  emulated = await emulatedStore();
  client = new DynamoDBClient({ endpoint: emulated.dynamodb.url, region, credentials });
});
afterAll(async () => {
  client.destroy();
  await emulated.close();
});

/** A match of timed noughts (a minute each) whose first turns are over: seat 0 thinks since `begun`. */
async function thinking() {
  const clock = new StoppedClock();
  const store = createMatchStore(
    DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } }),
    tables,
    { now: () => clock.now() },
  );
  const match = await arrangeMatch(store, 'timed-noughts');
  const harness = new ScriptHarness(store, clock);
  harness.script.onStartGameSession(match.gameSession);
  const peers = [];
  for (const session of match.playerSessions) peers.push(await harness.join(session));
  for (const [seat, peer] of peers.entries()) {
    harness.play(peer, seat, { cell: seat });
    for (const hears of peers) await harness.untilSequence(hears, seat + 1);
  }
  return { clock, store, match, harness, peers, begun: clock.now() };
}

/** The number of advances so far. The script's writes at each beat are done before the next. */
async function advance(
  { clock, store, match }: Awaited<ReturnType<typeof thinking>>,
  milliseconds: number,
): Promise<void> {
  const every = aliveEveryMs({ kind: 'fischer', baseMs: 1, incrementMs: 1 });
  const known = async () => (await store.get(match.matchId))?.aliveAt ?? 0;
  for (let left = milliseconds; left > 0; left -= every) {
    const before = await known();
    clock.advance(Math.min(left, every));
    if (left >= every)
      await until('the owner says that it runs, or the match ends', async () => {
        const row = await store.get(match.matchId);
        return (row?.aliveAt ?? 0) > before || row?.status !== 'active';
      });
  }
}

it('an owner reports that it runs while a clock does, and no other process can', async () => {
  const thinks = await thinking();
  const { store, match, begun } = thinks;
  await advance(thinks, 7999);
  expect((await store.get(match.matchId))?.aliveAt).toBeUndefined();
  await advance(thinks, 1);
  await until('it is noted', async () => (await store.get(match.matchId))?.aliveAt === begun + 8000);
  await store.takeOver(match.matchId, { gameSessionId: gameSessionId(gameSessionArn()) });
  expect((await store.log(match.matchId)).at(-1)).toMatchObject({ kind: 'claim', aliveAt: begun + 8000 });
  await store.markAlive(match.matchId, 1, begun + 99_000);
  expect((await store.get(match.matchId))?.aliveAt).toBe(begun + 8000);
});

it('the reports are more frequent than the silence after which a player’s word replaces a server', () => {
  expect(aliveEveryMs({ kind: 'none' })).toBeLessThan(silentMs(0));
});

it('a player who has the server replaced again and again in one turn is still timed out', async () => {
  const { maxResumeGraces, resumeGraceMs } = timeDefaults;
  let thinks = await thinking();
  const { clock, store, match, begun } = thinks;
  let resumes = 0;
  const waiter = match.players[1];
  if (waiter === undefined) throw new Error('no waiter');
  // A server runs for 9 s and is replaced, although it lives: each time the newest beat is one second old.
  for (; (await store.get(match.matchId))?.status === 'active' && resumes < 60; resumes += 1) {
    await advance(thinks, 9000);
    const harness = new ScriptHarness(store, clock);
    const session = playerSessionId(`psess-00000000-0000-4000-8000-${String(resumes).padStart(12, '0')}`);
    await store.seatPlayerSessions(match.matchId, [{ playerSessionId: session, playerId: waiter }]);
    harness.script.onStartGameSession({
      GameSessionId: gameSessionArn(),
      GameSessionData: writeGameSessionData(match.matchId),
    });
    await harness.join(session);
    thinks = { ...thinks, harness };
  }
  const newest = (await store.log(match.matchId)).at(-1);
  expect(newest).toMatchObject({ kind: 'timeout', seats: [0] });
  // A minute, the graces, and one second of each replaced server: not the minutes that they ran.
  const most = 60_000 + maxResumeGraces * resumeGraceMs + resumes * 1000;
  expect((newest?.at ?? 0) - begun).toBeLessThanOrEqual(most + 9000);
  expect(resumes).toBeLessThan(20);
});
