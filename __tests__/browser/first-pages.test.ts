import { afterAll, beforeAll, describe, expect } from '@jest/globals';
import { type Browser, type Page } from 'playwright-core';
import { playMatch } from '../../client/node';
import { type RunningBackend, startBackend } from '../e2e/support/programs';
import { goneSamples } from '../support/samples';
import { chromiumPath, laptop, launchBrowser, phone } from './support/browser';
import { isLight } from './support/first-page';
import { People } from './support/people';
import { register } from './support/playing';
import { testOn } from './support/test-on';

const gone = goneSamples('first pages', ['games/tic-tac-toe']);
const describeIfBrowser = chromiumPath === undefined || gone.length > 0 ? describe.skip : describe;

describeIfBrowser('what a page loads before a person touches it', () => {
  let backend: RunningBackend;
  let browser: Browser;
  let people: People;
  const it = testOn(() => browser);

  beforeAll(async () => {
    [backend, browser] = await Promise.all([startBackend(['--port', '0', '--memory']), launchBrowser()]);
    people = new People(backend.ready.api);
    for (let match = 1; match <= 20; match += 1) {
      const seats = await people.seat('tic-tac-toe', `Ada ${match}`, `Bob ${match}`);
      await Promise.all(seats.map((seat) => playMatch(seat, () => 'resign')));
    }
  });
  afterAll(async () => {
    await people.close();
    await browser.close();
    backend.child.kill('SIGKILL');
    await backend.finished;
  });

  const open = async (address: string, viewport = laptop): Promise<Page> => {
    const page = await (await browser.newContext({ viewport })).newPage();
    await page.goto(address);
    return page;
  };

  it('is small on the play page, for a newcomer and for a player', async () => {
    const page = await open(backend.ready.api, phone);
    const isIdle = (): Promise<void> => page.waitForLoadState('networkidle');
    await isLight(page, isIdle);
    await register(page, 'Jo');
    await page.getByRole('heading', { name: 'Your standing' }).waitFor();
    await isLight(page, async () => {
      await page.locator('.picture .grid').nth(3).waitFor(); // those of all four boards
      await isIdle();
    });
  });

  it('is small in the console with twenty matches, the first document of its stream included', async () => {
    const page = await open(backend.ready.console);
    const isShown = (): Promise<void> => page.getByRole('heading', { name: 'Newest matches' }).waitFor();
    expect(await isLight(page, isShown)).toBe(true);
  });

  it('is small in the reference of the REST API', async () => {
    const page = await open(`${backend.ready.api}/reference/`);
    await isLight(page, () => page.waitForLoadState('networkidle'));
  });
});
