import { beforeAll, describe, expect, it } from '@jest/globals';
import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { bandsOf, type ScoreRange } from '../../../core/ranking/score-bands';
import { firstLayout, layoutText } from '../../../core/ranking/index-layout';
import { type RankedLeaderboard } from '../../../core/ranking/score-change';
import { asSteps, type Steps } from '../../../core/ranking/score-order';
import { counterName, nodeName, type ScorePath, ScorePaths } from '../../../core/ranking/score-paths';
import { createLeaderboardStore } from '../../../store/leaderboards';
import { createRankCounts } from '../../../store/rank-counts';
import { createRankPlaces } from '../../../store/rank-places';
import { createLeaderboardPeriods } from '../../../store/leaderboard-periods';
import { nodeMark, nodeTimeOf, rankRows, rankSlot, type RowKey } from '../../../store/keys';
import { MemoryTables } from '../../../bench/ranking/memory-tables';
import { aPlayer, game, names, quickRetries } from '../database';
import { change } from './support';

/** The promises of docs/leaderboards.md for declared ranges, with nodes as ten million players fill them. */

const players = 10_000_000;
const now = (): number => 1_800_000_000_000;

/** The share of standard normal values below x (Abramowitz and Stegun, 26.2.17). */
function normalShare(x: number): number {
  const t = 1 / (1 + 0.2316419 * Math.abs(x));
  const tail =
    (Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI)) *
    t *
    (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
  return x > 0 ? 1 - tail : tail;
}
const logNormal =
  (median: number, deviation: number) =>
  (score: number): number =>
    score <= 0 ? 0 : normalShare(Math.log(score / median) / deviation);
const even =
  (from: number, to: number) =>
  (score: number): number =>
    Math.min(1, Math.max(0, (score - from) / (to - from + 1)));

interface Shape {
  readonly name: string;
  readonly range: ScoreRange;
  /** The share of players with a lower score. */
  readonly below: (score: number) => number;
  /** Changes that share a second's batch, and write units of one of them in the index. */
  readonly write: ReadonlyArray<readonly [rate: number, units: number]>;
}

const season = { from: Date.UTC(2026, 8, 1) / 1000, to: Date.UTC(2026, 11, 1) / 1000 };
const billions = { from: 0, to: 2_200_000_000 };
const years = { from: 1_600_000_000, to: 2_000_000_000 };
const both = { from: -1_000_000_000, to: 1_000_000_000 };
const shapes: readonly Shape[] = [
  {
    name: 'arcade scores',
    range: { from: 0, to: 500_000_000 },
    below: logNormal(5e6, 1.5),
    write: [[400, 4.5]],
  },
  {
    name: 'high arcade scores',
    range: billions,
    below: logNormal(2e8, 0.8),
    write: [
      [100, 6.5],
      [400, 4.5],
    ],
  },
  // Most players are in the lowest hundredth: the range is too wide for them.
  { name: 'low arcade scores', range: billions, below: logNormal(5e6, 1.5), write: [[100, 8.5]] },
  { name: 'seconds of a season', range: season, below: even(season.from, season.to), write: [[100, 4.5]] },
  { name: 'seconds of years', range: years, below: even(years.from, years.to), write: [[400, 4.5]] },
  { name: 'gains and losses', range: both, below: (score) => normalShare(score / 2e8), write: [[400, 4.5]] },
  {
    name: 'tenths of a rating',
    range: { from: 0, to: 40_000 },
    below: (score) => normalShare((score - 15_000) / 3000),
    write: [
      [1, 10],
      [100, 1],
    ],
  },
];

const shard = 'shard';
const otherSlots = [0, 1, 2, 3, 4].filter((slot) => slot !== rankSlot(shard)).slice(0, 4);

/** The nodes on the paths of scores, as a leaderboard of the shape has them. */
class FilledNodes {
  readonly #shape: Shape;
  readonly #paths: ScorePaths;
  readonly #nodes = new Map<string, { readonly path: ScorePath; readonly counters: Map<number, number> }>();
  readonly #random: () => number;

