import { expect } from '@jest/globals';
import { type Browser, type Page } from 'playwright-core';
import { laptop, phone, screenshot, violations } from './browser';
import { beyondWindow } from './looks';

/** The console on a laptop in light colours, and on a phone in dark ones. */
export class Screens {
  readonly page: Page;
  readonly #small: Page;
  /** Errors of both pages. */
  readonly complaints: string[];

  private constructor(page: Page, small: Page, complaints: string[]) {
    this.page = page;
    this.#small = small;
    this.complaints = complaints;
  }

  /** @param address the address that the backend printed */
  static async open(browser: Browser, address: string): Promise<Screens> {
    const complaints: string[] = [];
    const visit = async (options: Parameters<Browser['newContext']>[0]): Promise<Page> => {
      const context = await browser.newContext({ ...options, reducedMotion: 'reduce' });
      const opened = await context.newPage();
      opened.on('pageerror', ({ message }) => complaints.push(message));
      opened.on('console', (said) => said.type() === 'error' && complaints.push(said.text()));
      await opened.goto(address);
      await opened.getByText('live', { exact: true }).waitFor();
      return opened;
    };
    const page = await visit({ viewport: laptop, colorScheme: 'light' });
    return new Screens(page, await visit({ viewport: phone, colorScheme: 'dark' }), complaints);
  }

  /** Opens an address on both screens; axe and the page's width are checked on each. */
  async show(name: string, hash: string, expected: string | RegExp): Promise<void> {
    for (const shown of [this.page, this.#small]) {
      await shown.evaluate(`location.hash = ${JSON.stringify(hash)}`);
      await shown.getByText(expected).locator('visible=true').first().waitFor();
      await screenshot(shown, `console-${name}${shown === this.#small ? '-phone' : ''}`);
      expect(await violations(shown)).toEqual([]);
      expect(await beyondWindow(shown)).toEqual([]);
    }
    expect(this.complaints).toEqual([]);
  }
}
