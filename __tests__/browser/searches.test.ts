import { afterAll, afterEach, beforeAll, describe, expect } from '@jest/globals';
import { type Browser, type Page } from 'playwright-core';
import { type ConsoleList } from '../../contract/console/lists';
import { type ConsoleTicketRow } from '../../contract/console/tickets';
import { type FoundMatch, type LiveMatch, type Player } from '../../client/node';
import { type RunningBackend, startBackend } from '../e2e/support/programs';
import { goneSamples } from '../support/samples';
import { chromiumPath, laptop, launchBrowser, screenshot, violations } from './support/browser';
import { until } from '../support/until';
import { holdRequests } from './support/held-requests';
import { People } from './support/people';
import { cancelOffline, card, leaveSearch, register } from './support/playing';
import { consoleReader } from './support/search-kinds';
import { tabsOfSearches } from './support/tabs-of-searches';
import { testOn } from './support/test-on';
import { askConsole } from './support/whole-matches';

const gone = goneSamples('searches on the play page', ['games/connect-four', 'games/reversi']);
const describeIfBrowser = chromiumPath === undefined || gone.length > 0 ? describe.skip : describe;

/** The answer to a cancellation that comes too late. */
const code = 'ticket-placing';
const placing = { type: code, title: 'The match is being placed.', status: 409, code };

