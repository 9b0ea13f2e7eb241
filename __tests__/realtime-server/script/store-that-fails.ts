import { expect, it } from '@jest/globals';
import { opCode } from '../../../contract/realtime/op-codes';
import { commandId, gameSessionId } from '../../../core/ids';
import { isCommand, type LogEntry } from '../../../core/match/log';
import { type MatchStore, OwnershipLost, SequenceTaken } from '../../../store';
import { hastyClock, StoppedClock } from '../support/clocks';
import { arrangeMatch, ScriptHarness } from '../support/script-harness';
import { until } from '../../support/until';
import { emulated, playCells, playerless, seatPlayers } from './seated';

export function storeThatFails(): void {
  /** The real store, whose appends fail as planned: before the write, or after it (the answer is lost). */
  function failByPlan(plan: ('fails' | 'loses-answer')[]): MatchStore {
    return {
      ...emulated.matches,
      async append(...given) {
        const trouble = plan.shift();
        if (trouble === 'fails') throw new Error('throttled');
        await emulated.matches.append(...given);
        if (trouble === 'loses-answer') throw new Error('connection reset');
      },
    };
  }

  it('does not delay the answer to a ping', async () => {
    const store: MatchStore = { ...emulated.matches, append: () => new Promise(() => undefined) };
    const { harness, peers } = await seatPlayers(store);
    harness.play(peers[0], 0, { cell: 4 });
    harness.send(peers[0], { kind: 'ping', n: 7 });
    expect(harness.of(peers[0], 'pong')).toEqual([{ kind: 'pong', n: 7 }]);
    expect(harness.of(peers[1], 'pong')).toEqual([]);
    harness.raw(peers[1], opCode.ping, '{"n":"x"}');
    expect(harness.of(peers[1], 'refused')).toMatchObject([{ code: 'invalid-message' }]);
  });

  it('is hidden while it is short', async () => {
    const playing = await seatPlayers(failByPlan(['fails', 'loses-answer', 'fails', 'fails']), hastyClock);
    await playCells(playing, [4, 0, 8]);
    expect(await emulated.matches.log(playing.match.matchId)).toHaveLength(3);
    expect(playing.peers.map((peer) => playing.harness.of(peer, 'refused'))).toEqual([[], []]);
  });

  it('refuses with try-again when it lasts, and loses no command', async () => {
    const playing = await seatPlayers(failByPlan(Array.from({ length: 7 }, () => 'fails')), hastyClock);
    const { harness, match, peers } = playing;
    const id = harness.play(peers[0], 0, { cell: 4 });
    expect(await harness.until(peers[0], 'refused')).toMatchObject({ code: 'try-again', id, sequence: 0 });
    expect(harness.of(peers[1], 'events')).toEqual([]);
    harness.play(peers[0], 0, { cell: 4 }, id);
    await harness.untilSequence(peers[1], 1);
    expect(await emulated.matches.log(match.matchId)).toHaveLength(1);
  });

  it('finds a command whose answers were all lost, when it is sent again', async () => {
    const playing = await seatPlayers(
      failByPlan(['loses-answer', 'fails', 'fails', 'fails', 'fails', 'fails', 'fails']),
      hastyClock,
    );
    const { harness, match, peers } = playing;
    const id = harness.play(peers[0], 0, { cell: 4 });
    await harness.until(peers[0], 'refused');
    harness.play(peers[0], 0, { cell: 4 }, id);
    await Promise.all(peers.map((peer) => harness.untilSequence(peer, 1)));
    const [stored] = await emulated.matches.log(match.matchId);
    expect(harness.of(peers[1], 'events')[0]?.events).toMatchObject([
      { sequence: 1, at: stored?.at, action: { command: { cell: 4 } } },
    ]);
    await playCells(playing, [0], 1);
  });

  it('finds it also when the player has chosen another command, and checks that one now', async () => {
    const playing = await seatPlayers(
      failByPlan(['loses-answer', 'fails', 'fails', 'fails', 'fails', 'fails', 'fails']),
      hastyClock,
    );
    const { harness, match, peers } = playing;
    harness.play(peers[0], 0, { cell: 4 });
    await harness.until(peers[0], 'refused');
    harness.play(peers[0], 0, { cell: 5 });
    expect(await harness.until(peers[0], 'refused', 2)).toMatchObject({ code: 'not-your-turn', sequence: 1 });
    expect(harness.sequences(peers[1])).toEqual([1]);
    expect((await emulated.matches.log(match.matchId)).filter(isCommand).map(({ action }) => action)).toEqual(
      [{ kind: 'play', command: { cell: 4 } }],
    );
    await playCells(playing, [0, 8], 1);
  });

  it.each([
    ['another process owns the match', () => new OwnershipLost('epoch 2')],
    [
      'another process wrote the next entry',
      () => new SequenceTaken('entry 1', { kind: 'end', sequence: 1, at: 1, reason: 'server-lost' }),
    ],
  ])('stops sending and ends when %s', async (_name, error) => {
    const store: MatchStore = { ...emulated.matches, append: () => Promise.reject(error()) };
    const { harness, peers } = await seatPlayers(store, hastyClock);
    const before = harness.heard(peers[0]).length;
    harness.play(peers[0], 0, { cell: 4 });
    await until('the process ends', () => harness.exited === 1);
    harness.play(peers[0], 0, { cell: 4 });
    expect(harness.heard(peers[0])).toHaveLength(before);
    expect(harness.endings).toBe(1);
  });

  it('records the result when the store recovers, and announces it only then', async () => {
    let failures = 5;
    let announcedEarly = false;
    const store: MatchStore = {
      ...emulated.matches,
      finish: async (...given) => {
        announcedEarly ||= harness.of(1, 'result').length > 0;
        failures -= 1;
        if (failures >= 0) throw new Error('throttled');
        return emulated.matches.finish(...given);
      },
    };
    const playing = await seatPlayers(store, hastyClock);
    const { harness } = playing;
    await playCells(playing, [0, 3, 1, 4, 2]);
    await harness.until(playing.peers[1], 'result');
    expect(announcedEarly).toBe(false);
    expect(failures).toBe(-1);
    expect((await emulated.matches.get(playing.match.matchId))?.status).toBe('finished');
  });

  it('gives up a result that can never be recorded, and leaves it to the next process', async () => {
    const clock = new StoppedClock();
    const store: MatchStore = { ...emulated.matches, finish: () => Promise.reject(new Error('no store')) };
    const playing = await seatPlayers(store, clock);
    playing.harness.send(playing.peers[0], { kind: 'resign', id: commandId('r') });
    await until('it gives up', () => {
      clock.advance(3000);
      return playing.harness.exited === 1;
    });
    expect(playing.harness.of(playing.peers[1], 'result')).toEqual([]);
    const next = new ScriptHarness(emulated.matches, new StoppedClock());
    next.script.onStartGameSession(playing.match.gameSession);
    await until(
      'the next process records it',
      async () => (await emulated.matches.get(playing.match.matchId))?.status === 'finished',
    );
  });

  it('plays whole matches under real throttling and conflicts', async () => {
    emulated.dynamodb.faults.set({ throttling: 0.1, transactionConflict: 0.1 });
    try {
      const all = await Promise.all(
        Array.from({ length: 3 }, () => seatPlayers(emulated.matches, hastyClock)),
      );
      await Promise.all(
        all.map(async (playing) => {
          await playCells(playing, [0, 3, 1, 4, 2]);
          await playing.harness.until(playing.peers[0], 'result');
        }),
      );
      emulated.dynamodb.faults.set({});
      for (const { match } of all) {
        expect((await emulated.matches.log(match.matchId)).map(({ sequence }: LogEntry) => sequence)).toEqual(
          [1, 2, 3, 4, 5],
        );
        expect(
          (await emulated.matches.history(match.players[0] ?? playerless(), { limit: 5 })).items,
        ).toHaveLength(1);
      }
    } finally {
      emulated.dynamodb.faults.set({});
    }
  });

  it('ends the process when the match cannot be claimed in time', async () => {
    const clock = new StoppedClock();
    const store: MatchStore = { ...emulated.matches, claim: () => Promise.reject(new Error('no store')) };
    const match = await arrangeMatch(emulated.matches, 'noughts');
    const harness = new ScriptHarness(store, clock);
    harness.script.onStartGameSession(match.gameSession);
    await until('it gives up', () => {
      clock.advance(1000);
      return harness.exited === 1;
    });
    expect(await emulated.matches.get(match.matchId)).toBeUndefined();
    expect(gameSessionId(match.gameSession.GameSessionId)).toBeDefined();
  });
}
