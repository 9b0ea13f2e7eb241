import { expect } from '@jest/globals';
import { type Page } from 'playwright-core';
import { type LiveMatch } from '../../../client/node';
import { type RunningBackend } from '../../e2e/support/programs';
import { screenshot, violations } from './browser';
import { holdRequests } from './held-requests';
import { card, leaveSearch } from './playing';
import { type testOn } from './test-on';

interface Parts {
  readonly backend: () => RunningBackend;
  /** The page of a new player, at the games. */
  readonly open: (name: string) => Promise<Page>;
  readonly seeks: (page: Page, game: string) => Promise<void>;
  /** Another player comes to a match of a game. */
  readonly come: (name: string, game: string) => Promise<LiveMatch>;
}

/** Several tabs of a player, who has one search. */
export function tabsOfSearches(it: ReturnType<typeof testOn>, parts: Parts): void {
  const { backend, open, seeks, come } = parts;
  /** Another tab of a page's player, at the games. */
  async function another(page: Page): Promise<Page> {
    const tab = await page.context().newPage();
    await tab.goto(backend().ready.api);
    await tab.locator('.wall').waitFor();
    return tab;
  }

  reloads(it, parts, another);

  it('for something else than another tab searches for: the page says so, and offers to change', async () => {
    const page = await open('Jim');
    const [second, third] = [await page.context().newPage(), await page.context().newPage()];
    for (const tab of [second, third]) {
      await tab.goto(backend().ready.api);
      await tab.locator('.wall').waitFor();
    }
    await seeks(page, 'Reversi');
    // The same match, though the ticket names the options that the card leaves to their defaults.
    await card(third, 'Reversi').getByRole('button', { name: 'Play now' }).click();
    await third.getByText('1 of 2 players is here').waitFor();
    expect(await third.getByText('You already look').count()).toBe(0);
    await third.goBack();
    await card(second, 'Reversi').getByText('Options', { exact: true }).click();
    await card(second, 'Reversi').getByLabel('size').selectOption('6');
    await card(second, 'Reversi').getByRole('button', { name: 'Play now' }).click();
    await second.getByText('You already look for a match of Reversi with other options').waitFor();
    await second.getByRole('button', { name: 'Look with the new options instead' }).click();
    await second.getByText('You already look').waitFor({ state: 'detached' });
    await second.getByText('1 of 2 players is here').waitFor();
    await leaveSearch(second);
    // The card has the options that were chosen on it.
    expect(await card(second, 'Reversi').getByLabel('size').inputValue()).toBe('6');
    await page.locator('.wall').waitFor();
    await third.reload();
    await third.locator('.wall').waitFor();
    await seeks(page, 'Reversi');
    await card(second, 'Connect four').getByRole('button', { name: 'Play now' }).click();
    await second.getByText('You already look for a match of Reversi, in another tab').waitFor();
    await second.getByRole('heading', { name: 'Reversi' }).waitFor();
    await screenshot(second, 'search-of-another-tab');
    expect(await violations(second)).toEqual([]);
    await second.getByRole('button', { name: 'Look for Connect four instead' }).click();
    await second.getByRole('heading', { name: 'Connect four' }).waitFor();
    await second.getByText('1 of 2 players is here').waitFor();
    expect(await second.getByText('You already look').count()).toBe(0);
    // The first tab is back at the games, where it finds the new search.
    await page.locator('.wall').waitFor();
    // A tab gets no match of a game that was not wanted in it.
    await card(third, 'Reversi').getByRole('button', { name: 'Play now' }).click();
    await third.getByText('You already look for a match of Connect four').waitFor();
    await come('Kit', 'connect-four');
    await second.locator('.match').waitFor();
    await third.getByRole('heading', { name: 'You play in another tab' }).waitFor();
    await third.getByText('Once it has ended, you can look for Reversi here.').waitFor();
  });

  it('of two tabs opens its match in the tab that was used last, and the other leads to it', async () => {
    const page = await open('Lou');
    const second = await another(page);
    await seeks(second, 'Reversi');
    await seeks(page, 'Reversi');
    await second.bringToFront();
    await second.locator('.search').click({ position: { x: 2, y: 2 } });
    await come('Moe', 'reversi');
    await second.locator('.match').waitFor();
    await page.getByRole('heading', { name: 'You play in another tab' }).waitFor();
    await screenshot(page, 'match-in-another-tab');
    expect(await violations(page)).toEqual([]);
    expect(await second.getByText('You play on in another tab').count()).toBe(0);
    await page.getByRole('link', { name: 'Play here instead' }).click();
    await page.locator('.match').waitFor();
    await second.getByText('You play on in another tab').waitFor();
  });

  for (const isLastFirst of [true, false])
    it(`of two tabs, the ${isLastFirst ? 'last' : 'first'} of which hears of the match first`, async () => {
      const first = await open('Ira');
      const last = await another(first);
      for (const tab of [first, last]) await seeks(tab, 'Reversi');
      const [early, late] = isLastFirst ? [last, first] : [first, last];
      const hears = await holdMatch(late);
      await come('Jo', 'reversi');
      const plays = (): Promise<void> => last.locator('.match').waitFor();
      const looks = (): Promise<void> =>
        first.getByRole('heading', { name: 'You play in another tab' }).waitFor();
      await (early === last ? plays() : looks());
      await hears();
      await Promise.all([plays(), looks()]);
      await last.getByRole('button', { name: 'Call off' }).click();
      await last.locator('.ending').waitFor();
    });

  it('of two tabs that hear of the match at one moment', async () => {
    const first = await open('Kay');
    const last = await another(first);
    for (const tab of [first, last]) await seeks(tab, 'Reversi');
    const hear = await Promise.all([first, last].map(holdMatch));
    await come('Lil', 'reversi');
    await Promise.all(hear.map((hears) => hears()));
    await last.locator('.match').waitFor();
    await first.getByRole('heading', { name: 'You play in another tab' }).waitFor();
    await last.getByRole('button', { name: 'Call off' }).click();
    await last.locator('.ending').waitFor();
  });

  it('opens its match in the tab whose player changed it, and in the last one that follows it', async () => {
    const page = await open('Ned');
    const second = await another(page);
    await seeks(page, 'Reversi');
    await card(second, 'Connect four').getByRole('button', { name: 'Play now' }).click();
    const change = second.getByRole('button', { name: 'Look for Connect four instead' });
    await change.waitFor();
    // The first tab is at the games, and has read that there is no search, before the new one begins.
    const begin = await holdRequests(second, '**/v1/tickets');
    const isRead = page.waitForResponse('**/v1/players/me');
    await change.click();
    await page.locator('.wall').waitFor();
    await isRead;
    begin();
    await second.getByRole('heading', { name: 'Connect four' }).waitFor();
    await page.locator('.search-bar').waitFor();
    const live = await come('Ola', 'connect-four');
    await second.locator('.match').waitFor();
    await live.resign();
    for (const tab of [page, second]) {
      await tab.goto(backend().ready.api);
      await tab.locator('.wall').waitFor();
    }
    await seeks(page, 'Reversi');
    await card(second, 'Connect four').getByRole('button', { name: 'Play now' }).click();
    await second.getByText('You already look for a match of Reversi, in another tab').waitFor();
    await page.close({ runBeforeUnload: true });
    await come('Pia', 'reversi');
    await second.locator('.match').waitFor();
  });
}

