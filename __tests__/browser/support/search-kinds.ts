import { expect } from '@jest/globals';
import { type Locator, type Page } from 'playwright-core';
import { type Player } from '../../../client/node';
import { type ConsoleLeaderboard } from '../../../contract/console/leaderboards';
import { type EventsDocument } from '../../../contract/console/events';
import { type FleetDocument } from '../../../contract/console/fleet';
import { type LabDocument } from '../../../contract/console/lab';
import {
  type ConsoleList,
  type SearchHit,
  type SearchKind,
  searchKinds,
} from '../../../contract/console/lists';
import { type ConsoleMatchDetail } from '../../../contract/console/matches';
import { type ConsolePlayerDetail, type PlayerRow } from '../../../contract/console/players';
import { type ConsoleTicketRow } from '../../../contract/console/tickets';
import { until } from '../../support/until';

/** Reads documents of a running console with its token. */
export function consoleReader(printed: string): <Body>(path: string) => Promise<Body> {
  const { origin, searchParams } = new URL(printed);
  const authorization = `Bearer ${searchParams.get('token') ?? ''}`;
  return async (path) => {
    const response = await fetch(`${origin}/console/api${path}`, { headers: { authorization } });
    expect([path, response.status]).toEqual([path, 200]);
    return response.json();
  };
}

/**
 * Searches for ids of every kind as pages show them, whole and in part.
 * @param printed address of the console
 * @param ended id of a match that has ended
 * @param player one who may invite others
 */
export async function findEveryKind(printed: string, ended: string, player: Player): Promise<void> {
  const read = consoleReader(printed);
  // This player has registered, and has neither a ticket nor a match: the list has the name as well.
  const { playerId } = player;
  const { displayName } = await player.me();
  await until('the player is in the list', async () => {
    const { rows: named } = await read<ConsoleList<PlayerRow>>(`/players?name=${displayName}`);
    return named.some((row) => row.playerId === playerId);
  });
  const { code } = await player.invite({ game: 'tic-tac-toe' });
  const match = await read<ConsoleMatchDetail>(`/matches/${ended}`);
  const [seat] = match.seats;
  const { fleets } = await read<FleetDocument>('/fleet');
  const { events } = await read<EventsDocument>('/events');
  const { rows } = await read<ConsoleList<ConsoleTicketRow>>('/tickets');
  const account = await read<ConsolePlayerDetail>(`/players/${seat?.playerId ?? ''}`);
  const [location] = fleets.flatMap(({ locations }) => locations);
  // One without players may end at any moment: a fleet keeps few spares.
  const process = location?.processes.find(({ players }) => players > 0);
  const family = account.sessions[0]?.sessionId;
  const shown: Readonly<Record<SearchKind, ReadonlyArray<string | undefined>>> = {
    player: [playerId, displayName, seat?.playerId, seat?.playerId.slice(0, 10), seat?.name.toUpperCase()],
    match: [ended, ended.slice(0, 8), seat?.playerId],
    ticket: [rows[0]?.ticketId, rows[0]?.ticketId.slice(0, 8), rows[0]?.players[0]?.playerId],
    session: [match.sessions[0]?.gameSessionId, match.sessions[0]?.gameSessionId.slice(-12)],
    process: [process?.processId, process?.processId.slice(0, 8), String(process?.pid)],
    instance: [location?.instances[0]?.instanceId, location?.instances[0]?.instanceId.slice(0, 8)],
    fleet: [fleets[0]?.fleetId],
    event: [events[0]?.id],
    leaderboard: (await read<readonly ConsoleLeaderboard[]>('/boards')).map(
      ({ board: leaderboard }) => leaderboard,
    ),
    matchmaking: (await read<LabDocument>('/lab')).ruleSets.map(({ matchmaking }) => matchmaking),
    row: [family, family?.slice(0, 8), `F#${family?.slice(0, 8)}`, code, code.slice(0, 6), `I#${code}`],
  };
  for (const kind of searchKinds)
    for (const id of shown[kind]) {
      const hits = await read<readonly SearchHit[]>(`/search?q=${encodeURIComponent(id ?? 'none')}`);
      expect([kind, id, hits.map((hit) => hit.kind)]).toEqual([kind, id, expect.arrayContaining([kind])]);
      for (const { address } of hits) expect(address).toMatch(/^#\/[a-z]+\/[^/?]/);
    }
  expect(await read('/search?q=zzzzzz')).toEqual([]);
}

/** Writes a text into the search, and waits for a hit. */
async function searchFor(page: Page, text: string, hit: string): Promise<void> {
  await page.keyboard.press('/');
  await page.getByRole('searchbox', { name: 'search for any id or name' }).fill(text);
  await page.locator('.hits a', { hasText: hit }).first().waitFor();
}

/**
 * Hits go with Escape, with a click elsewhere, and when another page is chosen; Enter opens the first.
 * @param section the link to another page
 */
export async function searchAndOpen(page: Page, section: Locator, matchId: string): Promise<void> {
  for (const leave of [
    () => page.keyboard.press('Escape'),
    () => page.getByText('Choose a player:').click(),
    () => section.click(),
  ]) {
    await searchFor(page, 'LOVE', 'Ada Lovelace');
    await leave();
    await page.locator('.hits').waitFor({ state: 'detached' });
  }
  await searchFor(page, matchId.slice(0, 8), matchId);
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Ada Lovelace' }).waitFor();
  expect(page.url()).toContain(matchId);
}
