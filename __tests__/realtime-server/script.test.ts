import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { randomUUID } from 'node:crypto';
import { opCode } from '../../contract/realtime/op-codes';
import { type ToScript, writeToScript } from '../../contract/realtime/to-script';
import { commandId, gameSessionId, playerSessionId } from '../../core/ids';
import { isCommand, type LogEntry } from '../../core/match/log';
import { replay } from '../../core/match/match';
import { type MatchStore, OwnershipLost, SequenceTaken } from '../../store';
import {
  arrangeMatch,
  hastyClock,
  matchmakerData,
  type MatchSeats,
  ScriptTable,
  StoppedClock,
} from './support/script-table';
import { type EmulatedStore, emulatedStore } from './support/store';
import { until } from './support/until';
import { columns } from '../games/columns';

let emulated: EmulatedStore;
beforeAll(async () => {
  emulated = await emulatedStore();
});
afterAll(() => emulated.close());

interface Seated {
  readonly table: ScriptTable;
  readonly match: MatchSeats;
  readonly peers: readonly [number, number];
}

/** A match with both players at the table. */
async function seated(
  store: MatchStore,
  clock: StoppedClock | typeof hastyClock = new StoppedClock(),
  game = 'noughts',
): Promise<Seated> {
  const match = await arrangeMatch(emulated.matches, game);
  const table = new ScriptTable(store, clock);
  table.script.onStartGameSession(match.gameSession);
  const first = await table.sit(match.playerSessions[0] ?? '');
  const second = await table.sit(match.playerSessions[1] ?? '');
  return { table, match, peers: [first, second] };
}

/** Plays cells in turn; both players see each before the next. */
async function playCells(
  { table, peers }: Seated,
  cells: readonly number[],
  from = 0,
  claims = 0,
): Promise<void> {
  for (const [index, cell] of cells.entries()) {
    const sequence = from + claims + index;
    table.play(peers[(from + index) % 2] ?? 0, sequence, { cell });
    await Promise.all(peers.map((peer) => table.untilSequence(peer, sequence + 1)));
  }
}

