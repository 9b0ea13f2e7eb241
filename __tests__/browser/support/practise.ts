import { expect } from '@jest/globals';
import { type Page } from 'playwright-core';

/** Begins a practice match from the second entry of a match, which the console shows, and plays a command. */
export async function practise(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Practice from here' }).click();
  await page.getByRole('link', { name: /^Play as seat/ }).waitFor();
  // The page shows another entry meanwhile, as that of a running match does by itself.
  await page.keyboard.press('ArrowLeft');
  await page.getByRole('slider', { name: 'entry 1 of' }).waitFor();
  const [practice] = await Promise.all([
    page.context().waitForEvent('page'),
    page.getByRole('link', { name: /^Play as seat \d from entry 2$/ }).click(),
  ]);
  await practice.locator('.turn.mine').waitFor();
  expect(await practice.locator('.piece').count()).toBe(2);
  await practice.locator('.cell.ready button').first().click();
  // The bot answers.
  await practice.locator('.piece').nth(3).waitFor();
  await practice.close();
}
