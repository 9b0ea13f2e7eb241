import { BatchWriteCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { commandId, type MatchId, playerSessionId, type PlayerId } from '../../core/ids';
import {
  type CommandEntry,
  type EndEntry,
  isCommand,
  type MatchAction,
  type MatchEnding,
} from '../../core/match/log';
import { createMatchStore } from '../../store/match-store';
import { MatchEnded, type MatchStore, OwnershipLost, SequenceTaken } from '../../store/matches';
import { activeShardKey, matchRows } from '../../store/keys';
import { InvalidCursor } from '../../store/pages';
import { createPlayerStore } from '../../store/players';
import { aConduct } from '../support/headers';
import {
  aGameSession,
  aHeader,
  aPlayer,
  Crash,
  crashAt,
  type Database,
  game,
  names,
  openDatabase,
  quickRetries,
} from './database';
import { tries } from '../../testing/effort';

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
): CommandEntry => ({
  kind: 'command',
  sequence,
  commandId: commandId(`c${sequence}-${seat}`),
  seat,
  at: 1000 + sequence,
  action: command,
});
const won = (endedAt = Date.UTC(2026, 10, 22, 12)): MatchEnding => ({
  result: { places: [1, 2], reason: 'line' },
  endedAt,
  commands: 5,
  conduct: aConduct(),
});

const end = (sequence: number, reason: EndEntry['reason'] = 'server-lost'): EndEntry => ({
  kind: 'end',
  sequence,
  at: 1000 + sequence,
  reason,
});

async function unattended(store: MatchStore, before: number): Promise<readonly MatchId[]> {
  const all: MatchId[] = [];
  for await (const page of store.unattended(before)) all.push(...page);
  return all;
}

describe('claim', () => {
  it('creates a match; every later owner is an entry of its log, with the next epoch', async () => {
    const header = aHeader();
    const first = aGameSession();
    expect(await matches.claim(header, first)).toMatchObject({
      header,
      status: 'active',
      ownerEpoch: 1,
      gameSessionId: first,
      hosting: { kind: 'live', attempt: 0 },
      entries: [],
    });
    await matches.append(header.matchId, 1, play(1));
    const second = aGameSession();
    const taken = await matches.claim({ ...header, seed: 'f'.repeat(32), startedAt: 5 }, second);
    expect(taken).toMatchObject({ header, status: 'active', ownerEpoch: 2, gameSessionId: second });
    expect(taken.entries).toEqual([
      play(1),
      { kind: 'claim', sequence: 2, at: expect.any(Number), epoch: 2 },
    ]);
    expect(await matches.log(header.matchId)).toEqual(taken.entries);
    const { entries: _entries, ...record } = taken;
    expect(await matches.get(header.matchId)).toEqual(record);
  });

  it('gives each of many concurrent claims its own epoch', async () => {
    const header = aHeader();
    const claims = await Promise.all(Array.from({ length: 12 }, () => matches.claim(header, aGameSession())));
    const epochs = claims.map(({ ownerEpoch }) => ownerEpoch);
    expect(epochs.sort((a, b) => a - b)).toEqual(Array.from({ length: 12 }, (_, index) => index + 1));
    const log = await matches.log(header.matchId);
    expect(log.map(({ kind, sequence }) => [kind, sequence])).toEqual(
      log.map((_, index) => ['claim', index + 1]),
    );
    expect(await matches.get(header.matchId)).toMatchObject({ ownerEpoch: 12 });
  });

  it('is found again by a claimant whose answer was lost, and appends no second entry', async () => {
    const header = aHeader();
    await matches.claim(header, aGameSession());
    for (const moment of ['before', 'after'] as const)
      for (let call = 1; call <= 4; call += 1) {
        const client = database.newClient();
        crashAt(client, call, moment);
        const dying = createMatchStore(client, names, { retry: quickRetries() });
        await expect(dying.takeOver(header.matchId, { gameSessionId: aGameSession() })).rejects.toThrow(
          Crash,
        );
      }
    const session = aGameSession();
    const taken = await matches.takeOver(header.matchId, { gameSessionId: session });
    const log = await matches.log(header.matchId);
    expect(log.map((entry) => (entry.kind === 'claim' ? entry.epoch : 0))).toEqual(
      log.map((_, index) => index + 2),
    );
    expect(taken).toMatchObject({ ownerEpoch: log.length + 1, gameSessionId: session });
    expect(await matches.get(header.matchId)).toMatchObject({
      ownerEpoch: log.length + 1,
      gameSessionId: session,
    });
  });

  it('never goes back in time, and a function claims without moving the match', async () => {
    let time = 9_000;
    const clocked = createMatchStore(database.client, names, { retry: quickRetries(), now: () => time });
    const header = aHeader();
    const session = aGameSession();
    await clocked.claim(header, session);
    await clocked.append(header.matchId, 1, { ...play(1), at: 9_500 });
    time = 8_000;
    const taken = await clocked.takeOver(header.matchId, { functionName: 'match-sweeper' });
    expect(taken?.entries.at(-1)).toEqual({ kind: 'claim', sequence: 2, at: 9_500, epoch: 2 });
    expect(await clocked.get(header.matchId)).toMatchObject({ gameSessionId: session, ownerEpoch: 1 });
    await expect(clocked.append(header.matchId, 1, play(2))).rejects.toThrow(OwnershipLost);
    await clocked.append(header.matchId, 2, play(3));
  });

  it('returns a finished match unchanged, and undefined where there is none', async () => {
    const header = aHeader();
    await matches.claim(header, aGameSession());
    await matches.append(header.matchId, 1, play(1));
    await matches.finish(header.matchId, won());
    const found = await matches.claim(header, aGameSession());
    expect(found).toMatchObject({ status: 'finished', ownerEpoch: 1, ending: won(), entries: [play(1)] });
    expect(await matches.takeOver(aHeader().matchId, { gameSessionId: aGameSession() })).toBeUndefined();
  });
});

