import { afterAll, beforeAll, describe, expect } from '@jest/globals';
import { build } from 'esbuild';
import { type Browser, type BrowserContextOptions, type Page } from 'playwright-core';
import { type Json } from '../../core/json';
import { projectRoot } from '../e2e/support/programs';
import { chromiumPath, laptop, launchBrowser, phone, screenshot, violations } from './support/browser';
import { testOn } from './support/test-on';

const describeIfBrowser = chromiumPath === undefined ? describe.skip : describe;

/** Draws a match of any game as the play page does, and keeps the command that is chosen. */
const program = `
  import { h, render } from 'preact';
  import { AnyGame } from './web/drawing/any-game';
  import './web/play/style.css';
  globalThis.draw = (view, legal, times = 1) => {
    const context = {
      nameOf: String,
      play: (command) => { globalThis.played = command; },
      isRunning: true,
      seats: { count: 2, own: 1, toAct: [1] },
    };
    const board = () => h('div', { class: 'board' }, h(AnyGame, { view, legal, context }));
    const match = h('section', { class: 'match' }, Array.from({ length: times }, board));
    render(h('main', {}, h('h1', {}, 'A match'), match), document.body);
  };`;

const trades = ['Fort', 'Port'].flatMap((to) =>
  ['silk', 'salt'].flatMap((good) =>
    [1, 2].map((amount) => ({
      kind: 'travel',
      give: [
        { good, amount },
        { good: 'coin', amount: 1 },
      ],
      want: { good: good === 'silk' ? 'salt' : 'silk', amount },
      route: { from: 'Oasis', via: to === 'Port' ? ['Well', 'Bridge'] : [], to },
    })),
  ),
);

/** Ships of three cells on a sea of ten by ten, across or down; the sea itself is not in the view. */
const ships = ['across', 'down'].flatMap((heading) =>
  Array.from({ length: 80 }, (_, at): Json => {
    const [long, short] = [at % 8, Math.floor(at / 8)];
    return {
      kind: 'place',
      ...(heading === 'down' ? { row: long, column: short } : { row: short, column: long }),
      heading,
    };
  }),
);

const man = (owner: number): Json => ({ owner, is: { kind: 'guard', moved: 2 } });
/** Rows of pieces and the same board by the names of its squares, with `men` pieces on each side. */
function boards(men: number): Json {
  const rows = Array.from({ length: 6 }, (_, y) =>
    Array.from({ length: 6 }, (__, x) => {
      const cell = y * 6 + x;
      return cell < men ? man(0) : cell >= 36 - men ? man(1) : null;
    }),
  );
  const squares = rows.flatMap((row, y) => row.map((cell, x) => [`${'abcdef'.charAt(x)}${y + 1}`, cell]));
  return { rows, board: Object.fromEntries(squares), turn: 0 };
}

