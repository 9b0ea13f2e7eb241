import { expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { playerSessionId } from '../../../core/ids';
import { type MatchStore } from '../../../store';
import { StoppedClock } from '../support/clocks';
import { arrangeMatch, ScriptHarness } from '../support/script-harness';
import { until } from '../../support/until';
import { emulated, playCells, playerless, seatPlayers } from './seated';

export function leavingAndRejoining(): void {
  it('keeps the seat of a player who left, for another player session of the same player', async () => {
    const playing = await seatPlayers(emulated.matches);
    const { harness, match, peers } = playing;
    await playCells(playing, [0]);
    harness.disconnect(peers[1]);
    expect(await harness.until(peers[0], 'presence', 2)).toMatchObject({
      seat: 1,
      presence: 'away',
      until: expect.any(Number),
    });
    harness.play(peers[0], 1, { cell: 1 });
    expect((await harness.until(peers[0], 'refused')).code).toBe('not-your-turn');

    const another = `psess-${randomUUID()}`;
    await emulated.matches.seatPlayerSessions(match.matchId, [
      { playerSessionId: playerSessionId(another), playerId: match.players[1] ?? playerless() },
    ]);
    const again = await harness.join(another);
    expect(harness.of(again, 'welcome')[0]).toMatchObject({ seat: 1, sequence: 1, position: { toAct: [1] } });
    expect(await harness.until(peers[0], 'presence', 3)).toMatchObject({ seat: 1, presence: 'here' });
    harness.play(again, 1, { cell: 4 });
    await harness.untilSequence(peers[0], 2);
  });

  it('gives the seat to its newest connection; the previous connection is notified', async () => {
    const { harness, match, peers } = await seatPlayers(emulated.matches);
    const another = `psess-${randomUUID()}`;
    await emulated.matches.seatPlayerSessions(match.matchId, [
      { playerSessionId: playerSessionId(another), playerId: match.players[0] ?? playerless() },
    ]);
    const again = await harness.join(another);
    expect(await harness.until(peers[0], 'refused')).toMatchObject({ code: 'replaced', id: null });
    const late = harness.play(peers[0], 0, { cell: 0 });
    expect(await harness.until(peers[0], 'refused', 2)).toMatchObject({ code: 'replaced', id: late });
    harness.disconnect(peers[0]); // This must not empty the seat.
    harness.play(again, 0, { cell: 4 });
    await harness.untilSequence(peers[1], 1);
    expect(harness.of(peers[1], 'presence').map(({ presence }) => presence)).not.toContain('away');
  });

  it('gives up a seat that stays away: the other wins', async () => {
    const clock = new StoppedClock();
    const { harness, match, peers } = await seatPlayers(emulated.matches, clock);
    harness.disconnect(peers[0]);
    await harness.until(peers[1], 'presence');
    clock.advance(89_000);
    expect(await emulated.matches.log(match.matchId)).toEqual([]);
    clock.advance(2000);
    expect(await harness.until(peers[1], 'result')).toMatchObject({
      outcomes: ['loss', 'win'],
      reason: 'abandoned',
    });
    expect(await emulated.matches.get(match.matchId)).toMatchObject({
      ending: { result: { reason: 'abandoned' } },
    });
    clock.advance(15_000);
    await until('the process ends', () => harness.exited === 1);
  });

  it('gives up a seat that no player ever took', async () => {
    const clock = new StoppedClock();
    const match = await arrangeMatch(emulated.matches, 'noughts');
    const harness = new ScriptHarness(emulated.matches, clock, { arrivalSeconds: 20 });
    harness.script.onStartGameSession(match.gameSession);
    const second = await harness.join(match.playerSessions[1] ?? '');
    expect(harness.of(second, 'welcome')[0]?.seats).toMatchObject([
      { presence: 'expected' },
      { presence: 'here' },
    ]);
    clock.advance(20_000);
    expect(await harness.until(second, 'result')).toMatchObject({
      outcomes: ['loss', 'win'],
      reason: 'abandoned',
    });
  });

  it('sends players the reason why a match is void that was cancelled while it was placed', async () => {
    const match = await arrangeMatch(emulated.matches, 'noughts');
    expect(await emulated.matches.voidBeforeBegin(match.matchId)).toBe('voided');
    const harness = new ScriptHarness(emulated.matches, new StoppedClock());
    harness.script.onStartGameSession(match.gameSession);
    const second = harness.connect(match.playerSessions[1] ?? '');
    expect(await harness.until(second, 'abandoned')).toMatchObject({ reason: 'cancelled' });
    expect(await emulated.matches.voidBeforeBegin(match.matchId)).toBe('begun');
  });

  it('ends a match to which no player ever came, without a winner and without timers left', async () => {
    const clock = new StoppedClock();
    const match = await arrangeMatch(emulated.matches, 'noughts');
    const harness = new ScriptHarness(emulated.matches, clock, { arrivalSeconds: 20 });
    harness.script.onStartGameSession(match.gameSession);
    // Two seats, the idle end, and the sign of life of the owner have a timer each.
    await until(
      'the match is claimed',
      async () => (await emulated.matches.get(match.matchId)) !== undefined && clock.waiting === 4,
    );
    clock.advance(20_000);
    await until('the process ends', () => harness.exited === 1);
    expect(await emulated.matches.get(match.matchId)).toMatchObject({
      ending: { result: { places: [1, 1], reason: 'abandoned' } },
    });
  });

  it('takes over a match whose process died, from its log; the old process stops sending', async () => {
    const first = await seatPlayers(emulated.matches);
    await playCells(first, [0, 3, 1]);
    // The first process sends no more from here on; the next one takes the match over.
    const harness = new ScriptHarness(emulated.matches, new StoppedClock());
    harness.script.onStartGameSession(first.match.gameSession);
    const peers = [
      await harness.join(first.match.playerSessions[0] ?? ''),
      await harness.join(first.match.playerSessions[1] ?? ''),
    ] as const;
    expect(harness.of(peers[1], 'welcome')[0]).toMatchObject({ sequence: 4, position: { toAct: [1] } });

    // The store refuses further writes of the first: it stops sending and ends.
    const before = first.harness.heard(first.peers[0]).length;
    first.harness.play(first.peers[1], 3, { cell: 8 });
    await until('the first process ends', () => first.harness.exited === 1);
    expect(first.harness.heard(first.peers[0])).toHaveLength(before);

    await playCells({ harness, match: first.match, peers }, [4, 2], 3, 1);
    expect(await harness.until(peers[0], 'result')).toMatchObject({
      outcomes: ['win', 'loss'],
      reason: 'line',
    });
  });

  it('records a result that a dead process left unrecorded', async () => {
    const dying: MatchStore = { ...emulated.matches, finish: () => new Promise(() => undefined) };
    const first = await seatPlayers(dying);
    await playCells(first, [0, 3, 1, 4, 2]);
    expect((await emulated.matches.get(first.match.matchId))?.status).toBe('active');
    const harness = new ScriptHarness(emulated.matches, new StoppedClock());
    harness.script.onStartGameSession(first.match.gameSession);
    const peer = await harness.join(first.match.playerSessions[0] ?? '');
    await until(
      'the result is recorded',
      async () => (await emulated.matches.get(first.match.matchId))?.status === 'finished',
    );
    await until(
      'the player knows',
      () => harness.of(peer, 'welcome')[0]?.result !== null || harness.of(peer, 'result').length === 1,
    );
  });

  it('sends the result to every player who comes after the end', async () => {
    const first = await seatPlayers(emulated.matches);
    await playCells(first, [0, 3, 1, 4, 2]);
    await first.harness.until(first.peers[0], 'result');
    const clock = new StoppedClock();
    const harness = new ScriptHarness(emulated.matches, clock);
    harness.script.onStartGameSession(first.match.gameSession);
    const late = await harness.join(first.match.playerSessions[1] ?? '');
    expect(harness.of(late, 'welcome')[0]).toMatchObject({
      sequence: 5,
      result: { reason: 'line', commands: 5 },
    });
    clock.advance(15_000);
    await until('the process ends', () => harness.exited === 1);
  });

  it('finishes running work when the service ends the process', async () => {
    const { harness, match, peers } = await seatPlayers(emulated.matches);
    harness.play(peers[0], 0, { cell: 4 });
    harness.script.onProcessTerminate();
    await until('the process ends', () => harness.exited === 1);
    expect(await emulated.matches.log(match.matchId)).toHaveLength(1);
    expect(harness.sequences(peers[1])).toEqual([1]);
  });
}
