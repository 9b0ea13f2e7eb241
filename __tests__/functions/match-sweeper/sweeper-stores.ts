import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, jest } from '@jest/globals';
import { StartMatchmakingCommand } from '@aws-sdk/client-gamelift';
import { unattendedMs } from '../../../functions/match-sweeper/match-check';
import { sweepMatches } from '../../../functions/match-sweeper/matches';
import { configurationName } from '../../../contract/names';
import { type EventEnvelope } from '../../../contract/events';
import { commandId, gameSessionId, matchId, playerId } from '../../../core/ids';
import { timeDefaults } from '../../../core/match/clock/time-rules';
import { type CommandEntry, type MatchHeader } from '../../../core/match/log';
import { createMatchStore, type MatchStore } from '../../../store';
import { type Claimed } from '../../../store/matches';
import { aMatchHeader } from '../../support/headers';
import { backend } from '../../games';
import { broken } from '../../games/broken';
import { dailyNoughts } from '../../games/noughts';
import { resourcePrefix, tableNames } from '../support/backend';
import { startGameLift } from '../support/gamelift';
import { startStores } from '../support/stores';

export const clock = {
  /**
   * The present time of the sweeper. It is later in every test, so that each sees only its own matches as
   * unattended.
   */
  time: Date.now(),
};

export let stores: Awaited<ReturnType<typeof startStores>>;
/** The sweeper's clock. */
export let matches: MatchStore;
export let gamelift: Awaited<ReturnType<typeof startGameLift>>;
export const events: EventEnvelope[] = [];
const games = new Map([...backend.games, [dailyNoughts.name, dailyNoughts], [broken.name, broken]]);
export const sweep = (store: MatchStore = matches) =>
  sweepMatches({
    matches: store,
    gamelift: gamelift.regions,
    games,
    now: () => clock.time,
    newId: randomUUID,
  });
export const none = { asleep: 0, finished: 0, abandoned: 0 };

export const newHeader = (): MatchHeader =>
  aMatchHeader({
    matchId: matchId(randomUUID()),
    startedAt: clock.time,
    seats: [playerId(`p-${randomUUID()}`), playerId(`p-${randomUUID()}`)],
  });
export const entry = (sequence: number, action: CommandEntry['action'], seat = 0): CommandEntry => ({
  kind: 'command',
  sequence,
  commandId: commandId(`c${sequence}`),
  seat,
  at: clock.time,
  action,
});
export const unknownSession = () =>
  gameSessionId(`arn:aws:gamelift:us-east-1::gamesession/fleet-of-long-ago/${randomUUID()}`);

/** The first turn of a seat, the grace after a lost server, and the delay of a look at a sleeping match. */
export const firstTurn = timeDefaults.firstTurnMs + timeDefaults.resumeGraceMs + unattendedMs + 2;

/** No player comes: the match sleeps until its clock ends it. */
export async function sweepToEnd({ matchId: id }: MatchHeader, after: number): Promise<void> {
  clock.time += unattendedMs + 1;
  expect(await sweep()).toEqual({ attended: 1, ...none, asleep: 1 });
  expect((await matches.log(id)).slice(-2).map(({ kind }) => kind)).toEqual(['claim', 'sleep']);
  clock.time += after;
  expect(await sweep()).toEqual({ attended: 1, ...none, finished: 1 });
}

/** A match that begins and is unattended until the sweeper looks at it. */
export async function begin(header: MatchHeader, session = unknownSession()): Promise<Claimed> {
  const claimed = await matches.claim(header, session);
  clock.time += unattendedMs + 1;
  return claimed;
}

/** A match of a live game session: matched and placed, as players get one. */
export async function placedMatch(): Promise<{ readonly header: MatchHeader; readonly session: string }> {
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

/** Makes what the tests of the suite share, and ends it after them. */
export function useSweeperStores(): void {
  beforeAll(async () => {
    for (const level of ['log', 'warn', 'error'] as const)
      jest.spyOn(console, level).mockImplementation(() => undefined);
    [stores, gamelift] = await Promise.all([startStores(), startGameLift()]);
    matches = createMatchStore(stores.documents, tableNames, { now: () => clock.time });
    gamelift.listener.take = (envelope) => {
      events.push(envelope);
      return Promise.resolve();
    };
  });
  afterAll(async () => {
    await gamelift.close();
    await stores.close();
  });
  beforeEach(() => {
    clock.time += unattendedMs + 60_000;
  });
}
