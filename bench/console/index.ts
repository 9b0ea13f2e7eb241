import Table from 'cli-table3';
import { GameLiftClient, StartMatchmakingCommand } from '@aws-sdk/client-gamelift';
import { type Page } from 'playwright-core';
import { launchBrowser } from '../../__tests__/browser/support/browser';
import { type RunningBackend, startBackend } from '../../__tests__/e2e/support/programs';
import { type BenchRun, type BenchOutcome, median } from '../bench';
import { Limits } from '../limits';
import { type Crowd, gatherCrowd, type Speed } from './crowd';
import { scrollList } from './scroll';

export const title =
  'Console: first page, tickets that scroll, and what an open page takes of a backend that plays';

const limits = { interactiveMs: 300, frameMs: 50, lostShare: 0.05 };
/** How long the speed is measured at a time (ms). */
const spanMs = 3_000;

/** Opens tickets that cannot match: each wants a different game. */
async function openTickets({ ready }: RunningBackend, count: number): Promise<void> {
  const client = new GameLiftClient({
    endpoint: ready.gamelift,
    region: 'us-east-1',
    credentials: { accessKeyId: 'bench', secretAccessKey: 'bench' },
  });
  let next = 0;
  const open = async (): Promise<void> => {
    while (next < count) {
      const number = next++;
      await client.send(
        new StartMatchmakingCommand({
          ConfigurationName: ready.matchmakingConfiguration,
          Players: [
            {
              PlayerId: `p-${number}`,
              PlayerAttributes: { game: { S: `game-${number}` }, skill: { N: 1000 + (number % 1000) } },
            },
          ],
        }),
      );
    }
  };
  await Promise.all(Array.from({ length: 32 }, open));
  client.destroy();
}

/** The speed with the console closed, and then with it open. */
interface Round {
  readonly closed: Speed;
  readonly open: Speed;
}

/** Notes the time at which the page is drawn and has the first event of the backend. */
const noteLive = `new MutationObserver((_, observer) => {
  if (document.querySelector('.state.live[role=status]') === null) return;
  globalThis.liveAt = performance.now();
  observer.disconnect();
}).observe(document, { subtree: true, childList: true, attributes: true });`;

/** Milliseconds from the navigation until the page is drawn and connected to the backend. */
async function interactive(page: Page, address: string): Promise<number> {
  await page.goto(address);
  await page.locator('.state.live[role=status]').waitFor();
  return page.evaluate<number>('globalThis.liveAt');
}

/** Rounds with the page closed and open in turn, so that a drift of the machine is in both. */
async function alternateRounds(
  crowd: Crowd,
  page: Page,
  address: string,
  count: number,
): Promise<{ readonly rounds: readonly Round[]; readonly isLive: boolean }> {
  const rounds: Round[] = [];
  let isLive = true;
  for (let round = 0; round < count; round++) {
    await page.goto('about:blank');
    const closed = await crowd.measure(spanMs);
    await interactive(page, address);
    const open = await crowd.measure(spanMs);
    isLive &&= await page.locator('.state.live[role=status]').isVisible();
    rounds.push({ closed, open });
  }
  return { rounds, isLive };
}

/** The rounds beside matches that all run at the same time. */
async function measureCrowd(
  backend: RunningBackend,
  page: Page,
  { atOnce, count, print }: { readonly atOnce: number; readonly count: number } & Pick<BenchRun, 'print'>,
): ReturnType<typeof alternateRounds> {
  let tenth = 0;
  const crowd = await gatherCrowd(backend, atOnce, (running) => {
    const now = Math.floor((10 * running) / atOnce);
    if (now > tenth) print(`${running} of ${atOnce} matches run`);
    tenth = Math.max(tenth, now);
  });
  try {
    return await alternateRounds(crowd, page, `${backend.ready.api}/console/#/matches?status=active`, count);
  } finally {
    await crowd.end();
  }
}

/** Measures and prints. */
export async function run({ quick, print }: BenchRun): Promise<BenchOutcome> {
  const tickets = quick ? 1_000 : 10_000;
  const atOnce = quick ? 8 : 200;
  const backend = await startBackend(['--port', '0', '--memory', '--capacity', String(atOnce + 10)]);
  const browser = await launchBrowser();
  try {
    const { ready } = backend;
    const token = new URL(ready.console).searchParams.get('token') ?? '';
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
    await page.addInitScript(noteLive);
    // The first visit compiles the code of both processes.
    await interactive(page, ready.console);
    const firstMs = await interactive(page, `${ready.api}/console/`);
    const { rounds, isLive } = await measureCrowd(backend, page, { atOnce, count: quick ? 1 : 4, print });
    // Functions must not get events of tickets that no player of the backend has opened.
    await fetch(`${ready.api}/console/api/faults/events?held=true`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}` },
    });
    await openTickets(backend, tickets);
    await page.goto(`${ready.api}/console/#/tickets?status=open`);
    await page.getByText(`${tickets} rows`).waitFor({ state: 'attached' });
    const { frames, emptyShare } = await scrollList(page);
    const lost = 1 - median(rounds.map(({ closed, open }) => open.turnsPerSecond / closed.turnsPerSecond));
    const medians = (measured: (speed: Speed) => number, unit: string): string =>
      (['closed', 'open'] as const)
        .map((state) => median(rounds.map((round) => measured(round[state]))).toFixed(2))
        .join(` ${unit} closed, `)
        .concat(` ${unit} open`);
    const p95 = frames[Math.floor(frames.length * 0.95)] ?? 0;
    const table = new Table({ head: ['measure', 'figure', 'limit'], style: { head: [], border: [] } });
    table.push(
      ['first page drawn and live', `${Math.round(firstMs)} ms`, `${limits.interactiveMs} ms`],
      [`a frame while ${tickets} tickets scroll, p95`, `${p95.toFixed(1)} ms`, `${limits.frameMs} ms`],
      ['frames without a row in sight', `${(emptyShare * 100).toFixed(1)} %`, ''],
      [`speed at ${atOnce} matches at once`, medians((speed) => speed.turnsPerSecond, 'turns/s'), ''],
      ['CPU of the main process a turn', medians((speed) => speed.cpuPerTurn, 'ms'), ''],
      [
        `speed that the console takes, median of ${rounds.length}`,
        `${(lost * 100).toFixed(1)} %`,
        `${limits.lostShare * 100} %`,
      ],
      ['the page is live', isLive ? 'yes' : 'no', ''],
    );
    print(table.toString());
    const checked = new Limits();
    checked.check('first page drawn and live', firstMs, 'ms', { most: limits.interactiveMs });
    checked.check('a frame of a list that scrolls, p95', p95, 'ms', { most: limits.frameMs });
    checked.check('speed that the console takes', lost * 100, '%', { most: limits.lostShare * 100 });
    if (!isLive) checked.miss('the page lost its backend');
    return { missed: checked.missed };
  } finally {
    await browser.close();
    backend.child.kill('SIGTERM');
    await backend.finished;
  }
}
