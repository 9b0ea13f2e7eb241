import { type Locator, type Page } from 'playwright-core';
import { hangsAfterMs } from './browser';

/** The elements that a player may click, in any game. */
const playable = '.cell.ready button, .card.ready:enabled, button.command:enabled';

/** Registers a new player on the page. */
export async function register(page: Page, name: string): Promise<void> {
  await page.getByLabel('Your name').fill(name);
  await page.getByRole('button', { name: 'Play' }).click();
}

/** The card of a game among the games. */
export const card = (page: Page, game: string): Locator => page.locator('.game', { hasText: game });

/** Cancels a search without a connection: the page says when the cancellation is sent. */
export async function cancelOffline(page: Page): Promise<void> {
  await page.context().setOffline(true);
  await page.getByText('The connection is lost. The search continues').waitFor();
  await page.getByRole('button', { name: 'Cancel' }).click();
  await page.getByText('Cancelling as soon as it is back.').waitFor();
}

/** Cancels a search: one that is left to the closing of its page may take the next player for a while. */
export async function leaveSearch(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Cancel' }).click();
  await page.locator('.wall').waitFor();
}

/** Looks for a match on each page, until all have it. */
export async function seek(pages: readonly Page[], game: string): Promise<void> {
  for (const page of pages) await card(page, game).getByRole('button', { name: 'Play now' }).click();
  await Promise.all(pages.map((page) => page.locator('.match').waitFor()));
}

/** Screens that are narrow are touched. */
const press = (page: Page, part: Locator, timeout: number): Promise<void> =>
  (page.viewportSize()?.width ?? 0) < 600 ? part.tap({ timeout }) : part.click({ timeout });

/**
 * Every page presses the first element that it may, until one of them shows something: were each to stop by
 * itself, the others could wait for its turn.
 * @param shown a selector
 */
export async function playUntil(pages: readonly Page[], shown: string): Promise<void> {
  let isOver = false;
  const over = Promise.any(
    pages.map((page) => page.locator(shown).first().waitFor({ timeout: hangsAfterMs })),
  ).then(() => {
    isOver = true;
  });
  const play = async (page: Page): Promise<void> => {
    const next = page.locator(playable).first();
    while (!isOver) {
      // The turn may end before the press; the element is then gone.
      await Promise.race([over, next.waitFor({ timeout: hangsAfterMs }).catch(() => undefined)]);
      if (!isOver) await press(page, next, 2000).catch(() => undefined);
    }
  };
  await Promise.all(pages.map(play));
}

/**
 * Every page presses the first element that it may, until each shows its result. A script in the page
 * presses: what is left of a match has dozens of presses, and none of them differs from those before.
 */
export async function playOut(pages: readonly Page[]): Promise<void> {
  const plays = `(async () => {
    const until = performance.now() + ${hangsAfterMs};
    while (document.querySelector('.ending') === null) {
      if (performance.now() > until) throw new Error('the match has no end');
      document.querySelector('${playable}')?.click();
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
  })()`;
  await Promise.all(pages.map((page) => page.evaluate(plays)));
}

/** Plays one turn of Connect four for each column: the player to move drops a piece into it. */
export async function playSome(pages: readonly Page[], columns: readonly number[]): Promise<void> {
  for (const column of columns) {
    const turns = pages.map(async (page) => {
      await page.locator('.turn.mine').waitFor();
      return page;
    });
    const mover = await Promise.race(turns);
    const pieces = await mover.locator('.piece').count();
    await mover.locator(`.cell.ready button[aria-label*="column ${column}"]`).waitFor();
    // The top of the column means the column: its cell itself cannot be chosen.
    await mover.locator(`.cell button[aria-label^="row 1 column ${column}"]`).click({ force: true });
    await mover.locator('.piece').nth(pieces).waitFor();
    // Waits until the other player has the turn before the next column.
    await mover.locator('.turn.mine').waitFor({ state: 'detached' });
  }
}

/** The results of the pages' players. */
export const headings = (pages: readonly Page[]): Promise<string[]> =>
  Promise.all(pages.map((page) => page.locator('.result h2').innerText()));
