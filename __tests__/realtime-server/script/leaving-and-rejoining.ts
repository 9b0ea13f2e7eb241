import { expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { playerSessionId } from '../../../core/ids';
import { type MatchStore } from '../../../store';
import { StoppedClock } from '../support/clocks';
import { arrangeMatch, ScriptTable } from '../support/script-table';
import { until } from '../support/until';
import { emulated, playCells, playerless, seated } from './seated';

export function leavingAndRejoining(): void {
  it('keeps the seat of a player who left, for another player session of the same player', async () => {
    const playing = await seated(emulated.matches);
    const { table, match, peers } = playing;
    await playCells(playing, [0]);
    table.disconnect(peers[1]);
    expect(await table.until(peers[0], 'presence', 2)).toMatchObject({
      seat: 1,
      presence: 'away',
      until: expect.any(Number),
    });
    table.play(peers[0], 1, { cell: 1 });
    expect((await table.until(peers[0], 'refused')).code).toBe('not-your-turn');

    const another = `psess-${randomUUID()}`;
    await emulated.matches.seatPlayerSessions(match.matchId, [
      { playerSessionId: playerSessionId(another), playerId: match.players[1] ?? playerless() },
    ]);
    const again = await table.sit(another);
    expect(table.of(again, 'welcome')[0]).toMatchObject({ seat: 1, sequence: 1, standing: { toAct: [1] } });
    expect(await table.until(peers[0], 'presence', 3)).toMatchObject({ seat: 1, presence: 'here' });
    table.play(again, 1, { cell: 4 });
    await table.untilSequence(peers[0], 2);
  });

  it('gives the seat to its newest connection; the previous connection is told so', async () => {
    const { table, match, peers } = await seated(emulated.matches);
    const another = `psess-${randomUUID()}`;
    await emulated.matches.seatPlayerSessions(match.matchId, [
      { playerSessionId: playerSessionId(another), playerId: match.players[0] ?? playerless() },
    ]);
    const again = await table.sit(another);
    expect(await table.until(peers[0], 'refused')).toMatchObject({ code: 'replaced', id: null });
    const late = table.play(peers[0], 0, { cell: 0 });
    expect(await table.until(peers[0], 'refused', 2)).toMatchObject({ code: 'replaced', id: late });
    table.disconnect(peers[0]); // This must not empty the seat.
    table.play(again, 0, { cell: 4 });
    await table.untilSequence(peers[1], 1);
    expect(table.of(peers[1], 'presence').map(({ presence }) => presence)).not.toContain('away');
  });

  it('gives up a seat that stays away: the other wins', async () => {
    const clock = new StoppedClock();
    const { table, match, peers } = await seated(emulated.matches, clock);
    table.disconnect(peers[0]);
    await table.until(peers[1], 'presence');
    clock.advance(89_000);
    expect(await emulated.matches.log(match.matchId)).toEqual([]);
    clock.advance(2000);
    expect(await table.until(peers[1], 'result')).toMatchObject({
      outcomes: ['loss', 'win'],
      reason: 'abandoned',
    });
    expect(await emulated.matches.get(match.matchId)).toMatchObject({
      ending: { result: { reason: 'abandoned' } },
    });
    clock.advance(15_000);
    await until('the process ends', () => table.exited === 1);
  });

  it('gives up a seat that no player ever took', async () => {
    const clock = new StoppedClock();
    const match = await arrangeMatch(emulated.matches, 'noughts');
    const table = new ScriptTable(emulated.matches, clock, { arrivalSeconds: 20 });
    table.script.onStartGameSession(match.gameSession);
    const second = await table.sit(match.playerSessions[1] ?? '');
    expect(table.of(second, 'welcome')[0]?.seats).toMatchObject([
      { presence: 'expected' },
      { presence: 'here' },
    ]);
    clock.advance(20_000);
    expect(await table.until(second, 'result')).toMatchObject({
      outcomes: ['loss', 'win'],
      reason: 'abandoned',
    });
  });

  it('tells players why a match is void that was cancelled while it was placed', async () => {
    const match = await arrangeMatch(emulated.matches, 'noughts');
    expect(await emulated.matches.voidBeforeBegin(match.matchId)).toBe('voided');
    const table = new ScriptTable(emulated.matches, new StoppedClock());
    table.script.onStartGameSession(match.gameSession);
    const second = table.connect(match.playerSessions[1] ?? '');
    expect(await table.until(second, 'abandoned')).toMatchObject({ reason: 'cancelled' });
    expect(await emulated.matches.voidBeforeBegin(match.matchId)).toBe('begun');
  });

  it('ends a match to which no player ever came, without a winner and without timers left', async () => {
    const clock = new StoppedClock();
    const match = await arrangeMatch(emulated.matches, 'noughts');
    const table = new ScriptTable(emulated.matches, clock, { arrivalSeconds: 20 });
    table.script.onStartGameSession(match.gameSession);
    // Two seats, the idle end, and the sign of life of the owner have a timer each.
    await until(
      'the match is claimed',
      async () => (await emulated.matches.get(match.matchId)) !== undefined && clock.waiting === 4,
    );
    clock.advance(20_000);
    await until('the process ends', () => table.exited === 1);
    expect(await emulated.matches.get(match.matchId)).toMatchObject({
      ending: { result: { places: [1, 1], reason: 'abandoned' } },
    });
  });

  it('takes over a match whose process died, from its log; the old process falls silent', async () => {
    const first = await seated(emulated.matches);
    await playCells(first, [0, 3, 1]);
    // The first process sends no more from here on; the next one takes the match over.
    const table = new ScriptTable(emulated.matches, new StoppedClock());
    table.script.onStartGameSession(first.match.gameSession);
    const peers = [
      await table.sit(first.match.playerSessions[0] ?? ''),
      await table.sit(first.match.playerSessions[1] ?? ''),
    ] as const;
    expect(table.of(peers[1], 'welcome')[0]).toMatchObject({ sequence: 4, standing: { toAct: [1] } });

    // The store refuses further writes of the first: it falls silent and ends.
    const before = first.table.heard(first.peers[0]).length;
    first.table.play(first.peers[1], 3, { cell: 8 });
    await until('the first process ends', () => first.table.exited === 1);
    expect(first.table.heard(first.peers[0])).toHaveLength(before);

    await playCells({ table, match: first.match, peers }, [4, 2], 3, 1);
    expect(await table.until(peers[0], 'result')).toMatchObject({
      outcomes: ['win', 'loss'],
      reason: 'line',
    });
  });

  it('records a result that a dead process left unrecorded', async () => {
    const dying: MatchStore = { ...emulated.matches, finish: () => new Promise(() => undefined) };
    const first = await seated(dying);
    await playCells(first, [0, 3, 1, 4, 2]);
    expect((await emulated.matches.get(first.match.matchId))?.status).toBe('active');
    const table = new ScriptTable(emulated.matches, new StoppedClock());
    table.script.onStartGameSession(first.match.gameSession);
    const peer = await table.sit(first.match.playerSessions[0] ?? '');
    await until(
      'the result is recorded',
      async () => (await emulated.matches.get(first.match.matchId))?.status === 'finished',
    );
    await until(
      'the player knows',
      () => table.of(peer, 'welcome')[0]?.result !== null || table.of(peer, 'result').length === 1,
    );
  });

  it('sends the result to every player who comes after the end', async () => {
    const first = await seated(emulated.matches);
    await playCells(first, [0, 3, 1, 4, 2]);
    await first.table.until(first.peers[0], 'result');
    const clock = new StoppedClock();
    const table = new ScriptTable(emulated.matches, clock);
    table.script.onStartGameSession(first.match.gameSession);
    const late = await table.sit(first.match.playerSessions[1] ?? '');
    expect(table.of(late, 'welcome')[0]).toMatchObject({
      sequence: 5,
      result: { reason: 'line', commands: 5 },
    });
    clock.advance(15_000);
    await until('the process ends', () => table.exited === 1);
  });

  it('finishes running work when the service ends the process', async () => {
    const { table, match, peers } = await seated(emulated.matches);
    table.play(peers[0], 0, { cell: 4 });
    table.script.onProcessTerminate();
    await until('the process ends', () => table.exited === 1);
    expect(await emulated.matches.log(match.matchId)).toHaveLength(1);
    expect(table.sequences(peers[1])).toEqual([1]);
  });
}
