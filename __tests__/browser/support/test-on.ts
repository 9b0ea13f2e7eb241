import { it } from '@jest/globals';
import { type Browser } from 'playwright-core';
import { hangsAfterMs, screenshot } from './browser';

/** `it` for pages: a test that fails leaves a screenshot of every open page. */
export const testOn =
  (browser: () => Browser) =>
  (name: string, test: () => Promise<void>, within = 4 * hangsAfterMs): void =>
    it(
      name,
      async () => {
        try {
          await test();
        } catch (error) {
          const pages = browser()
            .contexts()
            .flatMap((context) => context.pages());
          const words = name.toLowerCase().replaceAll(/[^a-z]+/g, '-');
          const kept = pages.map((page, index) => screenshot(page, `failed-${words}-${index}`));
          await Promise.allSettled(kept);
          throw error;
        }
      },
      within,
    );
