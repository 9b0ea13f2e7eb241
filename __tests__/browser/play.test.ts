import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Browser, type Page } from 'playwright-core';
import { type RunningBackend, startBackend } from '../e2e/support/programs';
import { chromiumPath, launchBrowser, screenshot, violations } from './support/browser';

const phone = { width: 390, height: 844 };
const laptop = { width: 1280, height: 800 };

/** What may be clicked to play, in any game. */
const playable = '.cell.ready button, .card.ready:enabled, button.command:enabled';

const describeIfBrowser = chromiumPath === undefined ? describe.skip : describe;

describeIfBrowser('the play page', () => {
  let backend: RunningBackend;
  let browser: Browser;
  let complaints: string[];

  beforeAll(async () => {
    complaints = [];
    [backend, browser] = await Promise.all([startBackend(['--port', '0', '--memory']), launchBrowser()]);
  }, 120_000);
  afterAll(async () => {
    await browser.close();
    backend.child.kill('SIGKILL');
    await backend.finished;
  });

  /** Opens the page as a new player of this name. */
  async function open(name: string, viewport = laptop): Promise<Page> {
    const context = await browser.newContext({ viewport, reducedMotion: 'reduce' });
    const page = await context.newPage();
    page.on('pageerror', ({ message }) => complaints.push(`${name}: ${message}`));
    page.on('console', (said) => said.type() === 'error' && complaints.push(`${name}: ${said.text()}`));
    await page.goto(backend.ready.api);
    await page.getByLabel('Your name').fill(name);
    await page.getByRole('button', { name: 'Play' }).click();
    await page.locator('.wall').waitFor();
    return page;
  }

  async function seek(pages: readonly Page[], game: string): Promise<void> {
    for (const page of pages)
      await page.locator('.game', { hasText: game }).getByRole('button', { name: 'Play' }).click();
    await Promise.all(pages.map((page) => page.locator('.match').waitFor()));
  }

  /** Every page clicks the first thing that it may, until each has its result. */
  async function playOut(pages: readonly Page[]): Promise<void> {
    await Promise.all(
      pages.map(async (page) => {
        for (;;) {
          await page.locator(`${playable}, .ending`).first().waitFor();
          if ((await page.locator('.ending').count()) > 0) return;
          // The turn may end between the look and the click; then there is nothing to click any more.
          await page
            .locator(playable)
            .first()
            .click({ timeout: 2000 })
            .catch(() => undefined);
        }
      }),
    );
  }

  const headings = (pages: readonly Page[]): Promise<string[]> =>
    Promise.all(pages.map((page) => page.locator('.ending h2').innerText()));

  it('plays Connect four between a laptop and a phone, over a reload, to a result', async () => {
    const pages = [await open('Ada'), await open('Bob', phone)];
    const [ada, bob] = pages;
    if (ada === undefined || bob === undefined) throw new Error('two pages were opened');
    expect(await violations(ada)).toEqual([]);
    await screenshot(ada, 'lobby');
    await seek(pages, 'Connect four');
    expect(await violations(bob)).toEqual([]);
    // The board fits the phone's screen.
    expect(await bob.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(phone.width);
    await bob.reload();
    await bob.locator('.match').waitFor();
    await screenshot(ada, 'match');
    await playOut(pages);
    expect((await headings(pages)).sort()).toEqual(['You lost', 'You won']);
    await screenshot(ada, 'ending');
    expect(await violations(ada)).toEqual([]);
    await ada.getByRole('link', { name: 'Replay' }).click();
    await ada.getByRole('slider').fill('0');
    await ada.getByText(': the start').waitFor();
    expect(await ada.locator('.piece').count()).toBe(0);
    await ada.getByRole('button', { name: 'one step on' }).click();
    expect(await ada.locator('.piece').count()).toBe(1);
    await screenshot(ada, 'replay');
    expect(await violations(ada)).toEqual([]);
    expect(complaints).toEqual([]);
  }, 120_000);

  it('plays with the keyboard alone', async () => {
    const pages = [await open('Cy'), await open('Di')];
    await seek(pages, 'Tic tac toe');
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
  }, 120_000);
});