/** A player searches, and does something else meanwhile. */
describeIfBrowser('a search on the play page', () => {
  let backend: RunningBackend;
  let browser: Browser;
  let people: People;
  const lives: LiveMatch[] = [];
  const it = testOn(() => browser);

  beforeAll(async () => {
    [backend, browser] = await Promise.all([startBackend(['--port', '0', '--memory']), launchBrowser()]);
    people = new People(backend.ready.api);
  });
  afterEach(async () => {
    await Promise.all(browser.contexts().map((context) => context.close()));
  });
  afterAll(async () => {
    for (const live of lives) live.leave();
    await people.close();
    await browser.close();
    backend.child.kill('SIGKILL');
    await backend.finished;
  });

  /** The page of a new player, at the games. */
  async function open(name: string): Promise<Page> {
    const page = await (await browser.newContext({ viewport: laptop, reducedMotion: 'reduce' })).newPage();
    await page.goto(backend.ready.api);
    await register(page, name);
    await page.locator('.wall').waitFor();
    return page;
  }

  /** A player beside the pages comes to a match, until the end. */
  async function come(player: Player, found: FoundMatch): Promise<LiveMatch> {
    const live = await player.connect(found);
    lives.push(live);
    return live;
  }

  /** Another player finds a match of a game, and comes to it. */
  async function comes(name: string, game: string): Promise<LiveMatch> {
    const rival = await people.register(name);
    return come(rival, await rival.findMatch({ game }));
  }

  async function seeks(page: Page, game: string): Promise<void> {
    await card(page, game).getByRole('button', { name: 'Play now' }).click();
    await page.getByText('1 of 2 players is here').waitFor();
  }

  it('shows an opponent who came while the code of the game was being loaded', async () => {
    const page = await open('Ada');
    const codeOfGame = '**/assets/connect-four-*.js';
    const load = await holdRequests(page, codeOfGame);
    await seeks(page, 'Connect four');
    const opponent = await people.register('Bob');
    const asked = page.waitForRequest(codeOfGame);
    const found = await opponent.findMatch({ game: 'connect-four' });
    await asked;
    const live = await come(opponent, found);
    await until('both are here', () => live.seats.every(({ presence }) => presence === 'here'));
    load();
    await page.locator('.match').waitFor();
    expect(await page.locator('.seats').innerText()).not.toContain('not here yet');
    // A turn that cannot be played now does not look like one.
    const [first] = live.position.legal;
    if (first !== undefined) await live.play(first);
    await page.locator('.turn.mine').waitFor();
    await page.context().setOffline(true);
    await page.getByText('Your turn, once the connection is back').waitFor();
    expect(await page.locator('.turn.mine').count()).toBe(0);
    await screenshot(page, 'turn-offline');
    await page.context().setOffline(false);
    await page.locator('.turn.mine').waitFor();
  });

  it('finds an opponent who does not come: the page says how long the match waits', async () => {
    const page = await open('Amy');
    await seeks(page, 'Reversi');
    const rival = await people.register('Rex');
    const found = await rival.findMatch({ game: 'reversi' });
    await page.locator('.match').waitFor();
    const ends = 'it ends without being counted, or a bot plays for Rex';
    await page
      .getByText(new RegExp(`^Rex is not here yet\\. The match waits 1:\\d\\d, then ${ends}\\.$`))
      .waitFor();
    await screenshot(page, 'absent-opponent');
    // The session that the match keeps for Rex expires after a minute.
    const live = await come(rival, found);
    await page.getByText('Rex is not here yet').waitFor({ state: 'detached' });
    live.leave();
    await page.getByText(/^Rex has lost the connection\. The match waits 1:\d\d, then/).waitFor();
    expect(await violations(page)).toEqual([]);
    // A player without a seat is not led to a page that only refuses.
    const third = await open('Lou');
    await third.goto(page.url());
    await third.getByText('Its game shows no running matches.').waitFor();
    expect(await third.getByRole('link', { name: 'Watch' }).count()).toBe(0);
    expect(await violations(third)).toEqual([]);
    await third.goto(page.url().replace('#/match/', '#/watch/'));
    await third.getByRole('heading', { name: 'The match cannot be watched' }).waitFor();
    await third.getByText('Its game shows no running matches.').waitFor();
    await page.getByRole('button', { name: 'Call off' }).click();
    await page.locator('.ending').waitFor();
  });

  it('ends when its player accepts an invitation, and says so', async () => {
    const page = await open('Cleo');
    await seeks(page, 'Reversi');
    const friend = await people.register('Dan');
    const { code } = await friend.invite({ game: 'connect-four' });
    await page.goto(`${backend.ready.api}/play/#/invitation/${code}`);
    await page.getByText('You look for a match of Reversi: the search ends when you accept.').waitFor();
    await page.getByRole('button', { name: 'Accept' }).click();
    await page.locator('.match').waitFor();
    await page
      .getByText('No match of Reversi: the search has ended, since you play another match.')
      .waitFor();
    expect(await violations(page)).toEqual([]);
    // The server has no ticket of the player any more.
    await page.getByRole('button', { name: 'Close' }).click();
    await page.goto(`${backend.ready.api}/play/#/`);
    await seeks(page, 'Reversi');
    // Coming back to the match ends the search again.
    await page.goBack();
    await page.getByRole('link', { name: 'Resume Connect four' }).click();
    await page.getByText('No match of Reversi: the search has ended').waitFor();
  });

  it('says that it has ended, also when its ticket is read before the cancellation is answered', async () => {
    const page = await open('Hal');
    await seeks(page, 'Reversi');
    const friend = await people.register('Ida');
    const { code } = await friend.invite({ game: 'connect-four' });
    await page.goto(`${backend.ready.api}/play/#/invitation/${code}`);
    await page.route('**/v1/tickets/*', async (route) => {
      if (route.request().method() !== 'DELETE') return route.continue();
      const answer = await route.fetch();
      await page.waitForResponse(async (read) => (await read.text()).includes('"status":"cancelled"'));
      await page.getByText('You look for a match of Reversi').waitFor({ state: 'detached' });
      return route.fulfill({ response: answer });
    });
    await page.getByRole('button', { name: 'Accept' }).click();
    await page.getByText('No match of Reversi: the search has ended').waitFor();
    await page.locator('.match').waitFor();
  });

  it('leads to its match by a bar, and takes no player out of another match', async () => {
    const page = await open('Eve');
    const friend = await people.register('Finn');
    const { code } = await friend.invite({ game: 'connect-four' });
    await page.goto(`${backend.ready.api}/play/#/invitation/${code}`);
    await page.getByRole('button', { name: 'Accept' }).click();
    await page.locator('.match').waitFor();
    const { hash } = new URL(page.url());
    await page.goto(`${backend.ready.api}/play/#/`);
    await seeks(page, 'Reversi');
    // While its match is being placed, a ticket cannot be cancelled.
    await page.route('**/v1/tickets/*', (route) =>
      route.request().method() === 'DELETE'
        ? route.fulfill({ status: 409, json: placing })
        : route.continue(),
    );
    await page.goto(`${backend.ready.api}/play/${hash}`);
    await page.getByText('Looking for a match of Reversi.').waitFor();
    const rival = await people.register('Gus');
    await come(rival, await rival.findMatch({ game: 'reversi' }));
    await page.getByText('Your match of Reversi is ready. Its players wait for you.').waitFor();
    expect(new URL(page.url()).hash).toBe(hash);
    await page.getByRole('link', { name: 'To the match' }).click();
    await page.getByRole('region', { name: 'Reversi' }).waitFor();
    expect(await page.locator('.search-bar').count()).toBe(0);
  });

  tabsOfSearches(it, { backend: () => backend, open, seeks, come: comes });

  it('that is cancelled without a connection leaves the match that came meanwhile', async () => {
    const page = await open('Lea');
    await seeks(page, 'Reversi');
    await cancelOffline(page);
    const live = await comes('Max', 'reversi');
    await page.context().setOffline(false);
    await until('the match is called off', () => live.result?.void === true);
    await page.locator('.wall').waitFor();
    await page.locator('.search-bar').waitFor({ state: 'detached' });
  });

  it('that is cancelled without a connection is not continued by the page that is opened again', async () => {
    const page = await open('Nia');
    await seeks(page, 'Connect four');
    await cancelOffline(page);
    await page.goto('about:blank');
    await page.context().setOffline(false);
    await page.goto(backend.ready.api);
    await page.getByRole('heading', { name: 'Your standing' }).waitFor();
    expect(await page.locator('.search-bar').count()).toBe(0);
    // The next player has no opponent.
    const next = await open('Ole');
    await seeks(next, 'Connect four');
    await leaveSearch(next);
  });

  it('of a player who is removed ends at once, and the page begins with a new one', async () => {
    const page = await open('Pam');
    await seeks(page, 'Reversi');
    const playerId = (await page.locator('.me').getAttribute('title')) ?? '';
    await askConsole(backend, `players/${playerId}/remove`, 'POST');
    // The next player has no opponent, and the ticket has the reason of its end.
    const next = await open('Rio');
    await seeks(next, 'Reversi');
    await leaveSearch(next);
    const read = consoleReader(backend.ready.console);
    const { rows } = await read<ConsoleList<ConsoleTicketRow>>(`/tickets?player=${playerId}`);
    expect(await read(`/tickets/${rows[0]?.ticketId ?? ''}`)).toMatchObject({
      status: 'CANCELLED',
      players: [{ name: 'Deleted player' }],
      message: 'Its player was banned or deleted.',
    });
    await page.getByText('Your player was removed from this backend').waitFor();
    await screenshot(page, 'removed-player');
    expect(await violations(page)).toEqual([]);
    await register(page, 'Pam');
    await page.getByRole('heading', { name: 'Your standing' }).waitFor();
    expect(await page.locator('.search-bar').count()).toBe(0);
  });

  it('is the only one of its player, also when another opponent is asked for twice', async () => {
    const page = await open('Hal');
    const opened: string[] = [];
    page.on('request', (request) => {
      if (request.method() === 'POST' && request.url().endsWith('/v1/tickets')) opened.push(request.url());
    });
    await seeks(page, 'Reversi');
    const live = await comes('Ina', 'reversi');
    await page.locator('.match').waitFor();
    await live.resign();
    await page.getByRole('button', { name: 'Another opponent' }).click();
    await page.getByText('1 of 2 players is here').waitFor();
    await page.goBack();
    await page.getByRole('button', { name: 'Another opponent' }).click();
    await page.locator('.search').getByText('1 of 2 players is here').waitFor();
    expect(opened).toHaveLength(2);
    // A search for something else takes its place.
    await page.goBack();
    await page.getByRole('link', { name: 'Other games' }).click();
    await page.locator('.search-bar').getByRole('button', { name: 'Cancel' }).click();
    await seeks(page, 'Connect four');
    expect(opened).toHaveLength(3);
  });
});
