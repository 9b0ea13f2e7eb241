import { randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { DescribeGameSessionsCommand, TerminateGameSessionCommand } from '@aws-sdk/client-gamelift';
import { commandId, gameSessionId, matchId, type PlayerId, playerId } from '../../core/ids';
import { type MatchHeader } from '../../core/match/log';
import { createGameSessionCalls, type GameSessionCalls } from '../../functions/matches/hosting';
import { backOff, seatOfRejoin, silentMs } from '../../functions/matches/rejoin';
import { ApiProblem } from '../../functions/shared/http/problem';
import { aMatchHeader } from '../support/headers';
import { gamelift, stores, useStoresAndGameLift } from './support/stores-and-gamelift';

let hosting: GameSessionCalls;
/** The ids of all placements that were started, with repeats. */
let asked: string[];
let time = Date.now();
useStoresAndGameLift();
beforeEach(() => {
  const real = createGameSessionCalls(gamelift.regions, 'q');
  asked = [];
  hosting = {
    ...real,
    place: (id, header) => {
      asked.push(id);
      return real.place(id, header);
    },
  };
});

/** A rejoin of a player: the seat, or the code and the seconds of the problem. */
async function rejoin(header: MatchHeader, seat = 0, unresponsive = false) {
  try {
    const found = await seatOfRejoin({ matches: stores.matches, hosting, now: () => time }, header.matchId, {
      playerId: seatOf(header, seat),
      unresponsive,
    });
    return { arn: found.gameSessionArn, player: found.session.PlayerId, id: found.session.PlayerSessionId };
  } catch (error) {
    if (!(error instanceof ApiProblem)) throw error;
    return [error.code, ...Object.values(error.headers)];
  }
}

function seatOf({ seats }: MatchHeader, seat: number): PlayerId {
  const player = seats[seat];
  if (player === undefined) throw new Error(`no seat ${seat}`);
  return player;
}

const newHeader = () =>
  aMatchHeader({
    matchId: matchId(randomUUID()),
    seats: [playerId(`p-${randomUUID()}`), playerId(`p-${randomUUID()}`)],
    startedAt: time,
  });
const unknownSession = () =>
  gameSessionId(`arn:aws:gamelift:us-east-1::gamesession/fleet-gone/${randomUUID()}`);

/** A match whose server is gone. */
async function claimLostMatch(): Promise<MatchHeader> {
  const header = newHeader();
  await stores.matches.claim(header, unknownSession());
  return header;
}

async function terminate(session: string): Promise<void> {
  await gamelift.client.send(
    new TerminateGameSessionCommand({ GameSessionId: session, TerminationMode: 'FORCE_TERMINATE' }),
  );
}

const resuming = ['match-resuming', '1'];

describe('a rejoin of a match whose server is gone', () => {
  it('begins exactly one placement, however many ask, and gives each seat a player session', async () => {
    const header = await claimLostMatch();
    const answers = await Promise.all(Array.from({ length: 10 }, (_, index) => rejoin(header, index % 2)));
    expect(answers).toEqual(answers.map(() => resuming));
    expect(new Set(asked)).toEqual(new Set([`${header.matchId}-1`]));
    expect(await rejoin(header)).toEqual(resuming);
    const arn = await gamelift.place();
    const [first, again, second] = [await rejoin(header), await rejoin(header), await rejoin(header, 1)];
    expect(first).toEqual({ arn, player: header.seats[0], id: expect.stringMatching(/^psess-/) });
    expect(again).toEqual(first);
    expect(second).toMatchObject({ arn, player: header.seats[1] });
    const { GameSessions } = await gamelift.client.send(
      new DescribeGameSessionsCommand({ GameSessionId: arn }),
    );
    expect(GameSessions?.[0]).toMatchObject({
      GameSessionData: JSON.stringify({ matchId: header.matchId }),
      MaximumPlayerSessionCount: 2,
      CurrentPlayerSessionCount: 2,
    });
    // The script claims the match: it is live there, and its seats are the same.
    await stores.matches.takeOver(header.matchId, { gameSessionId: gameSessionId(arn ?? '') });
    expect(await rejoin(header)).toEqual(first);
    expect(new Set(asked)).toEqual(new Set([`${header.matchId}-1`]));
  });

  it('continues where a caller died: before the placement was begun, or after', async () => {
    const header = await claimLostMatch();
    const match = await stores.matches.get(header.matchId);
    if (match === undefined) throw new Error('not there');
    await stores.matches.startPlacing(match, time);
    expect(await rejoin(header)).toEqual(resuming);
    expect(asked).toEqual([`${header.matchId}-1`]);
    await hosting.place(`${header.matchId}-1`, header);
    await hosting.place(`${header.matchId}-1`, header);
    expect(await rejoin(header)).toEqual(resuming);
    const arn = await gamelift.place();
    expect(await rejoin(header)).toMatchObject({ arn });
  });

  it('waits longer after each placement that failed, and says how long', async () => {
    const header = await claimLostMatch();
    for (const [attempt, outcome] of (['TIMED_OUT', 'ERROR'] as const).entries()) {
      expect(await rejoin(header)).toEqual(resuming);
      await gamelift.place(outcome);
      const wait = String(backOff(attempt + 1) / 1000);
      expect(await Promise.all([rejoin(header), rejoin(header, 1)])).toEqual([
        ['no-capacity', wait],
        ['no-capacity', wait],
      ]);
      time += backOff(attempt + 1);
    }
    expect(await rejoin(header)).toEqual(resuming);
    expect([...new Set(asked)]).toEqual([1, 2, 3].map((attempt) => `${header.matchId}-${attempt}`));
    const arn = await gamelift.place();
    expect(await rejoin(header)).toMatchObject({ arn });
    expect(Array.from({ length: 9 }, (_, attempt) => backOff(attempt) / 1000)).toEqual([
      2, 2, 4, 8, 16, 32, 60, 60, 60,
    ]);
  });

  it('tries again when the new server dies as well, at once or after a pause', async () => {
    const header = await claimLostMatch();
    await rejoin(header);
    const arn = (await gamelift.place()) ?? '';
    await terminate(arn); // before it claimed
    expect(await rejoin(header)).toEqual(['no-capacity', '2']);
    time += 2_000;
    expect(await rejoin(header)).toEqual(resuming);
    const second = (await gamelift.place()) ?? '';
    await stores.matches.takeOver(header.matchId, { gameSessionId: gameSessionId(second) });
    time = Date.now();
    await terminate(second); // soon after its claim
    expect(await rejoin(header)).toEqual(['no-capacity', '4']);
    time += 4_000;
    expect(await rejoin(header)).toEqual(resuming);
    const third = (await gamelift.place()) ?? '';
    await stores.matches.takeOver(header.matchId, { gameSessionId: gameSessionId(third) });
    time = Date.now() + 60_000;
    await terminate(third);
    expect(await rejoin(header)).toEqual(resuming); // It lived for a minute, so there is no pause.
    expect([...new Set(asked)]).toEqual([1, 2, 3, 4].map((attempt) => `${header.matchId}-${attempt}`));
    await gamelift.place();
    time = Date.now();
  });
});

describe('a server that does not answer', () => {
  it('is replaced at the word of a player only once its log is silent', async () => {
    const header = await claimLostMatch();
    await rejoin(header);
    const arn = gameSessionId((await gamelift.place()) ?? '');
    const claimed = await stores.matches.takeOver(header.matchId, { gameSessionId: arn });
    const since = claimed?.hosting.since ?? 0;
    const silent = silentMs(1);
    expect([silentMs(0), silent, silentMs(9)]).toEqual([10_000, 20_000, 320_000]);
    time = since + silent - 1;
    expect(await rejoin(header, 0, true)).toMatchObject({ arn });
    await stores.matches.append(header.matchId, 2, {
      kind: 'command',
      sequence: 2,
      commandId: commandId('c1'),
      seat: 0,
      at: since + 5_000,
      action: { kind: 'play', command: { cell: 4 } },
    });
    time = since + silent + 4_999;
    expect(await rejoin(header, 0, true)).toMatchObject({ arn });
    // It thinks, and says that it runs: the word of a player alone is not enough.
    await stores.matches.markAlive(header.matchId, 2, since + 9_000);
    time = since + silent + 8_999;
    expect(await rejoin(header, 0, true)).toMatchObject({ arn });
    time = since + silent + 9_000;
    expect(await rejoin(header)).toMatchObject({ arn });
    expect(await rejoin(header, 0, true)).toEqual(resuming);
    expect(await rejoin(header, 1, true)).toEqual(resuming);
    expect(new Set(asked)).toEqual(new Set([`${header.matchId}-1`, `${header.matchId}-2`]));
    const next = await gamelift.place();
    expect(await rejoin(header, 1, true)).toMatchObject({ arn: next });
    // It wakes up, and its write meets the claim of the next.
    await stores.matches.takeOver(header.matchId, { gameSessionId: gameSessionId(next ?? '') });
    await expect(
      stores.matches.append(header.matchId, 2, { kind: 'sleep', sequence: 3, at: time, epoch: 3 }),
    ).rejects.toThrow('owner epoch 3');
    time = Date.now();
  });
});

it('reports that a match has ended, with or without a result', async () => {
  const header = await claimLostMatch();
  await stores.matches.abandon(header.matchId, 1, { kind: 'end', sequence: 1, at: 1, reason: 'server-lost' });
  expect(await rejoin(header)).toEqual(['match-ended']);
  expect(await rejoin(newHeader())).toEqual(['match-not-found']);
});
