import { afterAll, afterEach, beforeAll, describe, expect } from '@jest/globals';
import { type Browser, type Page } from 'playwright-core';
import * as z from 'zod';
import { type RunningBackend, startBackend } from '../e2e/support/programs';
import { goneSamples } from '../support/samples';
import { until } from '../support/until';
import { chromiumPath, laptop, launchBrowser, screenshot, violations } from './support/browser';
import { card, leaveSearch, register } from './support/playing';
import { testOn } from './support/test-on';
import { askConsole, stepTime } from './support/whole-matches';

const gone = goneSamples('the tabs of a player', ['games/reversi']);
const describeIfBrowser = chromiumPath === undefined || gone.length > 0 ? describe.skip : describe;

/** The account that the browser of a page keeps; undefined when there is none. */
const keptAccount = z.object({ playerId: z.string(), secret: z.string() }).optional().catch(undefined);
const accountOf = async (page: Page): Promise<z.output<typeof keptAccount>> =>
  keptAccount.parse(
    await page.evaluate(`Object.entries(localStorage)
      .filter(([name]) => name.endsWith(' ')).map(([, text]) => JSON.parse(text))[0]`),
  );
const openSessions = z.object({ sessions: z.array(z.unknown()) });
const day = 86_400;

describeIfBrowser('the tabs of a player', () => {
  let backend: RunningBackend;
  let browser: Browser;
  const it = testOn(() => browser);

  beforeAll(async () => {
    [backend, browser] = await Promise.all([startBackend(['--port', '0', '--memory']), launchBrowser()]);
  });
  afterEach(async () => {
    await Promise.all(browser.contexts().map((context) => context.close()));
  });
  afterAll(async () => {
    await browser.close();
    backend.child.kill('SIGKILL');
    await backend.finished;
  });

  /** Two pages of a new player, both at the games; the second one has what the browser keeps. */
  async function open(name: string): Promise<readonly [first: Page, second: Page, playerId: string]> {
    const context = await browser.newContext({ viewport: laptop, reducedMotion: 'reduce' });
    const [first, second] = [await context.newPage(), await context.newPage()];
    await first.goto(backend.ready.api);
    await register(first, name);
    await first.getByRole('heading', { name: 'Your standing' }).waitFor();
    await second.goto(backend.ready.api);
    await second.getByRole('heading', { name: 'Your standing' }).waitFor();
    return [first, second, (await first.locator('.me').getAttribute('title')) ?? ''];
  }

  async function seeks(page: Page, game: string): Promise<void> {
    await card(page, game).getByRole('button', { name: 'Play now' }).click();
    await page.getByText('1 of 2 players is here').waitFor();
  }

  it('are signed out together, and the search ends', async () => {
    const [page, second, playerId] = await open('Di');
    await seeks(second, 'Reversi');
    page.once('dialog', (asked) => void asked.accept());
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByRole('heading', { name: 'Who plays?' }).waitFor();
    await second.getByText('You signed out in another tab').waitFor();
    await screenshot(second, 'signed-out-in-another-tab');
    expect(await violations(second)).toEqual([]);
    expect(await page.getByRole('alert').count()).toBe(0);
    expect(await accountOf(page)).toBeUndefined();
    // The next player has no opponent, and no tab has opened a session again.
    const [third] = await open('Ed');
    await seeks(third, 'Reversi');
    await leaveSearch(third);
    await until('every session has ended', async () => {
      const { sessions } = openSessions.parse(await askConsole(backend, `players/${playerId}`));
      return sessions.length === 0;
    });
    // Another tab would lose the account of this player if it registered one, too.
    await register(page, 'Flo');
    await second.locator('.me', { hasText: 'Flo' }).waitFor();
  });

  it('say that their player was removed', async () => {
    const [page, second, playerId] = await open('Gus');
    await askConsole(backend, `players/${playerId}/remove`, 'POST');
    await card(page, 'Reversi').getByRole('button', { name: 'Play now' }).click();
    for (const tab of [page, second]) await tab.getByText('Your player was removed').waitFor();
    expect(await accountOf(page)).toBeUndefined();
  });

  it('keep an account whose secret this backend does not know, and say so', async () => {
    const [page, , playerId] = await open('Hal');
    const { secret } = (await accountOf(page)) ?? {};
    await askConsole(backend, `players/${playerId}/sign-out`, 'POST');
    await page.evaluate(`for (const [name, text] of Object.entries(localStorage))
      localStorage.setItem(name, text.replace('${secret ?? ''}', '0'.repeat(43)))`);
    await page.reload();
    await page.getByText('the backend does not know the secret that this browser keeps').waitFor();
    await screenshot(page, 'unknown-secret');
    expect(await violations(page)).toEqual([]);
    expect((await accountOf(page))?.playerId).toBe(playerId);
    // A new player does not end the old one either: the backend may have its other data again.
    await register(page, 'Hal II');
    await page.locator('.me', { hasText: 'Hal II' }).waitFor();
    await askConsole(backend, `players/${(await accountOf(page))?.playerId ?? ''}/sign-out`, 'POST');
    await page.evaluate(`for (const [name, text] of Object.entries(localStorage)) {
      const account = text.startsWith('{') ? JSON.parse(text) : {};
      if (account.playerId === '${playerId}') account.secret = '${secret ?? ''}';
      else if (account.playerId !== undefined) account.secret = '0'.repeat(43);
      if (account.playerId !== undefined) localStorage.setItem(name, JSON.stringify(account));
    }`);
    await page.reload();
    await page.locator('.me', { hasText: /^Hal$/ }).waitFor();
    expect((await accountOf(page))?.playerId).toBe(playerId);
  });

  it('stay signed in when their session ends: everywhere, after an hour and after 32 days', async () => {
    const [page, second, playerId] = await open('Ina');
    const ends: readonly (() => Promise<unknown>)[] = [
      () => askConsole(backend, `players/${playerId}/sign-out`, 'POST'),
      () => stepTime(backend, 3600),
      () => stepTime(backend, 16 * day).then(() => stepTime(backend, 16 * day)),
    ];
    for (const end of ends) {
      await end();
      for (const tab of [page, second]) {
        await seeks(tab, 'Reversi');
        await leaveSearch(tab);
      }
      expect((await accountOf(page))?.playerId).toBe(playerId);
      expect(await page.locator('.me').innerText()).toBe('Ina');
    }
  });
});
