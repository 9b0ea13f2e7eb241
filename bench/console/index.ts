import fs from 'node:fs';
import Table from 'cli-table3';
import { GameLiftClient, StartMatchmakingCommand } from '@aws-sdk/client-gamelift';
import { type Page } from 'playwright-core';
import { launchBrowser } from '../../__tests__/browser/support/browser';
import { type RunningBackend, startBackend } from '../../__tests__/e2e/support/programs';
import { Turnlift } from '../../client/node';
import { MatchChance, seededChance } from '../../core/match/chance';
import { playLeague } from '../../local/demo/league';
import { type BenchRun, type BenchOutcome, median } from '../bench';
import { Limits } from '../limits';
import { scrollList } from './scroll';

export const title =
  'Console: first page, tickets that scroll, and what an open page takes of a backend that plays';

const limits = { interactiveMs: 300, frameMs: 50, takenShare: 0.05 };
/** Resolution of Linux's process times, in milliseconds. */
const tick = 10;

/** CPU milliseconds that a process has used, without its children. */
function cpuOf(pid: number): number {
  const stat = fs.readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) * tick;
}

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

/** CPU of the backend's own process for each turn of a league, in milliseconds. */
async function cpuPerTurn(
  { ready, child }: RunningBackend,
  matches: number,
  atOnce: number,
): Promise<number> {
  if (child.pid === undefined) throw new Error('the backend has no process');
  const before = cpuOf(child.pid);
  const { turns } = await playLeague(new Turnlift({ url: ready.api }), {
    matches,
    game: 'reversi',
    concurrency: atOnce,
    udp: false,
    random: new MatchChance(seededChance('console')),
    now: () => performance.now(),
    maxRetryMs: 60_000,
    onProgress: () => undefined,
  });
  return (cpuOf(child.pid) - before) / turns;
}

/** CPU a turn in milliseconds, with the console closed and then with it open. */
interface Round {
  readonly closed: number;
  readonly open: number;
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
  backend: RunningBackend,
  page: Page,
  { atOnce, count }: { readonly atOnce: number; readonly count: number },
): Promise<{ readonly rounds: readonly Round[]; readonly isLive: boolean }> {
  const rounds: Round[] = [];
  let isLive = true;
  for (let round = 0; round < count; round++) {
    await page.goto('about:blank');
    const closed = await cpuPerTurn(backend, atOnce, atOnce);
    await interactive(page, `${backend.ready.api}/console/#/matches?status=active`);
    const open = await cpuPerTurn(backend, atOnce, atOnce);
    isLive &&= await page.locator('.state.live[role=status]').isVisible();
    rounds.push({ closed, open });
  }
  return { rounds, isLive };
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
    // The first round compiles the code of both processes, so it counts for neither side.
    await cpuPerTurn(backend, atOnce, atOnce);
    await interactive(page, ready.console);
    const firstMs = await interactive(page, `${ready.api}/console/`);
    const { rounds, isLive } = await alternateRounds(backend, page, { atOnce, count: quick ? 1 : 3 });
    // Functions must not get events of tickets that no player of the backend has opened.
    await fetch(`${ready.api}/console/api/faults/events?held=true`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}` },
    });
    await openTickets(backend, tickets);
    await page.goto(`${ready.api}/console/#/tickets?status=open`);
    await page.getByText(`${tickets} rows`).waitFor({ state: 'attached' });
    const { frames, emptyShare } = await scrollList(page);
    const closed = median(rounds.map((round) => round.closed));
    const open = median(rounds.map((round) => round.open));
    const taken = median(rounds.map((round) => round.open / round.closed)) - 1;
    const p95 = frames[Math.floor(frames.length * 0.95)] ?? 0;
    const table = new Table({ head: ['measure', 'figure', 'limit'], style: { head: [], border: [] } });
    table.push(
      ['first page drawn and live', `${Math.round(firstMs)} ms`, `${limits.interactiveMs} ms`],
      [`a frame while ${tickets} tickets scroll, p95`, `${p95.toFixed(1)} ms`, `${limits.frameMs} ms`],
      ['frames without a row in sight', `${(emptyShare * 100).toFixed(1)} %`, ''],
      [`CPU a turn, ${atOnce} matches at once, median of ${rounds.length}`, `${closed.toFixed(2)} ms`, ''],
      ['the same with the console open', `${open.toFixed(2)} ms`, ''],
      [
        'taken by the console, median of the rounds',
        `${(taken * 100).toFixed(1)} %`,
        `${limits.takenShare * 100} %`,
      ],
      ['the page is live', isLive ? 'yes' : 'no', ''],
    );
    print(table.toString());
    const checked = new Limits();
    checked.check('first page drawn and live', firstMs, 'ms', { most: limits.interactiveMs });
    checked.check('a frame of a list that scrolls, p95', p95, 'ms', { most: limits.frameMs });
    checked.check('CPU that the console takes', taken * 100, '%', { most: limits.takenShare * 100 });
    if (!isLive) checked.miss('the page lost its backend');
    return { missed: checked.missed };
  } finally {
    await browser.close();
    backend.child.kill('SIGTERM');
    await backend.finished;
  }
}
