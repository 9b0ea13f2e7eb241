import { expect } from '@jest/globals';
import { type Locator, type Page } from 'playwright-core';

/** A person who has a question, and has just opened the console. */
export class Questions {
  readonly #page: Page;
  readonly #api: string;

  constructor(page: Page, api: string) {
    this.#page = page;
    this.#api = api;
  }

  /** Comes to the answer with at most three clicks. */
  async ask(...clicks: readonly Locator[]): Promise<void> {
    expect(clicks.length).toBeLessThanOrEqual(3);
    await this.#page.goto(`${this.#api}/console/#/now`);
    for (const click of clicks) await click.click();
  }

  section(name: string): Locator {
    return this.#page.locator('.rail').getByRole('link', { name });
  }

  /** A row of a list by its first words. Ids are random, and may contain a name. */
  row(text: string): Locator {
    return this.#page.locator('.list .row', { has: this.#page.locator('b', { hasText: text }) });
  }

  /** One of the newest matches, on the first page. */
  newest(players: RegExp): Locator {
    return this.#page.locator('.newest a', { hasText: players });
  }

  /** A link within a page: a tab, or a word of its head. */
  link(name: string): Locator {
    return this.#page.getByRole('link', { name, exact: true });
  }
}
