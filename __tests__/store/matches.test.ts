import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { commandId, type MatchId, playerSessionId, type PlayerId } from '../../core/ids';
import { type LogEntry, type MatchAction, type MatchOutcome } from '../../core/match/log';
import { createMatchStore } from '../../store/match-store';
import { MatchEnded, type MatchStore, OwnershipLost, SequenceTaken } from '../../store/matches';
import { InvalidCursor } from '../../store/pages';
import { createPlayerStore } from '../../store/players';
import { aConduct } from '../support/headers';
import {
  aGameSession,
  aHeader,
  aPlayer,
  type Database,
  game,
  names,
  openDatabase,
  quickRetries,
} from './database';

let database: Database;
let matches: MatchStore;
beforeAll(async () => {
  database = await openDatabase();
});
afterAll(async () => {
  await database.close();
});
beforeEach(() => {
  database.dynamodb.faults.set({});
  matches = createMatchStore(database.client, names, { retry: quickRetries() });
});

const play = (
  sequence: number,
  command: MatchAction = { kind: 'play', command: { cell: sequence } },
  seat = sequence % 2,
): LogEntry => ({
  sequence,
  commandId: commandId(`c${sequence}-${seat}`),
  seat,
  at: 1000 + sequence,
  action: command,
});
const won = (endedAt = Date.UTC(2026, 10, 22, 12)): MatchOutcome => ({
  result: { places: [1, 2], reason: 'line' },
  endedAt,
  commands: 5,
  conduct: aConduct(),
});

describe('claim', () => {
  it('creates a match, then hands it on with the same header and the next epoch', async () => {
    const header = aHeader();
    const first = aGameSession();
    expect(await matches.claim(header, first)).toEqual({
      header,
      status: 'active',
      ownerEpoch: 1,
      gameSessionId: first,
      lastSequence: 0,
    });
    await matches.append(header.matchId, 1, play(1));
    const second = aGameSession();
    const taken = await matches.claim({ ...header, seed: 'f'.repeat(32), startedAt: 5 }, second);
    expect(taken).toEqual({
      header,
      status: 'active',
      ownerEpoch: 2,
      gameSessionId: second,
      lastSequence: 1,
    });
    expect(await matches.get(header.matchId)).toEqual(taken);
  });

  it('gives each of many at once an epoch of its own', async () => {
    const header = aHeader();
    const epochs = (
      await Promise.all(Array.from({ length: 12 }, () => matches.claim(header, aGameSession())))
    ).map(({ ownerEpoch }) => ownerEpoch);
    expect(epochs.sort((a, b) => a - b)).toEqual(Array.from({ length: 12 }, (_, index) => index + 1));
  });

  it('returns a finished match as it is', async () => {
    const header = aHeader();
    await matches.claim(header, aGameSession());
    await matches.finish(header.matchId, 1, won());
    const found = await matches.claim(header, aGameSession());
    expect(found).toMatchObject({ status: 'finished', ownerEpoch: 1, outcome: won() });
  });
});

