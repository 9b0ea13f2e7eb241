import { afterAll, afterEach, beforeAll, describe, expect } from '@jest/globals';
import { type APIResponse, type Browser, type Page } from 'playwright-core';
import { type LiveMatch } from '../../client/node';
import { type RunningBackend, startBackend } from '../e2e/support/programs';
import { goneSamples } from '../support/samples';
import { chromiumPath, laptop, launchBrowser, phone, screenshot, violations } from './support/browser';
import { People } from './support/people';
import { card, register } from './support/playing';
import { testOn } from './support/test-on';

const gone = goneSamples('searches on the play page', ['games/connect-four', 'games/reversi']);
const describeIfBrowser = chromiumPath === undefined || gone.length > 0 ? describe.skip : describe;
const left = 'Another player left the match before it began: the search continues.';
const warning = 'Cancelling now ends the match for all its players, without a result.';

/** A backend with one server: what happens while it is taken. */
describeIfBrowser('a search for a match that has no server', () => {
  let backend: RunningBackend;
  let browser: Browser;
  let people: People;
  let practice: LiveMatch;
  const it = testOn(() => browser);

  beforeAll(async () => {
    [backend, browser] = await Promise.all([
      startBackend(['--port', '0', '--memory', '--capacity', '1']),
      launchBrowser(),
    ]);
    people = new People(backend.ready.api);
    const player = await people.register('Bot player');
    const { matchId } = await player.practice({ game: 'connect-four' });
    practice = await player.rejoin(matchId);
  });
  afterEach(async () => {
    await Promise.all(browser.contexts().map((context) => context.close()));
  });
  afterAll(async () => {
    practice.leave();
    await people.close();
    await browser.close();
    backend.child.kill('SIGKILL');
    await backend.finished;
  });

  /** The page of a new player, at the games. */
  async function open(name: string, viewport = laptop): Promise<Page> {
    const page = await (await browser.newContext({ viewport, reducedMotion: 'reduce' })).newPage();
    await page.goto(backend.ready.api);
    await register(page, name);
    await page.locator('.wall').waitFor();
    return page;
  }
  const seeks = (page: Page): Promise<void> =>
    card(page, 'Reversi').getByRole('button', { name: 'Play now' }).click();

  it('says that none is free; when one player cancels, the other searches on at once', async () => {
    const [ada, bob] = [await open('Ada'), await open('Bob', phone)];
    for (const page of [ada, bob]) await seeks(page);
    for (const page of [ada, bob]) {
      await page.getByText('Players are found. No server is free: it waits for one.').waitFor();
      await page.getByText(warning).waitFor();
    }
    await bob.goBack();
    const bar = bob.locator('.search-bar', { hasText: 'A match of Reversi is found. No server is free' });
    await bar.getByText(warning).waitFor();
    await screenshot(bob, 'placing-bar-phone');
    await ada.getByRole('button', { name: 'Cancel' }).click();
    await ada.locator('.wall').waitFor();
    await bob.locator('.search-bar', { hasText: `${left} Looking for a match of Reversi.` }).waitFor();
    await screenshot(bob, 'left-match-bar-phone');
    await bob.getByRole('link', { name: 'To the search' }).click();
    await bob.getByText(left).waitFor();
    await bob.getByText('1 of 2 players is here').waitFor();
    await screenshot(bob, 'left-match-phone');
    expect(await violations(bob)).toEqual([]);
    expect(await ada.locator('.search-bar').count()).toBe(0);
    await bob.getByRole('button', { name: 'Cancel' }).click();
    await bob.locator('.wall').waitFor();
  });

  it('is one search in two tabs of a player, also when the other player cancels', async () => {
    const [ada, bob] = [await open('Eve'), await open('Fay', phone)];
    for (const page of [ada, bob]) await seeks(page);
    for (const page of [ada, bob]) await page.getByText('No server is free: it waits for one.').waitFor();
    const second = await ada.context().newPage();
    await second.goto(backend.ready.api);
    await second.locator('.search-bar', { hasText: 'A match of Reversi is found.' }).waitFor();
    await bob.getByRole('button', { name: 'Cancel' }).click();
    await second.locator('.search-bar', { hasText: `${left} Looking for a match of Reversi.` }).waitFor();
    await ada.locator('.search').getByText('1 of 2 players is here').waitFor();
    await ada.context().setOffline(true);
    await ada.getByText('The connection is lost. The search continues').waitFor();
    await second.locator('.search-bar', { hasText: 'The connection is lost.' }).waitFor();
    expect(await ada.getByText('1 of 2 players is here').count()).toBe(0);
    expect(await violations(ada)).toEqual([]);
    await screenshot(ada, 'search-offline');
    await ada.context().setOffline(false);
    await ada.getByText('1 of 2 players is here').waitFor();
    await ada.getByRole('button', { name: 'Cancel' }).click();
    await second.locator('.search-bar').waitFor({ state: 'detached' });
  });

  it('leaves the page as wide as a phone, however long the name of its player is', async () => {
    const page = await open('Bartholomäus Löwenherz', phone);
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(phone.width);
    const button = await page.getByRole('button', { name: 'Sign out' }).boundingBox();
    const line = await page.getByRole('button', { name: 'light or dark' }).boundingBox();
    expect(button?.height).toBe(line?.height);
    expect((button?.x ?? 0) + (button?.width ?? phone.width)).toBeLessThanOrEqual(phone.width);
    await screenshot(page, 'long-name-phone');
    expect(await violations(page)).toEqual([]);
  });

  it('is cancelled without a connection as soon as that is back', async () => {
    const page = await open('Gia');
    await seeks(page);
    await page.getByText('1 of 2 players is here').waitFor();
    await page.context().setOffline(true);
    await page.getByText('The connection is lost. The search continues').waitFor();
    await page.getByRole('button', { name: 'Cancel' }).click();
    await page.getByText('Cancelling as soon as it is back.').waitFor();
    expect(await page.getByRole('button', { name: 'Cancel' }).isDisabled()).toBe(true);
    await screenshot(page, 'cancelled-offline');
    expect(await violations(page)).toEqual([]);
    await page.context().setOffline(false);
    await page.locator('.wall').waitFor();
    // No ticket of the player is left.
    await page.reload();
    await page.getByRole('heading', { name: 'Your standing' }).waitFor();
    expect(await page.locator('.search-bar').count()).toBe(0);
  });

  it('stays where the page is opened', async () => {
    const page = await open('Cleo');
    await seeks(page);
    await page.getByText('1 of 2 players is here').waitFor();
    // Another tab of the player, at the games.
    const second = await page.context().newPage();
    await second.goto(backend.ready.api);
    await second.getByText('Looking for a match of Reversi. 1 of 2 players is here').waitFor();
    expect(new URL(second.url()).hash).not.toBe('#/search');
    // And one at the search.
    await second.goto('about:blank');
    await second.goto(`${backend.ready.api}/play/#/search`);
    await second.locator('.search').getByText('1 of 2 players is here').waitFor();
    await page.getByRole('button', { name: 'Cancel' }).click();
  });

  it('offers to search again when its page has slept', async () => {
    const page = await open('Dan');
    await seeks(page);
    await page.getByText('1 of 2 players is here').waitFor();
    let ended: Promise<{ readonly response: APIResponse; readonly json: object }> | undefined;
    await page.route('**/v1/tickets/*', async (route) => {
      // A page on a busy machine may ask once more: the ticket has ended only once.
      ended ??= route.fetch({ method: 'DELETE' }).then(async (response) => ({
        response,
        json: { ...(await response.json()), endedBecause: 'not-asked-for' },
      }));
      await route.fulfill(await ended);
    });
    await page.getByText('This page did not reach the backend for more than a minute').waitFor();
    expect(await violations(page)).toEqual([]);
    await page.unroute('**/v1/tickets/*');
    await page.getByRole('button', { name: 'Look again' }).click();
    await page.getByText('1 of 2 players is here').waitFor();
    await page.getByRole('button', { name: 'Cancel' }).click();
  });
});
