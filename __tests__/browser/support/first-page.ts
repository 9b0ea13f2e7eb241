import { expect } from '@jest/globals';
import { type Page } from 'playwright-core';
import { firstPageLimit } from '../../../tools/build/pages';

/** The size of all that a page has loaded so far, in bytes as they were sent, answers of the API included. */
const loadedBytes = (page: Page): Promise<number> =>
  page.evaluate<number>(`['navigation', 'resource']
    .flatMap((kind) => performance.getEntriesByType(kind))
    .reduce((sum, { encodedBodySize }) => sum + encodedBodySize, 0)`);

/** A page that is complete has loaded little. */
export async function isLight(page: Page): Promise<void> {
  await page.waitForLoadState('networkidle');
  const bytes = await loadedBytes(page);
  // More than the frame: a browser that does not report sizes says 0.
  expect(bytes).toBeGreaterThan(20_000);
  expect(bytes).toBeLessThanOrEqual(firstPageLimit);
}