describe('placing', () => {
  it('begins one attempt, however many ask, and the next only after it', async () => {
    const header = aHeader();
    const claimed = await matches.claim(header, aGameSession());
    const begun = await Promise.all(Array.from({ length: 5 }, () => matches.startPlacing(claimed, 5_000)));
    const [placing, ...more] = begun.filter((match) => match !== undefined);
    expect(more).toEqual([]);
    expect(placing?.hosting).toEqual({ kind: 'placing', attempt: 1, since: 5_000 });
    if (placing === undefined) throw new Error('unreachable');
    expect(await matches.get(header.matchId)).toEqual(placing);
    const asleep = await matches.layDown(placing, 6_000, 9_000);
    expect(asleep?.hosting).toEqual({ kind: 'asleep', attempt: 1, since: 6_000, retryAt: 9_000 });
    expect(await matches.layDown(placing, 6_000, 9_000)).toBeUndefined();
    expect(await matches.startPlacing(placing, 7_000)).toBeUndefined();
    if (asleep === undefined) throw new Error('unreachable');
    const again = await matches.startPlacing(asleep, 10_000);
    expect(again?.hosting).toEqual({ kind: 'placing', attempt: 2, since: 10_000 });
    const session = aGameSession();
    const taken = await matches.takeOver(header.matchId, { gameSessionId: session });
    expect(taken).toMatchObject({
      hosting: { kind: 'live', attempt: 2 },
      gameSessionId: session,
      ownerEpoch: 2,
    });
    // A process that read the match before the claim can change nothing.
    if (again === undefined) throw new Error('unreachable');
    expect(await matches.layDown(again, 11_000, 12_000)).toBeUndefined();
  });

  it('works for matches whose rows are older than placing', async () => {
    const header = aHeader();
    await matches.claim(header, aGameSession());
    await database.client.send(
      new UpdateCommand({
        TableName: names.matches,
        Key: matchRows.match.key({ matchId: header.matchId }),
        UpdateExpression: 'REMOVE hosting, attempt, hostedAt SET lastSequence = :none',
        ExpressionAttributeValues: { ':none': 0 },
      }),
    );
    const old = await matches.get(header.matchId);
    if (old === undefined) throw new Error('not there');
    expect(old.hosting).toEqual({ kind: 'live', attempt: 0, since: 0 });
    expect((await matches.startPlacing(old, 5e12))?.hosting).toEqual({
      kind: 'placing',
      attempt: 1,
      since: 5e12,
    });
  });
});

