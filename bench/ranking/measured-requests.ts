import Table from 'cli-table3';
import { prices } from '../../config/prices';
import { type RankingChance } from './chance';
import { playerOf } from './columns';
import { type Used } from './memory-tables';
import { leaderboard, type ModelledLeaderboard } from './modelled-leaderboard';

/** The requests of one kind: calls, waits and units of each. */
export type RequestsOfKind = readonly [name: string, used: readonly Used[]];

type Request = readonly [name: string, ask: () => Promise<unknown>];

async function requestsOf(model: ModelledLeaderboard, chance: RankingChance): Promise<readonly Request[]> {
  const { seasons, periods, leaderboards, places } = model;
  const order = seasons.autumn.sort();
  const found = await periods.find(leaderboard.id, 'autumn');
  if (found === undefined) throw new Error('the period is open');
  const some = (): ReturnType<typeof playerOf> => playerOf(order[chance.below(order.length)] ?? 0);
  const cursors: (string | undefined)[] = [undefined];
  return [
    ['rank of a player', () => leaderboards.place(leaderboard, 'autumn', some())],
    [
      'page of 20',
      async () => {
        const cursor = cursors[chance.below(cursors.length)];
        const limits = { limit: 20, ...(cursor === undefined ? {} : { cursor }) };
        const page = await leaderboards.page(leaderboard, 'autumn', limits, { from: 'the best' });
        cursors.push(page.cursor);
      },
    ],
    ['page of 100', () => leaderboards.page(leaderboard, 'autumn', { limit: 100 }, { from: 'the best' })],
    ['10 around a player', () => leaderboards.around(leaderboard, 'autumn', some(), 5)],
    ['score at a rank', () => places.scoreAt(found, 'highest', { place: 1 + chance.below(order.length) })],
    ['score at a percentile', () => places.scoreAt(found, 'highest', { percentile: 100 * chance.random() })],
  ];
}

/** Sends requests of each kind in turn, and reads what each has used. */
export async function measureRequests(
  model: ModelledLeaderboard,
  chance: RankingChance,
  samples: number,
): Promise<readonly RequestsOfKind[]> {
  const measured: RequestsOfKind[] = [];
  for (const [name, ask] of await requestsOf(model, chance)) {
    const all: Used[] = [];
    for (let sample = 0; sample < samples; sample += 1) {
      model.tables.tick();
      model.used();
      await ask();
      all.push(model.used());
    }
    measured.push([name, all]);
  }
  return measured;
}

export function requestTable(measured: readonly RequestsOfKind[]): string {
  const table = new Table({
    head: ['request', 'calls p50/p99', 'round trips p50/p99', 'read units p50/p99', '$ a million'],
    style: { head: [], border: [] },
  });
  for (const [name, all] of measured) {
    const at = (of: (one: Used) => number): string =>
      `${percentile(all.map(of), 0.5)} / ${percentile(all.map(of), 0.99)}`;
    const mean = all.reduce((sum, { reads }) => sum + reads, 0) / all.length;
    table.push([
      name,
      at(({ calls }) => calls),
      at(({ rounds }) => rounds),
      at(({ reads }) => reads),
      (mean * prices.dynamodbReadMillion).toFixed(2),
    ]);
  }
  return table.toString();
}

/** p99 of the read units of a request, by its name. */
export const readUnitsOf = (measured: readonly RequestsOfKind[]): Readonly<Record<string, number>> =>
  Object.fromEntries(
    measured.map(([name, all]) => [
      name,
      percentile(
        all.map(({ reads }) => reads),
        0.99,
      ),
    ]),
  );

function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}
