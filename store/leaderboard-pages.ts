import { firstLayout } from '../core/ranking/index-layout';
import { type RankedLeaderboard } from '../core/ranking/score-change';
import { scoreKey, scoreOf } from '../core/ranking/score-order';
import { readIndex } from './rank-index';
import { type LeaderboardPeriod, type LeaderboardPeriods, directionIn } from './leaderboard-periods';
import { type IndexedEntry } from './stored-entries';
import { type Cursors } from './cursors';
import { type RankedEntry, type OwnPlaces } from './own-places';
import { type OwnScores } from './own-scores';
import { InvalidCursor, type Page, type PageRequest } from './pages';
import { type RankPlaces } from './rank-places';
import { rowFieldsOf } from './row-fields';
import { type Table } from './table';

/** The start of a page that does not follow another one. */
export type PageStart =
  { readonly rank: number } | { readonly percentile: number } | { readonly from: 'the best' };

/** Where a page begins that was asked for by rank or percentile. */
export interface PageBeginning {
  readonly rank: number;
  readonly score: number;
  /** Players on the leaderboard. */
  readonly players: number;
}

/** A page of a leaderboard, best score first; `begins` is where a page by rank or percentile starts. */
export interface LeaderboardPage extends Page<RankedEntry> {
  readonly begins?: PageBeginning;
}

/** The end of a page: its period, the number of entries before it, and rank and score of the last. */
export interface PageEnd {
  /** A cursor continues the period in which its list began. */
  readonly period: string;
  readonly passed: number;
  readonly rank: number;
  readonly score?: number;
  readonly beyond?: string;
}

/** Sorts above every entry of one score and below every entry of the next better one. */
const aboveAll = '~';

/** The leaderboards table, and the readers that places and pages are made with. */
export interface LeaderboardReading extends Table {
  readonly periods: LeaderboardPeriods;
  readonly places: RankPlaces;
  readonly ownPlaces: OwnPlaces;
  readonly own: OwnScores;
  readonly cursors: Cursors;
}

/** LeaderboardStore.positionOf. */
export function readPageEnd(
  { cursors }: LeaderboardReading,
  leaderboard: string,
  cursor: string,
): Promise<PageEnd> {
  return cursors.decode(leaderboard, cursor, readPosition);
}

/** LeaderboardStore.page. @throws InvalidCursor for a cursor of another leaderboard or period */
export async function leaderboardPageOf(
  parts: LeaderboardReading,
  leaderboard: RankedLeaderboard,
  period: string,
  { limit, cursor }: PageRequest,
  start: PageStart | PageEnd,
): Promise<LeaderboardPage> {
  const from = cursor === undefined ? start : await readPageEnd(parts, leaderboard.id, cursor);
  if (isPosition(from) && from.period !== period)
    throw new InvalidCursor(`the cursor is one of period ${from.period}`);
  const found = await periodOf(parts, leaderboard, period);
  const first = isPosition(from)
    ? { position: from, begins: undefined }
    : await firstPosition(parts, leaderboard, found, from);
  if (first === undefined) return { items: [] };
  const { position, begins } = first;
  if (limit === 0) return { items: [], ...(begins === undefined ? {} : { begins }) };
  // One additional entry is read: it shows whether there is a next page.
  const entries = await readIndex(
    parts.client,
    parts.TableName,
    parts.retry,
    found,
    { ...(position.beyond === undefined ? {} : { beyond: position.beyond }), towards: 'worse' },
    limit + 1,
  );
  let { passed, rank, score } = position;
  const items = entries.slice(0, limit).map((entry): RankedEntry => {
    passed += 1;
    if (entry.score !== score) rank = passed;
    score = entry.score;
    return shown(entry, rank);
  });
  const last = entries[items.length - 1];
  return {
    items,
    ...(begins === undefined ? {} : { begins }),
    ...(entries.length > limit && last !== undefined && score !== undefined
      ? {
          cursor: await parts.cursors.encode(leaderboard.id, {
            period,
            passed,
            rank,
            score,
            beyond: last.gsk,
          } satisfies PageEnd),
        }
      : {}),
  };
}

const isPosition = (start: PageStart | PageEnd): start is PageEnd => 'period' in start;

/** Where a first page begins; undefined when the leaderboard has no players there. */
async function firstPosition(
  { places }: LeaderboardReading,
  leaderboard: RankedLeaderboard,
  period: LeaderboardPeriod,
  start: PageStart,
): Promise<{ readonly position: PageEnd; readonly begins?: PageBeginning } | undefined> {
  if ('from' in start) return { position: { period: period.period, passed: 0, rank: 0 } };
  const found = await places.scoreAt(
    period,
    directionIn(leaderboard, period),
    'rank' in start ? { place: start.rank } : { percentile: start.percentile },
  );
  return (
    found && {
      position: {
        period: period.period,
        passed: found.better,
        rank: 0,
        beyond: `${scoreKey(directionIn(leaderboard, period), found.steps)}${aboveAll}`,
      },
      begins: {
        rank: found.better + 1,
        score: scoreOf({ decimals: period.decimals }, found.steps),
        players: found.total,
      },
    }
  );
}

/** A period; one that is not open yet may already have its first result in a standing. */
export async function periodOf(
  { periods }: LeaderboardReading,
  leaderboard: RankedLeaderboard,
  period: string,
): Promise<LeaderboardPeriod> {
  const found = await periods.find(leaderboard.id, period);
  const { decimals, direction } = leaderboard;
  return (
    found ?? {
      leaderboard: leaderboard.id,
      period,
      layouts: [firstLayout(leaderboard)],
      since: 0,
      decimals,
      direction,
      openedAt: 0,
    }
  );
}

/** An entry as callers see it. */
export function shown({ playerId, profile, score, at }: IndexedEntry, rank: number): RankedEntry {
  return { rank, playerId, ...profile, score, at };
}

function readPosition(value: unknown): PageEnd | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const fields = rowFieldsOf({ ...value }, 'of a cursor');
  return {
    period: fields.text('period'),
    passed: fields.number('passed'),
    rank: fields.number('rank'),
    score: fields.number('score'),
    beyond: fields.text('beyond'),
  };
}
