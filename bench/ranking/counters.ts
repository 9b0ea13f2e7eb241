import { layoutText, type IndexLayout } from '../../core/ranking/index-layout';
import { type RankedLeaderboard } from '../../core/ranking/score-change';
import { asSteps } from '../../core/ranking/score-order';
import { counterName, nodeName, ScorePaths } from '../../core/ranking/score-paths';
import { nodeTimeOf, rankRows, rankSlot } from '../../store/keys';
import { type Columns } from './columns';
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
  { id: leaderboard }: RankedLeaderboard,
  period: string,
  layout: IndexLayout,
  columns: Columns,
  writtenAt: number,
): void {
  for (const [node, counters] of countersOf(columns.histogram())) {
    const key = rankRows.node.key({ leaderboard, period, layout: layoutText(layout), lane: 0, node });
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
  { id: leaderboard }: RankedLeaderboard,
  period: string,
  layout: IndexLayout,
  columns: Columns,
): { readonly counters: number; readonly wrong: number } {
  const expected = countersOf(columns.histogram());
  const prefix = `N#${leaderboard}#${period}#${layoutText(layout)}#`;
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
