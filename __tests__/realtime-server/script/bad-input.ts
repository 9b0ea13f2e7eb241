import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { randomUUID } from 'node:crypto';
import { opCode } from '../../../contract/realtime/op-codes';
import { type ToScript, writeToScript } from '../../../contract/realtime/to-script';
import { commandId, playerSessionId } from '../../../core/ids';
import { replay } from '../../../core/match/match';
import { hastyClock, StoppedClock } from '../support/clocks';
import { matchmakerData, ScriptHarness } from '../support/script-harness';
import { until } from '../../support/until';
import { columns } from '../../games/columns';
import { emulated, playCells, playerless, seatPlayers } from './seated';

export function badInput(): void {
  it('is refused with a code for each reason; the other player receives nothing and plays on', async () => {
    const playing = await seatPlayers(emulated.matches);
    const { harness, match, peers } = playing;
    await playCells(playing, [0]);
    const quiet = harness.heard(peers[0]).length;
    const bad: readonly (readonly [string, () => void])[] = [
      ['unknown-op-code', () => harness.raw(peers[1], 999, '{}')],
      ['unknown-op-code', () => harness.raw(peers[1], opCode.welcome, '{}')],
      ['malformed', () => harness.raw(peers[1], opCode.command, '{')],
      ['malformed', () => harness.raw(peers[1], opCode.command, Uint8Array.of(0xff))],
      [
        'invalid-message',
        () => harness.raw(peers[1], opCode.command, '{"id":"x","seen":"one","command":{}}'),
      ],
      [
        'invalid-message',
        () => harness.raw(peers[1], opCode.command, '{"id":"x","seen":1,"command":{"cell":1},"seat":0}'),
      ],
      ['too-large', () => harness.raw(peers[1], opCode.command, 'x'.repeat(5000))],
      [
        'illegal-command',
        () => {
          harness.play(peers[1], 1, { cell: 0 });
        },
      ],
      [
        'illegal-command',
        () => {
          harness.play(peers[1], 1, { cell: 77 });
        },
      ],
      [
        'stale-sequence',
        () => {
          harness.play(peers[1], 0, { cell: 1 });
        },
      ],
      [
        'sequence-ahead',
        () => {
          harness.play(peers[1], 2, { cell: 1 });
        },
      ],
      [
        'no-offer',
        () => harness.send(peers[1], { kind: 'answer', id: commandId('a'), offer: 'draw', accept: true }),
      ],
    ];
    for (const [index, [code, send]] of bad.entries()) {
      send();
      expect((await harness.until(peers[1], 'refused', index + 1)).code).toBe(code);
    }
    harness.play(peers[0], 1, { cell: 1 });
    expect(await harness.until(peers[0], 'refused')).toMatchObject({ code: 'not-your-turn', sequence: 1 });
    expect(harness.heard(peers[0])).toHaveLength(quiet + 1);
    await playCells(playing, [4], 1);
    expect(await emulated.matches.log(match.matchId)).toHaveLength(2);
  });

  it('of any kind, in thousands, does not disturb the other player, and the log stays legal', async () => {
    const { harness, match, peers } = await seatPlayers(emulated.matches, new StoppedClock(), 'columns');
    const anything = fc.oneof(
      fc.uint8Array({ maxLength: 80 }),
      fc.json({ maxDepth: 2 }),
      fc
        .record({
          id: fc.oneof(fc.string(), fc.constant('same')),
          seen: fc.oneof(fc.integer(), fc.constant(0)),
          command: fc.oneof(fc.anything(), fc.record({ column: fc.integer({ min: -2, max: 9 }) })),
        })
        .map((value) => JSON.stringify(value) ?? ''),
    );
    const codes = fc.oneof(fc.constantFrom(...Object.values(opCode)), fc.integer());
    const messages = fc.sample(fc.tuple(codes, anything), { numRuns: 2000, seed: 11 });
    let sent = 0;
    for (const [code, payload] of messages) {
      if (code === opCode.resign) continue; // Those may end it.
      harness.raw(peers[1], code, payload);
      sent += 1;
      if (sent % 25 === 0) {
        const answers = sent;
        await until(
          'all are answered',
          () =>
            harness.heard(peers[1]).filter(({ kind }) => kind === 'refused' || kind === 'events').length >=
            answers,
        );
      }
    }
    expect(harness.of(peers[0], 'refused')).toEqual([]);
    expect(
      harness
        .of(peers[0], 'events')
        .flatMap(({ events }) => events)
        .every(({ action }) => action.kind === 'offer'),
    ).toBe(true);
    expect(harness.log.filter((line) => line.startsWith('error'))).toEqual([]);
    const header = (await emulated.matches.get(match.matchId))?.header ?? playerless();
    expect(replay(columns, header, await emulated.matches.log(match.matchId)).ending).toBeUndefined();
    harness.play(peers[0], harness.of(peers[0], 'events').length, { column: 3 });
    await Promise.all(
      peers.map((peer) =>
        until('the match to continue', () =>
          harness
            .of(peer, 'events')
            .some(({ events }) => events.some(({ action }) => action.kind === 'play')),
        ),
      ),
    );
  });

  it('after the end is refused too', async () => {
    const playing = await seatPlayers(emulated.matches);
    const { harness, peers } = playing;
    harness.send(peers[1], { kind: 'resign', id: commandId('r') });
    expect(await harness.until(peers[0], 'result')).toMatchObject({
      outcomes: ['win', 'loss'],
      reason: 'resigned',
    });
    harness.play(peers[0], 1, { cell: 0 });
    expect(await harness.until(peers[0], 'refused')).toMatchObject({ code: 'match-over' });
  });

  it('a flood of one connection is refused beyond its limit, and the other player plays on', async () => {
    const { harness, peers } = await seatPlayers(emulated.matches);
    for (let n = 0; n < 100; n += 1) harness.send(peers[1], { kind: 'sync', after: 0 });
    harness.play(peers[0], 0, { cell: 4 });
    await harness.untilSequence(peers[0], 1);
    expect(harness.of(peers[1], 'refused').filter(({ code }) => code === 'too-many')).toHaveLength(68);
  });

  it('a message without the secret of its connection has no effect, and displaces no other', async () => {
    const { harness, peers, match } = await seatPlayers(emulated.matches);
    const [mine, theirs] = await Promise.all(peers.map((peer) => harness.until(peer, 'welcome')));
    expect(mine?.secret).not.toBe(theirs?.secret);
    const forged = [undefined, theirs?.secret, '', `${mine?.secret ?? ''}x`, 'é'.repeat(18)];
    const messages: readonly ToScript[] = [
      { kind: 'resign', id: commandId('forged') },
      { kind: 'command', id: commandId('forged'), seen: 0, command: { cell: 0 } },
      { kind: 'offer', id: commandId('forged'), offer: 'draw' },
      { kind: 'answer', id: commandId('forged'), offer: 'draw', accept: true },
      { kind: 'abort', id: commandId('forged') },
      { kind: 'vacation', id: commandId('forged'), days: 1 },
      { kind: 'sync', after: 0 },
    ];
    for (let round = 0; round < 10; round += 1)
      for (const message of messages)
        for (const secret of forged) {
          const { opCode: code, payload } = writeToScript(message, secret);
          harness.raw(peers[0], code, payload);
        }
    // A command is not recorded as refused because another client sent nonsense with its id.
    harness.raw(peers[0], opCode.command, '{"id":"real","seen":-1,"command":0}');
    harness.play(peers[0], 0, { cell: 4 }, 'real');
    await harness.untilSequence(peers[1], 1);
    const refusals = harness.of(peers[0], 'refused');
    expect(new Set(refusals.map(({ code, id }) => `${code} ${id}`))).toEqual(
      new Set(['wrong-secret null', 'invalid-message null']),
    );
    expect(refusals).toHaveLength(10 * messages.length * forged.length + 1);
    expect(await emulated.matches.log(match.matchId)).toMatchObject([{ commandId: 'real', seat: 0 }]);
  });

  it('a seat that connects again has another secret, and the previous one is invalid there', async () => {
    const { harness, match, peers } = await seatPlayers(emulated.matches);
    const before = await harness.until(peers[0], 'welcome');
    const id = playerSessionId(`psess-${randomUUID()}`);
    const [player] = match.players;
    await emulated.matches.seatPlayerSessions(match.matchId, [
      { playerSessionId: id, playerId: player ?? playerless() },
    ]);
    const again = await harness.join(id);
    expect((await harness.until(again, 'welcome')).secret).not.toBe(before.secret);
    const { opCode: code, payload } = writeToScript({ kind: 'resign', id: commandId('old') }, before.secret);
    harness.raw(again, code, payload);
    expect(await harness.until(again, 'refused')).toMatchObject({ code: 'wrong-secret', id: null });
    harness.raw(peers[0], code, payload);
    expect((await harness.until(peers[0], 'refused', 2)).code).toBe('replaced');
  });

  it('a player session that is not of the match gets no seat and no view', async () => {
    const { harness, match } = await seatPlayers(emulated.matches, hastyClock);
    const unseated = harness.connect(`psess-${randomUUID()}`);
    expect(await harness.until(unseated, 'refused')).toMatchObject({ code: 'not-seated' });
    harness.play(unseated, 0, { cell: 0 });
    expect(await harness.until(unseated, 'refused', 2)).toMatchObject({ code: 'not-seated' });
    const nonsense = harness.connect('not a player session');
    expect(await harness.until(nonsense, 'refused')).toMatchObject({ code: 'not-seated' });
    expect(await emulated.matches.log(match.matchId)).toEqual([]);
    expect(harness.heard(unseated).map(({ kind }) => kind)).toEqual(['refused', 'refused']);
  });

  it('a game session without a match of ours ends its process', async () => {
    const players = ['p-00000000-0000-4000-8000-000000000001', 'p-00000000-0000-4000-8000-000000000002'];
    const sessions: readonly unknown[] = [
      undefined,
      {},
      { MatchmakerData: '{' },
      { MatchmakerData: '{"matchId":3}' },
      { GameSessionId: 'arn:aws:x', MatchmakerData: matchmakerData(randomUUID(), 'chess', players) },
      {
        GameSessionId: 'arn:aws:x',
        MatchmakerData: matchmakerData(randomUUID(), 'noughts', players.slice(1)),
      },
      {
        GameSessionId: 'arn:aws:x',
        MatchmakerData: matchmakerData(randomUUID(), 'noughts', [players[0] ?? '', players[0] ?? '']),
      },
    ];
    for (const given of sessions) {
      const harness = new ScriptHarness(emulated.matches, new StoppedClock());
      harness.script.onStartGameSession(given);
      await until('the process ends', () => harness.exited === 1);
      expect(harness.log.filter((line) => line.startsWith('error'))).toEqual([
        expect.stringMatching(/^error the game session cannot be played: (Replay|MatchmakerData)?Error: /),
      ]);
    }
  });
}
