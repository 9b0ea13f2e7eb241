import { type Page } from 'playwright-core';

/**
 * Keeps the requests of a page for a URL from the backend.
 * @param url a glob
 * @returns lets them go there, and all that follow
 */
export async function holdRequests(page: Page, url: string): Promise<() => void> {
  let release: () => void = () => undefined;
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  await page.route(url, async (route) => {
    await released;
    await route.continue();
  });
  return () => release();
}