/** A search whose page is loaded again. */
function reloads(
  it: ReturnType<typeof testOn>,
  { open, seeks, come }: Parts,
  another: (page: Page) => Promise<Page>,
): void {
  it('is over when its page is reloaded: the page opens the match', async () => {
    const page = await open('Qi');
    let isHeld = true;
    await page.routeWebSocket(/./, (socket) => {
      if (!isHeld) socket.connectToServer();
    });
    await seeks(page, 'Reversi');
    await come('Roy', 'reversi');
    await page.getByText('The match is ready.').waitFor();
    isHeld = false;
    await page.reload();
    await page.locator('.match').waitFor();
  });

  it('opens its match in the tab that showed it, when another one was reloaded later', async () => {
    const page = await open('Sue');
    const second = await another(page);
    await seeks(page, 'Reversi');
    await page.reload();
    await page.getByText('1 of 2 players is here').waitFor();
    await second.reload();
    await second.locator('.search-bar').waitFor();
    await come('Tom', 'reversi');
    await page.locator('.match').waitFor();
    await second.getByText('You play in another tab').waitFor();
  });

  it('outlives the page that began it, also when another tab has only just followed it', async () => {
    const page = await open('Wim');
    const second = await another(page);
    const load = await holdRequests(second, '**/search-tabs-*');
    await seeks(page, 'Reversi');
    await seeks(second, 'Reversi');
    await page.close({ runBeforeUnload: true });
    load();
    await come('Xia', 'reversi');
    await second.locator('.match').waitFor();
  });

  it('stays on the pages of two tabs that are reloaded together', async () => {
    const page = await open('Una');
    const second = await another(page);
    for (const tab of [page, second]) await seeks(tab, 'Reversi');
    await Promise.all([page.reload(), second.reload()]);
    for (const tab of [page, second]) {
      await tab.getByText('1 of 2 players is here').waitFor();
      expect(new URL(tab.url()).hash).toBe('#/search');
    }
    await come('Val', 'reversi');
    await second.locator('.match').waitFor();
  });
}

/**
 * Keeps the answer from a page that its ticket has a match.
 * @returns waits until there is one, and lets the page have it
 */
async function holdMatch(page: Page): Promise<() => Promise<void>> {
  let reportHeard: () => void = () => undefined;
  const isHeard = new Promise<void>((resolve) => {
    reportHeard = resolve;
  });
  let reportKnown: () => void = () => undefined;
  const isKnown = new Promise<void>((resolve) => {
    reportKnown = resolve;
  });
  await page.route('**/v1/tickets/*', async (route) => {
    const response = await route.fetch();
    if ((await response.text()).includes('"completed"')) {
      reportKnown();
      await isHeard;
    }
    await route.fulfill({ response });
  });
  return async () => {
    await isKnown;
    reportHeard();
  };
}
