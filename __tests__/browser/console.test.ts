import { afterAll, beforeAll, beforeEach, describe, expect } from '@jest/globals';
import { type Browser, type Page } from 'playwright-core';
import { type LiveMatch, playMatch } from '../../client/node';
import { type RunningBackend, startBackend } from '../e2e/support/programs';
import { goneSamples } from '../support/samples';
import * as chromium from './support/browser';
import { People } from './support/people';
import { practise } from './support/practise';
import { playsOn } from './support/play-on';
import { Questions } from './support/questions';
import * as looks from './support/looks';
import { Screens } from './support/screens';
import { saveFromLab, tryRules } from './support/rule-lab';
import { findEveryKind, searchAndOpen } from './support/search-kinds';
import { tryReference } from './support/rest-reference';
import { testOn } from './support/test-on';

const { chromiumPath, launchBrowser, laptop, phone, picture, violations } = chromium;
const samples = ['connect-four', 'market-day', 'reversi', 'tic-tac-toe'].map((name) => `games/${name}`);
const gone = goneSamples('the console', samples);
const describeIfBrowser = chromiumPath === undefined || gone.length > 0 ? describe.skip : describe;

/** The backend that all tests share: an ended match, a running match, and two waiting tickets. */
describeIfBrowser('the console', () => {
  let backend: RunningBackend;
  let browser: Browser;
  let people: People;
  let on: Questions;
  let ended: string;
  let running: readonly LiveMatch[];
  let page: Page;
  let screens: Screens;
  const it = testOn(() => browser);
  const playOn = playsOn(() => running);

  beforeAll(async () => {
    [backend, browser] = await Promise.all([startBackend(['--port', '0', '--memory']), launchBrowser()]);
    people = new People(backend.ready.api);
    const first = await people.seat('tic-tac-toe', 'Ada', 'Bob');
    await Promise.all(first.map((match) => playMatch(match, ({ legal }) => legal[0] ?? 'resign')));
    ended = first[0]?.matchId ?? '';
    running = await people.seat('connect-four', 'Cy', 'Di');
    await people.wait('Eve', 'connect-four');
    await people.wait('Fay', 'tic-tac-toe');
    screens = await Screens.open(browser, backend.ready.console);
    page = screens.page;
    on = new Questions(page, backend.ready.api);
  });
  beforeEach(async () => {
    screens.complaints.splice(0);
    await playOn();
  });
  afterAll(async () => {
    for (const match of running) match.leave();
    await people.close();
    await browser.close();
    backend.child.kill('SIGKILL');
    await backend.finished;
  });

  const show = (name: string, hash: string, expected: string | RegExp): Promise<void> =>
    screens.show(name, hash, expected);

  it('refuses requests without its token, and prints its address', async () => {
    const { api } = backend.ready;
    expect((await fetch(`${api}/console/`)).status).toBe(401);
    expect((await fetch(`${api}/console/api/now`)).status).toBe(401);
    const token = new URL(backend.ready.console).searchParams.get('token');
    const foreign = { origin: 'https://evil.example', authorization: `Bearer ${token}` };
    expect((await fetch(`${api}/console/api/now`, { headers: foreign })).status).toBe(403);
    const withoutToken = await browser.newPage();
    await withoutToken.goto(`${api}/console/`);
    await withoutToken.getByRole('heading', { name: 'This console needs its whole address' }).waitFor();
    expect(await violations(withoutToken)).toEqual([]);
    await withoutToken.close();
    expect(page.url()).not.toContain('token');
    const [cookie] = await page.context().cookies();
    expect(cookie).toMatchObject({ httpOnly: true, sameSite: 'Strict', path: '/console' });
  });

  it('shows the present state of each part', async () => {
    await show('now', '#/now', 'Every invariant holds.');
    await page.getByRole('link', { name: '1 matches running' }).waitFor();
    await page.getByRole('link', { name: '2 tickets waiting' }).waitFor();
    await page.getByRole('button', { name: 'Pause' }).click();
    await page.getByText('paused', { exact: true }).waitFor();
    await page.getByRole('button', { name: 'Resume' }).click();
  });

  it('shows a match at any entry, as seen from any seat', async () => {
    await show('matches', '#/matches', /Cy – Di|Di – Cy/);
    await looks.seesWholeScores(page);
    await show('match', `#/matches/${ended}?at=4&as=seat1&tab=State`, 'changed');
    expect(await page.locator('.board .piece').count()).toBe(4);
    expect(await page.locator('.board .cell.last').count()).toBe(1);
    await looks.seesWholeNames(page);
    await picture(page, 'console');
    await page.keyboard.press('ArrowLeft');
    await page.getByRole('slider', { name: 'entry 3 of' }).waitFor();
    await page.locator('.board .piece').nth(3).waitFor({ state: 'detached' });
    expect(page.url()).toContain('at=3');
  });

  it('answers what a seat saw at a move', async () => {
    await on.ask(on.section('Matches'), on.row('Ada'), page.locator('[aria-label^="entry 5 as "]').nth(1));
    await page.locator('.board .piece').nth(5).waitFor({ state: 'detached' });
    expect(await page.locator('.board .piece').count()).toBe(5);
    expect(page.url()).toContain('at=5&as=seat1');
  });

  it('answers who blundered', async () => {
    await show('blunders', `#/matches/${ended}?tab=Blunders`, /blunders? in \d+ entries|No player blundered/);
    // A player that always takes the first free cell loses a game that the bot would draw.
    const first = page.getByRole('list', { name: 'blunders' }).getByRole('link').first();
    await on.ask(on.newest(/(Ada|Bob)[^]*· (1 – 0|0 – 1)/), on.link('Blunders'), first);
    await page.getByRole('slider', { name: /entry \d of/ }).waitFor();
    expect(page.url()).toMatch(/at=\d/);
  });

  it('follows a running match', async () => {
    const seated = await people.seat('reversi', 'Kim', 'Leo');
    const first = seated.find((match) => match.seat === 0);
    if (first === undefined) throw new Error('a match runs');
    await show('running', `#/matches/${first.matchId}`, '0 of 0');
    const [command] = (await first.nextTurn())?.legal ?? [];
    await first.play(command ?? 'none');
    await page.getByRole('slider', { name: 'entry 1 of' }).waitFor();
    expect(await page.locator('.board .piece').count()).toBeGreaterThan(0);
    await expect(first.play({ cell: 99 })).rejects.toMatchObject({
      code: expect.stringMatching(/^(illegal|not-your-turn)$/),
    });
    await page.locator('tr.refused', { hasText: /illegal|not-your-turn/ }).waitFor();
    await page.locator('.tick.refused').waitFor();
    await first.resign();
    for (const match of seated) match.leave();
  });

  it('continues from any entry in a practice match', async () => {
    await page.goto(`${backend.ready.api}/console/#/matches/${ended}?at=2`);
    await practise(page);
  });

  it('answers what a change of a rule would do', async () => {
    await show('lab', '#/lab/duel', 'Before and after');
    const editor = page.getByRole('textbox', { name: 'rule set' });
    await on.ask(on.section('Rule lab'), editor);
    await page.getByRole('img', { name: 'after: 2 wait, 0 matches formed' }).waitFor();
    await tryRules(page);
    await picture(page, 'rule-lab');
    expect(screens.complaints).toEqual([]);
    await saveFromLab(page);
  });

  it('answers why a ticket waits', async () => {
    await looks.takeOffFilters(page, backend.ready.api);
    await on.ask(page.getByRole('link', { name: '2 tickets waiting' }), on.row('Fay'));
    await show('ticket', new URL(page.url()).hash, 'Why it waits');
    await page.getByText('The match that comes nearest').waitFor();
    await page.locator('.rules .bad', { hasText: 'measured' }).first().waitFor();
    await looks.seesNextStep(page, backend.ready.api, people);
  });

  it('shows a player, renames it, and finds it by any name and by id', async () => {
    await on.ask(on.section('Players'), on.row('Ada'));
    await show('player', new URL(page.url()).hash, 'Standings');
    await page.getByLabel('display name').fill('Ada Lovelace');
    await page.getByRole('button', { name: 'Rename' }).click();
    await page.getByRole('heading', { name: 'Ada Lovelace' }).waitFor();
    await page.keyboard.press('Escape'); // Leaves the field, which submits it.
    await searchAndOpen(page, on.section('Players'), ended);
    await findEveryKind(backend.ready.console, ended, await people.register('Newcomer'));
    await show('boards', '#/boards/tic-tac-toe.wins', /Ada|Bob/);
  });

  it('answers who is around a player, and what a rank costs', async () => {
    const around = page.getByRole('link', { name: /^tic-tac-toe\.rating: \d of \d/ });
    await on.ask(on.section('Players'), on.row('Ada'), around);
    await page.locator('tr.here', { hasText: 'Ada Lovelace' }).waitFor();
    await page.locator('tr', { hasText: 'Bob' }).waitFor();
    await on.ask(on.section('Leaderboards'), on.row('Tic tac toe · wins'));
    await page.getByText(/One rank costs [1-9]\d* calls?, [\d.]+ capacity units?: .* is 1 of 1\./).waitFor();
  });

  it('shows the events that players were to receive', async () => {
    await show('events', '#/events', 'Put on the bus');
    const ofResult = { hasText: /result to .*Tic tac toe: (win|loss|draw)/ };
    const result = page.locator('.tree-of-calls', ofResult).first();
    await result.locator('summary').click();
    await result.getByText('sent once').waitFor();
    await result.getByText(/^result\./).waitFor();
  });

  it('answers which call of an action was the slowest', async () => {
    await (await people.register('Gil')).me();
    await show('calls', '#/calls', 'The last calls, since');
    const asked = { hasText: /GET \/v1\/players\/me.*Gil · slowest: \w+ [\d.]+ ms/ };
    const tree = page.locator('.tree-of-calls', asked);
    await on.ask(on.section('Calls'), tree.locator('summary'));
    const slowest = tree.locator('.call', { has: page.getByText('slowest', { exact: true }) });
    await slowest.getByText('dynamodb').waitFor();
    await tree.getByRole('button', { name: 'Copy as curl' }).waitFor();
    await looks.seeStory(page, backend.ready.api, ended);
  });

  it('answers what is in a partition, and what each table is used for', async () => {
    await show('tables', '#/tables', 'Hot keys');
    await page.locator('.stream', { hasText: 'has read all' }).first().waitFor();
    await looks.seeHotKeys(page, backend.ready.api);
    await looks.seeItems(page, backend.ready.api);
    await on.ask(on.newest(/Ada|Bob/), on.link('rows'));
    await page.getByText('L#00000001').waitFor();
  });

  it('switches faults on, and shows on every page that they are on', async () => {
    await show('faults', '#/faults', 'Events of GameLift');
    await page.getByLabel('Hold: deliver nothing').click();
    await page.getByRole('link', { name: '1 active fault' }).waitFor();
    await page.goto(`${backend.ready.api}/console/#/now`);
    await page.getByText('events are held').waitFor();
    const late = await looks.seeHeardLater(page, backend.ready.api, people);
    await looks.letGo(page, backend.ready.api);
    await late();
  });

  it('answers which process is slow', async () => {
    await on.ask(page.getByRole('link', { name: 'slowest process answers in' }));
    await page.locator('.process.chosen', { hasText: /answers in/ }).waitFor();
  });

  it('freezes, kills and loses processes, and shows how the match continues', async () => {
    const [one] = running;
    if (one === undefined) throw new Error('a match runs');
    await show('fleet', '#/fleet', '2 of 2 connected');
    expect(await page.locator('.instance .process.busy').count()).toBeGreaterThan(0);
    await page
      .locator('.process.busy', { hasText: /answers in/ })
      .first()
      .waitFor();
    await page.getByRole('button', { name: 'Deploy the script' }).click();
    await page.getByText('Deployed: new matches run').waitFor();
    const busy = page.locator('.process.busy', { hasText: 'Cy' });
    await busy.getByRole('button', { name: 'Freeze' }).click();
    await page.locator('.top a[title="1 process is frozen"]').waitFor();
    await page.locator('.process.frozen').getByRole('button', { name: 'Resume' }).click();
    await busy.getByRole('button', { name: 'Freeze' }).waitFor();
    page.once('dialog', (asked) => void asked.accept());
    for (const end of ['kill -9', 'Spot loss']) {
      const before = await busy.locator('b').first().innerText();
      const place = end === 'kill -9' ? busy : page.locator('.location');
      await place.getByRole('button', { name: end }).click();
      await page.locator('.process.busy b').getByText(before).waitFor({ state: 'detached' });
      // The players' clients ask to rejoin, and another process continues the match.
      await busy.getByText('2 of 2 connected').waitFor();
    }
    await page.goto(`${backend.ready.api}/console/#/matches/${one.matchId}?tab=Sessions`);
    await page.getByText('placements after the first: 2').waitFor();
    await looks.seeWhyItMoved(page, backend.ready.api, one.matchId);
  });

  it('steps time until the clock of a match has run out', async () => {
    const [one] = running;
    if (one === undefined) throw new Error('a match runs');
    await page.goto(`${backend.ready.api}/console/#/faults`);
    await page.getByRole('button', { name: 'Stop time' }).click();
    await page.getByText('and time stands still').waitFor();
    await page.getByRole('link', { name: '1 active fault' }).waitFor();
    await page.getByRole('button', { name: '1 h', exact: true }).click();
    await page.getByRole('button', { name: 'Let time run' }).click();
    await looks.seeShiftedTime(page);
    await page.goto(`${backend.ready.api}/console/#/matches/${one.matchId}?tab=Log`);
    await page.locator('td:text-matches("the time of (Cy|Di) was up")').first().waitFor();
  });

  it('answers which invariant is broken', async () => {
    const left = await people.seat('reversi', 'Hal', 'Ida');
    for (const match of left) match.leave();
    await on.ask(on.section('Fleet'));
    const process = page.locator('.process.busy', { hasText: 'Hal' });
    await process.getByText('0 of 2 connected').waitFor();
    await process.getByRole('button', { name: 'kill -9' }).click();
    await process.waitFor({ state: 'detached' });
    // No player comes back, so that no request places the match again.
    await on.ask(on.section('Faults'), page.getByRole('button', { name: '1 min', exact: true }));
    // Of another match, too, a process may have ended in the time that was skipped.
    const name = `Match ${left[0]?.matchId.slice(0, 8)} (reversi)`;
    await on.ask(page.locator('.broken a', { hasText: `${name} is active, and no game session has it` }));
    await page.getByRole('heading', { name: /Hal – Ida|Ida – Hal/ }).waitFor();
  });

  it('shows the REST API as a page, and sends requests as a new player', async () => {
    for (const [name, viewport] of Object.entries({ reference: laptop, 'reference-phone': phone })) {
      const context = await browser.newContext({ viewport, reducedMotion: 'reduce' });
      await tryReference(await context.newPage(), backend.ready.api, name);
      await context.close();
    }
  });

  it('shows nothing past as the present when the backend is dead', () => looks.seeDead(page, backend));
});
