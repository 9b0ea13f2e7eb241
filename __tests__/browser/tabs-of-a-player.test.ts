import { afterAll, afterEach, beforeAll, describe, expect } from '@jest/globals';
import { type Browser, type Page } from 'playwright-core';
import * as z from 'zod';
import { type LiveMatch, type Player, Turnlift } from '../../client/node';
import { type RunningBackend, startBackend } from '../e2e/support/programs';
import { goneSamples } from '../support/samples';
import { until } from '../support/until';
import { chromiumPath, laptop, launchBrowser, screenshot, violations } from './support/browser';
import { People } from './support/people';
import { card, leaveSearch, register } from './support/playing';
import { testOn } from './support/test-on';
import { askConsole, stepTime } from './support/whole-matches';

const gone = goneSamples('the tabs of a player', ['games/connect-four', 'games/reversi']);
const describeIfBrowser = chromiumPath === undefined || gone.length > 0 ? describe.skip : describe;

/** The account that the browser of a page keeps; undefined when there is none. */
const keptAccount = z.object({ playerId: z.string(), secret: z.string() }).optional().catch(undefined);
const accountOf = async (page: Page): Promise<z.output<typeof keptAccount>> =>
  keptAccount.parse(
    await page.evaluate(`Object.entries(localStorage)
      .filter(([name]) => name.endsWith(' ')).map(([, text]) => JSON.parse(text))[0]`),
  );
const openSessions = z.object({ sessions: z.array(z.unknown()) });
const gamesOf = z.object({ games: z.array(z.record(z.string(), z.unknown())) });
const day = 86_400;

