import { expect } from '@jest/globals';
import { type Locator, type Page } from 'playwright-core';
import { screenshot, violations } from './browser';

/** Where an element is drawn, from the top of the window. */
export async function boxOf(part: Locator): Promise<{ readonly top: number; readonly bottom: number }> {
  const box = await part.boundingBox();
  if (box === null) throw new Error('the element is not drawn');
  return { top: box.y, bottom: box.y + box.height };
}

/**
 * Checks a replay that is at its end. Board and keys fit the screen; keys, slider and list of moves lead to
 * other entries.
 */
export async function seesReplay(page: Page, height: number): Promise<void> {
  await page.locator('.moves li').nth(6).waitFor();
  const boxes = await Promise.all(['.grid', '.steps'].map((part) => boxOf(page.locator(part))));
  for (const { top, bottom } of boxes) {
    expect(top).toBeGreaterThanOrEqual(0);
    expect(bottom).toBeLessThanOrEqual(height);
  }
  await page.keyboard.press('Home');
  await page.getByText(': the start').waitFor();
  expect(await page.locator('.piece').count()).toBe(0);
  await page.keyboard.press('ArrowRight');
  await page.locator('.moves li[aria-current="step"]').first().waitFor();
  expect(await page.locator('.piece').count()).toBe(1);
  await page.getByRole('slider').fill('2');
  expect(await page.locator('.piece').count()).toBe(2);
  await page.locator('.moves button').nth(2).click();
  expect(await page.locator('.piece').count()).toBe(3);
  await page.getByRole('button', { name: 'one step back' }).click();
  expect(await page.locator('.piece').count()).toBe(2);
  await screenshot(page, 'replay');
  expect(await violations(page)).toEqual([]);
}

/** Shadows that the cells of the winner's line throw over their neighbours: rings stay on their discs. */
export const ringsOutside = (page: Page): Promise<string[]> =>
  page.evaluate(`(() => {
    const cells = [...document.querySelectorAll('.cell.line button')];
    if (cells.length < 4) throw new Error('the line of the winner is not marked');
    const shadows = cells.flatMap((cell) =>
      ['', '::after'].map((part) => getComputedStyle(cell, part).boxShadow),
    );
    return shadows
      .flatMap((all) => all.split(/, (?=rgb)/))
      .filter((shadow) => shadow !== 'none' && !shadow.endsWith('inset'));
  })()`);