describeIfBrowser('a match of a game without a drawing', () => {
  let browser: Browser;
  let script: string;
  let style: string;
  const it = testOn(() => browser);

  beforeAll(async () => {
    const bundled = build({
      stdin: { contents: program, resolveDir: projectRoot },
      bundle: true,
      write: false,
      outdir: 'out',
      format: 'iife',
      jsx: 'automatic',
      jsxImportSource: 'preact',
      mainFields: ['module', 'main'],
    });
    const [made, launched] = await Promise.all([bundled, launchBrowser()]);
    browser = launched;
    const ending = (end: string): string =>
      made.outputFiles.find(({ path }) => path.endsWith(end))?.text ?? '';
    [script, style] = [ending('.js'), ending('.css')];
  });
  afterAll(() => browser.close());

  async function open(viewport: typeof phone, options: BrowserContextOptions = {}): Promise<Page> {
    const page = await browser.newPage({ viewport, ...options });
    await page.setContent(
      '<!doctype html><html lang="en"><meta name="viewport" content="width=device-width">' +
        '<title>A match</title><body></body></html>',
    );
    await page.addStyleTag({ content: style });
    await page.addScriptTag({ content: script });
    return page;
  }
  const draw = (page: Page, view: Json, legal: readonly Json[], times = 1): Promise<unknown> =>
    page.evaluate(`draw(${JSON.stringify(view)}, ${JSON.stringify(legal)}, ${times})`);

  it('has long commands in a line each, with aligned columns and no scroll of their own', async () => {
    for (const [name, viewport, tallest] of [
      ['phone', phone, 66],
      ['laptop', laptop, 46],
    ] as const) {
      const page = await open(viewport);
      await draw(page, { round: 1 }, trades);
      const commands = page.locator('button.command');
      expect(await commands.count()).toBe(trades.length);
      const heights = await page.evaluate<number[]>(
        `[...document.querySelectorAll('button.command')].map(({ offsetHeight }) => offsetHeight)`,
      );
      expect(Math.max(...heights)).toBeLessThanOrEqual(tallest);
      const lefts = await page.evaluate<
        string[]
      >(`[...document.querySelectorAll('.command-table > *')].map((line) =>
        [...line.children].map((cell) => Math.round(cell.getBoundingClientRect().left)).join())`);
      expect(lefts).toHaveLength(trades.length + 1);
      expect(new Set(lefts).size).toBe(1);
      const { scroll, width } = await page.evaluate<{ scroll: number; width: number }>(`({
        scroll: [...document.querySelectorAll('.any-game *')]
          .filter((part) => part.scrollHeight > part.clientHeight + 1)
          .filter((part) => /auto|scroll/.test(getComputedStyle(part).overflowY)).length,
        width: document.documentElement.scrollWidth,
      })`);
      expect([scroll, width]).toEqual([0, viewport.width]);
      expect(await violations(page)).toEqual([]);
      await screenshot(page, `nested-commands-${name}`);
      await page
        .getByRole('button', { name: 'give salt 2, coin 1 want: good, amount silk, 2' })
        .last()
        .click();
      expect(await page.evaluate('played')).toEqual(trades.at(-1));
      await page.close();
    }
  });

  it('is as wide as a phone with any view: wide boards and tables scroll by themselves', async () => {
    const page = await open(phone);
    const squares = (size: number): Json[][] =>
      Array.from({ length: size }, (_, y) =>
        Array.from({ length: size }, (__, x) => ((x + y) % 3 === 0 ? 'X' : null)),
      );
    const stats = 'name health mana gold wood stone armor shield sword bow arrows potions'.split(' ');
    const views: readonly Json[] = [
      ...[12, 19, 30].flatMap((size): Json[] => [
        { board: squares(size) },
        { rows: squares(size).map((row) => row.map((cell) => (cell === null ? '.' : 'X')).join('')) },
        { cells: squares(size).flat(), size },
      ]),
      { board: squares(10).map((row) => row.map((cell) => cell && { owner: 0, kind: 'knight' })) },
      { players: [0, 1, 2].map((seat) => Object.fromEntries(stats.map((stat) => [stat, seat * 100]))) },
      { note: 'x'.repeat(200), address: `https://our-game.gg/${'a'.repeat(120)}` },
    ];
    for (const view of views) {
      await draw(page, view, [{ id: 'q'.repeat(90) }, { id: 'z'.repeat(90) }]);
      expect([view, await page.evaluate('document.documentElement.scrollWidth')]).toEqual([
        view,
        phone.width,
      ]);
    }
    expect(await violations(page)).toEqual([]);
    await page.close();
  });

  it('has a board of nested pieces as one grid, and keeps its form and height with the moves', async () => {
    const page = await open(phone);
    const heights: number[] = [];
    for (const men of [12, 3, 1]) {
      await draw(page, boards(men), [[0, 1, 0, 2]]);
      expect(await page.locator('table.board').count()).toBe(2);
      expect(await page.locator('details.tree').count()).toBe(1);
      heights.push(await page.evaluate<number>('document.documentElement.scrollHeight'));
      await screenshot(page, `nested-board-${men}`);
    }
    expect(Math.max(...heights)).toBeLessThan(1400);
    expect(await violations(page)).toEqual([]);
  });

  it('has the board above many commands, the rest below, and keeps their place between turns', async () => {
    const page = await open(phone);
    const { rows = null } = Object(boards(12));
    const log = Array.from({ length: 60 }, (_, turn) => ({ turn, words: 'a ship was placed', laws: {} }));
    const view: Json = { chart: { rows, weather: {} }, log, matrix: Array(20).fill(Array(5).fill(1)) };
    const legal = Array.from({ length: 14 }, (_, x): Json => ({ kind: 'place', x }));
    await draw(page, view, legal);
    await screenshot(page, 'board-above-commands');
    const topOf = async (name: string): Promise<number> =>
      (await page.getByText(name, { exact: true }).first().boundingBox())?.y ?? Infinity;
    expect(await page.locator('table.board').count()).toBe(2);
    expect(await page.locator('table.board').first().locator('caption').innerText()).toBe('rows');
    expect(await topOf('0')).toBeLessThan(phone.height);
    const first = (await page.locator('button.command').first().boundingBox())?.y ?? Infinity;
    expect(first).toBeLessThan(phone.height);
    expect(await topOf('log')).toBeGreaterThan(first);
    expect(await page.locator('.leaf', { hasText: 'weather' }).innerText()).toBe('weather {}');
    await page.evaluate('scrollTo(0, document.documentElement.scrollHeight)');
    const before = [await topOf('log'), await page.evaluate('scrollY')];
    await draw(page, view, []);
    expect([await topOf('log'), await page.evaluate('scrollY')]).toEqual(before);
    await page.close();
  });

  it('has commands with a third field as that choice and a grid, for keys and for fingers', async () => {
    const view: Json = {
      phase: 'placement',
      turn: 1,
      placed: [
        { seat: 0, ships: 2 },
        { seat: 1, ships: 0 },
      ],
    };
    for (const colorScheme of ['light', 'dark'] as const) {
      const page = await open(phone, { colorScheme, hasTouch: true, isMobile: true });
      await draw(page, view, ships);
      const cell = (row: number, column: number) =>
        page.getByRole('gridcell', { name: `row ${row} column ${column},` }).getByRole('button');
      const heights = await page.evaluate<number[]>(
        `[...document.querySelectorAll('.further label')].map(({ offsetHeight }) => offsetHeight)`,
      );
      expect(heights).toEqual([44, 44]);
      expect(await page.evaluate('document.documentElement.scrollHeight')).toBe(phone.height);
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(phone.width);
      const sides = await page.evaluate<
        number[][]
      >(`[...document.querySelectorAll('[data-cell]')].map((one) => {
        const { left, right } = one.getBoundingClientRect();
        return [left, right].map(Math.round);
      })`);
      expect(new Set(sides.map(String)).size).toBe(10);
      for (const [left = 0, right = 0] of sides) expect(right - left).toBeGreaterThanOrEqual(34);
      expect(Math.max(...sides.flat())).toBeLessThanOrEqual(phone.width);
      expect(await page.getByText('You are seat 1. Seat 0 is 0.').count()).toBe(1);
      expect(await violations(page)).toEqual([]);
      await screenshot(page, `third-field-${colorScheme}`);
      expect(await cell(9, 7).getAttribute('aria-disabled')).toBe('false');
      expect(await cell(9, 8).getAttribute('aria-disabled')).toBe('true');
      await page.getByRole('radio', { name: 'across' }).focus();
      await page.keyboard.press('ArrowRight');
      expect(await page.getByRole('radio', { name: 'down' }).isChecked()).toBe(true);
      await page.keyboard.press('Tab');
      for (const key of ['ArrowDown', 'ArrowRight', 'End', 'Enter']) await page.keyboard.press(key);
      expect(await page.evaluate('played')).toEqual({ kind: 'place', row: 1, column: 9, heading: 'down' });
      // A finger may have met the cell beside: the first press aims, the second plays.
      await page.getByText('across', { exact: true }).tap();
      await cell(4, 2).tap();
      await page.getByText('Press 24 again, or').waitFor();
      await cell(4, 2).tap();
      expect(await page.evaluate('played')).toEqual({ kind: 'place', row: 4, column: 2, heading: 'across' });
      const top = (await cell(0, 0).boundingBox())?.y;
      await draw(page, view, []);
      expect((await cell(0, 0).boundingBox())?.y).toBe(top);
      await page.context().close();
    }
  });

  it('has the view beside the commands on a laptop, and a short one above many on a phone', async () => {
    const bids = Array.from({ length: 40 }, (_, bid): Json => ({ bid }));
    const boxes = async (viewport: typeof phone, legal: readonly Json[]) => {
      const page = await open(viewport);
      await draw(page, { round: 3, scores: [4, 5] }, legal);
      const seen = await page.getByRole('group', { name: 'the match as you see it' }).boundingBox();
      const first = await page.locator('button.command').first().boundingBox();
      const lefts = await page.evaluate<number[]>(`[...document.querySelectorAll('button.command')]
        .map((one) => Math.round(one.getBoundingClientRect().left))`);
      await screenshot(page, `many-bids-${viewport.width}`);
      await page.close();
      return { seen, first, columns: new Set(lefts).size };
    };
    const small = await boxes(phone, bids);
    expect((small.seen?.y ?? 0) + (small.seen?.height ?? 0)).toBeLessThanOrEqual(small.first?.y ?? 0);
    expect(small.first?.y).toBeLessThan(phone.height / 2);
    expect(small.columns).toBeLessThanOrEqual(6);
    const few = await boxes(phone, bids.slice(0, 9));
    expect(few.first?.y).toBeLessThan(few.seen?.y ?? 0);
    const wide = await boxes(laptop, bids);
    expect((wide.seen?.x ?? 0) + (wide.seen?.width ?? 0)).toBeLessThan(wide.first?.x ?? 0);
  });

  it('can stand beside the same match as another seat sees it', async () => {
    const page = await open(laptop);
    await draw(page, boards(12), trades, 2);
    expect(await violations(page)).toEqual([]);
    await page.close();
  });
});
