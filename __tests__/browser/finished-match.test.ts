import { afterAll, beforeAll, describe, expect } from '@jest/globals';
import { type Browser, type Page } from 'playwright-core';
import { playMatch } from '../../client/node';
import { type RunningBackend, startBackend } from '../e2e/support/programs';
import { goneSamples } from '../support/samples';
import { chromiumPath, launchBrowser, laptop, phone, screenshot, violations } from './support/browser';
import { hiddenEnds, paleMarks } from './support/drawn';
import { People } from './support/people';
import { testOn } from './support/test-on';

const gone = goneSamples('the console of a finished match', ['games/reversi', 'rule-sets/variants.json']);
const describeIfBrowser = chromiumPath === undefined || gone.length > 0 ? describe.skip : describe;

/** A match of Reversi has a black seat and a white one, and a log that is longer than its box. */
describeIfBrowser('the console of a finished match', () => {
  let backend: RunningBackend;
  let browser: Browser;
  let people: People;
  let matchId: string;
  let pages: readonly (readonly ['light' | 'dark', Page])[];
  const it = testOn(() => browser);

  beforeAll(async () => {
    [backend, browser] = await Promise.all([startBackend(['--port', '0', '--memory']), launchBrowser()]);
    people = new People(backend.ready.api);
    const seated = await people.seat('reversi', 'Maximilian Q0', 'Maximilian Q2');
    matchId = seated[0]?.matchId ?? '';
    const refused = seated.map((match) => match.play({ place: 'nowhere' }).catch(() => undefined));
    await Promise.all(refused);
    await Promise.all(seated.map((match) => playMatch(match, ({ legal }) => legal[0] ?? 'resign')));
    pages = await Promise.all([open('light'), open('dark')]);
  });
  afterAll(async () => {
    await people.close();
    await browser.close();
    backend.child.kill('SIGKILL');
    await backend.finished;
  });

  async function open(colorScheme: 'light' | 'dark') {
    const context = await browser.newContext({ viewport: laptop, colorScheme, reducedMotion: 'reduce' });
    const page = await context.newPage();
    await page.goto(backend.ready.console);
    await page.getByText('live', { exact: true }).waitFor();
    return [colorScheme, page] as const;
  }
  const goTo = (page: Page, hash: string) => page.evaluate(`location.hash = ${JSON.stringify(hash)}`);

  it('outlines the marks of every seat, in light and in dark colours', async () => {
    for (const [scheme, page] of pages) {
      await goTo(page, `#/matches/${matchId}`);
      await page.locator('.seen-by .chip').first().waitFor();
      await page.locator('.chip.hollow').first().waitFor();
      expect(await paleMarks(page, '.chip[data-seat], .tick[data-seat]')).toEqual([]);
      await page.locator('.ticks').evaluate((ticks) => ticks.classList.toggle('narrow'));
      expect(await paleMarks(page, '.tick[data-seat]')).toEqual([]);
      await page.locator('.ticks').evaluate((ticks) => ticks.classList.toggle('narrow'));
      await screenshot(page, `finished-${scheme}`);
      expect(await violations(page)).toEqual([]);
    }
  });

  it('opens the log at the entry that the slider shows', async () => {
    const [[, page] = []] = pages;
    if (page === undefined) throw new Error('no page is open');
    for (const at of ['', '?at=4', '?at=30']) {
      await goTo(page, `#/matches/${matchId}${at}`);
      const row = page.locator('.log tr.here');
      const wanted = at === '' ? await page.locator('.log button').last().innerText() : at.slice(4);
      await row.getByRole('button', { name: `show entry ${wanted}`, exact: true }).waitFor();
      const [box, shown] = await Promise.all([page.locator('.log').boundingBox(), row.boundingBox()]);
      if (box === null || shown === null) throw new Error('the log is not drawn');
      expect(shown.y).toBeGreaterThanOrEqual(box.y);
      expect(shown.y + shown.height).toBeLessThanOrEqual(box.y + box.height + 1);
      expect(await page.locator('.detail').evaluate(({ scrollTop }) => scrollTop)).toBe(0);
    }
  });

  it('shows the end of every name in a list, and all of it on hover', async () => {
    for (const [scheme, page] of pages) {
      await page.setViewportSize(scheme === 'dark' ? phone : laptop);
      for (const list of ['matches', 'tickets']) {
        await goTo(page, `#/${list}`);
        await page.locator('.list .short-names', { hasText: 'Maximilian Q2' }).first().waitFor();
        expect(await hiddenEnds(page)).toEqual([]);
        await screenshot(page, `names-${list}-${scheme}`);
      }
      const names = /^(Maximilian Q0 – Maximilian Q2|Maximilian Q2 – Maximilian Q0)$/;
      await goTo(page, scheme === 'dark' ? '#/matches' : `#/matches/${matchId}`);
      await page.locator('.list .row .short-names').first().waitFor();
      expect(await page.locator('.list .short-names').first().getAttribute('title')).toMatch(names);
      expect(await hiddenEnds(page)).toEqual([]);
      await page.setViewportSize(laptop);
    }
  });

  it('says what has become of the match of a ticket', async () => {
    const [[, page] = []] = pages;
    if (page === undefined) throw new Error('no page is open');
    await goTo(page, `#/matches/${matchId}`);
    await page.getByRole('link', { name: 'ticket 1' }).click();
    await page.getByText('it has matched, and its match has ended').waitFor();
  });

  it('says who called a match off', async () => {
    const [[, page] = []] = pages;
    if (page === undefined) throw new Error('no page is open');
    const [one] = await people.seat('reversi', 'Una', 'Vic');
    if (one === undefined) throw new Error('a match runs');
    await one.abort();
    await goTo(page, `#/matches/${one.matchId}`);
    await page.getByText(/called off by (Una|Vic)/).waitFor();
    await page.getByText('A match that is called off before every seat has played has no winner.').waitFor();
  });

  it('shows that readers of streams have read all once nothing waits', async () => {
    const [[, page] = []] = pages;
    if (page === undefined) throw new Error('no page is open');
    await goTo(page, '#/tables');
    await page.locator('.stream .state').first().waitFor();
    await page.locator('.stream .state.waiting').first().waitFor({ state: 'detached' });
  });

  it('does not call a step help that helps no ticket', async () => {
    const [[, page] = []] = pages;
    if (page === undefined) throw new Error('no page is open');
    const leave = new AbortController();
    const found = [6, 8].map(async (size) => {
      const player = await people.register(`Size ${size}`);
      await player.findMatch({ game: 'reversi', options: { size }, signal: leave.signal });
    });
    const ended = Promise.allSettled(found);
    await goTo(page, '#/tickets');
    await page.locator('.list .row', { hasText: 'Size 6' }).first().click();
    await page.locator('p.calm', { hasText: 'That helps no ticket that waits now' }).waitFor();
    expect(await page.locator('.ticket-detail').innerText()).not.toContain('\\"');
    await screenshot(page, 'ticket-apart');
    leave.abort();
    await ended;
  });
});
