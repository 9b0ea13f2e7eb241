import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { StartMatchmakingCommand, TerminateGameSessionCommand } from '@aws-sdk/client-gamelift';
import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import { createFleetCertificates } from '../../functions/shared/flexmatch/fleet-certificates';
import {
  asleepMilliseconds,
  placingMilliseconds,
  lostOwnerMilliseconds,
  unattendedMilliseconds,
} from '../../functions/match-sweeper/attendant';
import { sweepMatches } from '../../functions/match-sweeper/matches';
import { receiveMatchmakingEvent } from '../../functions/matchmaking-events/receive';
import { createPlacedMatches } from '../../functions/shared/flexmatch/placed-matches';
import { configurationName } from '../../contract/names';
import { type EventEnvelope } from '../../contract/events';
import { matchmakingDetail } from '../../contract/matchmaking-events';
import { commandId, gameSessionId, matchId, playerId } from '../../core/ids';
import { timeDefaults } from '../../core/match/clock/time-rules';
import { type CommandEntry, type MatchHeader } from '../../core/match/log';
import { warningMs } from '../../core/match/sleep';
import { createMatchStore, type MatchStore } from '../../store';
import { matchRows } from '../../store/keys';
import { type Claimed, OwnershipLost } from '../../store/matches';
import { turnOfWarning } from '../../store/turns-attribute';
import { aMatchHeader } from '../support/headers';
import { backend } from '../games';
import { broken } from '../games/broken';
import { dailyNoughts } from '../games/noughts';
import { until } from '../local/lambda/support';
import { resourcePrefix, tableNames } from './support/backend';
import { startGameLift } from './support/gamelift';
import { startStores } from './support/stores';