describeIfBrowser('the tabs of a player', () => {
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

  /** Another player finds a match of a game, and comes to it. */
  async function comes(name: string, game: string): Promise<LiveMatch> {
    const rival: Player = await people.register(name);
    const live = await rival.connect(await rival.findMatch({ game }));
    lives.push(live);
    return live;
  }

  async function seeks(page: Page, game: string): Promise<void> {
    await card(page, game).getByRole('button', { name: 'Play now' }).click();
    await page.getByText('1 of 2 players is here').waitFor();
  }

  it('show what their player does in one of them', async () => {
    const [page, second] = await open('Ada');
    await seeks(second, 'Connect four');
    await page.getByText('You look for a match of Connect four in another tab').waitFor();
    // It is not the search of this tab: a player who wants it follows it.
    expect(await page.locator('.search-bar').count()).toBe(0);
    await screenshot(page, 'search-elsewhere');
    expect(await violations(page)).toEqual([]);
    const live = await comes('Bob', 'connect-four');
    await page.getByRole('link', { name: 'Resume Connect four' }).waitFor();
    expect(await page.getByText('You look for a match').count()).toBe(0);
    // Each seat plays once: the match counts.
    await Promise.all([
      live.nextTurn().then((turn) => turn && live.play(turn.legal[0] ?? null)),
      second.locator('.cell.ready button').first().click(),
    ]);
    await page.getByText('Your rating in each game is here after your first match.').waitFor();
    await live.resign();
    await page.getByRole('link', { name: 'Resume Connect four' }).waitFor({ state: 'detached' });
    await page.getByRole('link', { name: 'against Bob' }).waitFor();
    await page.locator('.standings', { hasText: '1 won' }).waitFor();
  });

  it('show what their player does on another device, once a person looks at them again', async () => {
    const [page] = await open('Cy');
    const { playerId = '', secret = '' } = (await accountOf(page)) ?? {};
    const elsewhere = await new Turnlift({ url: backend.ready.api }).signIn({ playerId, secret });
    await elsewhere.invite({ game: 'reversi' });
    await until('the page shows the invitation', async () => {
      await page.evaluate(`dispatchEvent(new Event('focus'))`);
      return (await page.getByRole('link', { name: 'Your invitation to Reversi' }).count()) > 0;
    });
  });

  it('keep an option that a person types, and name the option that is refused', async () => {
    const [page, second] = await open('Eli');
    await page.route('**/v1/games', async (route) => {
      const response = await route.fetch();
      const size = { title: 'size', type: 'integer', minimum: 4, maximum: 10, default: 8 };
      const { games } = gamesOf.parse(await response.json());
      const withNumber = games.map((game) => ({ ...game, options: { properties: { size } } }));
      await route.fulfill({ response, json: { games: withNumber } });
    });
    await page.reload();
    const reversi = card(page, 'Reversi');
    await reversi.getByText('Options', { exact: true }).click();
    const field = reversi.getByLabel('size');
    await field.fill('99');
    await seeks(second, 'Connect four');
    await page.getByText('You look for a match of Connect four in another tab').waitFor();
    expect(await field.inputValue()).toBe('99');
    await leaveSearch(second);
    await field.fill('');
    await field.blur();
    await until('an empty field has the default', async () => (await field.inputValue()) === '8');
    await field.fill('99');
    await reversi.getByRole('button', { name: 'Play now' }).click();
    await page.getByText(/\bsize must be /).waitFor();
    await screenshot(page, 'refused-option');
  });

  /** Shows another page of the same origin: the play page would sign in again and store the account. */
  const leavePlay = (page: Page) => page.goto(`${backend.ready.api}/v1/health`);

  it('sign in by one request each when a browser opens them together', async () => {
    const [page] = await open('Fay');
    const { playerId = '', secret = '' } = (await accountOf(page)) ?? {};
    const tabs = await Promise.all([1, 2, 3].map(() => page.context().newPage()));
    await Promise.all(tabs.map((tab) => tab.goto(backend.ready.api)));
    const all = [page, ...tabs];
    await Promise.all(tabs.map((tab) => tab.getByRole('heading', { name: 'Your standing' }).waitFor()));
    const signIns: string[] = [];
    for (const tab of all)
      tab.on('request', (request) => {
        if (request.method() === 'POST' && request.url().endsWith('/v1/sessions'))
          signIns.push(request.postData() ?? '');
      });
    await Promise.all(all.map((tab) => tab.reload()));
    await Promise.all(all.map((tab) => tab.getByRole('heading', { name: 'Your standing' }).waitFor()));
    expect(signIns).toHaveLength(all.length);
    // Each continues with the token that the tab before it has left.
    expect(new Set(signIns).size).toBe(all.length);
    const elsewhere = await new Turnlift({ url: backend.ready.api }).signIn({ playerId, secret });
    expect(await elsewhere.account.sessions()).toHaveLength(2);
  });

  it('open the end of a match that is played in another tab', async () => {
    const [page, second] = await open('Gus');
    await card(page, 'Tic tac toe').getByRole('button', { name: 'Against a bot' }).click();
    await page.locator('.turn.mine').waitFor();
    await second.goto(page.url());
    await page.getByText('it has taken this seat').waitFor();
    second.on('dialog', (asked) => void asked.accept());
    await second.getByRole('button', { name: /^(Call off|Resign)$/ }).click();
    await second.locator('.ending').waitFor();
    await page.getByRole('heading', { name: 'Replay of Tic tac toe' }).waitFor();
  });

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
    const [page, second, playerId] = await open('Hal');
    const { secret } = (await accountOf(page)) ?? {};
    await second.close();
    await leavePlay(page);
    await askConsole(backend, `players/${playerId}/sign-out`, 'POST');
    await page.evaluate(`for (const [name, text] of Object.entries(localStorage))
      localStorage.setItem(name, text.replace('${secret ?? ''}', '0'.repeat(43)))`);
    await page.goto(backend.ready.api);
    await page.getByText('the backend does not know the secret that this browser keeps').waitFor();
    await screenshot(page, 'unknown-secret');
    expect(await violations(page)).toEqual([]);
    expect((await accountOf(page))?.playerId).toBe(playerId);
    // A new player does not end the old one either: the backend may have its other data again.
    await register(page, 'Hal II');
    await page.locator('.me', { hasText: 'Hal II' }).waitFor();
    await leavePlay(page);
    await askConsole(backend, `players/${(await accountOf(page))?.playerId ?? ''}/sign-out`, 'POST');
    await page.evaluate(`for (const [name, text] of Object.entries(localStorage)) {
      const account = text.startsWith('{') ? JSON.parse(text) : {};
      if (account.playerId === '${playerId}') account.secret = '${secret ?? ''}';
      else if (account.playerId !== undefined) account.secret = '0'.repeat(43);
      if (account.playerId !== undefined) localStorage.setItem(name, JSON.stringify(account));
    }`);
    await page.goto(backend.ready.api);
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
