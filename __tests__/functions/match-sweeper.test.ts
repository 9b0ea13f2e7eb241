import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { StartMatchmakingCommand, TerminateGameSessionCommand } from '@aws-sdk/client-gamelift';
import { createFleetCertificates } from '../../functions/shared/flexmatch/fleet-certificates';
import {
  asleepMilliseconds,
  placingMilliseconds,
  sweepMatches,
  unattendedMilliseconds,
} from '../../functions/match-sweeper/matches';
import { receiveMatchmakingEvent } from '../../functions/matchmaking-events/receive';
import { createPlacedMatches } from '../../functions/shared/flexmatch/placed-matches';
import { configurationName } from '../../contract/names';
import { type EventEnvelope } from '../../contract/events';
import { matchmakingDetail } from '../../contract/matchmaking-events';
import { commandId, gameSessionId, matchId, playerId } from '../../core/ids';
import { type CommandEntry, type MatchHeader } from '../../core/match/log';
import { createMatchStore, type MatchStore } from '../../store';
import { aMatchHeader } from '../support/headers';
import { backend } from '../games';
import { broken } from '../games/broken';
import { dailyNoughts } from '../games/noughts';
import { until } from '../local/lambda/support';
import { resourcePrefix, tableNames } from './support/backend';
import { startGameLift } from './support/gamelift';
import { startStores } from './support/stores';

let stores: Awaited<ReturnType<typeof startStores>>;
let gamelift: Awaited<ReturnType<typeof startGameLift>>;
const events: EventEnvelope[] = [];
beforeAll(async () => {
  for (const level of ['log', 'warn', 'error'] as const)
    jest.spyOn(console, level).mockImplementation(() => undefined);
  [stores, gamelift] = await Promise.all([startStores(), startGameLift()]);
  gamelift.listener.take = (envelope) => {
    events.push(envelope);
    return Promise.resolve();
  };
});
afterAll(async () => {
  await gamelift.close();
  await stores.close();
});

/**
 * What the sweeper takes for now: later with every test, so that each sees its own matches only as unattended
 * as it says.
 */
let time = Date.now();
beforeEach(() => {
  time += unattendedMilliseconds + 60_000;
});
const games = new Map([...backend.games, [dailyNoughts.name, dailyNoughts], [broken.name, broken]]);
const sweep = (matches: MatchStore = stores.matches) =>
  sweepMatches({ matches, gamelift: gamelift.client, games, now: () => time, newId: randomUUID });
const none = { asleep: 0, finished: 0, abandoned: 0 };

const newHeader = (): MatchHeader =>
  aMatchHeader({
    matchId: matchId(randomUUID()),
    seats: [playerId(`p-${randomUUID()}`), playerId(`p-${randomUUID()}`)],
  });
const entry = (sequence: number, action: CommandEntry['action'], seat = 0): CommandEntry => ({
  kind: 'command',
  sequence,
  commandId: commandId(`c${sequence}`),
  seat,
  at: 1_000 + sequence,
  action,
});
const unknownSession = () =>
  gameSessionId(`arn:aws:gamelift:us-east-1::gamesession/fleet-of-long-ago/${randomUUID()}`);

/** A match of a game session that lives: matched and placed, as players come by one. */
async function placedMatch(): Promise<{ readonly header: MatchHeader; readonly session: string }> {
  const header = newHeader();
  for (const player of header.seats) {
    await gamelift.client.send(
      new StartMatchmakingCommand({
        ConfigurationName: configurationName(resourcePrefix, 'duel'),
        Players: [
          {
            PlayerId: player,
            PlayerAttributes: { game: { S: 'noughts' }, skill: { N: 1500 } },
            LatencyInMs: { 'us-east-1': 20 },
          },
        ],
      }),
    );
  }
  const session = (await gamelift.place()) ?? '';
  await stores.matches.claim(header, gameSessionId(session));
  return { header, session };
}