describe('abandon', () => {
  it('ends a match without a result, once and for good', async () => {
    const header = aHeader();
    await matches.claim(header, aGameSession());
    await matches.append(header.matchId, 1, play(1));
    await matches.abandon(header.matchId, 1, end(2));
    await matches.abandon(header.matchId, 1, end(2));
    expect(await matches.get(header.matchId)).toMatchObject({
      status: 'abandoned',
      reason: 'server-lost',
      ownerEpoch: 1,
    });
    expect(await matches.log(header.matchId)).toEqual([play(1), end(2)]);
    // The replaced process must fall silent; another one gets the match unchanged.
    await expect(matches.append(header.matchId, 1, play(2))).rejects.toThrow(MatchEnded);
    await expect(matches.finish(header.matchId, won())).rejects.toThrow(MatchEnded);
    expect(await matches.claim(header, aGameSession())).toMatchObject({
      status: 'abandoned',
      ownerEpoch: 1,
      entries: [play(1), end(2)],
    });
    for (const playerId of header.seats) {
      expect((await matches.history(playerId, { limit: 5 })).items).toEqual([]);
      expect(await createPlayerStore(database.client, names).standing(playerId, game)).toBeUndefined();
    }
  });

  it('is the log: a row that is behind is corrected by the next reader', async () => {
    const header = aHeader();
    await matches.claim(header, aGameSession());
    await matches.append(header.matchId, 1, end(1, 'rules-failed'));
    expect(await matches.get(header.matchId)).toMatchObject({ status: 'active' });
    expect(await matches.claim(header, aGameSession())).toMatchObject({
      status: 'abandoned',
      reason: 'rules-failed',
      entries: [end(1, 'rules-failed')],
    });
    expect(await matches.get(header.matchId)).toMatchObject({ status: 'abandoned', reason: 'rules-failed' });
  });

  it('does nothing when the match has a new owner, or has continued', async () => {
    const header = aHeader();
    await matches.claim(header, aGameSession());
    await matches.append(header.matchId, 1, play(1));
    await expect(matches.abandon(header.matchId, 1, end(1))).rejects.toThrow(SequenceTaken);
    await matches.claim(header, aGameSession());
    await expect(matches.abandon(header.matchId, 1, end(2))).rejects.toThrow(OwnershipLost);
    expect(await matches.get(header.matchId)).toMatchObject({ status: 'active', ownerEpoch: 2 });
  });

  it('is for matches that were long unattended: the oldest of a shard first, ended ones never', async () => {
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
    expect([...(await unattended(clocked, 1_060))].sort()).toEqual(
      [first, second, third, fourth, fifth].sort(),
    );
    const [read, other] = [await clocked.get(first), await clocked.get(second)];
    if (read === undefined || other === undefined) throw new Error('not there');
    await clocked.attend(read, 5_000);
    await clocked.attend({ ...read, attendedAt: 5_000 }, 1_001); // late
    await clocked.attend({ ...other, ownerEpoch: 7 }, 5_000); // not its owner
    await clocked.abandon(third, 1, end(1));
    await clocked.finish(fourth, won());
    time = 5_001;
    await clocked.claim(headers[4] ?? aHeader(), aGameSession());
    expect([...(await unattended(clocked, 5_000))].sort()).toEqual([second, sixth].sort());
    expect([...(await unattended(clocked, 9_000))].sort()).toEqual([first, second, fifth, sixth].sort());
  });

  it('finds any number of them', async () => {
    // The index entries of 250 matches, all in one shard.
    const ids = Array.from({ length: 250 }, () => aHeader().matchId);
    for (let start = 0; start < ids.length; start += 25) {
      const rows = ids.slice(start, start + 25).map((matchId, place) => ({
        ...matchRows.match.key({ matchId }),
        matchId,
        activeShard: activeShardKey({ shard: 0 }),
        attendedAt: 10 + start + place,
      }));
      const RequestItems = { [names.matches]: rows.map((Item) => ({ PutRequest: { Item } })) };
      await database.client.send(new BatchWriteCommand({ RequestItems }));
    }
    const pages: number[] = [];
    const found = new Set<MatchId>();
    for await (const page of matches.unattended(260)) {
      pages.push(page.length);
      for (const id of page) found.add(id);
    }
    expect([...found]).toEqual(ids);
    expect(pages).toEqual([100, 100, 50]);
  });
});

