import { type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { type TableName } from '../contract/tables';
import { type PlayerId } from '../core/ids';
import { type Ordered, ranksOf } from '../core/ranking/neighbours';
import { type RankedLeaderboard } from '../core/ranking/score-change';
import { scoreKeyLength, stepsOf } from '../core/ranking/score-order';
import { entriesOfHalfUnit, readIndex } from './rank-index';
import { type LeaderboardPeriod, createLeaderboardPeriods, directionIn } from './leaderboard-periods';
import { type IndexedEntry, sortKeyOf } from './stored-entries';
import { defaultRetryPolicy, type RetryPolicy } from './contention';
import { createCursors, type CursorKey, tableCursorKey } from './cursors';
import { createOwnPlaces, type RankedEntry, type PlayerPlace } from './own-places';
import { createOwnScores, type LatestScores, type OwnScore } from './own-scores';
import { type PageRequest } from './pages';
import { createRankPlaces, type KnownNodes } from './rank-places';
import {
  type PageEnd,
  type LeaderboardReading,
  type LeaderboardPage,
  leaderboardPageOf,
  type PageStart,
  periodOf,
  readPageEnd,
  shown,
} from './leaderboard-pages';

/** Leaderboards: their periods, pages, and the places of players. */
export interface LeaderboardStore {
  /** Periods that have scores, in the order of their names. */
  periods(leaderboard: string): Promise<readonly LeaderboardPeriod[]>;
  /** One of them. */
  period(leaderboard: string, period: string): Promise<LeaderboardPeriod | undefined>;
  /**
   * The end of the page that a cursor continues.
   * @throws InvalidCursor when it is not a cursor of this leaderboard
   */
  positionOf(leaderboard: string, cursor: string): Promise<PageEnd>;
  /**
   * A page, best first. The page after another one continues behind its last entry, also when the leaderboard
   * has changed: a player whose score has not changed is neither repeated nor skipped. `start` is where a
   * page without a cursor begins. That is at the players of a rank (with all who share it), at those of a
   * percentile, or at the end of a page. With a limit of 0 only `begins` is found, from the counters alone.
   */
  page(
    leaderboard: RankedLeaderboard,
    period: string,
    page: PageRequest,
    start: PageStart | PageEnd,
  ): Promise<LeaderboardPage>;
  /** The player's own place; undefined when the player is not on the leaderboard. */
  place(leaderboard: RankedLeaderboard, period: string, playerId: PlayerId): Promise<PlayerPlace | undefined>;
  /** The player, and up to `each` players before and after. */
  around(
    leaderboard: RankedLeaderboard,
    period: string,
    playerId: PlayerId,
    each: number,
  ): Promise<readonly RankedEntry[] | undefined>;
  /**
   * At most 100 players ranked among themselves; players who are not on the leaderboard are left out.
   * @param self the player whose newest result must be included
   */
  among(
    leaderboard: RankedLeaderboard,
    period: string,
    players: readonly PlayerId[],
    self?: PlayerId,
  ): Promise<readonly RankedEntry[]>;
}

/** Optional parts of the store of leaderboards; the defaults are those of deployed functions. */
export interface LeaderboardOptions {
  readonly latest?: LatestScores;
  readonly retry?: RetryPolicy;
  /** Epoch milliseconds. */
  readonly now?: () => number;
  /** Absent: the table's key. A process that does not return cursors needs none. */
  readonly cursorKey?: CursorKey;
}

/** @param names real names of the tables */
export function createLeaderboardStore(
  client: DynamoDBDocumentClient,
  names: Pick<Readonly<Record<TableName, string>>, 'leaderboards' | 'ranks'>,
  options: LeaderboardOptions = {},
): LeaderboardStore {
  const { retry = defaultRetryPolicy, now = Date.now, latest } = options;
  const TableName = names.leaderboards;
  const periods = createLeaderboardPeriods(client, names.ranks, retry, now);
  const places = createRankPlaces(client, names.ranks, retry);
  const ownPlaces = createOwnPlaces(places, now);
  const own = createOwnScores(client, TableName, retry, latest);
  const cursors = createCursors(options.cursorKey ?? tableCursorKey(client, names.ranks, retry));
  const parts: LeaderboardReading = { client, TableName, retry, periods, ownPlaces, places, cursors, own };
  return {
    periods: (leaderboard) => periods.list(leaderboard),
    period: (leaderboard, period) => periods.find(leaderboard, period),
    positionOf: (leaderboard, cursor) => readPageEnd(parts, leaderboard, cursor),
    page: (leaderboard, period, page, start) => leaderboardPageOf(parts, leaderboard, period, page, start),
    place: (leaderboard, period, playerId) => place(parts, leaderboard, period, playerId),
    around: (leaderboard, period, playerId, each) => around(parts, leaderboard, period, playerId, each),
    among: (leaderboard, period, players, self) => among(parts, leaderboard, period, players, self),
  };
}

async function place(
  parts: LeaderboardReading,
  leaderboard: RankedLeaderboard,
  period: string,
  playerId: PlayerId,
): Promise<PlayerPlace | undefined> {
  const found = await periodOf(parts, leaderboard, period);
  const mine = await parts.own.of(leaderboard, found, playerId);
  return mine && parts.ownPlaces.of(leaderboard, found, mine);
}

async function around(
  parts: LeaderboardReading,
  leaderboard: RankedLeaderboard,
  period: string,
  playerId: PlayerId,
  each: number,
): Promise<readonly RankedEntry[] | undefined> {
  const found = await periodOf(parts, leaderboard, period);
  const mine = await parts.own.of(leaderboard, found, playerId);
  if (mine === undefined) return undefined;
  const middle = sortKeyOf(directionIn(leaderboard, found), playerId, mine.steps, mine.at);
  const read = (towards: 'better' | 'worse', limit: number): Promise<readonly IndexedEntry[]> =>
    readIndex(parts.client, parts.TableName, parts.retry, found, { beyond: middle, towards }, limit);
  const known: KnownNodes = new Map();
  const [place, better, worse] = await Promise.all([
    parts.ownPlaces.of(leaderboard, found, mine, known),
    // More entries than are shown, at the same price: they show where a shared rank begins.
    read('better', Math.max(each + 2, entriesOfHalfUnit(found))),
    // The player's own old entry may be among them.
    read('worse', each + 1),
  ]);
  const others = (entries: readonly IndexedEntry[]): readonly IndexedEntry[] =>
    entries.filter((entry) => entry.playerId !== playerId);
  const before = [...others(better)].reverse();
  const me: IndexedEntry = { ...mine, gsk: middle };
  const stretch = [...before, me, ...others(worse).slice(0, each)];
  const keys = stretch.map(({ gsk }) => ({ scoreKey: gsk.slice(0, scoreKeyLength) }));
  const from = Math.max(0, before.length - each);
  const unranked = entryOfUnknownRank({ entries: stretch, keys, from }, mine, place);
  let rankOfFirst: number | undefined;
  if (unranked !== undefined) {
    const steps = stepsOf({ id: leaderboard.id, decimals: found.decimals }, unranked.score);
    rankOfFirst = 1 + (await parts.ownPlaces.others(leaderboard, found, mine, steps, known)).better;
  }
  const ranks = ranksOf(
    keys,
    { scoreKey: middle.slice(0, scoreKeyLength), rank: place.rank, same: place.sharedBy },
    rankOfFirst,
  );
  return stretch.slice(from).map((entry, index) => shown(entry, ranks[from + index] ?? place.rank));
}

async function among(
  parts: LeaderboardReading,
  leaderboard: RankedLeaderboard,
  period: string,
  players: readonly PlayerId[],
  self?: PlayerId,
): Promise<readonly RankedEntry[]> {
  const found = await periodOf(parts, leaderboard, period);
  const listed = (await parts.own.ofAll(leaderboard, found, players, self)).map((score): IndexedEntry => ({
    ...score,
    gsk: sortKeyOf(directionIn(leaderboard, found), score.playerId, score.steps, score.at),
  }));
  listed.sort((one, other) => (one.gsk > other.gsk ? -1 : 1));
  let rank = 0;
  return listed.map((entry, index) => {
    if (entry.score !== listed[index - 1]?.score) rank = index + 1;
    return shown(entry, rank);
  });
}

/** Entries around a player, best first. */
interface Stretch {
  readonly entries: readonly IndexedEntry[];
  /** Of each entry. */
  readonly keys: readonly Ordered[];
  /** Index of the first entry of the page: those before it are read only for its rank. */
  readonly from: number;
}

/**
 * The first entry of a stretch, where the rank of its score must be read. The page begins with the same
 * score, and entries of this score may come before the stretch, too.
 */
function entryOfUnknownRank(
  { entries, keys, from }: Stretch,
  mine: OwnScore,
  { rank }: PlayerPlace,
): IndexedEntry | undefined {
  const [first] = entries;
  const isComplete = keys[0]?.scoreKey !== keys[from]?.scoreKey || entries.length <= from + 1;
  if (first === undefined || isComplete || first.score === mine.score) return undefined;
  // The page then begins with the best player of the leaderboard. Players of the same score are before it,
  // too.
  const own = keys[entries.findIndex(({ playerId }) => playerId === mine.playerId)]?.scoreKey ?? '';
  return keys.filter((key) => key.scoreKey > own).length >= rank - 1 ? undefined : first;
}