describe('a match whose game session', () => {
  it('lives is left alone, and not asked about again for a while', async () => {
    const { header, session } = await placedMatch();
    expect(await sweep()).toEqual({ attended: 1, ...none });
    expect(await sweep()).toEqual({ attended: 0, ...none });
    time += unattendedMilliseconds + 1;
    expect(await sweep()).toEqual({ attended: 1, ...none });
    expect(await stores.matches.get(header.matchId)).toMatchObject({ status: 'active' });
    await gamelift.client.send(
      new TerminateGameSessionCommand({ GameSessionId: session, TerminationMode: 'FORCE_TERMINATE' }),
    );
    time += unattendedMilliseconds + 1;
    expect(await sweep()).toEqual({ attended: 1, ...none, asleep: 1 });
    expect(await stores.matches.get(header.matchId)).toMatchObject({
      status: 'active',
      hosting: { kind: 'asleep', since: time, retryAt: time },
    });
    time += asleepMilliseconds;
    expect(await sweep()).toEqual({ attended: 1, ...none, abandoned: 1 });
    expect(await stores.matches.get(header.matchId)).toMatchObject({ status: 'abandoned' });
  });

  it('is gone sleeps until its time has passed, and is looked at only then', async () => {
    const header = newHeader();
    await stores.matches.claim(header, unknownSession());
    expect(await sweep()).toEqual({ attended: 1, ...none, asleep: 1 });
    const since = time;
    time = since + unattendedMilliseconds + 1;
    expect(await sweep()).toEqual({ attended: 1, ...none });
    time = since + asleepMilliseconds - 1;
    expect(await sweep()).toEqual({ attended: 0, ...none });
    time = since + asleepMilliseconds + 1;
    expect(await sweep()).toEqual({ attended: 1, ...none, abandoned: 1 });
  });

  it('was to be followed by another that never came sleeps again', async () => {
    const header = newHeader();
    const claimed = await stores.matches.claim(header, unknownSession());
    await stores.matches.startPlacing(claimed, time);
    time += unattendedMilliseconds + 1;
    expect(await sweep()).toEqual({ attended: 1, ...none });
    time += placingMilliseconds;
    expect(await sweep()).toEqual({ attended: 1, ...none, asleep: 1 });
    time += asleepMilliseconds;
    expect(await sweep()).toEqual({ attended: 1, ...none, abandoned: 1 });
  });

  it('was played in by another, as the log says and the row does not yet, is not ended', async () => {
    const header = newHeader();
    await stores.matches.claim(header, unknownSession());
    expect(await sweep()).toEqual({ attended: 1, ...none, asleep: 1 });
    time += asleepMilliseconds + 1;
    await stores.matches.append(header.matchId, 1, {
      ...entry(1, { kind: 'play', command: { cell: 4 } }),
      at: time - 1,
    });
    expect(await sweep()).toEqual({ attended: 1, ...none });
    expect(await stores.matches.get(header.matchId)).toMatchObject({ status: 'active' });
    time += asleepMilliseconds + 1;
    expect(await sweep()).toEqual({ attended: 1, ...none, abandoned: 1 });
  });

  it('is unknown is abandoned once, and nobody wins or loses', async () => {
    const header = newHeader();
    await stores.matches.claim(header, unknownSession());
    await stores.matches.append(header.matchId, 1, entry(1, { kind: 'play', command: { cell: 4 } }));
    const laid = await Promise.all([sweep(), sweep(), sweep()]);
    expect(laid.reduce((sum, { asleep }) => sum + asleep, 0)).toBe(1);
    time += asleepMilliseconds + 1;
    const sweeps = await Promise.all([sweep(), sweep(), sweep()]);
    expect(sweeps.reduce((sum, { abandoned }) => sum + abandoned, 0)).toBe(1);
    expect(await sweep()).toEqual({ attended: 0, ...none });
    expect(await stores.matches.get(header.matchId)).toMatchObject({
      status: 'abandoned',
      reason: 'server-lost',
    });
    const kinds = (await stores.matches.log(header.matchId)).map(({ kind }) => kind);
    expect([kinds[0], kinds.filter((kind) => kind === 'end')]).toEqual(['command', ['end']]);
    expect(new Set(kinds.slice(1, -1))).toEqual(new Set(['claim']));
    for (const player of header.seats)
      expect(await stores.players.standing(player, header.game)).toBeUndefined();
  });

  it('died between the last command and the result has its result, once', async () => {
    const header = newHeader();
    await stores.matches.claim(header, unknownSession());
    for (const [index, cell] of [4, 0].entries())
      await stores.matches.append(
        header.matchId,
        1,
        entry(index + 1, { kind: 'play', command: { cell } }, index),
      );
    await stores.matches.append(header.matchId, 1, entry(3, { kind: 'resign' }, 1));
    const sweeps = await Promise.all([sweep(), sweep()]);
    expect(sweeps.reduce((sum, { finished }) => sum + finished, 0)).toBeGreaterThanOrEqual(1);
    expect(await stores.matches.get(header.matchId)).toMatchObject({
      status: 'finished',
      outcome: { result: { places: [1, 2] }, endedAt: 1_003, commands: 3 },
    });
    const [winner, loser] = header.seats;
    expect(await stores.players.standing(winner ?? playerId(''), header.game)).toMatchObject({
      wins: 1,
      losses: 0,
    });
    expect(await stores.players.standing(loser ?? playerId(''), header.game)).toMatchObject({
      wins: 0,
      losses: 1,
    });
  });

  it('is gone, but whose log these rules cannot replay, is abandoned', async () => {
    const header = { ...newHeader(), rulesVersion: 99 };
    await stores.matches.claim(header, unknownSession());
    await stores.matches.append(header.matchId, 1, entry(1, { kind: 'resign' }));
    await sweep();
    time += asleepMilliseconds + 1;
    expect(await sweep()).toEqual({ attended: 1, ...none, abandoned: 1 });
  });

  it('is gone, and whose rules fail or never return, is abandoned because of its rules', async () => {
    const headers = (['endless-setup', 'setup'] as const).map((option) => ({
      ...newHeader(),
      game: broken.name,
      seats: [...newHeader().seats, playerId(`p-${randomUUID()}`)],
      teams: [0, 1, 2],
      options: { broken: option },
    }));
    for (const header of headers) await stores.matches.claim(header, unknownSession());
    expect(await sweep()).toEqual({ attended: 2, finished: 0, asleep: 0, abandoned: 2 });
    for (const { matchId: id } of headers)
      expect(await stores.matches.get(id)).toMatchObject({ status: 'abandoned', reason: 'rules-failed' });
  });

  it('was followed by another, between the question and the answer, goes on', async () => {
    const header = newHeader();
    await stores.matches.claim(header, unknownSession());
    const next = unknownSession();
    const slow = {
      ...stores.matches,
      log: async (...asked: Parameters<typeof stores.matches.log>) => {
        await stores.matches.claim(header, next);
        return stores.matches.log(...asked);
      },
    };
    expect(await sweep(slow)).toEqual({ attended: 1, ...none });
    expect(await stores.matches.get(header.matchId)).toMatchObject({
      status: 'active',
      ownerEpoch: 2,
      gameSessionId: next,
    });
    await stores.matches.abandon(header.matchId, 2, {
      kind: 'end',
      sequence: 2,
      at: time,
      reason: 'server-lost',
    });
  });

  it('cannot be asked about stays as it is, and the others do not wait for it', async () => {
    const [troubled, gone] = [newHeader(), newHeader()];
    for (const header of [troubled, gone]) await stores.matches.claim(header, unknownSession());
    const failing = {
      ...stores.matches,
      get: (id: typeof troubled.matchId) =>
        id === troubled.matchId ? Promise.reject(new Error('no answer')) : stores.matches.get(id),
    };
    expect(await sweep(failing)).toEqual({ attended: 2, ...none, asleep: 1 });
    expect(await sweep()).toEqual({ attended: 1, ...none, asleep: 1 });
    time += asleepMilliseconds + 1;
    expect(await sweep()).toEqual({ attended: 2, ...none, abandoned: 2 });
  });
});

