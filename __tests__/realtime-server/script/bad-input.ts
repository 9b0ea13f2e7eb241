import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { randomUUID } from 'node:crypto';
import { opCode } from '../../../contract/realtime/op-codes';
import { type ToScript, writeToScript } from '../../../contract/realtime/to-script';
import { commandId, playerSessionId } from '../../../core/ids';
import { replay } from '../../../core/match/match';
import { hastyClock, StoppedClock } from '../support/clocks';
import { matchmakerData, ScriptTable } from '../support/script-table';
import { until } from '../support/until';
import { columns } from '../../games/columns';
import { emulated, playCells, playerless, seated } from './seated';

export function badInput(): void {
  it('is refused with a code for each reason; the other player receives nothing, the match continues', async () => {
    const playing = await seated(emulated.matches);
    const { table, match, peers } = playing;
    await playCells(playing, [0]);
    const quiet = table.heard(peers[0]).length;
    const bad: readonly (readonly [string, () => void])[] = [
      ['unknown-op-code', () => table.raw(peers[1], 999, '{}')],
      ['unknown-op-code', () => table.raw(peers[1], opCode.welcome, '{}')],
      ['malformed', () => table.raw(peers[1], opCode.command, '{')],
      ['malformed', () => table.raw(peers[1], opCode.command, Uint8Array.of(0xff))],
      ['invalid-message', () => table.raw(peers[1], opCode.command, '{"id":"x","seen":"one","command":{}}')],
      [
        'invalid-message',
        () => table.raw(peers[1], opCode.command, '{"id":"x","seen":1,"command":{"cell":1},"seat":0}'),
      ],
      ['too-large', () => table.raw(peers[1], opCode.command, 'x'.repeat(5000))],
      [
        'illegal-command',
        () => {
          table.play(peers[1], 1, { cell: 0 });
        },
      ],
      [
        'illegal-command',
        () => {
          table.play(peers[1], 1, { cell: 77 });
        },
      ],
      [
        'stale-sequence',
        () => {
          table.play(peers[1], 0, { cell: 1 });
        },
      ],
      [
        'sequence-ahead',
        () => {
          table.play(peers[1], 2, { cell: 1 });
        },
      ],
      [
        'no-offer',
        () => table.tell(peers[1], { kind: 'answer', id: commandId('a'), offer: 'draw', accept: true }),
      ],
    ];
    for (const [index, [code, send]] of bad.entries()) {
      send();
      expect((await table.until(peers[1], 'refused', index + 1)).code).toBe(code);
    }
    table.play(peers[0], 1, { cell: 1 });
    expect(await table.until(peers[0], 'refused')).toMatchObject({ code: 'not-your-turn', sequence: 1 });
    expect(table.heard(peers[0])).toHaveLength(quiet + 1);
    await playCells(playing, [4], 1);
    expect(await emulated.matches.log(match.matchId)).toHaveLength(2);
  });

  it('of any kind, in thousands, does not disturb the other player, and the log stays legal', async () => {
    const { table, match, peers } = await seated(emulated.matches, new StoppedClock(), 'columns');
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
      table.raw(peers[1], code, payload);
      sent += 1;
      if (sent % 25 === 0) {
        const answers = sent;
        await until(
          'all are answered',
          () =>
            table.heard(peers[1]).filter(({ kind }) => kind === 'refused' || kind === 'events').length >=
            answers,
        );
      }
    }
    expect(table.of(peers[0], 'refused')).toEqual([]);
    expect(
      table
        .of(peers[0], 'events')
        .flatMap(({ events }) => events)
        .every(({ action }) => action.kind === 'offer'),
    ).toBe(true);
    expect(table.log.filter((line) => line.startsWith('error'))).toEqual([]);
    const header = (await emulated.matches.get(match.matchId))?.header ?? playerless();
    expect(replay(columns, header, await emulated.matches.log(match.matchId)).ending).toBeUndefined();
    table.play(peers[0], table.of(peers[0], 'events').length, { column: 3 });
    await Promise.all(
      peers.map((peer) =>
        until('the match to continue', () =>
          table.of(peer, 'events').some(({ events }) => events.some(({ action }) => action.kind === 'play')),
        ),
      ),
    );
  });

  it('after the end is refused too', async () => {
    const playing = await seated(emulated.matches);
    const { table, peers } = playing;
    table.tell(peers[1], { kind: 'resign', id: commandId('r') });
    expect(await table.until(peers[0], 'result')).toMatchObject({
      outcomes: ['win', 'loss'],
      reason: 'resigned',
    });
    table.play(peers[0], 1, { cell: 0 });
    expect(await table.until(peers[0], 'refused')).toMatchObject({ code: 'match-over' });
  });

  it('a flood of one connection is refused beyond its limit, and does not stop the other player', async () => {
    const { table, peers } = await seated(emulated.matches);
    for (let n = 0; n < 100; n += 1) table.tell(peers[1], { kind: 'sync', after: 0 });
    table.play(peers[0], 0, { cell: 4 });
    await table.untilSequence(peers[0], 1);
    expect(table.of(peers[1], 'refused').filter(({ code }) => code === 'too-many')).toHaveLength(68);
  });

  it('a message without the secret of its connection has no effect, and displaces no other', async () => {
    const { table, peers, match } = await seated(emulated.matches);
    const [mine, theirs] = await Promise.all(peers.map((peer) => table.until(peer, 'welcome')));
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
          table.raw(peers[0], code, payload);
        }
    // A command is not recorded as refused because another client sent nonsense with its id.
    table.raw(peers[0], opCode.command, '{"id":"real","seen":-1,"command":0}');
    table.play(peers[0], 0, { cell: 4 }, 'real');
    await table.untilSequence(peers[1], 1);
    const refusals = table.of(peers[0], 'refused');
    expect(new Set(refusals.map(({ code, id }) => `${code} ${id}`))).toEqual(
      new Set(['wrong-secret null', 'invalid-message null']),
    );
    expect(refusals).toHaveLength(10 * messages.length * forged.length + 1);
    expect(await emulated.matches.log(match.matchId)).toMatchObject([{ commandId: 'real', seat: 0 }]);
  });

  it('a seat that connects again has another secret, and the previous one is invalid there', async () => {
    const { table, match, peers } = await seated(emulated.matches);
    const before = await table.until(peers[0], 'welcome');
    const id = playerSessionId(`psess-${randomUUID()}`);
    const [player] = match.players;
    await emulated.matches.seatPlayerSessions(match.matchId, [
      { playerSessionId: id, playerId: player ?? playerless() },
    ]);
    const again = await table.sit(id);
    expect((await table.until(again, 'welcome')).secret).not.toBe(before.secret);
    const { opCode: code, payload } = writeToScript({ kind: 'resign', id: commandId('old') }, before.secret);
    table.raw(again, code, payload);
    expect(await table.until(again, 'refused')).toMatchObject({ code: 'wrong-secret', id: null });
    table.raw(peers[0], code, payload);
    expect((await table.until(peers[0], 'refused', 2)).code).toBe('replaced');
  });

  it('a player session that is not of the match gets no seat and no view', async () => {
    const { table, match } = await seated(emulated.matches, hastyClock);
    const stranger = table.connect(`psess-${randomUUID()}`);
    expect(await table.until(stranger, 'refused')).toMatchObject({ code: 'not-seated' });
    table.play(stranger, 0, { cell: 0 });
    expect(await table.until(stranger, 'refused', 2)).toMatchObject({ code: 'not-seated' });
    const nonsense = table.connect('not a player session');
    expect(await table.until(nonsense, 'refused')).toMatchObject({ code: 'not-seated' });
    expect(await emulated.matches.log(match.matchId)).toEqual([]);
    expect(table.heard(stranger).map(({ kind }) => kind)).toEqual(['refused', 'refused']);
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
      const table = new ScriptTable(emulated.matches, new StoppedClock());
      table.script.onStartGameSession(given);
      await until('the process ends', () => table.exited === 1);
      expect(table.log.filter((line) => line.startsWith('error'))).toEqual([
        expect.stringMatching(/^error the game session cannot be played: (Replay|MatchmakerData)?Error: /),
      ]);
    }
  });
}
