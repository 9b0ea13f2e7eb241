import { type Page } from 'playwright-core';
import { screenshot } from './browser';

/** A name of a game may have 31 letters without a space; players and commands may have longer words. */
const words = {
  game: 'Donaudampfschifffahrtsgesellsch',
  word: 'Rindfleischetikettierungs'.repeat(3).slice(0, 60),
};

/** The narrowest phone, a usual one, and a laptop. */
const widths = [320, 390, 1280];

/**
 * Writes long words where a page has words of a game or of its players, and names what is then wider than the
 * screen, or cut off without dots. Only parts that scroll by themselves may be wider.
 */
const program = `(() => {
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const { currentNode: text } = texts;
    const long = text.data
      .replace(/\\btic[ -]tac[ -]toe\\b/gi, ${JSON.stringify(words.game)})
      .replace(/\\b(cell|line|Ada|Bob|Eve)\\b/g, ${JSON.stringify(words.word)});
    if (long !== text.data) text.data = long;
  }
  const { clientWidth } = document.documentElement;
  const told = (part) => part.tagName + '.' + part.className + ' ' + part.textContent.trim().slice(0, 40);
  const scrolls = (part) => part !== null &&
    (part.matches('.scroll, .json-table, .rail, pre') || scrolls(part.parentElement));
  const isSeen = (part) => part.checkVisibility() && part.closest('.unseen, .short-name, .picture') === null;
  return [...document.querySelectorAll('body, body *')].filter(isSeen).flatMap((part) => {
    const { overflowX, textOverflow } = getComputedStyle(part);
    if (part.scrollWidth > part.clientWidth + 1 && part.clientWidth > 0 && !scrolls(part)) {
      if (overflowX === 'auto' || overflowX === 'scroll') return ['scrolls ' + told(part)];
      if (overflowX !== 'visible' && textOverflow !== 'ellipsis' && part.closest('select') === null)
        return ['cuts ' + told(part)];
    }
    return part.getBoundingClientRect().right > clientWidth + 1 && !scrolls(part) &&
      part.closest('.cut, .row, .who, .hits') === null ? ['beyond ' + told(part)] : [];
  });
})()`;

/** Where a page with long words is not as wide as its screen. */
export async function tooLong(page: Page, name: string): Promise<readonly string[]> {
  const before = page.viewportSize();
  const all: string[] = [];
  for (const width of widths) {
    await page.setViewportSize({ width, height: 800 });
    const found = await page.evaluate<string[]>(program);
    await screenshot(page, `long-words-${name}-${width}`);
    all.push(...found.map((part) => `${name}, ${width}: ${part}`));
  }
  if (before !== null) await page.setViewportSize(before);
  return all;
}
