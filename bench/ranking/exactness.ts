import { layoutText, type IndexLayout } from '../../core/ranking/index-layout';
import { type RankedBoard } from '../../core/ranking/score-change';
import { asSteps } from '../../core/ranking/score-order';
import { counterName, nodeName, ScorePaths } from '../../core/ranking/score-paths';
import { nodeTimeOf, rankRows, rankSlot } from '../../store/keys';
import { type LeaderboardStore } from '../../store/leaderboards';
import { type Chance } from './chance';
import { type Columns, playerOf } from './columns';
import { type MemoryTables } from './memory-tables';

const paths = new ScorePaths();

/** The counters of a histogram of scores: node, counter, players. */
export function countersOf(histogram: Uint32Array): ReadonlyMap<string, ReadonlyMap<string, number>> {
  const nodes = new Map<string, Map<string, number>>();
  for (const [steps, players] of histogram.entries()) {
    if (players === 0) continue;
    const path = paths.of(asSteps(steps));
    for (const [level, digit] of path.entries()) {
      const name = nodeName(path.slice(0, level));
      const node = nodes.get(name) ?? new Map<string, number>();
      node.set(counterName(digit), (node.get(counterName(digit)) ?? 0) + players);
      nodes.set(name, node);
    }
  }
  return nodes;
}

/**
 * Writes the counters of a period as a rebuilt index would have them.
 * @param writtenAt epoch milliseconds of the newest entry
 */
export function fillCounters(
  tables: MemoryTables,
  { board }: RankedBoard,
  period: string,
  layout: IndexLayout,
  columns: Columns,
  writtenAt: number,
): void {
  for (const [node, counters] of countersOf(columns.histogram())) {
    const key = rankRows.node.key({ board, period, layout: layoutText(layout), lane: 0, node });
    tables.rows.set(`${key.pk} ${key.sk}`, {
      ...key,
      ...Object.fromEntries(counters),
      [nodeTimeOf(rankSlot('filled'))]: writtenAt,
    });
  }
}

/** The number of counters of a period that do not match its entries. */
export function wrongCounters(
  tables: MemoryTables,
  { board }: RankedBoard,
  period: string,
  layout: IndexLayout,
  columns: Columns,
): { readonly counters: number; readonly wrong: number } {
  const expected = countersOf(columns.histogram());
  const prefix = `N#${board}#${period}#${layoutText(layout)}#`;
  let [counters, wrong] = [0, 0];
  const seen = new Set<string>();
  for (const [name, row] of tables.rows) {
    if (!name.startsWith(prefix)) continue;
    const node = String(row.pk).slice(String(row.pk).lastIndexOf('#') + 1);
    seen.add(node);
    for (const [counter, players] of Object.entries(row)) {
      if (counter.length > 2 || typeof players !== 'number') continue;
      counters += 1;
      if ((expected.get(node)?.get(counter) ?? 0) !== players) wrong += 1;
    }
    for (const counter of expected.get(node)?.keys() ?? []) if (row[counter] === undefined) wrong += 1;
  }
  for (const [node, missing] of expected) if (!seen.has(node)) wrong += missing.size;
  return { counters, wrong };
}

export interface Sampled {
  readonly ranks: number;
  readonly pages: number;
  readonly neighbourhoods: number;
  readonly jumps: number;
  readonly wrong: number;
}

export interface SampleOptions {
  readonly chance: Chance;
  readonly samples: number;
  /** Called before each request: players do not send all in one second. */
  readonly pause: () => void;
}

/**
 * Requests ranks, pages, neighbourhoods and jumps of random players, and compares each with the sorted array.
 */
export async function sampleAnswers(
  leaderboards: LeaderboardStore,
  board: RankedBoard,
  period: string,
  columns: Columns,
  { chance, samples, pause }: SampleOptions,
): Promise<Sampled> {
  const order = columns.sort();
  const counts = columns.histogram();
  const better = new Uint32Array(counts.length);
  for (let steps = counts.length - 2; steps >= 0; steps -= 1)
    better[steps] = (better[steps + 1] ?? 0) + (counts[steps + 1] ?? 0);
  const rankOf = (player: number): number => 1 + (better[columns.steps(player) ?? 0] ?? 0);
  const isAt = (playerIds: readonly string[], from: number): boolean =>
    playerIds.every((playerId, index) => playerId === playerOf(order[from + index] ?? 0));
  let wrong = 0;
  const check = (holds: boolean): void => {
    if (!holds) wrong += 1;
  };
  const few = Math.ceil(samples / 10);
  for (let sample = 0; sample < samples; sample += 1) {
    pause();
    const player = order[chance.below(order.length)] ?? 0;
    const place = await leaderboards.place(board, period, playerOf(player));
    check(place?.rank === rankOf(player) && place.players === order.length);
    check(place?.sharedBy === counts[columns.steps(player) ?? 0]);
  }
  let cursor: string | undefined;
  for (let page = 0; page < few; page += 1) {
    pause();
    const answer = await leaderboards.page(
      board,
      period,
      { limit: 20, ...(cursor === undefined ? {} : { cursor }) },
      { from: 'the best' },
    );
    check(
      isAt(
        answer.items.map(({ playerId }) => playerId),
        page * 20,
      ),
    );
    check(answer.items.every(({ rank }, index) => rank === rankOf(order[page * 20 + index] ?? 0)));
    ({ cursor } = answer);
    if (cursor === undefined) break;
  }
  for (let sample = 0; sample < few; sample += 1) {
    pause();
    const at = chance.below(order.length);
    const around = (await leaderboards.around(board, period, playerOf(order[at] ?? 0), 5)) ?? [];
    check(
      isAt(
        around.map(({ playerId }) => playerId),
        Math.max(0, at - 5),
      ),
    );
    check(around.every(({ rank }, index) => rank === rankOf(order[Math.max(0, at - 5) + index] ?? 0)));
    const rank = 1 + chance.below(order.length);
    const jumped = await leaderboards.page(board, period, { limit: 20 }, { rank });
    const first = rankOf(order[rank - 1] ?? 0);
    check(
      jumped.items[0]?.rank === first &&
        isAt(
          jumped.items.map(({ playerId }) => playerId),
          first - 1,
        ),
    );
  }
  return { ranks: samples, pages: few, neighbourhoods: few, jumps: few, wrong };
}
