import { type DynamoDBDocumentClient, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import {
  firstLayout,
  type IndexLayout,
  keptSeconds,
  layoutText,
  readLayout,
} from '../core/ranking/index-layout';
import { type Direction, directions, type RankedLeaderboard } from '../core/ranking/score-change';
import { ifItHolds, type RetryPolicy } from './contention';
import { rankRows } from './keys';
import { prefixedRows } from './prefixed-rows';
import { readRow } from './read-row';
import { rowFieldsOf, MalformedRow } from './row-fields';
import { type TimedTable } from './table';

/** A period of a leaderboard that has at least one score. */
export interface LeaderboardPeriod {
  readonly leaderboard: string;
  readonly period: string;
  /**
   * The layout of its entries; two while entries move to the second one. Readers count and read both. Entries
   * are written in the second one once every reader knows it (`writtenLayout`).
   */
  readonly layouts: readonly [IndexLayout, ...IndexLayout[]];
  /** Epoch milliseconds of the last change of the layouts. */
  readonly since: number;
  /** The leaderboard's decimals at the beginning of the period: they apply to all of it. */
  readonly decimals: number;
  /** The leaderboard's direction at the beginning of the period. Undefined in rows of earlier versions. */
  readonly direction: Direction | undefined;
  /** Epoch milliseconds of its first score. */
  readonly openedAt: number;
  /** Epoch seconds after which it is deleted; absent: it is kept. */
  readonly expiresAt?: number;
}

/** The periods of leaderboards, each a row that its first score creates. */
export interface LeaderboardPeriods {
  /** The period's row, which the first score creates. */
  open(leaderboard: RankedLeaderboard, period: string): Promise<LeaderboardPeriod>;
  find(leaderboard: string, period: string): Promise<LeaderboardPeriod | undefined>;
  /** Every stored period of a leaderboard, in the order of their names. */
  list(leaderboard: string): Promise<readonly LeaderboardPeriod[]>;
  /**
   * Changes the layouts, unless they have changed since `was` was read.
   * @returns false when they have
   */
  relay(was: LeaderboardPeriod, layouts: LeaderboardPeriod['layouts']): Promise<boolean>;
}

/** How long a process may use layouts that it read. */
export const periodCacheMs = 10_000;
/**
 * The time after which every process knows a new layout. A request that began with the old one, and clocks
 * that differ, have as much time again, twice.
 */
const layoutKnownMs = 3 * periodCacheMs;
/** The time by which a period's rows outlive its entries. */
const marginSeconds = 10 * 24 * 60 * 60;

/** The ranks table, with the periods that were read or are being read. */
interface CachedPeriods extends TimedTable {
  readonly cache: Map<string, { readonly found: LeaderboardPeriod; readonly until: number }>;
  readonly opening: Map<string, Promise<LeaderboardPeriod>>;
}

/** @param now epoch milliseconds */
export function createLeaderboardPeriods(
  client: DynamoDBDocumentClient,
  TableName: string,
  retry: RetryPolicy,
  now: () => number,
): LeaderboardPeriods {
  const cache = new Map<string, { readonly found: LeaderboardPeriod; readonly until: number }>();

  const opening = new Map<string, Promise<LeaderboardPeriod>>();
  const periods: CachedPeriods = { client, TableName, retry, cache, now, opening };
  return {
    open: (leaderboard, period) => open(periods, leaderboard, period),
    find: (leaderboard, period) => find(periods, leaderboard, period),
    list: (leaderboard) => list(periods, leaderboard),
    relay: (was, layouts) => relay(periods, was, layouts),
  };
}

async function list(table: CachedPeriods, leaderboard: string): Promise<readonly LeaderboardPeriod[]> {
  const { period } = rankRows;
  const rows = await prefixedRows(table, period.partition({ leaderboard }), period.sortPrefix, {
    consistent: false,
  });
  return rows
    .map(readPeriod)
    .filter(({ expiresAt }) => expiresAt === undefined || expiresAt * 1000 > table.now());
}

async function relay(
  { cache, retry, client, TableName, now }: CachedPeriods,
  { leaderboard, period, layouts: before }: LeaderboardPeriod,
  layouts: LeaderboardPeriod['layouts'],
): Promise<boolean> {
  cache.delete(cacheKey(leaderboard, period));
  const set = await ifItHolds(retry, () =>
    client.send(
      new UpdateCommand({
        TableName,
        Key: rankRows.period.key({ leaderboard, period }),
        UpdateExpression: 'SET layouts = :layouts, since = :now',
        ConditionExpression: 'layouts = :before',
        ExpressionAttributeValues: {
          ':layouts': layouts.map(layoutText),
          ':before': before.map(layoutText),
          ':now': now(),
        },
      }),
    ),
  );
  return set !== undefined;
}

function cacheKey(leaderboard: string, period: string): string {
  return `${leaderboard}#${period}`;
}

async function find(
  { cache, now, client, TableName, retry }: CachedPeriods,
  leaderboard: string,
  period: string,
): Promise<LeaderboardPeriod | undefined> {
  const cached = cache.get(cacheKey(leaderboard, period));
  if (cached !== undefined && cached.until > now()) return cached.found;
  const Item = await readRow({ client, TableName, retry }, rankRows.period.key({ leaderboard, period }));
  if (Item === undefined) return undefined;
  const found = readPeriod(Item);
  // TTL deletes late: an expired row counts as deleted.
  if (found.expiresAt !== undefined && found.expiresAt * 1000 <= now()) return undefined;
  cache.set(cacheKey(leaderboard, period), { found, until: now() + periodCacheMs });
  return found;
}

/**
 * A batch of results asks for its periods many times concurrently: only one request reads, or creates, each
 * of them.
 */
function open(
  periods: CachedPeriods,
  leaderboard: RankedLeaderboard,
  period: string,
): Promise<LeaderboardPeriod> {
  const key = cacheKey(leaderboard.id, period);
  const underWay =
    periods.opening.get(key) ??
    findOrMake(periods, leaderboard, period).finally(() => periods.opening.delete(key));
  periods.opening.set(key, underWay);
  return underWay;
}

async function findOrMake(
  periods: CachedPeriods,
  leaderboard: RankedLeaderboard,
  period: string,
): Promise<LeaderboardPeriod> {
  const found = await find(periods, leaderboard.id, period);
  if (found !== undefined) return found;
  const kept = keptSeconds(period);
  await ifItHolds(periods.retry, () =>
    periods.client.send(
      new PutCommand({
        TableName: periods.TableName,
        Item: {
          ...rankRows.period.key({ leaderboard: leaderboard.id, period }),
          board: leaderboard.id,
          period,
          layouts: [layoutText(firstLayout(leaderboard))],
          since: periods.now(),
          decimals: leaderboard.decimals,
          direction: leaderboard.direction,
          openedAt: periods.now(),
          ...(kept === undefined
            ? {}
            : { expiresAt: Math.floor(periods.now() / 1000) + kept + marginSeconds }),
        },
        ConditionExpression: 'attribute_not_exists(pk) OR expiresAt <= :now',
        ExpressionAttributeValues: { ':now': Math.floor(periods.now() / 1000) },
      }),
    ),
  );
  const made = await find(periods, leaderboard.id, period);
  if (made === undefined) throw new Error(`period ${period} of leaderboard ${leaderboard.id} vanished`);
  return made;
}

/** @throws MalformedRow when it is not a row of a period */
function readPeriod(row: Readonly<Record<string, unknown>>): LeaderboardPeriod {
  const fields = rowFieldsOf(row, 'period');
  const [first, ...rest] = fields.texts('layouts').map((text) => {
    const layout = readLayout(text);
    if (layout === undefined) throw new MalformedRow(`a period has layout ${text}`);
    return layout;
  });
  if (first === undefined) throw new MalformedRow('a period has no layout');
  // Readers follow one path through all of them.
  if (rest.some(({ range }) => range?.from !== first.range?.from || range?.to !== first.range?.to))
    throw new MalformedRow('a period has layouts of several ranges');
  const expiresAt = fields.optionalNumber('expiresAt');
  return {
    leaderboard: fields.text('board'),
    period: fields.text('period'),
    layouts: [first, ...rest],
    since: fields.number('since'),
    decimals: fields.number('decimals'),
    direction: directions.find((direction) => direction === fields.optionalText('direction')),
    openedAt: fields.number('openedAt'),
    ...(expiresAt === undefined ? {} : { expiresAt }),
  };
}

/**
 * The direction in which the entries of a period are stored, which its leaderboard may declare differently by
 * now.
 */
export const directionIn = (
  { direction }: Pick<RankedLeaderboard, 'direction'>,
  period: Pick<LeaderboardPeriod, 'direction'>,
): Direction => period.direction ?? direction;

/** A leaderboard as it was declared when a period of it began. */
export function declaredIn(
  leaderboard: Pick<RankedLeaderboard, 'id' | 'direction'>,
  period: Pick<LeaderboardPeriod, 'direction' | 'decimals'>,
): Pick<RankedLeaderboard, 'id' | 'direction' | 'decimals'> {
  return { id: leaderboard.id, direction: directionIn(leaderboard, period), decimals: period.decimals };
}

/**
 * The layout in which an entry is written: a new one only once every reader knows it. Until then readers
 * would miss the entry.
 * @param now epoch milliseconds
 */
export function writtenLayout({ layouts, since }: LeaderboardPeriod, now: number): IndexLayout {
  const [current, next = current] = layouts;
  return now - since < layoutKnownMs ? current : next;
}
