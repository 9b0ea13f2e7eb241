import { type Page } from 'playwright-core';
import * as z from 'zod';

const measured = z.object({ frames: z.array(z.number()), empty: z.number() });

/**
 * Scrolls the list of a page from its top to its end and back, a screen every few frames.
 * @returns the duration of each frame, shortest first, and the number of frames without a visible row
 */
export async function scrollList(
  page: Page,
): Promise<{ readonly frames: readonly number[]; readonly emptyShare: number }> {
  const { frames, empty } = measured.parse(
    await page.evaluate(`new Promise((resolve) => {
      const list = document.querySelector('.list');
      const frames = [];
      let empty = 0, last = performance.now(), down = true;
      const step = (now) => {
        frames.push(now - last);
        last = now;
        const box = list.getBoundingClientRect();
        const seen = [...list.querySelectorAll('a.row')].some((row) => {
          const { top, bottom } = row.getBoundingClientRect();
          return bottom > box.top && top < box.bottom;
        });
        if (!seen) empty += 1;
        if (frames.length >= 240) resolve({ frames: frames.slice(1).sort((a, b) => a - b), empty });
        else {
          list.scrollTop += down ? 120 : -120;
          if (frames.length === 120) down = false;
          requestAnimationFrame(step);
        }
      };
      requestAnimationFrame(step);
    })`),
  );
  return { frames, emptyShare: empty / 240 };
}
