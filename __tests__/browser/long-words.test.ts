import { afterAll, beforeAll, describe, expect } from '@jest/globals';
import { type Browser, type Page } from 'playwright-core';
import { type LiveMatch, playMatch } from '../../client/node';
import { type RunningBackend, startBackend } from '../e2e/support/programs';
import { goneSamples } from '../support/samples';
import { chromiumPath, laptop, launchBrowser } from './support/browser';
import { tooLong } from './support/long-words';
import { People } from './support/people';
import { card, playOut, register } from './support/playing';
import { testOn } from './support/test-on';

const gone = goneSamples('long words', ['games/tic-tac-toe']);
const describeIfBrowser = chromiumPath === undefined || gone.length > 0 ? describe.skip : describe;

describeIfBrowser('words that are longer than a screen is wide', () => {
  let backend: RunningBackend;
  let browser: Browser;
  let people: People;
  let ended: readonly LiveMatch[];
  const it = testOn(() => browser);

  beforeAll(async () => {
    [backend, browser] = await Promise.all([startBackend(['--port', '0', '--memory']), launchBrowser()]);
    people = new People(backend.ready.api);
    ended = await people.seat('tic-tac-toe', 'Ada', 'Bob');
    await Promise.all(ended.map((match) => playMatch(match, ({ legal }) => legal[0] ?? 'resign')));
    await people.wait('Eve', 'tic-tac-toe');
  });
  afterAll(async () => {
    await people.close();
    await browser.close();
    backend.child.kill('SIGKILL');
    await backend.finished;
  });

  const open = async (address: string): Promise<Page> => {
    const context = await browser.newContext({ viewport: laptop, reducedMotion: 'reduce' });
    const page = await context.newPage();
    // As a game without a drawing: its commands and its view are words.
    for (const code of ['tic-tac-toe', 'game-picture'])
      await page.route(`**/play/assets/${code}-*.js`, (route) => route.abort());
    await page.goto(address);
    return page;
  };

  it('are whole in the lobby, in a match, at its end and in its replay', async () => {
    const found: string[] = [];
    const page = await open(backend.ready.api);
    await register(page, 'Ada');
    await card(page, 'Tic tac toe').waitFor();
    found.push(...(await tooLong(page, 'lobby')));
    await page.reload();
    await card(page, 'Tic tac toe').getByRole('button', { name: 'Against a bot' }).click();
    await page.locator('.cell.ready button').first().click();
    await page.locator('.moves li').nth(1).waitFor();
    await page.locator('.cell.ready button').first().waitFor();
    found.push(...(await tooLong(page, 'match')));
    await page.reload();
    await playOut([page]);
    found.push(...(await tooLong(page, 'ending')));
    await page.unrouteAll();
    await page.reload();
    await page.getByRole('heading', { name: 'Replay of' }).waitFor();
    await page.locator('.moves li').nth(3).waitFor();
    found.push(...(await tooLong(page, 'replay')));
    expect(found).toEqual([]);
  });

  it('are whole on the pages of the console', async () => {
    const found: string[] = [];
    const page = await open(backend.ready.console);
    await page.locator('.state.live').waitFor();
    const [match] = ended;
    const show = async (name: string, hash: string, shown: string): Promise<void> => {
      await page.goto(`${backend.ready.api}/console/#/${hash}`);
      await page.reload();
      await page.locator(shown).first().waitFor();
      found.push(...(await tooLong(page, `console-${name}`)));
    };
    await show('now', 'now', '.newest');
    await show('matches', 'matches', '.list .row');
    for (const tab of ['Log', 'State', 'Views', 'Clocks', 'Blunders', 'Sessions'])
      await show(tab, `matches/${match?.matchId}?tab=${tab}`, '.part > *');
    await show('tickets', 'tickets', '.list .row');
    await page.locator('.list .row').first().click();
    await page.getByRole('heading', { name: 'Attributes and latencies' }).waitFor();
    found.push(...(await tooLong(page, 'console-ticket')));
    await show('player', `players/${match?.players[match.seat]}`, 'h3');
    await show('events', 'events', '.tree-of-calls');
    await show('calls', 'calls', '.tree-of-calls');
    expect(found).toEqual([]);
    // On a laptop every column of the log is in sight.
    await page.setViewportSize(laptop);
    await show('log', `matches/${match?.matchId}`, '.log tr:nth-child(3)');
    const hidden = await page.evaluate(
      `(() => { const log = document.querySelector('.log'); return log.scrollWidth - log.clientWidth; })()`,
    );
    expect(hidden).toBe(0);
  });
});
