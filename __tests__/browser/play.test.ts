import { afterAll, afterEach, beforeAll, describe, expect } from '@jest/globals';
import { type Browser, type BrowserContext, type Page } from 'playwright-core';
import { type RunningBackend, startBackend } from '../e2e/support/programs';
import { goneSamples } from '../support/samples';
import * as chromium from './support/browser';
import { card, headings, playOut, playSome, register, seek } from './support/playing';
import { boxOf, ringsOutside, seesReplay } from './support/replay';
import { seesEnded, seesRunning } from './support/spectators';
import { testOn } from './support/test-on';
import * as troubles from './support/troubles';
import * as whole from './support/whole-matches';

const { chromiumPath, launchBrowser, laptop, phone, picture, screenshot, violations } = chromium;
const sampleFolders = ['battleship', 'connect-four', 'market-day', 'reversi', 'rockfall', 'tic-tac-toe'].map(
  (name) => `games/${name}`,
);
const gone = goneSamples('the play page', sampleFolders);
const describeIfBrowser = chromiumPath === undefined || gone.length > 0 ? describe.skip : describe;

describeIfBrowser('the play page', () => {
  let backend: RunningBackend;
  let browser: Browser;
  let complaints: string[];
  const it = testOn(() => browser);

  beforeAll(async () => {
    complaints = [];
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

  /** A browser context at an address; errors of the page are recorded under `name`. */
  async function visit(name: string, address: string, viewport = laptop): Promise<Page> {
    const touch = viewport === phone ? { hasTouch: true, isMobile: true } : {};
    const context = await browser.newContext({ viewport, reducedMotion: 'reduce', ...touch });
    return tab(context, name, address);
  }

  async function tab(context: BrowserContext, name: string, address: string): Promise<Page> {
    const page = await context.newPage();
    page.on('pageerror', ({ message }) => complaints.push(`${name}: ${message}`));
    page.on('console', (said) => {
      if (said.type() === 'error' && !troubles.isAwaited(said)) complaints.push(`${name}: ${said.text()}`);
    });
    await page.goto(address);
    return page;
  }

  /** Opens the page as a new player with this name. */
  async function open(name: string, viewport = laptop): Promise<Page> {
    const page = await visit(name, backend.ready.api, viewport);
    await register(page, name);
    await page.locator('.wall').waitFor();
    return page;
  }

  it('plays Connect four between a laptop and a phone to a result, with a reload in between', async () => {
    const pages = [await open('Ada'), await open('Bob', phone)];
    const [ada, bob] = pages;
    if (ada === undefined || bob === undefined) throw new Error('two pages were opened');
    expect(await violations(ada)).toEqual([]);
    await screenshot(ada, 'lobby');
    await seek(pages, 'Connect four');
    expect(await violations(bob)).toEqual([]);
    // The board fits the phone's screen.
    expect(await bob.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(phone.width);
    await playSome(pages, [4, 4, 3, 5, 5, 2, 6]);
    await bob.reload();
    // The moves from before the reload are there, and the last one is marked.
    await bob.locator('.moves li').nth(6).waitFor();
    // On a slow machine the reload is an entry itself.
    expect(await bob.locator('.moves').innerText()).toMatch(/column 4[^]*column 6(\nYou came back)?$/);
    await bob.getByLabel('row 6 column 6, red disc, last move').waitFor();
    await ada.locator('.turn').waitFor();
    await picture(ada, 'play');
    await ada.getByRole('button', { name: 'Offer a draw' }).click();
    // A screen reader hears of the offer, and of the answer.
    const told = (page: Page, words: string): Promise<void> =>
      page.getByRole('status').filter({ hasText: words }).waitFor({ state: 'attached' });
    await told(bob, 'Ada offered a draw');
    await bob.getByRole('button', { name: 'Decline' }).click();
    await told(ada, 'Bob declined the draw');
    await bob.getByRole('button', { name: 'Take back' }).click();
    await ada.getByRole('button', { name: 'Accept' }).click();
    // The command that was taken back is on no board any more.
    await Promise.all(pages.map((page) => page.getByText('accepted the takeback').first().waitFor()));
    await bob.locator('.cell.last').waitFor({ state: 'detached' });
    await playOut(pages);
    expect((await headings(pages)).sort()).toEqual(['You lost', 'You won']);
    expect(await ringsOutside(bob)).toEqual([]);
    // On a phone the result is on the screen, and a screen reader is at it.
    await bob.locator('.result h2:focus').waitFor();
    expect((await boxOf(bob.locator('.result h2'))).bottom).toBeLessThan(phone.height);
    await Promise.all(pages.map((page) => page.getByText(/Your rating: 1500 → \d+ \(/).waitFor()));
    expect(await ada.locator('.ranks li.own').innerText()).toMatch(/Ada \(you\)/);
    await screenshot(ada, 'ending');
    await screenshot(bob, 'ending-phone');
    expect(await violations(ada)).toEqual([]);
    await ada.getByRole('link', { name: 'Other games' }).click();
    await ada.locator('.game', { hasText: /Connect four[^]*your rating \d+/ }).waitFor();
    await screenshot(ada, 'lobby-later');
    await ada.getByRole('link', { name: 'against Bob' }).click();
    await seesReplay(ada, laptop.height);
    expect(complaints).toEqual([]);
  });

  it('plays with the keyboard alone, beside a phone', async () => {
    const pages = [await open('Cy'), await open('Di', phone)];
    // A new view begins at its heading, not at the top of the page.
    for (const page of pages) await page.locator('h1:focus', { hasText: 'What would you like' }).waitFor();
    await seek(pages, 'Tic tac toe');
    for (const page of pages) await page.locator('h1:focus', { hasText: 'Tic tac toe' }).waitFor();
    const turn = pages.map((page) =>
      page
        .locator('.turn.mine')
        .waitFor()
        .then(() => page),
    );
    const mover = await Promise.race(turn);
    await mover.locator('[data-cell="0"]').focus();
    await mover.keyboard.press('ArrowRight');
    await mover.keyboard.press('ArrowDown');
    await mover.keyboard.press('Enter');
    await mover.getByLabel('row 2 column 2, X').waitFor();
    await playOut(pages);
    expect(complaints).toEqual([]);
  });

  it('plays the other samples to their ends: one through kill -9, one without a player', async () => {
    const at = (names: string): Promise<Page[]> =>
      Promise.all(names.split(' ').map((name, index) => open(name, index === 1 ? phone : laptop)));
    await whole.playOtherSamples(at, backend);
    expect(complaints).toEqual([]);
  });

  it('is not shown to a browser that was led here by the name of another site', async () => {
    const page = await (await browser.newContext()).newPage();
    const answer = await page.goto(`http://${chromium.reboundHost}:${new URL(backend.ready.api).port}/play/`);
    expect(answer?.status()).toBe(403);
    await page.getByText('is not a name of this machine').waitFor();
  });

  it('plays a game without its drawing, with the keyboard alone, on a phone', async () => {
    const page = await visit('Ivy', 'about:blank', phone);
    for (const code of ['tic-tac-toe', 'game-picture'])
      await page.route(`**/assets/${code}-*.js`, (route) => route.abort());
    await page.goto(backend.ready.api);
    await register(page, 'Ivy');
    await card(page, 'Tic tac toe').locator('.letters', { hasText: 'TTT' }).waitFor();
    await card(page, 'Tic tac toe').getByRole('button', { name: 'Against a bot' }).press('Enter');
    const commands = page.getByRole('grid', { name: 'cells' }).locator('[aria-disabled=false]');
    await commands.first().waitFor();
    await page.getByText(/^You are seat [01]\. Seat [01] is Bot\.$/).waitFor();
    expect(await violations(page)).toEqual([]);
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(phone.width);
    await screenshot(page, 'without-a-drawing-phone');
    const left = await commands.count();
    await commands.first().focus();
    await page.keyboard.press('Enter');
    await commands.nth(left - 2).waitFor({ state: 'detached' });
    // The bot has answered: the focus is on the board still.
    await commands.nth(left - 3).waitFor();
    expect(await commands.count()).toBe(left - 2);
    expect(await page.locator('.cell button:focus').count()).toBe(1);
    expect(complaints.splice(0).filter((said) => !said.includes('ERR_FAILED'))).toEqual([]);
  });

  it('says when a match does not exist', async () => {
    const page = await visit('Jo', backend.ready.api, phone);
    await register(page, 'Jo');
    await page.getByRole('heading', { name: 'Your standing' }).waitFor();
    for (const at of ['match', 'replay', 'watch']) {
      await page.goto(`${backend.ready.api}/play/#/${at}/00000000-0000-4000-8000-000000000000`);
      await page.getByRole('heading', { name: /^The match cannot be/, level: 1 }).waitFor();
      await page.getByText('There is no such match.', { exact: true }).waitFor();
      expect(await violations(page)).toEqual([]);
    }
    await page.goto(`${backend.ready.api}/play/#/invitation/ABCDEF`);
    await page.getByText('The code of an invitation has ten letters and digits.').waitFor();
    await troubles.seesUnread(page);
    expect(complaints.splice(0).filter((said) => !said.includes('404'))).toEqual([]);
  });

  it('plays a bot to the end, plays it again, and takes the seat back from another tab', async () => {
    const page = await visit('Eve', 'about:blank');
    const wire = await troubles.holdable(page);
    await page.goto(backend.ready.api);
    await register(page, 'Eve');
    const tictactoe = card(page, 'Tic tac toe');
    await tictactoe.getByLabel('strength of the bot').selectOption('easy');
    await troubles.waitsForServer(page, () =>
      tictactoe.getByRole('button', { name: 'Against a bot' }).click(),
    );
    expect(await page.locator('.seats').innerText()).toMatch(/Bot\s+easy/);
    await page.getByText('bots play in it').waitFor();
    await screenshot(page, 'practice');
    const second = await tab(page.context(), 'Eve', page.url());
    await page.getByRole('button', { name: 'Take the seat back' }).waitFor();
    expect(await page.getByText('Your turn').count()).toBe(0);
    expect(await violations(page)).toEqual([]);
    await screenshot(page, 'replaced');
    await page.getByRole('button', { name: 'Take the seat back' }).click();
    await second.getByRole('button', { name: 'Take the seat back' }).waitFor();
    await second.close();
    await page.locator('.turn.mine').waitFor();
    wire.hold();
    await page.locator('.cell.ready button').first().click();
    await page.getByText('Sending your move …').waitFor();
    wire.release();
    await page.getByText('Sending your move …').waitFor({ state: 'detached' });
    const before = await troubles.playsAgain(page);
    // The old match links to the rematch, and does not redirect a player who returns to it.
    await page.goto(before);
    await page.getByRole('link', { name: 'To the rematch' }).waitFor();
    expect(complaints).toEqual([]);
  });

  it('joins two friends by a link, plays a rematch, and lets spectators watch', async () => {
    const flo = await open('Flo');
    await card(flo, 'Connect four').getByRole('button', { name: 'With a friend' }).click();
    const field = flo.getByLabel('Send this link');
    const link = await field.inputValue();
    await flo.reload();
    expect(await field.inputValue()).toBe(link);
    expect(await violations(flo)).toEqual([]);
    await screenshot(flo, 'inviting');
    const gil = await visit('Gil', link, phone);
    await register(gil, 'Gil');
    await gil.getByRole('heading', { name: 'Flo invites you to Connect four' }).waitFor();
    expect(await violations(gil)).toEqual([]);
    await screenshot(gil, 'invited');
    await gil.getByRole('button', { name: 'Accept' }).click();
    const pages = [flo, gil];
    await Promise.all(pages.map((page) => page.locator('.match').waitFor()));
    await flo.getByText('Let others watch').click();
    const watched = await flo.getByLabel('Link for spectators').inputValue();
    // First turns are free of time. Spectators see what is older than their delay.
    await playSome(pages, [4, 4]);
    await whole.stepTime(backend, 11);
    const spectator = await visit('spectator', watched);
    await seesRunning(spectator, ['Flo', 'Gil']);
    await playOut(pages);
    const pieces = await flo.locator('.piece').count();
    await flo.getByRole('button', { name: 'Rematch' }).click();
    await gil.getByText('Flo wants a rematch.').waitFor();
    await gil.getByRole('button', { name: 'Accept the rematch' }).click();
    await Promise.all(pages.map((page) => page.getByRole('button', { name: /Resign|Call off/ }).waitFor()));
    await flo.getByRole('button', { name: 'Offer a draw' }).click();
    await gil.getByRole('button', { name: 'Accept' }).click();
    await Promise.all(pages.map((page) => page.locator('.ending').waitFor()));
    // A draw before both have moved.
    expect(await headings(pages)).toEqual(['Not counted', 'Not counted']);
    expect(new Set(pages.map((page) => new URL(page.url()).hash)).size).toBe(1);
    await seesEnded(spectator, pieces);
    // The spectator was without a network.
    expect(complaints.splice(0).filter((said) => !said.startsWith('spectator: Failed to load'))).toEqual([]);
  });

  it('keeps a search over a reload, ends it with its page, and offers a bot after a wait', async () => {
    const seeks = async (page: Page): Promise<void> => {
      await card(page, 'Reversi').getByRole('button', { name: 'Play now' }).click();
      await page.getByText('1 of 2 players is here').waitFor();
    };
    const gone = await open('Hal');
    const page = await open('Ina');
    await page.clock.install();
    await seeks(gone);
    await gone.goto('about:blank');
    // A player who is gone is not an opponent.
    await seeks(page);
    await page.getByText('A match needs ratings within').waitFor();
    // Back leads to the games, where the search continues.
    await page.goBack();
    await page.getByText('Looking for a match of Reversi. 1 of 2 players is here').waitFor();
    expect(await card(page, 'Reversi').getByRole('button', { name: 'Play now' }).isDisabled()).toBe(true);
    expect(await violations(page)).toEqual([]);
    await page.getByRole('link', { name: 'To the search' }).click();
    await page.reload();
    await page.getByText('1 of 2 players is here').waitFor();
    // A second tab of the player waits for the same ticket, which outlives it: also before they have met.
    const second = await page.context().newPage();
    await second.route('**/search-tabs-*', () => undefined);
    await second.goto(backend.ready.api);
    await second.getByText('1 of 2 players is here').waitFor();
    await second.goto('about:blank');
    await page.clock.fastForward(12_000);
    expect(await violations(page)).toEqual([]);
    await screenshot(page, 'waiting');
    await page.getByRole('button', { name: 'Play a bot instead' }).click();
    await page.locator('.match').waitFor();
    expect(complaints).toEqual([]);
  });
});
