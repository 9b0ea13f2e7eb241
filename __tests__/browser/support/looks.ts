import { expect } from '@jest/globals';
import { type Page } from 'playwright-core';
import { type RunningBackend } from '../../e2e/support/programs';

/**
 * A match whose process was killed says why it moved: its session tells how the process ended, the entry of
 * the log names it, the fleet has the event and the log of the process that runs it now.
 */
export async function seeWhyItMoved(page: Page, api: string, matchId: string): Promise<void> {
  await page
    .getByText(/^ended .*: process-crashed: .*SIGKILL/)
    .first()
    .waitFor();
  await page.goto(`${api}/console/#/matches/${matchId}?tab=Log`);
  await page
    .locator('tr', {
      hasText: /continued on another server since its process ended: process-crashed: .*SIGKILL/,
    })
    .first()
    .waitFor();
  await page.goto(`${api}/console/#/fleet`);
  await page.getByText('SERVER_PROCESS_CRASHED').first().waitFor({ state: 'attached' });
  const busy = page.locator('.process.busy', { hasText: 'Cy' });
  await busy.getByRole('link', { name: 'log' }).click();
  await page.getByRole('region', { name: 'log of the process' }).getByText(matchId).first().waitFor();
}

/** The hot keys of the tables are partitions, not the texts that queries look for in sort keys. */
export async function seeHotKeys(page: Page, api: string): Promise<void> {
  await page.goto(`${api}/console/#/tables`);
  const keys = page
    .locator('section', { has: page.getByRole('heading', { name: 'Hot keys' }) })
    .locator('p code');
  await keys.first().waitFor();
  const hot = await keys.allInnerTexts();
  expect(hot.length).toBeGreaterThan(3);
  expect(hot.filter((key) => !/^[A-Z]+(#.+)?$/.test(key))).toEqual([]);
}

/** A page that has lost its backend says since when, and calls nothing good. */
export async function seeDead(page: Page, { ready, child }: RunningBackend): Promise<void> {
  await page.goto(`${ready.api}/console/#/now`);
  await page.locator('.state.live').first().waitFor();
  child.kill('SIGKILL');
  await page.getByText(/^The backend does not answer\. What is shown is from \d/).waitFor();
  expect(await page.getByText('Every invariant holds.').count()).toBe(0);
}
