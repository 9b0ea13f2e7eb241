import { afterAll, beforeAll, describe, expect } from '@jest/globals';
import { type Browser, type Page } from 'playwright-core';
import { faultsDocument, type FaultsDocument } from '../../contract/console/faults';
import { type RunningBackend, startBackend } from '../e2e/support/programs';
import { chromiumPath, laptop, launchBrowser, phone, screenshot, violations } from './support/browser';
import { Turnlift } from '../../client/node';
import { until } from '../support/until';
import { testOn } from './support/test-on';
import { askConsole } from './support/whole-matches';

const describeIfBrowser = chromiumPath === undefined ? describe.skip : describe;

describeIfBrowser('faults in the console', () => {
  let backend: RunningBackend;
  let browser: Browser;
  const it = testOn(() => browser);

  beforeAll(async () => {
    [backend, browser] = await Promise.all([startBackend(['--port', '0', '--memory']), launchBrowser()]);
  });
  afterAll(async () => {
    await browser.close();
    backend.child.kill('SIGKILL');
    await backend.finished;
  });

  async function open(section: string, look: { dark?: true; viewport: typeof phone }): Promise<Page> {
    const { viewport, dark } = look;
    const context = await browser.newContext({ viewport, colorScheme: dark === true ? 'dark' : 'light' });
    const page = await context.newPage();
    await page.goto(backend.ready.console);
    await page.goto(`${backend.ready.api}/console/#/${section}`);
    await page.locator('.state.live').first().waitFor();
    return page;
  }
  const active = async (page: Page): Promise<FaultsDocument> =>
    faultsDocument.parse(await page.evaluate(`fetch('/console/api/faults').then((answer) => answer.json())`));
  /** Clicks in one task of the page: no document of the backend comes in between. */
  const clickAll = (page: Page, labels: readonly string[]): Promise<unknown> =>
    page.evaluate(`for (const label of document.querySelectorAll('label.switch'))
      if (${JSON.stringify(labels)}.some((start) => label.textContent.startsWith(start)))
        label.querySelector('input[type=checkbox]').click();`);

  it('are dragged without a look at what the backend tells meanwhile', async () => {
    const page = await open('faults', { viewport: laptop });
    const slider = page.getByLabel('Calls that are throttled');
    const box = await slider.boundingBox();
    if (box === null) throw new Error('the slider is not drawn');
    const { x, y, width, height } = box;
    const before = await slider.inputValue();
    await page.mouse.move(x + 2, y + height / 2);
    await page.mouse.down();
    await page.mouse.move(x + width * 0.75, y + height / 2, { steps: 5 });
    const chosen = await slider.inputValue();
    expect(chosen).not.toBe(before);
    const figure = page.locator('label', { has: slider }).locator('.figure');
    expect(await figure.innerText()).toBe(`${Math.round(Number(chosen) * 100)} %`);
    await askConsole(backend, 'faults/events?delay=true', 'POST');
    await page.getByRole('checkbox', { name: 'Delay', checked: true }).waitFor();
    expect(await slider.inputValue()).toBe(chosen);
    await page.mouse.up();
    await until(
      'the backend has it',
      async () => (await active(page)).dynamodb.throttling === Number(chosen),
    );
    // From then on the control follows the backend.
    await askConsole(backend, 'faults/events?delay=false', 'POST');
    await askConsole(backend, 'faults/dynamodb?throttling=0', 'POST');
    await page.locator('label', { has: slider }).getByText('0 %', { exact: true }).waitFor();
    expect(await slider.inputValue()).toBe('0');
  });

  it('and the other fields keep what a person types while their documents change', async () => {
    const page = await open('lab/duel', { viewport: laptop });
    await page.getByLabel('a population').check();
    await page.getByText('Skills, regions and parties').click();
    const [population, minutes] = [
      page.getByLabel('population', { exact: true }),
      page.getByLabel('minutes'),
    ];
    const typed = '{ "attributes": { "skill"';
    await population.fill(typed);
    const { player } = await new Turnlift({ url: backend.ready.api }).register({ displayName: 'Ann' });
    const waiting = new AbortController();
    const found = player.findMatch({ game: 'tic-tac-toe', signal: waiting.signal });
    await page.getByLabel('the ticket that waits now').waitFor();
    expect(await population.inputValue()).toBe(typed);
    await minutes.fill('777');
    expect(await population.inputValue()).toBe(typed);
    waiting.abort();
    await expect(found).rejects.toThrow();
    await page.getByLabel('the 0 tickets that wait now').waitFor();
    expect(await minutes.inputValue()).toBe('777');
    // It is committed within its limit.
    await minutes.blur();
    await until('the limit holds', async () => (await minutes.inputValue()) === '240');
    await page.goto(`${backend.ready.api}/console/#/players/${player.playerId}`);
    const name = page.getByLabel('display name');
    await name.waitFor();
    expect(await name.inputValue()).toBe('Ann');
    await player.rename('Zed');
    await page.getByRole('heading', { name: 'Zed' }).waitFor();
    expect(await name.inputValue()).toBe('Zed');
    await name.fill('Bea');
    await player.rename('Cyd');
    await page.getByRole('heading', { name: 'Cyd' }).waitFor();
    expect(await name.inputValue()).toBe('Bea');
    await page.getByRole('button', { name: 'Rename' }).click();
    await page.getByRole('heading', { name: 'Bea' }).waitFor();
  });

  it('are all switched on by clicks that follow each other at once', async () => {
    const page = await open('faults', { viewport: laptop });
    await page.getByLabel('Hold').waitFor();
    await clickAll(page, ['Hold', 'Duplicate', 'Reorder', 'Delay']);
    await page.evaluate(`(() => {
      const sliders = document.querySelectorAll('input[type=range]');
      for (const [index, chance] of [[0, '0.1'], [1, '0.2']]) {
        sliders[index].value = chance;
        sliders[index].dispatchEvent(new Event('change', { bubbles: true }));
      }
      const lag = document.querySelector('select');
      lag.value = '1000';
      lag.dispatchEvent(new Event('change', { bubbles: true }));
    })()`);
    await page.getByRole('link', { name: '7 active faults' }).waitFor();
    expect(await active(page)).toMatchObject({
      dynamodb: { throttling: 0.1, transactionConflict: 0.2, indexLagMs: 1000 },
      events: { ways: ['duplicate', 'reorder', 'delay'], held: true },
    });
    await clickAll(page, ['Duplicate', 'Delay']);
    await page.getByRole('link', { name: '5 active faults' }).waitFor();
    expect((await active(page)).events).toMatchObject({ ways: ['reorder'], held: true });
  });

  it('are shown as the backend answered while the page is paused', async () => {
    const page = await open('faults', { viewport: laptop });
    await page.getByLabel('Hold').waitFor();
    await page.getByRole('button', { name: 'Pause' }).click();
    await page.getByText('paused', { exact: true }).waitFor();
    await page.getByLabel('Hold').click();
    await page.getByRole('link', { name: '4 active faults' }).waitFor();
    await page.getByRole('button', { name: 'Stop time' }).click();
    await page.getByText('and time stands still').waitFor();
    await page.getByRole('button', { name: 'Let time run' }).click();
    await page.getByRole('button', { name: 'Stop time' }).waitFor();
    expect(await page.getByLabel('Hold').isChecked()).toBe(false);
    expect((await active(page)).events.held).toBe(false);
    // A section that is opened meanwhile is read once.
    await page.goto(`${backend.ready.api}/console/#/tables`);
    await page.getByRole('heading', { name: 'Hot keys' }).first().waitFor();
    expect(await page.locator('.state.live').count()).toBe(0);
  });

  it('of a dead backend are told in legible words, on every page', async () => {
    const pages = [
      await open('faults', { viewport: laptop }),
      await open('now', { viewport: phone, dark: true }),
      await open('tickets', { viewport: laptop, dark: true }),
    ];
    const [faults, now] = pages;
    if (faults === undefined || now === undefined) throw new Error('pages were opened');
    await faults.getByLabel('Hold').waitFor();
    backend.child.kill('SIGKILL');
    for (const [index, page] of pages.entries()) {
      await page.getByText(/^The backend does not answer\. The page shows the state of \d/).waitFor();
      await screenshot(page, `console-dead-${index}`);
      expect(await violations(page)).toEqual([]);
    }
    await faults.getByRole('button', { name: 'Stop time' }).click();
    await faults.getByText('See whether it still runs, then try again.').waitFor();
    await screenshot(faults, 'console-dead-click');
    expect(await violations(faults)).toEqual([]);
    await now.goto(`${backend.ready.api}/console/#/boards`);
    await now.getByText('It comes by itself when the backend answers again.').waitFor();
    await screenshot(now, 'console-dead-section');
  });
});
