import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { writeGameSessionData } from '../../contract/game-session-data';
import { botId } from '../../core/bots/bot-ids';
import { commandId, gameName, matchId, playerId, playerSessionId } from '../../core/ids';
import { isCommand } from '../../core/match/log';
import { aMatchHeader } from '../support/headers';
import { hastyClock, StoppedClock } from './support/clocks';
import { arrangeMatch, gameSessionArn, prefix, ScriptHarness } from './support/script-harness';
import { type EmulatedStore, emulatedStore } from './support/store';
import { until } from '../support/until';

let emulated: EmulatedStore;
beforeAll(async () => {
  emulated = await emulatedStore();
});
afterAll(async () => {
  await emulated.close();
});

/** A practice match that is arranged, and whose process starts. The player has seat 0 by default. */
async function practice(
  game: string,
  { strength = 'first', seat = 0, clock = hastyClock, rulesVersion = 1 } = {},
) {
  const header = aMatchHeader({
    matchId: matchId(randomUUID()),
    game: gameName(game),
    rulesVersion,
    seats: [0, 1].map((each) => (each === seat ? playerId(`p-${randomUUID()}`) : botId(each))),
    bots: [{ seat: 1 - seat, strength }],
    origin: 'practice',
    matchmaking: null,
    rated: false,
    startedAt: clock.now(),
  });
  await emulated.matches.arrange(header);
  const session = playerSessionId(`psess-${randomUUID()}`);
  const player = header.seats[seat] ?? botId(9);
  await emulated.matches.seatPlayerSessions(header.matchId, [{ playerSessionId: session, playerId: player }]);
  const harness = new ScriptHarness(emulated.matches, clock);
  harness.script.onStartGameSession({
    GameSessionId: gameSessionArn(),
    GameSessionData: writeGameSessionData(header.matchId),
  });
  return { header, harness, session, log: () => emulated.matches.log(header.matchId) };
}

const cellsOf = (log: Awaited<ReturnType<EmulatedStore['matches']['log']>>) =>
  log.filter(isCommand).map(({ seat, action, bot }) => ({ seat, action, bot }));

describe('a match that functions with other rules have arranged', () => {
  it('begins under the rules of the process that plays it', async () => {
    const { header, harness, session } = await practice('practised', { rulesVersion: 7 });
    const peer = await harness.join(session);
    expect(harness.of(peer, 'welcome')).toMatchObject([{ rulesVersion: 1 }]);
    harness.play(peer, 1, { cell: 8 });
    await harness.untilSequence(peer, 3);
    expect(await emulated.matches.get(header.matchId)).toMatchObject({ header: { rulesVersion: 1 } });
  });

  it('is not changed once a command was played', async () => {
    const { header, harness, session } = await practice('practised');
    const peer = await harness.join(session);
    harness.play(peer, 1, { cell: 8 });
    await harness.untilSequence(peer, 3);
    const { ownerEpoch = 0 } = (await emulated.matches.get(header.matchId)) ?? {};
    expect(await emulated.matches.beginUnder(header.matchId, ownerEpoch, 7)).toBe(true);
    const next = new ScriptHarness(emulated.matches, hastyClock);
    next.script.onStartGameSession({
      GameSessionId: gameSessionArn(),
      GameSessionData: writeGameSessionData(header.matchId),
    });
    await until('the process ends', () => next.exited === 1);
    expect(next.log.join()).toContain('there is no version 7 of the game practised');
    expect(await emulated.matches.get(header.matchId)).toMatchObject({ header: { rulesVersion: 7 } });
    // A former owner has no effect.
    expect(await emulated.matches.beginUnder(header.matchId, 0, 1)).toBe(false);
  });
});