describe('a match at the table', () => {
  it('welcomes each player to the seat that matchmaking gave', async () => {
    const { table, match, peers } = await seated(emulated.matches);
    expect(table.of(peers[0], 'welcome')[0]).toMatchObject({
      matchId: match.matchId,
      game: 'noughts',
      seat: 0,
      sequence: 0,
      result: null,
      standing: { toAct: [0], offer: null },
    });
    expect(table.of(peers[0], 'welcome')[0]?.standing.legal).toHaveLength(9);
    expect(table.of(peers[1], 'welcome')[0]).toMatchObject({
      seat: 1,
      seats: [
        { playerId: match.players[0], presence: 'here' },
        { playerId: match.players[1], presence: 'here' },
      ],
      standing: { legal: [] },
    });
    expect(await table.until(peers[0], 'presence')).toEqual({
      kind: 'presence',
      seat: 1,
      presence: 'here',
      until: null,
    });
  });

  it('plays to the end, every command in the log, the result once in the store', async () => {
    const playing = await seated(emulated.matches);
    const { table, match, peers } = playing;
    await playCells(playing, [0, 3, 1, 4, 2]);
    for (const peer of peers)
      expect(await table.until(peer, 'result')).toMatchObject({
        outcomes: ['win', 'loss'],
        reason: 'line',
        commands: 5,
      });
    expect(table.sequences(peers[0])).toEqual([1, 2, 3, 4, 5]);
    expect(table.sequences(peers[1])).toEqual([1, 2, 3, 4, 5]);
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

    table.disconnect(peers[0]);
    expect(table.endings).toBe(0);
    table.disconnect(peers[1]);
    await until('the process ends once both have left', () => table.exited === 1);
    expect(table.endings).toBe(1);
  });

  it('makes a command durable before any player receives it', async () => {
    const heardWhenStored: number[] = [];
    const store: MatchStore = {
      ...emulated.matches,
      append: async (...given) => {
        await emulated.matches.append(...given);
        heardWhenStored.push(...playing.peers.map((peer) => playing.table.sequences(peer).length));
      },
    };
    const playing = await seated(store);
    await playCells(playing, [4, 0, 8]);
    expect(heardWhenStored).toEqual([0, 0, 1, 1, 2, 2]);
  });

  it('answers a repeated command with its first outcome, without playing it twice', async () => {
    const playing = await seated(emulated.matches);
    const { table, match, peers } = playing;
    const id = table.play(peers[0], 0, { cell: 4 });
    await table.untilSequence(peers[1], 1);
    table.play(peers[0], 0, { cell: 4 }, id);
    table.play(peers[0], 0, { cell: 5 }, id);
    await table.until(peers[0], 'events', 3);
    for (const told of table.of(peers[0], 'events'))
      expect(told).toMatchObject({
        from: 1,
        events: [{ sequence: 1, id, action: { kind: 'play', command: { cell: 4 } } }],
      });
    expect(await emulated.matches.log(match.matchId)).toHaveLength(1);
    expect(table.sequences(peers[1])).toEqual([1]);
  });

  it('handles concurrent commands of two players one after the other, in the order of arrival', async () => {
    const { table, match, peers } = await seated(emulated.matches, new StoppedClock(), 'columns');
    for (let sequence = 0; sequence < 20; sequence += 1)
      table.play(peers[sequence % 2] ?? 0, sequence, { column: sequence % 7 });
    await Promise.all(peers.map((peer) => table.untilSequence(peer, 20)));
    expect(table.sequences(peers[1])).toEqual(Array.from({ length: 20 }, (_, index) => index + 1));
    expect(table.of(peers[0], 'refused')).toEqual([]);
    expect((await emulated.matches.log(match.matchId)).filter(isCommand).map(({ seat }) => seat)).toEqual(
      Array.from({ length: 20 }, (_, index) => index % 2),
    );
  });

  it('sends missed events, in messages of at most fifty, the standing with the last', async () => {
    const { table, peers } = await seated(emulated.matches, new StoppedClock(), 'columns');
    // Offers and refusals fill a log that is longer than a columns game.
    let sequence = 0;
    const step = async (tell: () => void): Promise<void> => {
      tell();
      sequence += 1;
      await table.untilSequence(peers[0], sequence);
    };
    for (let column = 0; sequence < 54; column += 1) {
      const mover = peers[column % 2] ?? 0;
      const other = peers[(column + 1) % 2] ?? 0;
      await step(() => table.tell(mover, { kind: 'offer', id: commandId(table.nextId()), offer: 'draw' }));
      await step(() =>
        table.tell(other, { kind: 'answer', id: commandId(table.nextId()), offer: 'draw', accept: false }),
      );
      await step(() =>
        table.play(mover, sequence, {
          column: [0, 1, 2, 3, 4, 5, 6, 1, 0, 3, 2, 5, 4, 6, 0, 1, 2, 3][column] ?? 0,
        }),
      );
    }
    const before = table.of(peers[1], 'events').length;
    table.tell(peers[1], { kind: 'sync', after: 0 });
    await table.until(peers[1], 'events', before + 2);
    const [long, rest] = table.of(peers[1], 'events').slice(before);
    expect(long).toMatchObject({ from: 1, standing: null });
    expect(long?.events).toHaveLength(50);
    expect(rest?.from).toBe(51);
    expect(rest?.events).toHaveLength(sequence - 50);
    expect(rest?.standing?.view).toBeDefined();
    table.tell(peers[1], { kind: 'sync', after: 999 });
    expect(await table.until(peers[1], 'events', before + 3)).toMatchObject({
      from: sequence + 1,
      events: [],
    });
  });
});

const playerless = (): never => {
  throw new Error('the match has no such player');
};

describe('bad input', () => {
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
});

describe('leaving and rejoining', () => {
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
});