describe('a match of days', () => {
  const day = 86_400_000;
  const dailyHeader = (): MatchHeader => ({ ...newHeader(), game: dailyNoughts.name, startedAt: time });
  const read = async ({ matchId: id }: MatchHeader) => ({
    match: await stores.matches.get(id),
    kinds: (await stores.matches.log(id)).map(({ kind }) => kind),
  });
  /** Claimed, and laid down by its process. */
  async function sleeping(): Promise<MatchHeader> {
    const header = dailyHeader();
    await stores.matches.claim(header, unknownSession());
    const sleep = { kind: 'sleep', sequence: 1, at: time, epoch: 2 } as const;
    await stores.matches.sleep(header.matchId, 1, sleep, time + 2 * day + 1);
    return header;
  }

  it('that sleeps is not looked at before its deadline, and loses by its clock then, once', async () => {
    const header = await sleeping();
    const since = time;
    time = since + 2 * day + unattendedMilliseconds;
    expect(await sweep()).toEqual({ attended: 0, ...none });
    time += 2;
    const sweeps = await Promise.all([sweep(), sweep(), sweep()]);
    expect(sweeps.reduce((sum, { finished }) => sum + finished, 0)).toBe(1);
    expect(await read(header)).toMatchObject({
      match: { status: 'finished', outcome: { result: { places: [2, 1], reason: 'timeout' } } },
      kinds: ['sleep', 'timeout'],
    });
    expect(await sweep()).toEqual({ attended: 0, ...none });
  });

  it('that was played in while it slept is looked at again when the next seat’s time is up', async () => {
    const header = await sleeping();
    const since = time;
    const play = { ...entry(2, { kind: 'play', command: { cell: 4 } }), at: since + day };
    await stores.matches.append(header.matchId, 2, play);
    time = since + 2 * day + unattendedMilliseconds + 2;
    expect(await sweep()).toEqual({ attended: 1, ...none });
    time = since + 3 * day + unattendedMilliseconds;
    expect(await sweep()).toEqual({ attended: 0, ...none });
    time += 2;
    expect(await sweep()).toEqual({ attended: 1, ...none, finished: 1 });
    expect(await read(header)).toMatchObject({ match: { outcome: { result: { places: [1, 2] } } } });
  });

  it('whose last command was stored, but not its result, has its result soon', async () => {
    const header = await sleeping();
    await stores.matches.append(header.matchId, 2, { ...entry(2, { kind: 'resign' }), at: time });
    await stores.matches.hasten(header.matchId, time);
    time += unattendedMilliseconds + 1;
    expect(await sweep()).toEqual({ attended: 1, ...none, finished: 1 });
  });

  it('whose process died sleeps from then on, and the time before is charged to nobody', async () => {
    const header = dailyHeader();
    const inTime = createMatchStore(stores.documents, tableNames, { now: () => time });
    await inTime.claim(header, unknownSession());
    time += 5 * day;
    expect(await sweep(inTime)).toEqual({ attended: 1, ...none, asleep: 1 });
    time += unattendedMilliseconds + 1;
    expect(await sweep(inTime)).toEqual({ attended: 1, ...none, asleep: 1 });
    expect((await read(header)).kinds).toEqual(['claim', 'sleep']);
    const [, sleep] = await stores.matches.log(header.matchId);
    time = (sleep?.at ?? 0) + 2 * day + unattendedMilliseconds;
    expect(await sweep()).toEqual({ attended: 0, ...none });
    time += 2;
    expect(await sweep()).toEqual({ attended: 1, ...none, finished: 1 });
  });

  it('are all attended to in one sweep, however many are due', async () => {
    for (let count = 0; count < 15; count += 1) await sleeping();
    time += 2 * day + unattendedMilliseconds + 2;
    expect(await sweep()).toEqual({ attended: 15, ...none, finished: 15 });
  });
});

it('events that come late, twice and in any order leave an abandoned match abandoned', async () => {
  events.length = 0;
  await placedMatch();
  const made = () =>
    events.flatMap(({ detail }) => {
      const read = matchmakingDetail.safeParse(detail);
      return read.success && read.data.type === 'MatchmakingSucceeded' ? [matchId(read.data.matchId)] : [];
    });
  await until(() => Promise.resolve(made().length > 0), 'the match is made');
  const header = { ...newHeader(), matchId: made()[0] ?? newHeader().matchId };
  await stores.matches.claim(header, unknownSession());
  expect((await sweep()).asleep).toBe(1);
  time += asleepMilliseconds + 1;
  expect((await sweep()).abandoned).toBe(1);
  const certificates = createFleetCertificates(gamelift.client);
  for (const envelope of [...events, ...[...events].reverse(), ...events])
    await receiveMatchmakingEvent(envelope, {
      configurations: [`${resourcePrefix}-duel`],
      ...stores,
      certificates,
      placed: createPlacedMatches(gamelift.client, backend, resourcePrefix),
    }).catch(() => undefined);
  time += unattendedMilliseconds + 1;
  await sweep();
  expect(await stores.matches.get(header.matchId)).toMatchObject({ status: 'abandoned' });
});
