import { expect } from '@jest/globals';
import { type Page } from 'playwright-core';
import { screenshot, violations } from './browser';

/** A running match without an account: its players have names, and the clock that runs is seen to run. */
export async function seesRunning(spectator: Page, names: readonly string[]): Promise<void> {
  await spectator.getByText('with a delay of 10 seconds').waitFor();
  expect((await spectator.locator('.seats .who').allInnerTexts()).sort()).toEqual(names);
  const clock = spectator.locator('.clock.runs');
  const before = await clock.innerText();
  await clock.filter({ hasNotText: before }).waitFor();
  await screenshot(spectator, 'watching');
  await losesConnection(spectator);
}

/** A spectator sees that the match cannot be reached: without a network, and without answers. */
async function losesConnection(spectator: Page): Promise<void> {
  const bar = spectator.getByText('The connection is lost. This board may be old');
  const expectRestored = async (): Promise<void> => {
    await bar.waitFor({ state: 'detached' });
    expect(await spectator.locator('.clock.runs').innerText()).not.toContain('≈');
  };
  await spectator.context().setOffline(true);
  await bar.waitFor();
  await spectator.locator('.clock.runs', { hasText: '≈' }).waitFor();
  await screenshot(spectator, 'watching-offline');
  expect(await violations(spectator)).toEqual([]);
  await spectator.context().setOffline(false);
  await expectRestored();
  await spectator.route('**/watch?*', (route) => route.abort());
  await bar.waitFor();
  await spectator.unroute('**/watch?*');
  await expectRestored();
}

/**
 * Spectators were delayed during the match; it is over, so they now see all of it. A link to its replay needs
 * no account, too.
 */
export async function seesEnded(spectator: Page, pieces: number): Promise<void> {
  await seesHowItEnded(spectator);
  await screenshot(spectator, 'watched');
  expect(await violations(spectator)).toEqual([]);
  expect(await spectator.locator('.piece').count()).toBe(pieces);
  await spectator.getByRole('button', { name: 'one step back' }).click();
  expect(await spectator.locator('.piece').count()).toBe(pieces - 1);
  await spectator.goto(spectator.url().replace('#/watch/', '#/replay/'));
  await spectator
    .locator('.piece')
    .nth(pieces - 1)
    .waitFor();
  await seesHowItEnded(spectator);
  // Every move is in the list, and leads to its board.
  expect(await spectator.locator('.moves li[data-seat]').count()).toBe(pieces);
  await spectator.locator('.moves li[data-seat] button').nth(1).click();
  expect(await spectator.locator('.piece').count()).toBe(2);
  await spectator.keyboard.press('Home');
  expect(await spectator.locator('.piece').count()).toBe(0);
}

/** Who won and why, as those read it who had no seat, and a link to pass on. */
async function seesHowItEnded(spectator: Page): Promise<void> {
  await spectator.getByRole('heading', { name: 'Replay of Connect four', level: 1 }).waitFor();
  await spectator.getByText(/^(Flo|Gil) won\. It is over: four in a row\.$/).waitFor();
  await spectator.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await spectator.getByRole('button', { name: 'Copy link' }).click();
  await spectator.getByRole('button', { name: 'Link copied' }).waitFor();
  const link = await spectator.evaluate<string>('navigator.clipboard.readText()');
  expect(link).toBe(spectator.url().replace('#/watch/', '#/replay/'));
}
