import { expect } from '@jest/globals';
import { type Locator, type Page } from 'playwright-core';
import * as z from 'zod';
import { type MatchDocument, type Player, Turnlift } from '../../../client/node';
import { type RunningBackend } from '../../e2e/support/programs';
import { screenshot, violations } from './browser';
import { card, playOut, playUntil } from './playing';
import { boxOf } from './replay';

/** A sample, in a small variant where it has one. */
interface Sample {
  readonly title: string;
  /** Name and value of the option that makes the match short. */
  readonly option?: readonly [name: string, value: string];
  /** The actions at the start. */
  readonly first?: (pages: readonly Page[]) => Promise<void>;
  /** A selector of an element that the pages have when the match is half over. */
  readonly half: string;
  /** The actions at that time. */
  readonly between?: (pages: readonly Page[]) => Promise<void>;
}

/** The entries of a match's log that a page shows. */
const entries = (count: number): string => `.moves li:nth-child(${count})`;

async function choose(page: Page, { title, option }: Sample): Promise<void> {
  if (option === undefined) return;
  const own = card(page, title);
  await own.getByText('Options', { exact: true }).click();
  await own.getByLabel(option[0]).selectOption(option[1]);
}

/** All pages look for a match of the sample. */
async function meet(pages: readonly Page[], sample: Sample): Promise<void> {
  for (const page of pages) {
    await choose(page, sample);
    await card(page, sample.title).getByRole('button', { name: 'Play now' }).click();
  }
}

/** The first page invites the others by a link, which is quicker than a search for two others. */
async function invite(pages: readonly Page[], sample: Sample): Promise<void> {
  const [host, ...guests] = pages;
  if (host === undefined) return;
  await choose(host, sample);
  await card(host, sample.title).getByRole('button', { name: 'With a friend' }).click();
  const link = await host.getByLabel('Send this link').inputValue();
  await Promise.all(
    guests.map(async (guest) => {
      await guest.goto(link);
      await guest.getByRole('button', { name: 'Accept' }).click();
    }),
  );
}

/** The pages are in a match of the sample, and play it to its end; then one looks at its replay. */
async function playWhole(pages: readonly Page[], sample: Sample, observer: Player): Promise<void> {
  const [first] = pages;
  if (first === undefined) throw new Error('a match has players');
  await Promise.all(pages.map((page) => page.locator('.match').waitFor()));
  const matchId = matchOf(first);
  const name = sample.title.toLowerCase().replaceAll(' ', '-');
  await sample.first?.(pages);
  await playUntil(pages, sample.half);
  await eachScreen(pages, name);
  if ((await first.locator('.track').count()) > 0) await compares(pages);
  await sample.between?.(pages);
  await playOut(pages);
  // Commands that were hidden during the match are shown after it.
  for (const page of pages)
    await page
      .locator('.moves li', { hasText: /has chosen$|placed a ship$/ })
      .first()
      .waitFor({ state: 'detached' });
  await eachScreen(pages, `${name}-ending`);
  const document = await observer.match(matchId);
  for (const page of pages) {
    const seat = await page.locator('.seats li', { hasText: /^\s*You/ }).getAttribute('data-seat');
    expect(await page.locator('.result h2').innerText()).toBe(resultOf(document, Number(seat)));
    expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBe(0);
  }
  for (const phone of pages.slice(1, 2)) {
    expect(await violations(phone)).toEqual([]);
    const next = await boxOf(phone.getByRole('button', { name: /[Rr]ematch/ }));
    expect(next.bottom).toBeLessThan(phone.viewportSize()?.height ?? 0);
  }
  expect(await unsaid(pages)).toEqual([]);
  await first.getByRole('link', { name: 'Replay' }).click();
  await first.locator('.match.replay').waitFor();
  await first.keyboard.press('Home');
  await first.getByText(': the start').waitFor();
  await screenshot(first, `${name}-replay`);
}

/** Moves that are not said as a sentence: a player, and a verb in the past tense. */
async function unsaid(pages: readonly Page[]): Promise<string[]> {
  const said = /^(You|[A-Z][a-z]+) ([a-z]+ed|shot|has chosen|left|stayed)\b/;
  const moves = pages.map((page) => page.locator('.moves li[data-seat]').allInnerTexts());
  return (await Promise.all(moves)).flat().filter((move) => !said.test(move.trim()));
}

/** The bars of all lanes begin and end at the same places, also while one of them has more to show. */
async function compares(pages: readonly Page[]): Promise<void> {
  for (const page of pages) {
    const edges = await page.evaluate<string[]>(`[...document.querySelectorAll('.track')].map((bar) => {
      const { left, right } = bar.getBoundingClientRect();
      return left + ' to ' + right;
    })`);
    expect(edges.length).toBeGreaterThan(1);
    expect(new Set(edges).size).toBe(1);
  }
}

/** The match that a page plays, by its address. */
const matchOf = (page: Page): string => new URL(page.url()).hash.split('/').at(-1) ?? '';

/** A screenshot of a laptop and of a phone. */
async function eachScreen([laptop, phone]: readonly Page[], name: string): Promise<void> {
  if (laptop !== undefined) await screenshot(laptop, name);
  if (phone !== undefined) await screenshot(phone, `${name}-phone`);
}

/** The text of a page for the player of a seat once the match is over. */
function resultOf({ result }: MatchDocument, seat: number): string {
  if (result === undefined) throw new Error('the match is over');
  const { places, outcomes } = result;
  const shared = outcomes[seat] === 'draw' ? 'Shared ' : '';
  if (places.length > 2)
    return `${shared}${['', '1st', '2nd', '3rd'][places[seat] ?? 0] ?? '?'} of ${places.length}`;
  return { win: 'You won', loss: 'You lost', draw: 'A draw' }[outcomes[seat] ?? 'draw'];
}