describe('a match with a bot', () => {
  it('is played to its end: the bot answers each command, and is marked wherever it shows', async () => {
    const { header, harness, session, log } = await practice('practised');
    const peer = await harness.join(session);
    const [welcome] = harness.of(peer, 'welcome');
    expect(welcome).toMatchObject({
      origin: 'practice',
      matchmaking: null,
      rated: false,
      seats: [{ presence: 'here' }, { playerId: botId(1), presence: 'here', until: null, bot: 'first' }],
    });
    expect(welcome?.seats[0]).not.toHaveProperty('bot');
    // The bot takes 0, 1 and 2, unless it is stopped.
    for (const [index, cell] of [8, 4, 6].entries()) {
      if (index > 0) await harness.untilSequence(peer, 1 + index * 2);
      harness.play(peer, 1 + index * 2, { cell });
    }
    const result = await harness.until(peer, 'result');
    expect(result).toMatchObject({ places: [2, 1], reason: 'line' });
    expect(cellsOf(await log()).filter(({ bot }) => bot)).toEqual(
      [0, 1, 2].map((cell) => ({ seat: 1, action: { kind: 'play', command: { cell } }, bot: true })),
    );
    expect(
      harness
        .of(peer, 'events')
        .flatMap(({ events }) => events.filter((event) => 'bot' in event && event.bot)),
    ).toHaveLength(3);
    const { items } = await emulated.matches.history(header.seats[0] ?? botId(9), { limit: 10 });
    expect(items).toMatchObject([{ opponents: [botId(1)], bots: [botId(1)], counted: 'unrated' }]);
    expect((await emulated.matches.history(botId(1), { limit: 10 })).items).toEqual([]);
    expect(await emulated.matches.running(botId(1))).toEqual([]);
  });

  it('lets the bot begin where it has the first seat, at the requested strength', async () => {
    const { harness, session, log } = await practice('practised', { seat: 1, strength: 'last' });
    await until('the bot plays', async () => cellsOf(await log()).length === 1);
    expect(cellsOf(await log())).toMatchObject([{ seat: 0, action: { command: { cell: 8 } }, bot: true }]);
    const peer = await harness.join(session);
    expect(harness.of(peer, 'welcome')[0]?.position).toMatchObject({ toAct: [1] });
  });

  it.each(['throws', 'hangs', 'hangs-in-thought', 'silent', 'illegal'])(
    'continues with a legal command where the bot %s',
    async (game) => {
      const { harness, session, log } = await practice(game);
      const peer = await harness.join(session);
      harness.play(peer, 1, { cell: 4 });
      await until('the bot plays', async () => cellsOf(await log()).some(({ bot }) => bot));
      const [own, bots] = cellsOf(await log());
      expect(own).toMatchObject({ seat: 0 });
      expect(bots).toMatchObject({ seat: 1, action: { kind: 'play' } });
      expect(harness.log.some((line) => line.startsWith(`error match`) && line.includes('the bot of'))).toBe(
        true,
      );
      expect(harness.of(peer, 'abandoned')).toEqual([]);
    },
  );

  it('accepts a takeback, and no draw', async () => {
    const { harness, session, log } = await practice('practised');
    const peer = await harness.join(session);
    harness.play(peer, 1, { cell: 4 });
    await harness.untilSequence(peer, 3);
    for (const [offer, sequence] of [
      ['draw', 5],
      ['takeback', 9],
    ] as const) {
      if (offer === 'takeback') {
        harness.play(peer, 5, { cell: 8 });
        await harness.untilSequence(peer, 7);
      }
      harness.send(peer, { kind: 'offer', id: commandId(`offer-${offer}`), offer });
      await harness.untilSequence(peer, sequence);
    }
    expect(cellsOf(await log()).filter(({ action }) => action.kind === 'answer')).toEqual([
      { seat: 1, action: { kind: 'answer', offer: 'draw', accept: false }, bot: true },
      { seat: 1, action: { kind: 'answer', offer: 'takeback', accept: true }, bot: true },
    ]);
    expect(harness.of(peer, 'events').at(-1)?.position).toMatchObject({ toAct: [0] });
  });

  it('handles messages while the bot thinks, and discards its move if the match has changed', async () => {
    const clock = new StoppedClock();
    const { harness, session, log } = await practice('endless', { clock });
    const peer = await harness.join(session);
    harness.play(peer, 1, { cell: 4 });
    await harness.untilSequence(peer, 2);
    harness.send(peer, { kind: 'resign', id: commandId('enough') });
    await harness.until(peer, 'result');
    for (let passed = 0; passed < 2000; passed += 10) clock.advance(10);
    expect(cellsOf(await log()).map(({ action }) => action.kind)).toEqual(['play', 'resign']);
  });

  it('ends for good when its only player stays away', async () => {
    const clock = new StoppedClock();
    const { header, harness } = await practice('practised', { clock });
    await until('the match is claimed', async () => (await emulated.matches.log(header.matchId)).length > 0);
    await until('the match is over', async () => {
      clock.advance(10_000);
      return (await emulated.matches.get(header.matchId))?.status === 'finished';
    });
    expect(await emulated.matches.get(header.matchId)).toMatchObject({ counted: 'void' });
    expect(harness.log.join('\n')).toContain('as are all');
  });
});

