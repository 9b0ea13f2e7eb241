import { expect } from '@jest/globals';
import { type Page } from 'playwright-core';
import { playMatch } from '../../../client/node';
import { type RunningBackend } from '../../e2e/support/programs';
import { screenshot, violations } from './browser';
import { type People } from './people';

/**
 * A match whose process was killed says why it moved. Its session shows how the process ended, the entry of
 * the log names it, and the fleet has the event and the log of the process that runs it now.
 */
export async function seeWhyItMoved(page: Page, api: string, matchId: string): Promise<void> {
  await page
    .getByText(/^ended .*: process-crashed: .*SIGKILL/)
    .first()
    .waitFor();
  await page.goto(`${api}/console/#/matches/${matchId}?tab=Log`);
  await page
    .locator('tr', {
      hasText: /continued on a new server since its process ended: process-crashed: .*SIGKILL/,
    })
    .first()
    .waitFor();
  // On a laptop an entry of the log has room for its words.
  const log = await page.getByRole('region', { name: 'log', exact: true }).boundingBox();
  expect(log?.width).toBeGreaterThan(480);
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
  await page.getByText(/^The backend does not answer\. The page shows the state of \d/).waitFor();
  expect(await page.getByText('Every invariant holds.').count()).toBe(0);
}

/** The sides on which the document is larger than the window: only pages scroll, by themselves. */
export async function beyondWindow(page: Page): Promise<readonly string[]> {
  return page.evaluate<string[]>(`(() => {
    const { scrollWidth, scrollHeight } = document.documentElement;
    const sides = { wider: scrollWidth > innerWidth, taller: scrollHeight > innerHeight };
    return Object.keys(sides).filter((side) => sides[side]);
  })()`);
}

/** Time that was stepped is a calm word and no fault; it stands to meet the machine's, and can be let go. */
export async function seeShiftedTime(page: Page): Promise<void> {
  await page.getByText(/Time is .* ahead of this machine’s/).waitFor();
  await page.getByRole('link', { name: /^time .* ahead$/ }).waitFor();
  await page.getByRole('link', { name: /active fault/ }).waitFor({ state: 'detached' });
  await seesWholeBar(page);
  await page.getByRole('button', { name: 'Back to this machine’s time' }).click();
  await page.getByText(/This machine’s time has come in \d+ (min|h)/).waitFor();
  await page.getByRole('button', { name: 'Let time run' }).click();
  await page.getByRole('button', { name: 'Back to this machine’s time' }).waitFor();
}

/**
 * A move is a line with its player; what a ticket set off is one story: its request, the events, the script.
 */
export async function seeStory(page: Page, api: string, matchId: string): Promise<void> {
  await page.goto(`${api}/console/#/calls/${matchId}`);
  const move = page.locator('.tree-of-calls', { hasText: /(Ada|Bob).* · entry \d/ }).first();
  await move.locator('summary').click();
  await move.getByRole('link', { name: 'match', exact: true }).waitFor();
  const opened = page.locator('.tree-of-calls', { hasText: 'MatchmakingSucceeded' }).first();
  await opened.locator('summary').click();
  await opened.getByRole('link', { name: 'what the ticket set off' }).click();
  await page.getByText(/^Calls caused by the ticket/).waitFor();
  const titles = await page.locator('.tree-of-calls summary b').allInnerTexts();
  const order = ['POST /v1/tickets', 'MatchmakingSucceeded', 'entry 1'].map((wanted) =>
    titles.findIndex((title) => title.includes(wanted)),
  );
  expect(order).not.toContain(-1);
  expect(order).toEqual([...order].sort((one, other) => one - other));
}

/** Rows of a table can be browsed by kind without any key. */
export async function seeItems(page: Page, api: string): Promise<void> {
  await page.goto(`${api}/console/#/tables`);
  await page.getByRole('link', { name: 'all rows of matches' }).click();
  await page.getByLabel('kind of row').selectOption('entry');
  const rows = page.getByRole('list', { name: 'rows of matches' }).locator('summary');
  await rows.filter({ hasText: 'L#00000001' }).first().waitFor();
  expect((await rows.locator('b').allInnerTexts()).filter((kind) => kind !== 'entry')).toEqual([]);
  expect(await violations(page)).toEqual([]);
}

/** Lets held events go: no fault is on then. */
export async function letGo(page: Page, api: string): Promise<void> {
  await page.goto(`${api}/console/#/faults`);
  await page.getByLabel('Hold: deliver nothing').click();
  await page.getByRole('link', { name: '1 active fault' }).waitFor({ state: 'detached' });
}

