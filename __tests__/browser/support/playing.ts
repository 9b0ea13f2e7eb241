import { type Locator, type Page } from 'playwright-core';

/** The elements that a player may click, in any game. */
const playable = '.cell.ready button, .card.ready:enabled, button.command:enabled';

/** Registers a new player on the page. */
export async function register(page: Page, name: string): Promise<void> {
  await page.getByLabel('Your name').fill(name);
  await page.getByRole('button', { name: 'Play' }).click();
}

/** The card of a game among the games. */
export const card = (page: Page, game: string): Locator => page.locator('.game', { hasText: game });

/** Looks for a match on each page, until all have it. */
export async function seek(pages: readonly Page[], game: string): Promise<void> {
  for (const page of pages) await card(page, game).getByRole('button', { name: 'Play now' }).click();
  await Promise.all(pages.map((page) => page.locator('.match').waitFor()));
}

/** Every page clicks the first element that it may, until each shows its result. */
export async function playOut(pages: readonly Page[]): Promise<void> {
  await Promise.all(
    pages.map(async (page) => {
      for (;;) {
        await page.locator(`${playable}, .ending`).first().waitFor();
        if ((await page.locator('.ending').count()) > 0) return;
        // The turn may end between the look and the click; the element is then gone.
        await page
          .locator(playable)
          .first()
          .click({ timeout: 2000 })
          .catch(() => undefined);
      }
    }),
  );
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
