import { afterAll, beforeAll, describe, expect } from '@jest/globals';
import { type Browser, type Page } from 'playwright-core';
import { playMatch } from '../../client/node';
import { type RunningBackend, startBackend } from '../e2e/support/programs';
import { goneSamples } from '../support/samples';
import { chromiumPath, laptop, launchBrowser, phone, screenshot, violations } from './support/browser';
import { People } from './support/people';
import { card, leaveSearch, register } from './support/playing';
import { testOn } from './support/test-on';

const gone = goneSamples('a lost connection', ['games/connect-four', 'games/tic-tac-toe']);
const describeIfBrowser = chromiumPath === undefined || gone.length > 0 ? describe.skip : describe;

const lost = 'The backend does not answer. Try again when the connection is back.';

/** Leaves requests of a page without an answer. @returns lets the next ones through */
async function holdAnswers(page: Page, url: string): Promise<() => void> {
  let isAway = true;
  await page.route(url, (route) => (isAway ? route.abort() : route.continue()));
  return () => {
    isAway = false;
  };
}

describeIfBrowser('a page without a connection', () => {
  let backend: RunningBackend;
  let browser: Browser;
  let people: People;
  let ended: string;
  let page: Page;
  const it = testOn(() => browser);

  beforeAll(async () => {
    [backend, browser] = await Promise.all([startBackend(['--port', '0', '--memory']), launchBrowser()]);
    people = new People(backend.ready.api);
    const seated = await people.seat('tic-tac-toe', 'Ada', 'Bob');
    await Promise.all(seated.map((match) => playMatch(match, ({ legal }) => legal[0] ?? 'resign')));
    ended = seated[0]?.matchId ?? '';
    page = await (await browser.newContext({ viewport: phone, reducedMotion: 'reduce' })).newPage();
    await page.goto(`${backend.ready.api}/play/`);
    await page.getByLabel('Your name').waitFor();
  });
  afterAll(async () => {
    await people.close();
    await browser.close();
    backend.child.kill('SIGKILL');
    await backend.finished;
  });

  /** The page shows the words after an action without a connection, until the connection is back. */
  async function tellsLost(act: () => Promise<void>, words: string | RegExp = lost): Promise<void> {
    await page.context().setOffline(true);
    try {
      await act();
      await page.getByText(words).waitFor();
      expect(await page.getByText(/Failed to fetch|\/v1\//).count()).toBe(0);
    } finally {
      await page.context().setOffline(false);
    }
    await page.getByText(words).waitFor({ state: 'detached' });
  }

  it('reads the parts of the console again that it could not read', async () => {
    const console = await (await browser.newContext({ viewport: laptop, reducedMotion: 'reduce' })).newPage();
    await console.goto(backend.ready.console);
    await console.locator('.state.live').first().waitFor();
    const at = (hash: string): Promise<unknown> => console.goto(`${backend.ready.api}/console/${hash}`);
    await at(`#/matches/${ended}`);
    await console.locator('.moment .grid').waitFor();
    const reads = await holdAnswers(console, '**/console/api/matches/*?at=1');
    await at(`#/matches/${ended}?at=1`);
    await console.getByText('This moment cannot be read now.').waitFor();
    // The board of another entry is not shown as this one.
    expect(await console.locator('.moment .grid').count()).toBe(0);
    await screenshot(console, 'console-lost-moment');
    expect(await violations(console)).toEqual([]);
    reads();
    await console.locator('.moment .grid').waitFor();
    expect(await console.getByText('This moment cannot be read now.').count()).toBe(0);
    // A backend that is frozen takes a read and does not answer.
    const held = '**/console/api/matches/*?at=2';
    let answer = (): void => undefined;
    const isAnswered = new Promise<void>((resolve) => (answer = resolve));
    await console.route(held, (route) => isAnswered.then(() => route.fallback()));
    await at(`#/matches/${ended}?at=2`);
    await console.getByText('Reading this moment…').waitFor();
    expect(await console.locator('.moment .grid').count()).toBe(0);
    answer();
    await console.locator('.moment .grid').waitFor();
    expect(await console.getByText('Reading this moment…').count()).toBe(0);
    const rows = await holdAnswers(console, '**/console/api/tables/players/items?*');
    await at('#/tables/players');
    await console.getByText('See whether it still runs, then try again.').waitFor();
    rows();
    await console.getByText('See whether it still runs, then try again.').waitFor({ state: 'detached' });
    await console.getByText('all rows of this partition').first().waitFor({ state: 'attached' });
    await console.context().close();
  });

  it('says when a backend that holds its connection is silent', async () => {
    const console = await (await browser.newContext({ viewport: laptop, reducedMotion: 'reduce' })).newPage();
    await console.clock.install();
    await console.goto(backend.ready.console);
    await console.locator('.state.live').first().waitFor();
    backend.child.kill('SIGSTOP');
    try {
      await console.clock.fastForward(15_000);
      await console.getByText('The backend does not answer. The page shows the state of').waitFor();
    } finally {
      backend.child.kill('SIGCONT');
    }
    await console.locator('.state.live').first().waitFor();
    await console.context().close();
  });

  it('says so when a player registers', async () => {
    await tellsLost(() => register(page, 'Cy'));
    await page.getByRole('button', { name: 'Play' }).click();
    await page.locator('.wall').waitFor();
  });

  it('loads the search when the connection is back, and begins it', async () => {
    const words = 'The search could not be loaded.';
    await tellsLost(async () => {
      await card(page, 'Connect four').getByRole('button', { name: 'Play now' }).click();
      await page.getByText(words).waitFor();
      await screenshot(page, 'lost-search');
      expect(await violations(page)).toEqual([]);
    }, words);
    await page.getByRole('heading', { name: 'Connect four', exact: true }).waitFor();
    await page.getByText('1 of 2 players is here').waitFor();
    await page.goto(`${backend.ready.api}/play/#/`);
    await leaveSearch(page);
  });

  it('says so when a player begins a match against a bot, or invites a friend', async () => {
    const game = card(page, 'Tic tac toe');
    await game.getByRole('button', { name: 'With a friend' }).waitFor();
    await tellsLost(async () => {
      await game.getByRole('button', { name: 'With a friend' }).click();
      await page.getByText(lost).waitFor();
      // The browser has the games in its cache: they do not mean that the connection is back.
      await page.waitForEvent('requestfailed', (request) => request.url().endsWith('/v1/games'));
    });
    await tellsLost(() => game.getByRole('button', { name: /bot/ }).first().click());
    expect(await page.locator('.wall').count()).toBe(1);
  });

  it('opens a replay by itself when the connection is back', async () => {
    const open = `location.hash = '#/replay/${ended}'`;
    await page.evaluate(open);
    await page.getByRole('heading', { name: 'Replay of Tic tac toe' }).waitFor();
    await page.evaluate(`location.hash = '#/'`);
    await page.locator('.wall').waitFor();
    await tellsLost(async () => {
      await page.evaluate(open);
      await page.getByRole('heading', { name: 'The match cannot be opened' }).waitFor();
    });
    await page.getByRole('heading', { name: 'Replay of Tic tac toe' }).waitFor();
  });
});