describe('append and log', () => {
  it('returns every command exactly, in order, after any sequence number', async () => {
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
    expect(await matches.newest(header.matchId)).toEqual(entries[5]);
    expect(await matches.newest(aHeader().matchId)).toBeUndefined();
  });

  it('accepts a repeat of an entry, and refuses a different entry with the same number', async () => {
    const header = aHeader();
    await matches.claim(header, aGameSession());
    await matches.append(header.matchId, 1, play(1));
    await matches.append(header.matchId, 1, play(1));
    await expect(
      matches.append(header.matchId, 1, { ...play(1), commandId: commandId('another') }),
    ).rejects.toMatchObject(new SequenceTaken(`match ${header.matchId} has entry 1`, play(1)));
    expect(await matches.log(header.matchId)).toEqual([play(1)]);
  });

  it('refuses a former owner: its write meets the claim of the next', async () => {
    const header = aHeader();
    await matches.claim(header, aGameSession());
    await matches.append(header.matchId, 1, play(1));
    await matches.claim(header, aGameSession());
    await expect(matches.append(header.matchId, 1, play(2))).rejects.toThrow(OwnershipLost);
    await matches.append(header.matchId, 2, play(3));
    await expect(matches.append(header.matchId, 1, play(2))).rejects.toThrow(OwnershipLost);
    await expect(matches.append(header.matchId, 1, play(3))).rejects.toThrow(OwnershipLost);
    expect((await matches.log(header.matchId)).map(({ kind }) => kind)).toEqual([
      'command',
      'claim',
      'command',
    ]);
  });

  it('any interleaving of two owners, with conflicts: one log without gaps, each entry by the owner of that time', async () => {
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
          const known = [0, 1];
          const accepted: Array<{ sequence: number; epoch: number; id: string }> = [];
          let turn = 0;
          const append = async (owner: number): Promise<void> => {
            turn += 1;
            const epoch = epochs[owner] ?? 0;
            const entry: CommandEntry = {
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
            known[owner] = record.entries.length;
          };
          for (const { owner, act } of steps) {
            if (act === 'append') await append(owner);
            else if (act === 'claim') await claim(owner);
            else await Promise.all([append(owner), claim(1 - owner)]);
          }
          const log = await matches.log(header.matchId);
          expect(log.map(({ sequence }) => sequence)).toEqual(log.map((_, index) => index + 1));
          // Every accepted entry is there, and no other.
          const bySequence = [...accepted].sort((left, right) => left.sequence - right.sequence);
          expect(log.filter(isCommand).map(({ commandId: id }) => id)).toEqual(
            bySequence.map(({ id }) => id),
          );
          const order = bySequence.map(({ epoch }) => epoch);
          expect(order).toEqual([...order].sort((left, right) => left - right));
          const claims = log.flatMap((entry) => (entry.kind === 'claim' ? [entry.epoch] : []));
          expect(claims).toEqual(claims.map((_, index) => index + 2));
          expect(await matches.get(header.matchId)).toMatchObject({ ownerEpoch: claims.length + 1 });
        },
      ),
      { numRuns: tries(10), seed: 20261122 },
    );
    database.dynamodb.faults.set({});
  });
});

describe('running matches', () => {
  it('of a player are those that were begun and have not ended, for any reader', async () => {
    const [ada, bob] = [aPlayer(), aPlayer()];
    const headers = [
      aHeader([ada, bob]),
      aHeader([aPlayer(), ada]),
      aHeader([ada, bob]),
      aHeader([bob, aPlayer()]),
    ];
    for (const header of headers) await matches.claim(header, aGameSession());
    const [first, second, third] = headers;
    if (first === undefined || second === undefined || third === undefined) throw new Error('unreachable');
    await matches.takeOver(second.matchId, { gameSessionId: aGameSession() });
    const of = async (player: PlayerId) =>
      new Set((await matches.running(player)).map(({ header }) => header.matchId));
    expect(await of(ada)).toEqual(new Set([first.matchId, second.matchId, third.matchId]));
    await matches.finish(first.matchId, won());
    await matches.abandon(second.matchId, 2, end(2));
    expect(await of(ada)).toEqual(new Set([third.matchId]));
    expect(await of(ada)).toEqual(new Set([third.matchId]));
    expect(await of(aPlayer())).toEqual(new Set());
  });

  it('are there also when the process died while it claimed', async () => {
    for (const moment of ['before', 'after'] as const)
      for (let call = 1; call <= 3; call += 1) {
        const header = aHeader();
        const client = database.newClient();
        crashAt(client, call, moment);
        await createMatchStore(client, names, { retry: quickRetries() })
          .claim(header, aGameSession())
          .catch(() => undefined);
        const exists = (await matches.get(header.matchId)) !== undefined;
        for (const player of header.seats)
          expect((await matches.running(player)).map((match) => match.header.matchId)).toEqual(
            exists ? [header.matchId] : [],
          );
      }
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
  it('pages newest first, each match once, and refuses foreign cursors', async () => {
    const [me, other] = [aPlayer(), aPlayer()];
    const ended: number[] = [];
    for (let index = 0; index < 7; index += 1) {
      const header = aHeader([me, other]);
      await matches.claim(header, aGameSession());
      const endedAt = Date.UTC(2026, 10, 1) + (index % 4) * 1000;
      ended.push(endedAt);
      await matches.finish(header.matchId, won(endedAt));
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