describe('a store that fails', () => {
  /** The real store, whose appends fail as told: before the write, or after it (the answer is lost). */
  function troubled(plan: ('fails' | 'loses-answer')[]): MatchStore {
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
    const { table, peers } = await seated(store);
    table.play(peers[0], 0, { cell: 4 });
    table.tell(peers[0], { kind: 'ping', n: 7 });
    expect(table.of(peers[0], 'pong')).toEqual([{ kind: 'pong', n: 7 }]);
    expect(table.of(peers[1], 'pong')).toEqual([]);
    table.raw(peers[1], opCode.ping, '{"n":"x"}');
    expect(table.of(peers[1], 'refused')).toMatchObject([{ code: 'invalid-message' }]);
  });

  it('is hidden while it is short', async () => {
    const playing = await seated(troubled(['fails', 'loses-answer', 'fails', 'fails']), hastyClock);
    await playCells(playing, [4, 0, 8]);
    expect(await emulated.matches.log(playing.match.matchId)).toHaveLength(3);
    expect(playing.peers.map((peer) => playing.table.of(peer, 'refused'))).toEqual([[], []]);
  });

  it('refuses with try-again when it lasts, and loses no command', async () => {
    const playing = await seated(troubled(Array.from({ length: 7 }, () => 'fails')), hastyClock);
    const { table, match, peers } = playing;
    const id = table.play(peers[0], 0, { cell: 4 });
    expect(await table.until(peers[0], 'refused')).toMatchObject({ code: 'try-again', id, sequence: 0 });
    expect(table.of(peers[1], 'events')).toEqual([]);
    table.play(peers[0], 0, { cell: 4 }, id);
    await table.untilSequence(peers[1], 1);
    expect(await emulated.matches.log(match.matchId)).toHaveLength(1);
  });

  it('finds a command whose answers were all lost, when it is sent again', async () => {
    const playing = await seated(
      troubled(['loses-answer', 'fails', 'fails', 'fails', 'fails', 'fails', 'fails']),
      hastyClock,
    );
    const { table, match, peers } = playing;
    const id = table.play(peers[0], 0, { cell: 4 });
    await table.until(peers[0], 'refused');
    table.play(peers[0], 0, { cell: 4 }, id);
    await Promise.all(peers.map((peer) => table.untilSequence(peer, 1)));
    const [stored] = await emulated.matches.log(match.matchId);
    expect(table.of(peers[1], 'events')[0]?.events).toMatchObject([
      { sequence: 1, at: stored?.at, action: { command: { cell: 4 } } },
    ]);
    await playCells(playing, [0], 1);
  });

  it('finds it also when the player has since chosen another command, which is then checked against the present match', async () => {
    const playing = await seated(
      troubled(['loses-answer', 'fails', 'fails', 'fails', 'fails', 'fails', 'fails']),
      hastyClock,
    );
    const { table, match, peers } = playing;
    table.play(peers[0], 0, { cell: 4 });
    await table.until(peers[0], 'refused');
    table.play(peers[0], 0, { cell: 5 });
    expect(await table.until(peers[0], 'refused', 2)).toMatchObject({ code: 'not-your-turn', sequence: 1 });
    expect(table.sequences(peers[1])).toEqual([1]);
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
  ])('falls silent and ends when %s', async (_name, error) => {
    const store: MatchStore = { ...emulated.matches, append: () => Promise.reject(error()) };
    const { table, peers } = await seated(store, hastyClock);
    const before = table.heard(peers[0]).length;
    table.play(peers[0], 0, { cell: 4 });
    await until('the process ends', () => table.exited === 1);
    table.play(peers[0], 0, { cell: 4 });
    expect(table.heard(peers[0])).toHaveLength(before);
    expect(table.endings).toBe(1);
  });

  it('records the result when the store recovers, and announces it only then', async () => {
    let failures = 5;
    let toldEarly = false;
    const store: MatchStore = {
      ...emulated.matches,
      finish: async (...given) => {
        toldEarly ||= table.of(1, 'result').length > 0;
        failures -= 1;
        if (failures >= 0) throw new Error('throttled');
        return emulated.matches.finish(...given);
      },
    };
    const playing = await seated(store, hastyClock);
    const { table } = playing;
    await playCells(playing, [0, 3, 1, 4, 2]);
    await table.until(playing.peers[1], 'result');
    expect(toldEarly).toBe(false);
    expect(failures).toBe(-1);
    expect((await emulated.matches.get(playing.match.matchId))?.status).toBe('finished');
  });

  it('gives up a result that can never be recorded, and leaves it to the next process', async () => {
    const clock = new StoppedClock();
    const store: MatchStore = { ...emulated.matches, finish: () => Promise.reject(new Error('no store')) };
    const playing = await seated(store, clock);
    playing.table.tell(playing.peers[0], { kind: 'resign', id: commandId('r') });
    await until('it gives up', () => {
      clock.advance(3000);
      return playing.table.exited === 1;
    });
    expect(playing.table.of(playing.peers[1], 'result')).toEqual([]);
    const next = new ScriptTable(emulated.matches, new StoppedClock());
    next.script.onStartGameSession(playing.match.gameSession);
    await until(
      'the next process records it',
      async () => (await emulated.matches.get(playing.match.matchId))?.status === 'finished',
    );
  });

  it('plays whole matches under real throttling and conflicts', async () => {
    emulated.dynamodb.faults.set({ throttling: 0.1, transactionConflict: 0.1 });
    try {
      const all = await Promise.all(Array.from({ length: 3 }, () => seated(emulated.matches, hastyClock)));
      await Promise.all(
        all.map(async (playing) => {
          await playCells(playing, [0, 3, 1, 4, 2]);
          await playing.table.until(playing.peers[0], 'result');
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
    const table = new ScriptTable(store, clock);
    table.script.onStartGameSession(match.gameSession);
    await until('it gives up', () => {
      clock.advance(1000);
      return table.exited === 1;
    });
    expect(await emulated.matches.get(match.matchId)).toBeUndefined();
    expect(gameSessionId(match.gameSession.GameSessionId)).toBeDefined();
  });
});
