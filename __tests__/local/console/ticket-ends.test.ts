import { beforeAll, beforeEach, expect, it, jest } from '@jest/globals';
import { ticketLeaseMs } from '../../../contract/ticket-lease';
import { type MatchId, type TicketId } from '../../../core/ids';
import { PlayerNames } from '../../../local/console/player-names';
import { ticketDetail } from '../../../local/console/ticket-detail';
import { TicketRows } from '../../../local/console/ticket-rows';
import { ticketPage } from '../../../local/console/tickets';
import { backend } from '../../games';
import { resourcePrefix, tableNames } from '../../functions/support/backend';
import { createAccountStore } from '../../../store/accounts';
import { aGameSession, aHeader } from '../../store/database';
import { end, winAt } from '../../store/matches/match-stores';
import { type Searcher, searchers } from '../../functions/support/searchers';
import { gamelift, stores, useStoresAndGameLift } from '../../functions/support/stores-and-gamelift';

let time = Date.now();
useStoresAndGameLift();
const { hearAll, open, cancel, read, reaches, sweep } = searchers(() => time);

beforeAll(() => {
  for (const level of ['log', 'warn', 'error'] as const)
    jest.spyOn(console, level).mockImplementation(() => undefined);
});
beforeEach(hearAll);

const names = new PlayerNames(
  () => Promise.resolve(new Map()),
  () => time,
);
const rows = new TicketRows(async (ids) => {
  const read = await Promise.all(ids.map((id) => stores.tickets.get(id)));
  return read.filter((row) => row !== undefined);
});
const sources = () => ({
  backend: () => backend,
  insight: gamelift.insight,
  names,
  prefix: resourcePrefix,
  rows,
  tables: {
    ticket: (id: TicketId) => stores.tickets.get(id),
    accounts: createAccountStore(stores.documents, tableNames),
    match: stores.matches,
  },
  switches: { events: { held: false, undelivered: 0, ways: [] } },
});
const documentOf = ({ ticketId }: Searcher) => ticketDetail(sources(), ticketId);

it('the console shows why the backend ended a ticket, which GameLift calls a request', async () => {
  const [dead, living] = [await open(), await open()];
  for (const searcher of [dead, living]) await reaches(searcher, 'placing');
  time += ticketLeaseMs + 1;
  await read(living);
  expect(await sweep()).toMatchObject({ lapsed: 1 });
  const silent = 'Its client had not asked for it for more than a minute: the sweeper ended it.';
  const ended = await documentOf(dead);
  expect(ended?.message).toBe(silent);
  expect(ended?.steps.at(-1)).toMatchObject({ says: `ended: ${silent}` });
  expect(ended).not.toHaveProperty('heard');
  await reaches(living, 'cancelled');
  const left = 'Another player left the match while it waited for a server.';
  expect((await documentOf(living))?.message).toBe(left);
  // The list has the product's own word for both, and reads ended rows once.
  const reads = jest.spyOn(stores.tickets, 'get');
  const list = () => ticketPage(sources(), { from: 0, count: 10 });
  const ends = [living, dead].map(({ ticketId }) => ({ ticketId, status: expect.any(String) }));
  for (const _time of [1, 2])
    expect((await list()).rows).toMatchObject([
      { ...ends[0], recorded: { endedBecause: 'match-left' } },
      { ...ends[1], recorded: { endedBecause: 'not-asked-for' } },
    ]);
  expect(reads).toHaveBeenCalledTimes(2);
  reads.mockRestore();
  expect((await documentOf(living))?.steps.at(-1)?.says).toBe(`ended: ${left}`);
});

it('a ticket that is alone has the next step of its search, which helps no ticket that waits', async () => {
  const alone = await open({ game: 'columns' });
  await reaches(alone, 'searching');
  const ticket = await documentOf(alone);
  expect(ticket?.explanation).toMatchObject({ verdict: 'alone', waits: [] });
  expect(ticket?.nextStep).toMatchObject({ now: { players: { min: 2, max: 2 } }, widensWith: 'oldest' });
  await cancel(alone);
  expect(await documentOf(alone)).not.toHaveProperty('nextStep');
});

it('a ticket that its player cancelled says so', async () => {
  const gone = await open({ game: 'columns' });
  await reaches(gone, 'searching');
  expect(await documentOf(gone)).not.toHaveProperty('message');
  await cancel(gone);
  // A page cancels its search when it is closed.
  const left = 'Its player cancelled it, or closed or reloaded the page that searched.';
  expect(await documentOf(gone)).toMatchObject({
    message: left,
    steps: expect.arrayContaining([expect.objectContaining({ says: `ended: ${left}` })]),
  });
});

it.each([
  ['has ended', (id: MatchId) => stores.matches.finish(id, winAt())],
  ['ended without a result', (id: MatchId) => stores.matches.abandon(id, 1, end(2))],
])('a ticket tells what has become of its match: it %s', async (words, ends) => {
  const [one] = [await open({ game: 'columns' }), await open({ game: 'columns' })];
  await reaches(one, 'placing');
  await gamelift.place();
  await reaches(one, 'completed');
  const match = (await stores.tickets.get(one.ticketId))?.match;
  if (match === undefined) throw new Error('a completed ticket has a match');
  expect(await documentOf(one)).toMatchObject({ summary: 'it has matched, and a game session was placed' });
  const { matchId } = match;
  await stores.matches.claim(aHeader(undefined, { matchId }), aGameSession());
  expect(await documentOf(one)).toMatchObject({ message: 'it has matched, and its match is being played' });
  await ends(matchId);
  expect(await documentOf(one)).toMatchObject({ message: `it has matched, and its match ${words}` });
});
