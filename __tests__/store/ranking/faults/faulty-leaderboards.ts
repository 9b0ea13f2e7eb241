import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import { firstLayout } from '../../../../core/ranking/index-layout';
import { asSteps } from '../../../../core/ranking/score-order';
import { counterDigit } from '../../../../core/ranking/score-paths';
import { type EntryChange } from '../../../../store/rank-counts';
import { aPlayer, names } from '../../database';
import { best, openedForFile } from '../support';

export const opened = openedForFile();

export const entryChange = (
  period: string,
  at: number,
  before: number | undefined,
  after: number,
): EntryChange => ({
  sequence: String(1000 + at),
  leaderboard: best.id,
  period,
  playerId: aPlayer(),
  ...(before === undefined ? {} : { before: { layout: firstLayout(best), steps: asSteps(before) } }),
  after: { layout: firstLayout(best), steps: asSteps(after) },
  writtenAt: at + 1,
});

/** Every counter of a period, by node. */
export async function counters(period: string): Promise<Record<string, Record<string, number>>> {
  const { Items } = await opened.database.client.send(new ScanCommand({ TableName: names.ranks }));
  const found: Record<string, Record<string, number>> = {};
  for (const row of Items ?? []) {
    const partition = String(row.pk);
    if (!partition.startsWith(`N#${best.id}#${period}#`)) continue;
    const counted = Object.entries(row).filter(
      (one): one is [string, number] =>
        counterDigit(one[0]) !== undefined && typeof one[1] === 'number' && one[1] !== 0,
    );
    if (counted.length > 0)
      found[partition.slice(partition.lastIndexOf('#') + 1)] = Object.fromEntries(counted);
  }
  return found;
}

/** Every moment at which a function can die: before the first call, and after each. */
export const moments = (
  calls: number,
): ReadonlyArray<readonly [call: number, moment: 'before' | 'after']> => [
  [1, 'before'],
  ...Array.from({ length: calls }, (_, at) => [at + 1, 'after'] as const),
];
