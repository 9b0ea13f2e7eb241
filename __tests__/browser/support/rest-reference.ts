import { expect } from '@jest/globals';
import { type Page } from 'playwright-core';
import { screenshot, violations } from './browser';

/** Registers a player on the page of the REST API, opens a ticket, and asks for it. */
export async function tryReference(page: Page, api: string, name: string): Promise<void> {
  const complaints: string[] = [];
  page.on('pageerror', ({ message }) => complaints.push(message));
  await page.goto(`${api}/reference/`);
  await page.getByRole('heading', { level: 1 }).waitFor();
  expect(await violations(page)).toEqual([]);
  expect(await page.locator('article').innerText()).not.toMatch(/`|\b1 operations/);
  await page.getByRole('link', { name: 'POST /v1/tickets' }).first().click();
  await page.getByRole('button', { name: 'Register a player to send as' }).click();
  await page.getByRole('button', { name: 'Send', exact: true }).click();
  await page.locator('.try .state', { hasText: '201' }).waitFor();
  await screenshot(page, name);
  expect(await violations(page)).toEqual([]);
  expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBeLessThanOrEqual(0);
  // The ticket in the answer becomes the subject of the next request.
  await page.goto(`${api}/reference/#/getTicket`);
  await page.getByRole('button', { name: 'Send', exact: true }).click();
  await page.locator('.try .state.good').waitFor();
  // The tab keeps its player.
  await page.reload();
  await page.getByText('Sent as Ada').waitFor();
  await page.goto(`${api}/reference/#/getMe`);
  await page.getByRole('button', { name: 'Send', exact: true }).click();
  await page.locator('.try .state.good').waitFor();
  await page.goto(`${api}/reference/#/openTicket`);
  await page.getByText('This API has no operation openTicket').waitFor();
  await page.getByRole('heading', { name: 'To a match in four requests' }).waitFor();
  expect(await violations(page)).toEqual([]);
  expect(complaints).toEqual([]);
}
