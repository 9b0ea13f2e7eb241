import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, jest } from '@jest/globals';
import { gameSessionId, matchId, type PlayerId, playerId, type Seat } from '../../../core/ids';
import { type MatchHeader } from '../../../core/match/log';
import { type MatchStore } from '../../../store';
import { createGameLiftRegions } from '../../../functions/shared/aws/gamelift-regions';
import { sweepMatches } from '../../../functions/match-sweeper/matches';
import { dailyNoughts } from '../../games/noughts';
import { aMatchHeader } from '../../support/headers';
import { ask } from '../support/in-process';
import { matchesApp } from '../support/matches-app';
import { openSession } from '../support/signed-in';
import { startStores } from '../support/stores';

export const clock = {
  time: 1_700_000_000_000,
};

export const day = 86_400_000;
export let stores: Awaited<ReturnType<typeof startStores>>;

async function* onlyOf({ matchId: only }: MatchHeader, before: number) {
  for await (const page of stores.matches.unattended(before)) yield page.filter((id) => id === only);
}

/** One sweep, limited to a match. No game session is checked, since the match sleeps. */
export const sweep = (header: MatchHeader) =>
  sweepMatches({
    matches: { ...stores.matches, unattended: (before) => onlyOf(header, before) },
    gamelift: createGameLiftRegions('us-east-1'),
    games: new Map([[dailyNoughts.name, dailyNoughts]]),
    now: () => clock.time,
    newId: randomUUID,
  });
export const app = (matches: MatchStore = stores.matches) =>
  matchesApp(stores.documents, {
    matches,
    backend: { games: new Map([[dailyNoughts.name, dailyNoughts]]), matchmakings: new Map() },
    now: () => clock.time,
  });

export async function live(changes: Partial<MatchHeader> = {}): Promise<MatchHeader> {
  const header = aMatchHeader({
    matchId: matchId(randomUUID()),
    game: dailyNoughts.name,
    seats: [playerId(`p-${randomUUID()}`), playerId(`p-${randomUUID()}`)],
    startedAt: clock.time,
    ...changes,
  });
  await stores.matches.claim(
    header,
    gameSessionId(`arn:aws:gamelift:us-east-1::gamesession/f/${randomUUID()}`),
  );
  return header;
}
export async function asleep(changes: Partial<MatchHeader> = {}): Promise<MatchHeader> {
  const header = await live(changes);
  const sleep = { kind: 'sleep', sequence: 1, at: clock.time, epoch: 2 } as const;
  await stores.matches.sleep(header.matchId, 1, sleep, clock.time + 2 * day + 1);
  return header;
}
export const playerOf = ({ seats }: MatchHeader, seat: Seat): PlayerId => {
  const player = seats[seat];
  if (player === undefined) throw new RangeError(`no seat ${seat}`);
  return player;
};
const claims = (header: MatchHeader, seat: Seat) => openSession(stores.documents, playerOf(header, seat));
export const send = async (
  header: MatchHeader,
  seat: Seat,
  action: object,
  id: string = randomUUID(),
  to = app(),
) =>
  ask(to, 'POST', `/v1/matches/${header.matchId}/commands`, {
    claims: await claims(header, seat),
    body: { commandId: id, action },
  });
export const play = (header: MatchHeader, seat: Seat, cell: number, seen: number, id?: string, to = app()) =>
  send(header, seat, { kind: 'play', command: { cell }, seen }, id, to);
export const seat = async (header: MatchHeader, of: Seat) =>
  ask(app(), 'GET', `/v1/matches/${header.matchId}/seat`, { claims: await claims(header, of) });

/** Makes what the tests of the suite share, and ends it after them. */
export function useCommandApp(): void {
  beforeAll(async () => {
    for (const level of ['log', 'warn', 'error'] as const)
      jest.spyOn(console, level).mockImplementation(() => undefined);
    stores = await startStores();
  });
  afterAll(() => stores.close());
  beforeEach(() => {
    clock.time += 1000;
  });
}