let stores: Awaited<ReturnType<typeof startStores>>;
/** The sweeper's clock. */
let matches: MatchStore;
let gamelift: Awaited<ReturnType<typeof startGameLift>>;
const events: EventEnvelope[] = [];
beforeAll(async () => {
  for (const level of ['log', 'warn', 'error'] as const)
    jest.spyOn(console, level).mockImplementation(() => undefined);
  [stores, gamelift] = await Promise.all([startStores(), startGameLift()]);
  matches = createMatchStore(stores.documents, tableNames, { now: () => time });
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
 * The present time of the sweeper. It is later in every test, so that each sees only its own matches as
 * unattended.
 */
let time = Date.now();
beforeEach(() => {
  time += unattendedMilliseconds + 60_000;
});
const games = new Map([...backend.games, [dailyNoughts.name, dailyNoughts], [broken.name, broken]]);
const sweep = (store: MatchStore = matches) =>
  sweepMatches({ matches: store, gamelift: gamelift.regions, games, now: () => time, newId: randomUUID });
const none = { asleep: 0, finished: 0, abandoned: 0 };

const newHeader = (): MatchHeader =>
  aMatchHeader({
    matchId: matchId(randomUUID()),
    startedAt: time,
    seats: [playerId(`p-${randomUUID()}`), playerId(`p-${randomUUID()}`)],
  });
const entry = (sequence: number, action: CommandEntry['action'], seat = 0): CommandEntry => ({
  kind: 'command',
  sequence,
  commandId: commandId(`c${sequence}`),
  seat,
  at: time,
  action,
});
const unknownSession = () =>
  gameSessionId(`arn:aws:gamelift:us-east-1::gamesession/fleet-of-long-ago/${randomUUID()}`);

/** The first turn of a seat, the grace after a lost server, and the delay of a look at a sleeping match. */
const firstTurn = timeDefaults.firstTurnMs + timeDefaults.resumeGraceMs + unattendedMilliseconds + 2;

/** No player comes: the match sleeps until its clock ends it. */
async function finished({ matchId: id }: MatchHeader, after: number): Promise<void> {
  time += unattendedMilliseconds + 1;
  expect(await sweep()).toEqual({ attended: 1, ...none, asleep: 1 });
  expect((await matches.log(id)).slice(-2).map(({ kind }) => kind)).toEqual(['claim', 'sleep']);
  time += after;
  expect(await sweep()).toEqual({ attended: 1, ...none, finished: 1 });
}

/** A match that begins and is unattended until the sweeper looks at it. */
async function begin(header: MatchHeader, session = unknownSession()): Promise<Claimed> {
  const claimed = await matches.claim(header, session);
  time += unattendedMilliseconds + 1;
  return claimed;
}

/** A match of a live game session: matched and placed, as players get one. */
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
  await begin(header, gameSessionId(session));
  return { header, session };
}

describe('a match whose game session', () => {
  it('lives is left alone, and not checked again for a while', async () => {
    const { header, session } = await placedMatch();
    expect(await sweep()).toEqual({ attended: 1, ...none });
    expect(await sweep()).toEqual({ attended: 0, ...none });
    time += unattendedMilliseconds + 1;
    expect(await sweep()).toEqual({ attended: 1, ...none });
    expect(await matches.get(header.matchId)).toMatchObject({ status: 'active' });
    await gamelift.client.send(
      new TerminateGameSessionCommand({ GameSessionId: session, TerminationMode: 'FORCE_TERMINATE' }),
    );
    time += unattendedMilliseconds + 1;
    expect(await sweep()).toEqual({ attended: 1, ...none, asleep: 1 });
    expect(await matches.get(header.matchId)).toMatchObject({
      status: 'active',
      hosting: { kind: 'asleep', since: time, retryAt: time },
    });
    await finished(header, firstTurn);
    expect(await matches.get(header.matchId)).toMatchObject({ status: 'finished', counted: 'void' });
  });

  it('is gone, and that no clock can end, waits until its time has passed, and is checked only then', async () => {
    const header = { ...newHeader(), rulesVersion: 99 };
    await begin(header);
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
    const claimed = await begin(header);
    await matches.startPlacing(claimed, time);
    time += unattendedMilliseconds + 1;
    expect(await sweep()).toEqual({ attended: 1, ...none });
    time += placingMilliseconds;
    expect(await sweep()).toEqual({ attended: 1, ...none, asleep: 1 });
    await finished(header, firstTurn);
  });

  it('has a successor in the log, which the row lacks, is not ended', async () => {
    const header = { ...newHeader(), rulesVersion: 99 };
    await begin(header);
    expect(await sweep()).toEqual({ attended: 1, ...none, asleep: 1 });
    time += asleepMilliseconds + 1;
    await matches.append(header.matchId, 1, {
      ...entry(1, { kind: 'play', command: { cell: 4 } }),
      at: time - 1,
    });
    expect(await sweep()).toEqual({ attended: 1, ...none });
    expect(await matches.get(header.matchId)).toMatchObject({ status: 'active' });
    time += asleepMilliseconds + 1;
    expect(await sweep()).toEqual({ attended: 1, ...none, abandoned: 1 });
  });

  it('is unknown continues by its clocks, and ends once, however many sweeps there are', async () => {
    const header = newHeader();
    await begin(header);
    for (const [index, cell] of [4, 0].entries())
      await matches.append(header.matchId, 1, entry(index + 1, { kind: 'play', command: { cell } }, index));
    const laid = await Promise.all([sweep(), sweep(), sweep()]);
    expect(laid.reduce((sum, { asleep }) => sum + asleep, 0)).toBe(1);
    time += unattendedMilliseconds + 1;
    const slept = await Promise.all([sweep(), sweep(), sweep()]);
    expect(slept.reduce((sum, { asleep }) => sum + asleep, 0)).toBeGreaterThanOrEqual(1);
    expect((await matches.log(header.matchId)).at(-1)?.kind).toBe('sleep');
    // Idle for ten minutes, and ten seconds to come back: until then the seat to act has its time.
    time += asleepMilliseconds + 10_000;
    expect(await sweep()).toEqual({ attended: 0, ...none });
    time += unattendedMilliseconds + 2;
    const sweeps = await Promise.all([sweep(), sweep(), sweep()]);
    expect(sweeps.reduce((sum, { finished: ended }) => sum + ended, 0)).toBe(1);
    expect(await sweep()).toEqual({ attended: 0, ...none });
    expect(await matches.get(header.matchId)).toMatchObject({
      status: 'finished',
      ending: { result: { places: [2, 1], reason: 'timeout' } },
    });
    const kinds = (await matches.log(header.matchId)).map(({ kind }) => kind);
    expect(kinds.filter((kind) => kind === 'timeout')).toEqual(['timeout']);
    expect(kinds.at(-1)).toBe('timeout');
  });

  it('died between the last command and the result has its result, once', async () => {
    const header = newHeader();
    await begin(header);
    for (const [index, cell] of [4, 0].entries())
      await matches.append(header.matchId, 1, entry(index + 1, { kind: 'play', command: { cell } }, index));
    await matches.append(header.matchId, 1, entry(3, { kind: 'resign' }, 1));
    const sweeps = await Promise.all([sweep(), sweep()]);
    expect(sweeps.reduce((sum, { finished }) => sum + finished, 0)).toBeGreaterThanOrEqual(1);
    expect(await matches.get(header.matchId)).toMatchObject({
      status: 'finished',
      ending: { result: { places: [1, 2] }, endedAt: time, commands: 3 },
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

  it('lives, but whose process has long been silent, is claimed, and its clocks continue', async () => {
    const { header } = await placedMatch();
    const { matchId: id } = header;
    for (const [index, cell] of [4, 0].entries())
      await matches.append(id, 1, entry(index + 1, { kind: 'play', command: { cell } }, index));
    const thoughtMs = 60_000;
    await matches.markAlive(id, 1, time + thoughtMs);
    time += thoughtMs + lostOwnerMilliseconds - 1;
    expect(await sweep()).toEqual({ attended: 1, ...none });
    time += unattendedMilliseconds + 1;
    expect(await sweep()).toEqual({ attended: 1, ...none, asleep: 1 });
    const claimedAt = time;
    // Fenced: the process wakes up, and meets the claim.
    const late = matches.append(id, 1, entry(3, { kind: 'play', command: { cell: 1 } }));
    await expect(late).rejects.toThrow(OwnershipLost);
    const idleMs = timeDefaults.idleMs - thoughtMs + timeDefaults.resumeGraceMs;
    time = claimedAt + idleMs + unattendedMilliseconds;
    expect(await sweep()).toEqual({ attended: 0, ...none });
    time += 2;
    expect(await sweep()).toEqual({ attended: 1, ...none, finished: 1 });
    expect((await matches.log(id)).map(({ kind }) => kind)).toEqual([
      'command',
      'command',
      'claim',
      'sleep',
      'timeout',
    ]);
  });

  it('lives, and whose log has its end, has its result although its process is silent', async () => {
    const { header } = await placedMatch();
    await matches.append(header.matchId, 1, entry(1, { kind: 'resign' }, 1));
    time += lostOwnerMilliseconds + unattendedMilliseconds;
    expect(await sweep()).toEqual({ attended: 1, ...none, finished: 1 });
  });

  it('is gone while a player is on the way to another keeps that placement in view', async () => {
    const header = newHeader();
    await begin(header);
    expect(await sweep()).toEqual({ attended: 1, ...none, asleep: 1 });
    time += unattendedMilliseconds + 1;
    const racing: MatchStore = {
      ...matches,
      takeOver: async (...asked) => {
        const claimed = await matches.takeOver(...asked);
        const row = await matches.get(header.matchId);
        if (row !== undefined) await matches.startPlacing(row, time);
        return claimed;
      },
    };
    expect(await sweep(racing)).toEqual({ attended: 1, ...none, asleep: 1 });
    expect(await matches.get(header.matchId)).toMatchObject({ hosting: { kind: 'placing', attempt: 1 } });
    time += placingMilliseconds;
    expect(await sweep()).toEqual({ attended: 1, ...none, asleep: 1 });
    time += unattendedMilliseconds + 1;
    expect(await sweep()).toEqual({ attended: 1, ...none, finished: 1 });
  });

  it('is gone while a bot was to act sleeps, and the bot plays in the sleeping match', async () => {
    const header: MatchHeader = { ...newHeader(), bots: [{ seat: 0, strength: 'first' }] };
    await begin(header);
    for (let times = 0; times < 2; times += 1) {
      expect(await sweep()).toEqual({ attended: 1, ...none, asleep: 1 });
      time += unattendedMilliseconds + 1;
    }
    expect(await sweep()).toEqual({ attended: 1, ...none });
    expect(await matches.log(header.matchId)).toMatchObject([
      { kind: 'claim' },
      { kind: 'sleep' },
      { kind: 'command', seat: 0, bot: true },
    ]);
  });

  it('is gone, but whose log these rules cannot replay, is abandoned', async () => {
    const header = { ...newHeader(), rulesVersion: 99 };
    await begin(header);
    await matches.append(header.matchId, 1, entry(1, { kind: 'resign' }));
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
    for (const header of headers) await begin(header);
    expect(await sweep()).toEqual({ attended: 2, finished: 0, asleep: 0, abandoned: 2 });
    for (const { matchId: id } of headers)
      expect(await matches.get(id)).toMatchObject({ status: 'abandoned', reason: 'rules-failed' });
  });

  it('was replaced by another during the check continues', async () => {
    const header = newHeader();
    await begin(header);
    const next = unknownSession();
    const slow = {
      ...matches,
      log: async (...asked: Parameters<typeof matches.log>) => {
        await matches.claim(header, next);
        return matches.log(...asked);
      },
    };
    expect(await sweep(slow)).toEqual({ attended: 1, ...none });
    expect(await matches.get(header.matchId)).toMatchObject({
      status: 'active',
      ownerEpoch: 2,
      gameSessionId: next,
    });
    await matches.abandon(header.matchId, 2, {
      kind: 'end',
      sequence: 2,
      at: time,
      reason: 'server-lost',
    });
  });

  it('cannot be checked is left unchanged, and does not delay the others', async () => {
    const [troubled, gone] = [newHeader(), newHeader()];
    for (const header of [troubled, gone]) await begin(header);
    const failing = {
      ...matches,
      get: (id: typeof troubled.matchId) =>
        id === troubled.matchId ? Promise.reject(new Error('no answer')) : matches.get(id),
    };
    expect(await sweep(failing)).toEqual({ attended: 2, ...none, asleep: 1 });
    expect(await sweep()).toEqual({ attended: 1, ...none, asleep: 1 });
    time += unattendedMilliseconds + 1;
    expect(await sweep()).toEqual({ attended: 2, ...none, asleep: 2 });
    time += firstTurn;
    expect(await sweep()).toEqual({ attended: 2, ...none, finished: 2 });
  });
});

describe('a match of days', () => {
  const day = 86_400_000;
  const dailyHeader = (): MatchHeader => ({ ...newHeader(), game: dailyNoughts.name, startedAt: time });
  const read = async ({ matchId: id }: MatchHeader) => ({
    match: await matches.get(id),
    kinds: (await matches.log(id)).map(({ kind }) => kind),
  });
  /** Claimed, and put to sleep by its process. */
  async function sleeping(): Promise<MatchHeader> {
    const header = dailyHeader();
    await begin(header);
    const sleep = { kind: 'sleep', sequence: 1, at: time, epoch: 2 } as const;
    await matches.sleep(header.matchId, 1, sleep, time + 2 * day + 1);
    return header;
  }

  it('that sleeps is not checked before its deadline, and then loses by its clock, once', async () => {
    const header = await sleeping();
    const since = time;
    time = since + 2 * day + unattendedMilliseconds;
    expect(await sweep()).toEqual({ attended: 0, ...none });
    time += 2;
    const sweeps = await Promise.all([sweep(), sweep(), sweep()]);
    expect(sweeps.reduce((sum, { finished }) => sum + finished, 0)).toBe(1);
    expect(await read(header)).toMatchObject({
      match: { status: 'finished', ending: { result: { places: [2, 1], reason: 'timeout' } } },
      kinds: ['sleep', 'timeout'],
    });
    expect(await sweep()).toEqual({ attended: 0, ...none });
  });

  it('that sleeps has its player warned once for each deadline', async () => {
    const header = await sleeping();
    const since = header.startedAt;
    const low = 2 * day - warningMs(2);
    const warnings = async () => {
      const { Items = [] } = await stores.documents.send(
        new QueryCommand({
          TableName: tableNames.matches,
          KeyConditionExpression: 'pk = :pk AND begins_with(sk, :prefix)',
          ExpressionAttributeValues: {
            ':pk': matchRows.warning.partition({ matchId: header.matchId }),
            ':prefix': matchRows.warning.sortPrefix,
          },
        }),
      );
      return Items.map(turnOfWarning);
    };
    await matches.hasten(header.matchId, since + low);
    time = since + low + unattendedMilliseconds + 1;
    await Promise.all([sweep(), sweep()]);
    await matches.hasten(header.matchId, since + low);
    await sweep();
    const turn = { game: 'daily-noughts', seat: 0, playerId: header.seats[0], sequence: 0, since };
    expect(await warnings()).toEqual([{ ...turn, deadline: since + 2 * day }]);
    // A day of vacation moves the deadline.
    const vacation = { ...entry(2, { kind: 'vacation', days: 1 }), at: time };
    await matches.append(header.matchId, 2, vacation);
    time = since + 3 * day - 1;
    await matches.hasten(header.matchId, since);
    await sweep();
    expect((await warnings()).map(({ deadline }) => deadline - since)).toEqual([2 * day, 3 * day]);
    time = since + 3 * day + unattendedMilliseconds + 2;
    expect(await sweep()).toMatchObject({ finished: 1 });
    expect(await warnings()).toHaveLength(2);
  });

  it('that was played in while it slept is checked again when the next seat’s time is up', async () => {
    const header = await sleeping();
    const since = time;
    const play = { ...entry(2, { kind: 'play', command: { cell: 4 } }), at: since + day };
    await matches.append(header.matchId, 2, play);
    time = since + 2 * day + unattendedMilliseconds + 2;
    expect(await sweep()).toEqual({ attended: 1, ...none });
    time = since + 3 * day - warningMs(2) + unattendedMilliseconds + 1;
    expect(await sweep()).toEqual({ attended: 1, ...none });
    time = since + 3 * day + unattendedMilliseconds;
    expect(await sweep()).toEqual({ attended: 0, ...none });
    time += 2;
    expect(await sweep()).toEqual({ attended: 1, ...none, finished: 1 });
    expect(await read(header)).toMatchObject({ match: { ending: { result: { places: [1, 2] } } } });
  });

  it('whose last command was stored, but not its result, soon has its result', async () => {
    const header = await sleeping();
    await matches.append(header.matchId, 2, { ...entry(2, { kind: 'resign' }), at: time });
    await matches.hasten(header.matchId, time);
    time += unattendedMilliseconds + 1;
    expect(await sweep()).toEqual({ attended: 1, ...none, finished: 1 });
  });

  it('whose process died sleeps from then on, and the time before is charged to no seat', async () => {
    const header = dailyHeader();
    await begin(header);
    time += 5 * day;
    expect(await sweep()).toEqual({ attended: 1, ...none, asleep: 1 });
    time += unattendedMilliseconds + 1;
    expect(await sweep()).toEqual({ attended: 1, ...none, asleep: 1 });
    expect((await read(header)).kinds).toEqual(['claim', 'sleep']);
    const [, sleep] = await matches.log(header.matchId);
    time = (sleep?.at ?? 0) + 2 * day - warningMs(2) + unattendedMilliseconds;
    expect(await sweep()).toEqual({ attended: 0, ...none });
    time += 2;
    expect(await sweep()).toEqual({ attended: 1, ...none });
    time = (sleep?.at ?? 0) + 2 * day + unattendedMilliseconds;
    expect(await sweep()).toEqual({ attended: 0, ...none });
    time += timeDefaults.resumeGraceMs + 2;
    expect(await sweep()).toEqual({ attended: 1, ...none, finished: 1 });
  });

  it('is attended to in one sweep with all others that are due', async () => {
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
  const header = { ...newHeader(), rulesVersion: 99, matchId: made()[0] ?? newHeader().matchId };
  await begin(header);
  expect((await sweep()).asleep).toBe(1);
  time += asleepMilliseconds + 1;
  expect((await sweep()).abandoned).toBe(1);
  const certificates = createFleetCertificates(gamelift.regions);
  for (const envelope of [...events, ...[...events].reverse(), ...events])
    await receiveMatchmakingEvent(envelope, {
      configurations: [...new Set(events.flatMap(({ resources }) => resources))],
      ...stores,
      certificates,
      placed: createPlacedMatches(gamelift.regions, backend, resourcePrefix),
    }).catch(() => undefined);
  time += unattendedMilliseconds + 1;
  await sweep();
  expect(await matches.get(header.matchId)).toMatchObject({ status: 'abandoned' });
});