/**
 * While events are held, GameLift has matched two players whose pages show that they wait.
 * @returns a function to call once events are delivered again: it plays their match
 */
export async function seeHeardLater(page: Page, api: string, people: People): Promise<() => Promise<void>> {
  const late = Promise.all(['Hana', 'Ivo'].map((name) => people.seat('reversi', name)));
  await page.goto(`${api}/console/#/tickets`);
  await page.getByText('players see older states').waitFor();
  const row = page.locator('.list .row', { hasText: 'Hana' }).first();
  await row.locator('.state', { hasText: 'queued' }).waitFor();
  await row.getByText('GameLift: completed').waitFor();
  await screenshot(page, 'console-tickets-held');
  await row.click();
  await page.getByText(/^Its player sees queued while GameLift says completed/).waitFor();
  return async () => {
    const seated = (await late).flat();
    await Promise.all(seated.map((match) => playMatch(match, () => 'resign')));
  };
}

/** Filters that came with the address are seen, and are taken off where they are seen. */
export async function takeOffFilters(page: Page, api: string): Promise<void> {
  await page.goto(`${api}/console/#/tickets?matchmaking=duel&status=SEARCHING`);
  for (const [label, word] of Object.entries({ matchmaking: 'duel', state: 'SEARCHING' })) {
    const filter = page.getByRole('combobox', { name: label, exact: true });
    expect(await filter.inputValue()).toBe(word);
    await filter.selectOption('');
    expect(page.url()).not.toContain(word);
  }
}

/** The score of a match stays whole in a list, however long the name of its game is. */
export async function seesWholeScores(page: Page): Promise<void> {
  await page.locator('.list .score', { hasText: '–' }).first().waitFor();
  const cut = await page.evaluate<
    string[]
  >(`[...document.querySelectorAll('.list .score')].flatMap((score) => {
    const game = score.previousElementSibling;
    const name = game.textContent;
    game.textContent = 'A game whose name is longer than its list';
    const line = score.closest('.line').getBoundingClientRect();
    const age = score.closest('.line').lastElementChild.getBoundingClientRect();
    const { right } = score.getBoundingClientRect();
    game.textContent = name;
    return right > age.left || age.right > line.right + 1 ? [score.textContent] : [];
  })`);
  expect(cut).toEqual([]);
}

/** A ticket that is alone in its pool has a next step as well: its player sees it. */
export async function seesNextStep(page: Page, api: string, people: People): Promise<void> {
  const leave = new AbortController();
  const player = await people.register('Lone');
  const found = player.findMatch({ game: 'market-day', signal: leave.signal }).catch(() => undefined);
  await page.goto(`${api}/console/#/tickets`);
  await page.locator('.list .row', { hasText: 'Lone' }).first().click();
  await page.getByText('A match needs').first().waitFor();
  await page
    .locator('.notice', { hasText: /^In [\d.]+ m?s: (\d players are enough|ratings within|a server within)/ })
    .waitFor();
  await screenshot(page, 'console-ticket-alone');
  leave.abort();
  await found;
}

/** Beside an open match the list is narrow: a usual name of a game is whole, with a score and an age. */
export async function seesWholeNames(page: Page): Promise<void> {
  await page.locator('.match-detail').waitFor();
  const cut = await page.evaluate<string[]>(`(() => {
    const line = document.querySelector('.list .game-score').parentElement;
    const [name, score] = line.querySelectorAll('.cut, .score');
    const age = line.querySelector('time').firstChild;
    const before = [name.textContent, score.textContent, age.data];
    [score.textContent, age.data] = [' · ½ – ½', '59 min'];
    const cut = ['Connect four', 'Market day', 'Tic tac toe', 'Battleship'].filter((title) => {
      name.textContent = title;
      return name.scrollWidth > name.clientWidth;
    });
    [name.textContent, score.textContent, age.data] = before;
    return cut;
  })()`);
  expect(cut).toEqual([]);
}

/** On a phone the bar at the top stays within the screen, also with all possible content. */
async function seesWholeBar(page: Page): Promise<void> {
  const before = page.viewportSize();
  await page.setViewportSize({ width: 390, height: 844 });
  await page.getByRole('link', { name: /^time .* ahead$/ }).waitFor();
  expect(await beyondWindow(page)).toEqual([]);
  const outside = await page.evaluate<string[]>(`[...document.querySelectorAll('.top > *')].flatMap((part) =>
    part.getBoundingClientRect().right > innerWidth ? [part.textContent] : [])`);
  expect(outside).toEqual([]);
  await screenshot(page, 'console-time-ahead-phone');
  if (before !== null) await page.setViewportSize(before);
}