describe('a seat whose player leaves', () => {
  /** A match of matchmaking, whose process starts: with the players who come. */
  async function matched(game: string, matchmaking: string, clock = new StoppedClock()) {
    const match = await arrangeMatch(emulated.matches, game);
    const harness = new ScriptHarness(emulated.matches, clock);
    const data = match.gameSession.MatchmakerData.replace(`${prefix}-duel`, `${prefix}-${matchmaking}`);
    harness.script.onStartGameSession({ ...match.gameSession, MatchmakerData: data });
    return { ...match, harness, clock, log: () => emulated.matches.log(match.matchId) };
  }

  it('that never came is played by a bot where the matchmaking says so', async () => {
    const { harness, playerSessions, players, matchId: id, clock, log } = await matched('noughts', 'casual');
    const peer = await harness.join(playerSessions[0] ?? '');
    harness.play(peer, 0, { cell: 8 });
    await harness.untilSequence(peer, 1);
    clock.advance(90_000);
    await until('the bot plays', async () => {
      clock.advance(10);
      return cellsOf(await log()).length === 3;
    });
    expect(cellsOf(await log()).slice(1)).toEqual([
      { seat: 1, action: { kind: 'bot', strength: 'first', because: 'abandoned' } },
      { seat: 1, action: { kind: 'play', command: { cell: 0 } }, bot: true },
    ]);
    expect(harness.of(peer, 'presence').at(-1)).toMatchObject({ seat: 1, presence: 'here', bot: 'first' });
    // The player comes after all, and finds the seat taken.
    const late = await harness.join(playerSessions[1] ?? '');
    harness.play(late, 3, { cell: 5 });
    expect(await harness.until(late, 'refused')).toMatchObject({ code: 'seat-out' });
    harness.send(peer, { kind: 'resign', id: commandId('enough') });
    await harness.until(peer, 'result');
    expect((await emulated.matches.history(players[0] ?? botId(9), { limit: 1 })).items).toMatchObject([
      { bots: [players[1]], outcome: 'loss' },
    ]);
    expect(await emulated.matches.get(id)).toMatchObject({ counted: 'unrated' });
  });

  it('that never came leaves the match where the matchmaking says nothing', async () => {
    const { harness, playerSessions, clock, log } = await matched('noughts', 'duel');
    const peer = await harness.join(playerSessions[0] ?? '');
    clock.advance(90_000);
    await harness.until(peer, 'result');
    expect(cellsOf(await log())).toMatchObject([{ seat: 1, action: { kind: 'abandon' } }]);
  });

  it('is played by a bot where the game says so: it is not rated, and the leaver abandoned it', async () => {
    const { harness, playerSessions, players, matchId: id, clock, log } = await matched('replaced', 'duel');
    const [ada, bob] = [
      await harness.join(playerSessions[0] ?? ''),
      await harness.join(playerSessions[1] ?? ''),
    ];
    for (const [index, [peer, cell]] of (
      [
        [ada, 4],
        [bob, 0],
        [ada, 8],
      ] as const
    ).entries()) {
      harness.play(peer, index, { cell });
      await harness.untilSequence(ada, index + 1);
    }
    harness.disconnect(bob);
    await until('the bot plays', async () => {
      clock.advance(10_000);
      return cellsOf(await log()).some(({ bot }) => bot);
    });
    // Resigning against the bot alone is losing: there is no other player to play with.
    harness.send(ada, { kind: 'resign', id: commandId('enough') });
    await harness.until(ada, 'result');
    expect(await emulated.matches.get(id)).toMatchObject({ counted: 'with-bots' });
    const standings = await Promise.all(
      players.map((player) => emulated.players.standing(player, gameName('replaced'))),
    );
    expect(standings).toMatchObject([
      { rated: 0, wins: 0, losses: 0, abandoned: 0 },
      { rated: 0, wins: 0, losses: 0, abandoned: 1 },
    ]);
  });

  it('that resigns is replaced too, and the log folds to the same match in another process', async () => {
    const { harness, playerSessions, matchId: id, clock, log } = await matched('replaced', 'duel');
    const [ada, bob] = [
      await harness.join(playerSessions[0] ?? ''),
      await harness.join(playerSessions[1] ?? ''),
    ];
    harness.play(ada, 0, { cell: 4 });
    await harness.untilSequence(bob, 1);
    harness.send(bob, { kind: 'resign', id: commandId('gone') });
    await until('the bot plays', async () => {
      clock.advance(10);
      return cellsOf(await log()).some(({ bot }) => bot);
    });
    expect(cellsOf(await log())[1]).toEqual({
      seat: 1,
      action: { kind: 'bot', strength: 'first', because: 'resigned' },
    });
    const next = new ScriptHarness(emulated.matches, new StoppedClock());
    next.script.onStartGameSession({
      GameSessionId: gameSessionArn(),
      GameSessionData: writeGameSessionData(id),
    });
    const peer = await next.join(playerSessions[0] ?? '');
    expect(next.of(peer, 'welcome')[0]).toMatchObject({
      seats: [{ presence: 'here' }, { presence: 'here', bot: 'first' }],
      position: { toAct: [0] },
    });
  });
});
