import fs from 'node:fs';
import path from 'node:path';
import axe from 'axe-core';
import { type Browser, chromium, type Page } from 'playwright-core';
import { projectRoot } from '../../e2e/support/programs';
import { chromiumNames } from '../../support/chromium-names';

const folders = (process.env['PATH'] ?? '').split(path.delimiter);
const places = chromiumNames.flatMap((name) => folders.map((folder) => path.join(folder, name)));

/** For hangs alone, in milliseconds: a page that loads in 1 s takes a minute on a machine that is full. */
export const hangsAfterMs = 150_000;

/** The path of the browser, or undefined if it is not installed: its tests are then skipped. */
export const chromiumPath: string | undefined = [process.env['TURNLIFT_CHROMIUM'], ...places].find(
  (file) => file !== undefined && fs.existsSync(file),
);

export async function launchBrowser(): Promise<Browser> {
  if (chromiumPath === undefined) throw new Error('no Chromium: these tests should have been skipped');
  const browser = await chromium.launch({
    executablePath: chromiumPath,
    args: ['--no-sandbox', `--host-resolver-rules=MAP ${reboundHost} 127.0.0.1`],
    timeout: hangsAfterMs,
  });
  return browser.on('context', (context) => context.setDefaultTimeout(hangsAfterMs));
}

/** Sizes of pages in CSS pixels. */
export const laptop = { width: 1280, height: 800 };
export const phone = { width: 390, height: 844 };

/** A name of another site that leads the browser to this machine: DNS rebinding. */
export const reboundHost = 'rebound.example';

/** Takes a screenshot into the folder that TURNLIFT_SCREENSHOTS names; without one, takes none. */
export async function screenshot(page: Page, name: string): Promise<void> {
  const folder = process.env['TURNLIFT_SCREENSHOTS'];
  if (folder !== undefined) await page.screenshot({ path: path.join(folder, `${name}.png`) });
}

/** A picture for the README. It is only taken again with TURNLIFT_PICTURES=1. */
export async function picture(page: Page, name: string): Promise<void> {
  await screenshot(page, name);
  if (process.env['TURNLIFT_PICTURES'] === '1')
    await page.screenshot({ path: path.join(projectRoot, 'docs', 'pictures', `${name}.png`) });
}

/** The accessibility faults that axe finds in a page, one line for each rule. */
export async function violations(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  const found = await page.evaluate<{ id: string; nodes: { html: string }[] }[]>(
    'axe.run().then(({ violations }) => violations)',
  );
  return found.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
}