describe('abandon', () => {
  it('ends a match without a result, once, for everybody', async () => {
    const header = aHeader();
    await matches.claim(header, aGameSession());
    await matches.append(header.matchId, 1, play(1));
    expect(await matches.abandon(header.matchId, 1, 1, 'server-lost')).toBe(true);
    expect(await matches.abandon(header.matchId, 1, 1, 'server-lost')).toBe(false);
    expect(await matches.get(header.matchId)).toMatchObject({
      status: 'abandoned',
      reason: 'server-lost',
      ownerEpoch: 1,
      lastSequence: 1,
    });
    // The process that was thought dead must fall silent; another one gets the match as it is.
    await expect(matches.append(header.matchId, 1, play(2))).rejects.toThrow(MatchEnded);
    await expect(matches.finish(header.matchId, 1, won())).rejects.toThrow(MatchEnded);
    expect(await matches.claim(header, aGameSession())).toMatchObject({ status: 'abandoned', ownerEpoch: 1 });
    for (const playerId of header.seats) {
      expect((await matches.history(playerId, { limit: 5 })).items).toEqual([]);
      expect(await createPlayerStore(database.client, names).standing(playerId, game)).toBeUndefined();
    }
  });

  it('does nothing when the match has a new owner, has gone on, has a result, or was never claimed', async () => {
    const header = aHeader();
    expect(await matches.abandon(header.matchId, 1, 0, 'server-lost')).toBe(false);
    await matches.claim(header, aGameSession());
    await matches.append(header.matchId, 1, play(1));
    expect(await matches.abandon(header.matchId, 1, 0, 'server-lost')).toBe(false);
    await matches.claim(header, aGameSession());
    expect(await matches.abandon(header.matchId, 1, 1, 'server-lost')).toBe(false);
    await matches.finish(header.matchId, 2, won());
    expect(await matches.abandon(header.matchId, 2, 1, 'server-lost')).toBe(false);
    expect(await matches.get(header.matchId)).toMatchObject({ status: 'finished', outcome: won() });
  });

  it('with a result at the same moment, and conflicts: one of them stands, and counts or does not', async () => {
    database.dynamodb.faults.set({ transactionConflict: 0.2, throttling: 0.1 });
    for (let round = 0; round < 12; round += 1) {
      const header = aHeader();
      await matches.claim(header, aGameSession());
      const [abandoned, finished] = await Promise.all([
        matches.abandon(header.matchId, 1, 0, 'server-lost'),
        matches.finish(header.matchId, 1, won()).catch((error: unknown) => {
          if (error instanceof MatchEnded) return 'ended';
          throw error;
        }),
      ]);
      expect(finished).toBe(abandoned ? 'ended' : 'recorded');
      expect(await matches.get(header.matchId)).toMatchObject({
        status: abandoned ? 'abandoned' : 'finished',
      });
      for (const playerId of header.seats)
        expect((await matches.history(playerId, { limit: 5 })).items).toHaveLength(abandoned ? 0 : 1);
    }
  });

  it('is for matches that nobody attended for long: the oldest first, ended ones never', async () => {
    let time = 1_000;
    const clocked = createMatchStore(database.client, names, { retry: quickRetries(), now: () => time });
    const headers = Array.from({ length: 6 }, () => aHeader());
    for (const header of headers) {
      time += 10;
      await clocked.claim(header, aGameSession());
    }
    const [first, second, third, fourth, fifth, sixth] = headers.map((header) => header.matchId) as [
      MatchId,
      MatchId,
      MatchId,
      MatchId,
      MatchId,
      MatchId,
    ];
    expect(await clocked.unattended(1_060, 10)).toEqual([first, second, third, fourth, fifth]);
    expect(await clocked.unattended(1_060, 2)).toEqual([first, second]);
    await clocked.attend(first, 1, 5_000);
    await clocked.attend(first, 1, 1_001); // late
    await clocked.attend(second, 7, 5_000); // not its owner
    await clocked.abandon(third, 1, 0, 'server-lost');
    await clocked.finish(fourth, 1, won());
    time = 5_001;
    await clocked.claim(headers[4] ?? aHeader(), aGameSession());
    expect(await clocked.unattended(5_000, 10)).toEqual([second, sixth]);
    expect(await clocked.unattended(9_000, 10)).toEqual([second, sixth, first, fifth]);
  });
});

