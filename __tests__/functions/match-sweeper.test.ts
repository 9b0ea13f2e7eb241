import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { StartMatchmakingCommand, TerminateGameSessionCommand } from '@aws-sdk/client-gamelift';
import { createFleetCertificates } from '../../functions/shared/flexmatch/fleet-certificates';
import { sweepMatches, unattendedMilliseconds } from '../../functions/match-sweeper/matches';
import { receiveMatchmakingEvent } from '../../functions/matchmaking-events/receive';
import { createPlacedMatches } from '../../functions/shared/flexmatch/placed-matches';
import { configurationName } from '../../contract/names';
import { type EventEnvelope } from '../../contract/events';
import { matchmakingDetail } from '../../contract/matchmaking-events';
import { commandId, gameSessionId, matchId, playerId } from '../../core/ids';
import { type LogEntry, type MatchHeader } from '../../core/match/log';
import { aMatchHeader } from '../support/headers';
import { backend } from '../games';
import { until } from '../local/lambda/support';
import { resourcePrefix } from './support/backend';
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
const sweep = () =>
  sweepMatches({ matches: stores.matches, gamelift: gamelift.client, games: backend.games, now: () => time });
const none = { finished: 0, abandoned: 0 };

const newHeader = (): MatchHeader =>
  aMatchHeader({
    matchId: matchId(randomUUID()),
    seats: [playerId(`p-${randomUUID()}`), playerId(`p-${randomUUID()}`)],
  });
const entry = (sequence: number, action: LogEntry['action'], seat = 0): LogEntry => ({
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
    expect(await sweep()).toEqual({ attended: 1, finished: 0, abandoned: 1 });
    expect(await stores.matches.get(header.matchId)).toMatchObject({ status: 'abandoned', ownerEpoch: 1 });
  });

  it('is unknown is abandoned once, and nobody wins or loses', async () => {
    const header = newHeader();
    await stores.matches.claim(header, unknownSession());
    await stores.matches.append(header.matchId, 1, entry(1, { kind: 'play', command: { cell: 4 } }));
    const sweeps = await Promise.all([sweep(), sweep(), sweep()]);
    expect(sweeps.reduce((sum, { abandoned }) => sum + abandoned, 0)).toBe(1);
    expect(await sweep()).toEqual({ attended: 0, ...none });
    expect(await stores.matches.get(header.matchId)).toMatchObject({ status: 'abandoned', lastSequence: 1 });
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
    expect(await sweep()).toEqual({ attended: 1, finished: 0, abandoned: 1 });
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
    expect(
      await sweepMatches({ matches: slow, gamelift: gamelift.client, games: backend.games, now: () => time }),
    ).toEqual({
      attended: 1,
      ...none,
    });
    expect(await stores.matches.get(header.matchId)).toMatchObject({
      status: 'active',
      ownerEpoch: 2,
      gameSessionId: next,
    });
    await stores.matches.abandon(header.matchId, 2, 0, 'server-lost');
  });

  it('cannot be asked about stays as it is, and the others do not wait for it', async () => {
    const [troubled, gone] = [newHeader(), newHeader()];
    for (const header of [troubled, gone]) await stores.matches.claim(header, unknownSession());
    const failing = {
      ...stores.matches,
      get: (id: typeof troubled.matchId) =>
        id === troubled.matchId ? Promise.reject(new Error('no answer')) : stores.matches.get(id),
    };
    expect(
      await sweepMatches({
        matches: failing,
        gamelift: gamelift.client,
        games: backend.games,
        now: () => time,
      }),
    ).toEqual({
      attended: 2,
      finished: 0,
      abandoned: 1,
    });
    expect(await sweep()).toEqual({ attended: 1, finished: 0, abandoned: 1 });
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
  expect(await stores.matches.get(header.matchId)).toMatchObject({ status: 'abandoned', ownerEpoch: 1 });
});
