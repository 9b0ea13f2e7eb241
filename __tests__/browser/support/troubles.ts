import { expect } from '@jest/globals';
import { type ConsoleMessage, type Page, type WebSocketRoute } from 'playwright-core';
import { problemOf } from '../../../contract/errors';
import { screenshot } from './browser';
import { playOut } from './playing';

/** `match-resuming`: the server of a match is being started, and the client asks again. */
export const isAwaited = (said: ConsoleMessage): boolean =>
  said.location().url.endsWith('/rejoin') && said.text().includes('409');

/** Answers requests with a problem of the contract, as often as asked. */
async function refuse(page: Page, url: string, code: Parameters<typeof problemOf>[0], times: number) {
  const problem = problemOf(code);
  const answer = {
    status: problem.status,
    contentType: 'application/problem+json',
    body: JSON.stringify(problem),
  };
  await page.route(url, (route) => route.fulfill(answer), { times });
}

/** The player's own matches cannot be read once: the games are there, and the rest after a press. */
export async function seesUnread(page: Page): Promise<void> {
  await refuse(page, '**/v1/players/me', 'player-not-found', 1);
  await page.getByRole('link', { name: 'Turnlift' }).click();
  await page.getByText('Your matches and standings cannot be read now.').waitFor();
  await page.locator('.wall').waitFor();
  await page.getByRole('button', { name: 'Read again' }).click();
  await page.getByRole('heading', { name: 'Your standing' }).waitFor();
}

/** A match without a server says so until it has one. */
export async function waitsForServer(page: Page, open: () => Promise<void>): Promise<void> {
  await refuse(page, '**/rejoin', 'match-resuming', 1);
  await open();
  await page.getByRole('heading', { name: 'The match waits for its server' }).waitFor();
  await page.locator('.match').waitFor();
}

/**
 * Lets the page's connections through, until `hold`: from then on what the page sends waits for `release`.
 */
export async function holdable(page: Page): Promise<{ hold(): void; release(): void }> {
  let isHeld = false;
  const waiting: (() => void)[] = [];
  await page.routeWebSocket(/.*/, (socket: WebSocketRoute) => {
    const server = socket.connectToServer();
    socket.onMessage((message) => {
      if (isHeld) waiting.push(() => server.send(message));
      else server.send(message);
    });
  });
  return {
    hold: () => {
      isHeld = true;
    },
    release: () => {
      isHeld = false;
      for (const send of waiting.splice(0)) send();
    },
  };
}

/**
 * Plays a match against a bot to its end, and then a rematch. Such a match moves its player on no board, so
 * that the page reads none.
 * @returns the address of the match that has ended
 */
export async function playsAgain(page: Page): Promise<string> {
  const leaderboards: string[] = [];
  page.on('request', (request) => {
    if (request.url().includes('/leaderboards')) leaderboards.push(request.url());
  });
  await playOut([page]);
  const before = page.url();
  await screenshot(page, 'rematch');
  await page.getByRole('button', { name: 'Rematch' }).click();
  await page.getByRole('button', { name: /Resign|Call off/ }).waitFor();
  expect(page.url()).not.toBe(before);
  expect(leaderboards).toEqual([]);
  return before;
}
