import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type Browser, type BrowserContext, type Page } from 'playwright-core';
import { type LiveMatch, type Player, playMatch, Turnlift } from '../../client/node';
import { saveLabFile } from '../../local/console/lab-files';
import { projectRoot, type RunningBackend, startBackend } from '../e2e/support/programs';
import { goneSamples } from '../support/samples';
import { chromiumPath, launchBrowser, picture, screenshot, violations } from './support/browser';

const phone = { width: 390, height: 844 };
const laptop = { width: 1280, height: 800 };

const gone = goneSamples('the console', ['games/connect-four', 'games/tic-tac-toe']);
const describeIfBrowser = chromiumPath === undefined || gone.length > 0 ? describe.skip : describe;

/** The backend that all tests share: an ended match, a running match, and two waiting tickets. */
describeIfBrowser('the console', () => {
  const closing = new AbortController();
  const waiting: Promise<unknown>[] = [];
  let complaints: string[] = [];
  let backend: RunningBackend;
  let browser: Browser;
  let turnlift: Turnlift;
  let ended: string;
  let running: readonly LiveMatch[];
  let page: Page;
  let small: Page;

  beforeAll(async () => {
    [backend, browser] = await Promise.all([startBackend(['--port', '0', '--memory']), launchBrowser()]);
    turnlift = new Turnlift({ url: backend.ready.api });
    const first = await seat('Ada', 'Bob');
    await Promise.all(first.map((match) => playMatch(match, ({ legal }) => legal[0] ?? 'resign')));
    ended = first[0]?.matchId ?? '';
    running = await seat('Cy', 'Di');
    wait(await register('Eve'), 'connect-four');
    wait(await register('Fay'), 'tic-tac-toe');
    page = await visit({ viewport: laptop, colorScheme: 'light' });
    small = await visit({ viewport: phone, colorScheme: 'dark' });
  }, 180_000);
  beforeEach(() => {
    complaints = [];
  });
  afterAll(async () => {
    closing.abort();
    for (const match of running) match.leave();
    await Promise.allSettled(waiting);
    await browser.close();
    backend.child.kill('SIGKILL');
    await backend.finished;
  });

  async function register(displayName: string): Promise<Player> {
    return (await turnlift.register({ displayName })).player;
  }

  function wait(player: Player, game: string): void {
    waiting.push(player.findMatch({ game, signal: closing.signal }));
    waiting.at(-1)?.catch(() => undefined);
  }

  /** A match of tic-tac-toe between new players with these names. */
  async function seat(...names: readonly string[]): Promise<readonly LiveMatch[]> {
    const players = await Promise.all(names.map(register));
    return Promise.all(
      players.map(async (player) => player.connect(await player.findMatch({ game: 'tic-tac-toe' }))),
    );
  }

  /** A page whose browser has opened the printed address. */
  async function visit(options: Parameters<Browser['newContext']>[0]): Promise<Page> {
    const context: BrowserContext = await browser.newContext({ ...options, reducedMotion: 'reduce' });
    const opened = await context.newPage();
    opened.on('pageerror', ({ message }) => complaints.push(message));
    opened.on('console', (said) => said.type() === 'error' && complaints.push(said.text()));
    await opened.goto(backend.ready.console);
    await opened.getByText('live', { exact: true }).waitFor();
    return opened;
  }

  async function visitAt(address: string, viewport: { width: number; height: number }): Promise<Page> {
    const opened = await (await browser.newContext({ viewport, reducedMotion: 'reduce' })).newPage();
    opened.on('pageerror', ({ message }) => complaints.push(message));
    await opened.goto(address);
    return opened;
  }

  /** Opens an address on both screens; axe and the page's width are checked on each. */
  async function show(name: string, hash: string, told: string | RegExp): Promise<void> {
    for (const shown of [page, small]) {
      await shown.evaluate(`location.hash = ${JSON.stringify(hash)}`);
      await shown.getByText(told).locator('visible=true').first().waitFor();
      await screenshot(shown, `console-${name}${shown === small ? '-phone' : ''}`);
      expect(await violations(shown)).toEqual([]);
      expect(await shown.evaluate('document.documentElement.scrollWidth - innerWidth')).toBeLessThanOrEqual(
        0,
      );
    }
    expect(complaints).toEqual([]);
  }

  it('refuses requests without its token, and prints its address', async () => {
    const { api } = backend.ready;
    expect((await fetch(`${api}/console/`)).status).toBe(401);
    expect((await fetch(`${api}/console/api/now`)).status).toBe(401);
    const token = new URL(backend.ready.console).searchParams.get('token');
    const foreign = { origin: 'https://evil.example', authorization: `Bearer ${token}` };
    expect((await fetch(`${api}/console/api/now`, { headers: foreign })).status).toBe(403);
    const stranger = await browser.newPage();
    await stranger.goto(`${api}/console/`);
    await stranger.getByRole('heading', { name: 'This console needs its whole address' }).waitFor();
    expect(await violations(stranger)).toEqual([]);
    await stranger.close();
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
    await page.getByRole('button', { name: 'Go on' }).click();
  });

  it('shows a match at any entry, as seen from any seat', async () => {
    await show('matches', '#/matches', /Cy – Di|Di – Cy/);
    await show('match', `#/matches/${ended}?at=4&as=seat1&tab=State`, 'changed');
    expect(await page.locator('.board .piece').count()).toBe(4);
    await picture(page, 'console');
    await page.keyboard.press('ArrowLeft');
    await page.getByRole('slider', { name: 'entry 3 of' }).waitFor();
    await page.locator('.board .piece').nth(3).waitFor({ state: 'detached' });
    expect(page.url()).toContain('at=3');
    await page.getByRole('link', { name: 'Log', exact: true }).click();
    await page.getByRole('button', { name: 'show entry 1', exact: true }).click();
    await page.locator('.board .piece').nth(1).waitFor({ state: 'detached' });
    expect(await page.locator('.board .piece').count()).toBe(1);
  });

  it('marks blunders', async () => {
    await show('blunders', `#/matches/${ended}?tab=Blunders`, /blunders? in \d+ entries|No player blundered/);
    // A player that always takes the first free cell loses a game that the bot would draw.
    await page.getByRole('list', { name: 'blunders' }).getByRole('link').first().click();
    await page.getByRole('slider', { name: /entry \d of/ }).waitFor();
    expect(page.url()).toMatch(/at=\d/);
  });

  it('follows a running match', async () => {
    const first = running.find((match) => match.seat === 0);
    if (first === undefined) throw new Error('a match runs');
    await show('running', `#/matches/${first.matchId}`, '0 of 0');
    const [command] = (await first.nextTurn())?.legal ?? [];
    await first.play(command ?? 'none');
    await page.getByRole('slider', { name: 'entry 1 of' }).waitFor();
    expect(await page.locator('.board .piece').count()).toBeGreaterThan(0);
    await expect(first.play({ cell: 99 })).rejects.toThrow();
    await page.locator('tr.refused', { hasText: /illegal|not-your-turn/ }).waitFor();
    await page.locator('.tick.refused').waitFor();
  });

  it('continues from any entry in a practice match', async () => {
    await page.goto(`${backend.ready.api}/console/#/matches/${ended}?at=2`);
    await page.getByRole('button', { name: 'Practice from here' }).click();
    const [practice] = await Promise.all([
      page.context().waitForEvent('page'),
      page.getByRole('link', { name: /^Play as seat/ }).click(),
    ]);
    await practice.locator('.turn.mine').waitFor();
    expect(await practice.locator('.piece').count()).toBe(2);
    await practice.locator('.cell.ready button').first().click();
    // The bot answers.
    await practice.locator('.piece').nth(3).waitFor();
    await practice.close();
  });

  it('compares a changed rule set with the present one', async () => {
    await show('lab', '#/lab/duel', 'Before and after');
    const editor = page.getByRole('textbox', { name: 'rule set' });
    await editor.click();
    await page.keyboard.press('Control+A');
    await page.keyboard.insertText('{ "name": "duel" }');
    await page.getByText('not valid', { exact: true }).waitFor();
    await page.locator('.notice.bad', { hasText: 'ruleLanguageVersion' }).waitFor();
    await page.keyboard.press('Control+Z');
    await page.getByText('valid', { exact: true }).waitFor();
    await page.getByLabel('a population').check();
    await page.getByLabel('tickets a minute').fill('60');
    await page.keyboard.press('Tab');
    await page.getByText(/[5-6]\d\d tickets in all/).waitFor();
    await page.getByRole('slider', { name: 'time' }).fill('300');
    await page.getByRole('img', { name: /after: .* matches formed/ }).waitFor();
    await picture(page, 'rule-lab');
    await saveFromLab();
    expect(complaints).toEqual([]);
  });

  /**
   * Saves through the console. The backend writes the case itself, here into a folder that no build watches.
   */
  async function saveFromLab(): Promise<void> {
    const game = path.join(fs.mkdtempSync(path.join(os.tmpdir(), 'lab-')), 'game');
    await page.route(/\/console\/api\/lab\/(rule-sets|cases)\//, async (route) => {
      const [, kind = '', name = ''] = /lab\/([^/]+)\/([^/]+)$/.exec(route.request().url()) ?? [];
      const text = route.request().postData() ?? '';
      const saved = await saveLabFile(game, kind === 'cases' ? 'cases' : 'rule-sets', name, text);
      await route.fulfill({ status: 200, json: saved });
    });
    await page.getByRole('button', { name: 'Save to game/rule-sets/duel.json' }).click();
    await page.getByText('Saved to game/rule-sets/duel.json.').waitFor();
    await page.getByLabel('name of the case').fill('at-five-minutes');
    await page.getByRole('button', { name: 'Save as a case' }).click();
    await page.getByText('Saved to game/rule-sets/cases/at-five-minutes.json.').waitFor();
    await page.unroute(/\/console\/api\/lab\/(rule-sets|cases)\//);
    const read = (...file: string[]): string =>
      fs.readFileSync(path.join(game, 'rule-sets', ...file), 'utf8');
    expect(read('duel.json')).toBe(
      fs.readFileSync(path.join(projectRoot, 'game', 'rule-sets', 'duel.json'), 'utf8'),
    );
    expect(JSON.parse(read('cases', 'at-five-minutes.json')).tickets.length).toBeGreaterThan(500);
    fs.rmSync(path.dirname(game), { recursive: true });
  }

  it('explains why a ticket waits', async () => {
    await page.goto(`${backend.ready.api}/console/#/tickets?status=open`);
    await page.locator('.list .row', { hasText: 'Fay' }).click();
    await show('ticket', new URL(page.url()).hash, 'Why it waits');
    await page.getByText('The match that comes nearest').waitFor();
    await page.locator('.rules .bad', { hasText: 'measured' }).first().waitFor();
  });

  it('shows a player, renames it, and finds it by any name and by id', async () => {
    await page.goto(`${backend.ready.api}/console/#/players`);
    await page.locator('.list .row', { hasText: 'Ada' }).click();
    await show('player', new URL(page.url()).hash, 'Standings');
    await page.getByLabel('display name').fill('Ada Lovelace');
    await page.getByRole('button', { name: 'Rename' }).click();
    await page.getByRole('heading', { name: 'Ada Lovelace' }).waitFor();
    await page.keyboard.press('Escape'); // Leaves the field, which submits it.
    await page.keyboard.press('/');
    await page.keyboard.type(ended.slice(0, 8));
    await page.locator('.hits a').first().waitFor();
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Ada Lovelace' }).waitFor();
    expect(page.url()).toContain(ended);
    await show('boards', '#/boards/tic-tac-toe.wins', /Ada|Bob/);
  });

  it('shows the events that players were to receive', async () => {
    await show('events', '#/events', 'Put on the bus');
    const result = page
      .locator('.tree-of-calls', { hasText: /result to .*Tic tac toe: (win|loss|draw)/ })
      .first();
    await result.locator('summary').click();
    await result.getByText('sent once').waitFor();
    await result.getByText(/^result\./).waitFor();
  });

  it('shows the calls that a request has made', async () => {
    await show('calls', '#/calls', 'Recorded since');
    const { player } = await turnlift.register({ displayName: 'Gil' });
    await player.me();
    const tree = page.locator('.tree-of-calls', { hasText: 'GET /v1/players/me' }).first();
    await tree.waitFor();
    await tree.locator('summary').click();
    await tree.locator('.call', { hasText: 'dynamodb' }).first().waitFor();
    await tree.getByRole('button', { name: 'Copy as curl' }).waitFor();
  });

  it('shows the rows of a partition, and what each table is used for', async () => {
    await show('tables', '#/tables', 'Hot keys');
    await page.locator('.stream', { hasText: 'has read all' }).first().waitFor();
    await page.goto(`${backend.ready.api}/console/#/tables/matches?pk=${encodeURIComponent(`M#${ended}`)}`);
    await page.getByText('L#00000001').waitFor();
  });

  it('switches faults on, and shows on every page that they are on', async () => {
    await show('faults', '#/faults', 'Events of GameLift');
    await page.getByLabel('Hold: nothing is delivered').click();
    await page.getByRole('link', { name: '1 active fault' }).waitFor();
    await page.goto(`${backend.ready.api}/console/#/now`);
    await page.getByText('events are held').waitFor();
    await page.goto(`${backend.ready.api}/console/#/faults`);
    await page.getByLabel('Hold: nothing is delivered').click();
    await page.getByRole('link', { name: '1 active fault' }).waitFor({ state: 'detached' });
  });

  it('kills the process of a match, and shows how the match continues', async () => {
    const [one] = running;
    if (one === undefined) throw new Error('a match runs');
    await show('fleet', '#/fleet', '2 of 2 connected');
    expect(await page.locator('.instance .process.busy').count()).toBeGreaterThan(0);
    await page
      .locator('.process.busy')
      .getByText(/answers in/)
      .first()
      .waitFor();
    await page.getByRole('button', { name: 'Deploy the script' }).click();
    await page.getByText('Deployed: new matches run').waitFor();
    const busy = page.locator('.process.busy', { hasText: 'Cy' });
    const before = await busy.locator('b').first().innerText();
    await busy.getByRole('button', { name: 'kill -9' }).click();
    await page.locator('.process.busy b').getByText(before).waitFor({ state: 'detached' });
    // The players' clients ask to rejoin, and another process continues the match.
    await page.locator('.process.busy').getByText('2 of 2 connected').waitFor();
    await page.goto(`${backend.ready.api}/console/#/matches/${one.matchId}?tab=Sessions`);
    await page.getByText('placements after the first: 1').waitFor();
  }, 60_000);

  it('steps time until the clock of a match has run out', async () => {
    const [one] = running;
    if (one === undefined) throw new Error('a match runs');
    await page.goto(`${backend.ready.api}/console/#/faults`);
    await page.getByRole('button', { name: 'Stop time' }).click();
    await page.getByText('and time stands still').waitFor();
    await page.getByRole('link', { name: '1 active fault' }).waitFor();
    await page.getByRole('button', { name: '1 h', exact: true }).click();
    await page.getByRole('button', { name: 'Let time go on' }).click();
    await page.getByText(/Time is .* ahead of this machine’s/).waitFor();
    await page.goto(`${backend.ready.api}/console/#/matches/${one.matchId}?tab=Log`);
    await page
      .getByText(/the time was up/)
      .first()
      .waitFor();
  }, 60_000);

  it('shows the REST API as a page, and sends requests as a new player', async () => {
    for (const viewport of [laptop, phone]) {
      const reference = await visitAt(`${backend.ready.api}/reference/`, viewport);
      await reference.getByRole('link', { name: 'POST /v1/tickets' }).first().click();
      await reference.getByRole('button', { name: 'Register a player to send as' }).click();
      await reference.getByRole('button', { name: 'Send', exact: true }).click();
      await reference.locator('.try .state', { hasText: '201' }).waitFor();
      await screenshot(reference, `reference${viewport === phone ? '-phone' : ''}`);
      expect(await violations(reference)).toEqual([]);
      expect(
        await reference.evaluate('document.documentElement.scrollWidth - innerWidth'),
      ).toBeLessThanOrEqual(0);
      // The ticket in the answer becomes the subject of the next request.
      await reference.goto(`${backend.ready.api}/reference/#/getTicket`);
      await reference.getByRole('button', { name: 'Send', exact: true }).click();
      await reference.locator('.try .state.good').waitFor();
      await reference.context().close();
    }
    expect(complaints).toEqual([]);
  });
});
