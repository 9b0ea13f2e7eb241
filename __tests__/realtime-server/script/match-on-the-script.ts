import { expect, it } from '@jest/globals';
import { commandId } from '../../../core/ids';
import { isCommand } from '../../../core/match/log';
import { type MatchStore } from '../../../store';
import { StoppedClock } from '../support/clocks';
import { until } from '../../support/until';
import { emulated, playCells, playerless, seatPlayers } from './seated';

export function matchOnTheScript(): void {
  it('welcomes each player to the seat that matchmaking gave', async () => {
    const { harness, match, peers } = await seatPlayers(emulated.matches);
    expect(harness.of(peers[0], 'welcome')[0]).toMatchObject({
      matchId: match.matchId,
      game: 'noughts',
      seat: 0,
      sequence: 0,
      result: null,
      position: { toAct: [0], offer: null },
    });
    expect(harness.of(peers[0], 'welcome')[0]?.position.legal).toHaveLength(9);
    expect(harness.of(peers[1], 'welcome')[0]).toMatchObject({
      seat: 1,
      seats: [
        { playerId: match.players[0], presence: 'here' },
        { playerId: match.players[1], presence: 'here' },
      ],
      position: { legal: [] },
    });
    expect(await harness.until(peers[0], 'presence')).toEqual({
      kind: 'presence',
      seat: 1,
      presence: 'here',
      until: null,
    });
  });

  it('plays to the end, every command in the log, the result once in the store', async () => {
    const playing = await seatPlayers(emulated.matches);
    const { harness, match, peers } = playing;
    await playCells(playing, [0, 3, 1, 4, 2]);
    for (const peer of peers)
      expect(await harness.until(peer, 'result')).toMatchObject({
        outcomes: ['win', 'loss'],
        reason: 'line',
        commands: 5,
      });
    expect(harness.sequences(peers[0])).toEqual([1, 2, 3, 4, 5]);
    expect(harness.sequences(peers[1])).toEqual([1, 2, 3, 4, 5]);
    const log = await emulated.matches.log(match.matchId);
    expect(log.filter(isCommand).map(({ sequence, seat, action }) => [sequence, seat, action])).toEqual(
      [0, 3, 1, 4, 2].map((cell, index) => [index + 1, index % 2, { kind: 'play', command: { cell } }]),
    );
    expect(await emulated.matches.get(match.matchId)).toMatchObject({
      status: 'finished',
      ending: { commands: 5, result: { reason: 'line' } },
    });
    const [entry] = (await emulated.matches.history(match.players[0] ?? playerless(), { limit: 10 })).items;
    expect(entry).toMatchObject({ outcome: 'win', ratingBefore: 1500 });

    harness.disconnect(peers[0]);
    expect(harness.endings).toBe(0);
    harness.disconnect(peers[1]);
    await until('the process ends once both have left', () => harness.exited === 1);
    expect(harness.endings).toBe(1);
  });

  it('makes a command durable before any player receives it', async () => {
    const heardWhenStored: number[] = [];
    const store: MatchStore = {
      ...emulated.matches,
      append: async (...given) => {
        await emulated.matches.append(...given);
        heardWhenStored.push(...playing.peers.map((peer) => playing.harness.sequences(peer).length));
      },
    };
    const playing = await seatPlayers(store);
    await playCells(playing, [4, 0, 8]);
    expect(heardWhenStored).toEqual([0, 0, 1, 1, 2, 2]);
  });

  it('answers a repeated command with its first outcome, without playing it twice', async () => {
    const playing = await seatPlayers(emulated.matches);
    const { harness, match, peers } = playing;
    const id = harness.play(peers[0], 0, { cell: 4 });
    await harness.untilSequence(peers[1], 1);
    harness.play(peers[0], 0, { cell: 4 }, id);
    harness.play(peers[0], 0, { cell: 5 }, id);
    await harness.until(peers[0], 'events', 3);
    for (const message of harness.of(peers[0], 'events'))
      expect(message).toMatchObject({
        from: 1,
        events: [{ sequence: 1, id, action: { kind: 'play', command: { cell: 4 } } }],
      });
    expect(await emulated.matches.log(match.matchId)).toHaveLength(1);
    expect(harness.sequences(peers[1])).toEqual([1]);
  });

  it('handles concurrent commands of two players one after the other, in the order of arrival', async () => {
    const { harness, match, peers } = await seatPlayers(emulated.matches, new StoppedClock(), 'columns');
    for (let sequence = 0; sequence < 20; sequence += 1)
      harness.play(peers[sequence % 2] ?? 0, sequence, { column: sequence % 7 });
    await Promise.all(peers.map((peer) => harness.untilSequence(peer, 20)));
    expect(harness.sequences(peers[1])).toEqual(Array.from({ length: 20 }, (_, index) => index + 1));
    expect(harness.of(peers[0], 'refused')).toEqual([]);
    expect((await emulated.matches.log(match.matchId)).filter(isCommand).map(({ seat }) => seat)).toEqual(
      Array.from({ length: 20 }, (_, index) => index % 2),
    );
  });

  it('sends missed events, in messages of at most fifty, the position with the last', async () => {
    const { harness, peers } = await seatPlayers(emulated.matches, new StoppedClock(), 'columns');
    // Offers and refusals fill a log that is longer than a columns game.
    let sequence = 0;
    const step = async (tell: () => void): Promise<void> => {
      tell();
      sequence += 1;
      await harness.untilSequence(peers[0], sequence);
    };
    for (let column = 0; sequence < 54; column += 1) {
      const mover = peers[column % 2] ?? 0;
      const other = peers[(column + 1) % 2] ?? 0;
      await step(() =>
        harness.send(mover, { kind: 'offer', id: commandId(harness.nextId()), offer: 'draw' }),
      );
      await step(() =>
        harness.send(other, {
          kind: 'answer',
          id: commandId(harness.nextId()),
          offer: 'draw',
          accept: false,
        }),
      );
      await step(() =>
        harness.play(mover, sequence, {
          column: [0, 1, 2, 3, 4, 5, 6, 1, 0, 3, 2, 5, 4, 6, 0, 1, 2, 3][column] ?? 0,
        }),
      );
    }
    const before = harness.of(peers[1], 'events').length;
    harness.send(peers[1], { kind: 'sync', after: 0 });
    await harness.until(peers[1], 'events', before + 2);
    const [long, rest] = harness.of(peers[1], 'events').slice(before);
    expect(long).toMatchObject({ from: 1, position: null });
    expect(long?.events).toHaveLength(50);
    expect(rest?.from).toBe(51);
    expect(rest?.events).toHaveLength(sequence - 50);
    expect(rest?.position?.view).toBeDefined();
    harness.send(peers[1], { kind: 'sync', after: 999 });
    expect(await harness.until(peers[1], 'events', before + 3)).toMatchObject({
      from: sequence + 1,
      events: [],
    });
  });
}