describe('append and log', () => {
  it('gives every command back exactly, in order, after any sequence number', async () => {
    const header = aHeader();
    await matches.claim(header, aGameSession());
    const actions: MatchAction[] = [
      {
        kind: 'play',
        command: { text: '', nested: [null, true, { deep: -1e-300 }], big: 1e300, many: 'ä😀#%' },
      },
      { kind: 'offer', offer: 'draw' },
      { kind: 'answer', offer: 'draw', accept: false },
      { kind: 'play', command: 0.1 },
      { kind: 'abandon' },
      { kind: 'resign' },
    ];
    const entries = actions.map((action, index) => play(index + 1, action));
    for (const entry of entries) await matches.append(header.matchId, 1, entry);
    expect(await matches.log(header.matchId)).toEqual(entries);
    expect(await matches.log(header.matchId, 4)).toEqual(entries.slice(4));
    expect(await matches.log(header.matchId, 6)).toEqual([]);
    expect(await matches.log(header.matchId, 1, 2)).toEqual(entries.slice(1, 3));
    expect(await matches.log(header.matchId, 0, 7)).toEqual(entries);
    expect(await matches.get(header.matchId)).toMatchObject({ lastSequence: 6 });
  });

  it('takes the same entry twice as once, another of that number not at all, and leaves no gap', async () => {
    const header = aHeader();
    await matches.claim(header, aGameSession());
    await matches.append(header.matchId, 1, play(1));
    await matches.append(header.matchId, 1, play(1));
    await expect(
      matches.append(header.matchId, 1, { ...play(1), commandId: commandId('another') }),
    ).rejects.toThrow(SequenceTaken);
    await expect(matches.append(header.matchId, 1, play(3))).rejects.toThrow(RangeError);
    expect(await matches.log(header.matchId)).toEqual([play(1)]);
  });

  it('refuses a former owner, a match nobody claimed, and a match that has ended', async () => {
    const header = aHeader();
    await matches.claim(header, aGameSession());
    await matches.append(header.matchId, 1, play(1));
    await matches.claim(header, aGameSession());
    await expect(matches.append(header.matchId, 1, play(2))).rejects.toThrow(OwnershipLost);
    // Not even the very entry that stands: the former owner must learn that it is one.
    await expect(matches.append(header.matchId, 1, play(1))).rejects.toThrow(OwnershipLost);
    await matches.finish(header.matchId, 2, won());
    await expect(matches.append(header.matchId, 2, play(2))).rejects.toThrow(MatchEnded);
    await expect(matches.append(aHeader().matchId, 1, play(1))).rejects.toThrow(OwnershipLost);
    expect(await matches.log(header.matchId)).toEqual([play(1)]);
  });

  it('any interleaving of two owners, with conflicts: one log without gaps, each entry by who owned the match then', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.record({
            owner: fc.constantFrom(0, 1),
            act: fc.constantFrom('append', 'append', 'append', 'claim', 'both'),
          }),
          { minLength: 1, maxLength: 30 },
        ),
        fc.boolean(),
        async (steps, conflicts) => {
          database.dynamodb.faults.set(conflicts ? { transactionConflict: 0.2, throttling: 0.1 } : {});
          const header = aHeader();
          const epochs = [
            (await matches.claim(header, aGameSession())).ownerEpoch,
            (await matches.claim(header, aGameSession())).ownerEpoch,
          ];
          const known = [0, 0];
          const accepted: Array<{ sequence: number; epoch: number; id: string }> = [];
          let turn = 0;
          const append = async (owner: number): Promise<void> => {
            turn += 1;
            const epoch = epochs[owner] ?? 0;
            const entry: LogEntry = {
              ...play((known[owner] ?? 0) + 1),
              commandId: commandId(`o${owner}-${turn}`),
            };
            try {
              await matches.append(header.matchId, epoch, entry);
              known[owner] = entry.sequence;
              accepted.push({ sequence: entry.sequence, epoch, id: entry.commandId });
            } catch (error) {
              if (!(error instanceof OwnershipLost || error instanceof SequenceTaken)) throw error;
            }
          };
          const claim = async (owner: number): Promise<void> => {
            const record = await matches.claim(header, aGameSession());
            epochs[owner] = record.ownerEpoch;
            known[owner] = record.lastSequence;
          };
          for (const { owner, act } of steps) {
            if (act === 'append') await append(owner);
            else if (act === 'claim') await claim(owner);
            else await Promise.all([append(owner), claim(1 - owner)]);
          }
          const log = await matches.log(header.matchId);
          expect(log.map(({ sequence }) => sequence)).toEqual(log.map((_, index) => index + 1));
          // What was accepted stands, and nothing else does.
          const bySequence = [...accepted].sort((left, right) => left.sequence - right.sequence);
          expect(log.map(({ commandId: id }) => id)).toEqual(bySequence.map(({ id }) => id));
          const order = bySequence.map(({ epoch }) => epoch);
          expect(order).toEqual([...order].sort((left, right) => left - right));
          expect(await matches.get(header.matchId)).toMatchObject({ lastSequence: log.length });
        },
      ),
      { numRuns: 25, seed: 20261122 },
    );
    database.dynamodb.faults.set({});
  });
});

describe('player sessions', () => {
  it('are known for their match only', async () => {
    const [one, two] = [aHeader(), aHeader()];
    const session = playerSessionId('psess-1');
    await matches.seatPlayerSessions(one.matchId, [
      { playerSessionId: session, playerId: one.seats[0] as PlayerId },
    ]);
    await matches.seatPlayerSessions(one.matchId, [
      { playerSessionId: session, playerId: one.seats[0] as PlayerId },
    ]);
    expect(await matches.playerOfSession(one.matchId, session)).toBe(one.seats[0]);
    expect(await matches.playerOfSession(two.matchId, session)).toBeUndefined();
  });
});

describe('history', () => {
  it('pages newest first, all of it once, and refuses cursors that are not its own', async () => {
    const [me, other] = [aPlayer(), aPlayer()];
    const ended: number[] = [];
    for (let index = 0; index < 7; index += 1) {
      const header = aHeader([me, other]);
      await matches.claim(header, aGameSession());
      const endedAt = Date.UTC(2026, 10, 1) + (index % 4) * 1000;
      ended.push(endedAt);
      await matches.finish(header.matchId, 1, won(endedAt));
    }
    const seen: number[] = [];
    let cursor: string | undefined;
    let pages = 0;
    do {
      const page = await matches.history(me, { limit: 3, ...(cursor === undefined ? {} : { cursor }) });
      seen.push(...page.items.map(({ endedAt }) => endedAt));
      cursor = page.cursor;
      pages += 1;
    } while (cursor !== undefined);
    expect(pages).toBe(3);
    expect(seen).toEqual([...ended].sort((left, right) => right - left));

    const { cursor: mine } = await matches.history(me, { limit: 1 });
    for (const bad of [
      '',
      'x',
      'äöü',
      `${mine}A`,
      mine?.slice(1) ?? '',
      Buffer.from('{"sk":"P"}').toString('base64url'),
    ]) {
      await expect(matches.history(me, { limit: 3, cursor: bad })).rejects.toThrow(InvalidCursor);
    }
    await expect(matches.history(other, { limit: 3, cursor: mine ?? '' })).rejects.toThrow(InvalidCursor);
  });
});
