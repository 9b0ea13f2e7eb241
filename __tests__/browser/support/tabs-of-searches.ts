import { expect } from '@jest/globals';
import { type Page } from 'playwright-core';
import { type LiveMatch } from '../../../client/node';
import { type RunningBackend } from '../../e2e/support/programs';
import { screenshot, violations } from './browser';
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
export function tabsOfSearches(it: ReturnType<typeof testOn>, { backend, open, seeks, come }: Parts): void {
  /** Another tab of a page's player, at the games. */
  async function another(page: Page): Promise<Page> {
    const tab = await page.context().newPage();
    await tab.goto(backend().ready.api);
    await tab.locator('.wall').waitFor();
    return tab;
  }

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
    await third.getByRole('heading', { name: 'No match of Reversi' }).waitFor();
    await third.getByRole('link', { name: 'Go to that match' }).waitFor();
  });

  it('of two tabs opens its match in the one that was used last, and the other leads to it', async () => {
    const page = await open('Lou');
    const second = await another(page);
    await seeks(second, 'Reversi');
    await seeks(page, 'Reversi');
    await second.bringToFront();
    await second.locator('.search').click({ position: { x: 2, y: 2 } });
    await come('Moe', 'reversi');
    await second.locator('.match').waitFor();
    await page.getByRole('heading', { name: 'Your match is in another tab' }).waitFor();
    await screenshot(page, 'match-in-another-tab');
    expect(await violations(page)).toEqual([]);
    expect(await second.getByText('You play on in another tab').count()).toBe(0);
    await page.getByRole('link', { name: 'Go to that match' }).click();
    await page.locator('.match').waitFor();
    await second.getByText('You play on in another tab').waitFor();
  });

  it('opens its match in the tab whose player changed it, and in the last one that follows it', async () => {
    const page = await open('Ned');
    const second = await another(page);
    await seeks(page, 'Reversi');
    await card(second, 'Connect four').getByRole('button', { name: 'Play now' }).click();
    await second.getByRole('button', { name: 'Look for Connect four instead' }).click();
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