  constructor(shape: Shape, random: () => number) {
    this.#shape = shape;
    this.#paths = new ScorePaths(shape.range);
    this.#random = random;
  }

  fill(steps: Steps): void {
    const path = this.#paths.of(steps);
    for (let level = 0; level < path.length; level += 1) {
      const above = path.slice(0, level);
      if (!this.#nodes.has(nodeName(above)))
        this.#nodes.set(nodeName(above), { path: above, counters: this.#counters(above) });
    }
  }

  /** The rows; a node counts what the nodes below it that are filled count. */
  rows(key: (node: string) => RowKey): readonly (RowKey & Readonly<Record<string, unknown>>)[] {
    const deepest = [...this.#nodes.values()].sort((one, other) => other.path.length - one.path.length);
    for (const { path, counters } of deepest) {
      const digit = path.at(-1);
      const sum = [...counters.values()].reduce((all, count) => all + count, 0);
      if (digit !== undefined) this.#nodes.get(nodeName(path.slice(0, -1)))?.counters.set(digit, sum);
    }
    return deepest.map(({ path, counters }) => ({
      ...key(nodeName(path)),
      ...Object.fromEntries([...counters].map(([digit, count]) => [counterName(digit), count])),
      // Four other shards of the stream have written it.
      ...Object.fromEntries(otherSlots.map((slot) => [nodeTimeOf(slot), now()])),
      ...Object.fromEntries(otherSlots.map((slot) => [nodeMark(slot), 123_456])),
    }));
  }

  #counters(above: ScorePath): Map<number, number> {
    const counters = new Map<number, number>();
    for (const { start, first, children, fans, width, lowest, highest } of bandsOf(this.#shape.range)) {
      const [child] = above;
      if (child === undefined)
        for (let at = 0; at < children; at += 1) {
          const from = Math.max(lowest, start + at * width);
          this.#add(counters, first + at, from, Math.min(highest + 1, start + (at + 1) * width) - from);
        }
      else if (child >= first && child < first + children) {
        let [from, span] = [start + (child - first) * width, width];
        for (const [level, fan] of fans.entries()) {
          span /= fan;
          const digit = above[level + 1];
          if (digit === undefined) {
            if (span === 1) this.#addScores(counters, from, fan);
            else for (let at = 0; at < fan; at += 1) this.#add(counters, at, from + at * span, span);
            break;
          }
          from += digit * span;
        }
      }
    }
    return counters;
  }

  /** Scores of a leaf: where they are many more than its players, each player has an own one. */
  #addScores(counters: Map<number, number>, from: number, fan: number): void {
    const { below } = this.#shape;
    const count = Math.round(players * (below(from + fan) - below(from)));
    if (count > fan / 4) for (let at = 0; at < fan; at += 1) this.#add(counters, at, from + at, 1);
    else for (let one = 0; one < count; one += 1) counters.set(Math.floor((one * fan) / count), 1);
  }

  #add(counters: Map<number, number>, digit: number, from: number, span: number): void {
    const { below } = this.#shape;
    const count = Math.floor(players * (below(from + span) - below(from)) + this.#random());
    if (count > 0) counters.set(digit, count);
  }
}

describe.each(shapes)('on a leaderboard of ten million $name', (shape) => {
  const { from, to } = shape.range;
  const leaderboard: RankedLeaderboard = {
    id: `${game}.${shape.name.replaceAll(' ', '-')}`,
    game,
    direction: 'highest',
    decimals: 0,
    periods: ['all'],
    scores: { from, to },
  };
  const layout = firstLayout({ ...leaderboard, updatesPerSecond: 100 });
  const generator = xoroshiro128plus(11);
  const random = (): number => uniformFloat64(generator);
  const score = (): Steps => {
    const share = random();
    let [low, high] = [from, to];
    while (low < high) {
      const middle = Math.floor((low + high) / 2);
      if (shape.below(middle + 1) > share) high = middle;
      else low = middle + 1;
    }
    return asSteps(low);
  };
  const changes = Array.from(
    { length: shape.write.reduce((sum, [rate]) => sum + rate, 0) },
    () => [score(), score()] as const,
  );
  const player = aPlayer();
  let sequence = 0;
  const mine = changes[0]?.[1] ?? asSteps(0);
  let used: ReturnType<MemoryTables['client']>['used'];
  let parts: {
    readonly counts: ReturnType<typeof createRankCounts>;
    readonly periods: ReturnType<typeof createLeaderboardPeriods>;
    readonly places: ReturnType<typeof createRankPlaces>;
    readonly leaderboards: ReturnType<typeof createLeaderboardStore>;
  };

  beforeAll(async () => {
    const nodes = new FilledNodes(shape, random);
    for (const [before, after] of changes) for (const steps of [before, after]) nodes.fill(steps);
    const rows = nodes.rows((node) =>
      rankRows.node.key({
        leaderboard: leaderboard.id,
        period: 'all',
        layout: layoutText(layout),
        lane: 0,
        node,
      }),
    );
    const tables = new MemoryTables({
      leaderboards: names.leaderboards,
      leaderboard,
      layout,
      periods: new Map(),
    });
    for (const row of rows) tables.rows.set(`${row.pk} ${row.sk}`, row);
    const memory = tables.client();
    const { client } = memory;
    ({ used } = memory);
    const retry = quickRetries();
    parts = {
      counts: createRankCounts(client, names.ranks, { retry, now }),
      periods: createLeaderboardPeriods(client, names.ranks, retry, now),
      places: createRankPlaces(client, names.ranks, retry),
      leaderboards: createLeaderboardStore(client, names, {
        retry,
        now,
        async latest() {
          await client.send(
            new GetCommand({ TableName: names.players, Key: { pk: 'P#x', sk: 'S#x' }, ConsistentRead: true }),
          );
          return [change(leaderboard, player, mine, 9)];
        },
      }),
    };
    await parts.periods.open({ ...leaderboard, updatesPerSecond: 100 }, 'all');
    await parts.leaderboards.place(leaderboard, 'all', player);
  });

  it('a rank costs three read units in two round trips', async () => {
    used();
    const place = await parts.leaderboards.place(leaderboard, 'all', player);
    const measured = used();
    expect(measured.reads).toBeLessThanOrEqual(3);
    expect(measured.rounds).toBe(2);
    const better = players * (1 - shape.below(mine + 1));
    expect(Math.abs((place?.rank ?? 0) - better)).toBeLessThan(5000);
  });

  it('the score at a rank costs two read units at most', async () => {
    const period = await parts.periods.find(leaderboard.id, 'all');
    if (period === undefined) throw new Error('the period is open');
    const { rank = 0 } = (await parts.leaderboards.place(leaderboard, 'all', player)) ?? {};
    used();
    const found = await parts.places.scoreAt(period, 'highest', { place: rank });
    expect(used().reads).toBeLessThanOrEqual(2);
    expect(Math.abs((found?.steps ?? 0) - mine)).toBeLessThan(Math.max(2, (to - from) / 1e5));
  });

  it.each(shape.write)(
    '%d changes at once cost at most %d write units each in the index',
    async (rate, most) => {
      const batch = changes.splice(0, rate);
      used();
      await parts.counts.count(
        shard,
        batch.map(([before, after], at) => ({
          sequence: String(1 + (sequence += 1)),
          leaderboard: leaderboard.id,
          period: 'all',
          playerId: player,
          before: { layout, steps: before },
          after: { layout, steps: after },
          writtenAt: now() + at,
        })),
      );
      const { writes } = used();
      expect(writes / rate).toBeLessThanOrEqual(most);
      expect(writes / rate).toBeGreaterThanOrEqual(0.5 * most);
    },
  );
});