const hosted = z.object({ sessions: z.array(z.object({ processId: z.string() })).min(1) });

/** Asks the console as its page does. */
export async function askConsole({ ready }: RunningBackend, path: string, method = 'GET'): Promise<unknown> {
  const { origin, searchParams } = new URL(ready.console);
  const headers = { authorization: `Bearer ${searchParams.get('token') ?? ''}` };
  const answer = await fetch(`${origin}/console/api/${path}`, { method, headers });
  expect(answer.status).toBe(200);
  return answer.json();
}

/** Puts the time of the whole backend forward. */
export const stepTime = (backend: RunningBackend, seconds: number): Promise<unknown> =>
  askConsole(backend, `time/step?seconds=${seconds}`, 'POST');

/** Ends the process of a match with kill -9. */
async function killServerOf(matchId: string, backend: RunningBackend): Promise<void> {
  const [session] = hosted.parse(await askConsole(backend, `matches/${matchId}`)).sessions;
  await askConsole(backend, `processes/${session?.processId ?? ''}/kill`, 'POST');
}

/** On cells that are smaller than a finger, the first touch aims, and a button or the second touch plays. */
async function aims([, phone]: readonly Page[]): Promise<void> {
  await phone?.getByLabel('row 1 column a, water').first().tap();
  const choose = phone?.getByRole('button', { name: 'Choose a1' });
  await choose?.waitFor();
  expect(await phone?.locator('.moves li[data-seat]', { hasText: 'You' }).count()).toBe(0);
  await choose?.tap();
  await phone?.locator('.moves').getByText('placed a ship at a1, across').waitFor();
}

/** Both pages continue after the process of their match was killed, without a press. */
const continues = (backend: RunningBackend) => async (pages: readonly Page[]) => {
  for (const page of pages.slice(0, 1)) await killServerOf(matchOf(page), backend);
  await Promise.all(pages.map((page) => page.locator('.moves').getByText('on a new server').waitFor()));
};

/**
 * In the first round every player climbs once and belays. Were they to climb on, the first could be at the
 * summit, or all of them out, before each has had a turn.
 */
async function climbOnce(pages: readonly Page[]): Promise<void> {
  const button = (page: Page, name: RegExp): Locator =>
    page.locator('button.command:enabled', { hasText: name });
  for (const _turn of pages) {
    const turns = pages.map(async (page) => {
      await button(page, /^Climb/).waitFor();
      return page;
    });
    const climber = await Promise.race(turns);
    await button(climber, /^Climb/).click();
    const belay = button(climber, /^Belay/);
    // A slip ends the turn without a belay.
    await belay.or(climber.locator('.match:not(:has(.turn.mine))')).first().waitFor();
    if (await belay.isVisible()) await belay.click();
    await climber.locator('.turn.mine').waitFor({ state: 'detached' });
  }
}

/** The choice of a player is hidden until the round is settled, and then shown while the match runs. */
async function settles([first, second]: readonly Page[]): Promise<void> {
  if (first === undefined || second === undefined) return;
  const hidden = second.locator('.moves li', { hasText: 'has chosen' });
  let chosen = 0;
  const choose = async (page: Page): Promise<void> => {
    await page.locator('.card.ready:enabled').first().click();
    chosen += 1;
    for (const each of [first, second])
      await each
        .locator('.moves li[data-seat]')
        .nth(chosen - 1)
        .waitFor();
  };
  // Rounds in which nothing is hidden from the reader, and one in which a card is.
  for (const page of [second, first, second, first, first]) await choose(page);
  await hidden.waitFor();
  await choose(second);
  await hidden.waitFor({ state: 'detached' });
}

/** The third player resigns; the others play on. */
async function resigns([, , third]: readonly Page[]): Promise<void> {
  third?.once('dialog', (asked) => void asked.accept());
  await third?.getByRole('button', { name: 'Resign' }).click();
  await third?.getByText('You are out. The others play on.').waitFor();
}

/**
 * Plays each sample that has no test of its own, all at the same time.
 * @param at opens a page for each of the names, the second on a phone
 */
export async function playOtherSamples(
  at: (names: string) => Promise<readonly Page[]>,
  backend: RunningBackend,
): Promise<void> {
  const { player: observer } = await new Turnlift({ url: backend.ready.api }).register();
  const play = async (names: string, meeting: typeof meet, sample: Sample): Promise<void> => {
    const pages = await at(names);
    await meeting(pages, sample);
    await playWhole(pages, sample, observer);
  };
  // Before each seat has had a turn, a match is called off instead of resigned.
  const everySeat = [0, 1, 2].map((seat) => `:has(.moves [data-seat="${seat}"])`).join('');
  const climbing = ':has(.pending:not([style*=" 0.00%"]))';
  await Promise.all([
    play('Kim Lea', meet, {
      title: 'Battleship',
      first: aims,
      half: entries(16),
      between: continues(backend),
    }),
    play('Moe Noa', meet, { title: 'Reversi', option: ['size', '6'], half: entries(16) }),
    play('Oda Pia', meet, { title: 'Market day', first: settles, half: entries(4) }),
    play('Quy Ria Sam', invite, {
      title: 'Rockfall',
      option: ['ropes', '3'],
      first: climbOnce,
      half: `.match${everySeat}${climbing}`,
      between: resigns,
    }),
  ]);
}
