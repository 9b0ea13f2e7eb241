import { type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { type TableName } from '../contract/tables';
import { type PlayerId } from '../core/ids';
import { firstLayout } from '../core/ranking/index-layout';
import { type Ordered, ranksOf } from '../core/ranking/neighbours';
import { type RankedBoard } from '../core/ranking/score-change';
import { scoreKey, scoreKeyLength, scoreOf, stepsOf } from '../core/ranking/score-order';
import { entriesOfHalfUnit, readIndex } from './board-pages';
import { type BoardPeriod, createBoardPeriods, directionIn } from './board-periods';
import { type IndexedEntry, sortKeyOf } from './boards';
import { defaultRetryPolicy, type RetryPolicy } from './contention';
import { createCursors, type CursorKey, tableCursorKey } from './cursors';
import { createOwnPlaces, type LeaderboardEntry, type PlayerPlace } from './own-places';
import { createOwnScores, type LatestScores, type OwnScore } from './own-scores';
import { InvalidCursor, type Page, type PageRequest } from './pages';
import { createRankPlaces, type KnownNodes } from './rank-places';
import { fieldsOf } from './row-fields';

/** The start of a page that does not follow another one. */
export type PageStart =
  { readonly rank: number } | { readonly percentile: number } | { readonly from: 'the best' };

/** Where a page begins that was asked for by rank or percentile. */
export interface PageBeginning {
  readonly rank: number;
  readonly score: number;
  /** Players on the board. */
  readonly players: number;
}

export interface LeaderboardPage extends Page<LeaderboardEntry> {
  readonly begins?: PageBeginning;
}

export interface LeaderboardStore {
  /** Periods that have scores, in the order of their names. */
  periods(board: string): Promise<readonly BoardPeriod[]>;
  /** One of them. */
  period(board: string, period: string): Promise<BoardPeriod | undefined>;
  /**
   * The period of the page that a cursor continues.
   * @throws InvalidCursor when it is not a cursor of this board
   */
  begunIn(board: string, cursor: string): Promise<string>;
  /**
   * A page, best first. The page after another one continues behind its last entry, also when the board has
   * changed: a player whose score has not changed is neither repeated nor skipped. `start` is where the first
   * page begins: at the players of a rank (with all who share it) or of a percentile. With a limit of 0 only
   * `begins` is found, from the counters alone.
   */
  page(board: RankedBoard, period: string, page: PageRequest, start: PageStart): Promise<LeaderboardPage>;
  /** The player's own place; undefined when the player is not on the board. */
  place(board: RankedBoard, period: string, playerId: PlayerId): Promise<PlayerPlace | undefined>;
  /** The player, and up to `each` players before and after. */
  around(
    board: RankedBoard,
    period: string,
    playerId: PlayerId,
    each: number,
  ): Promise<readonly LeaderboardEntry[] | undefined>;
  /**
   * At most 100 players ranked among themselves; players who are not on the board are left out.
   * @param self the player whose newest result must be included
   */
  among(
    board: RankedBoard,
    period: string,
    players: readonly PlayerId[],
    self?: PlayerId,
  ): Promise<readonly LeaderboardEntry[]>;
}

export interface LeaderboardOptions {
  readonly latest?: LatestScores;
  readonly retry?: RetryPolicy;
  /** Epoch milliseconds. */
  readonly now?: () => number;
  /** Absent: the table's key. A process that does not return cursors needs none. */
  readonly cursorKey?: CursorKey;
}

/** The end of a page: its period, the number of entries before it, and rank and score of the last. */
interface Position {
  /** A cursor continues the period in which its list began. */
  readonly period: string;
  readonly passed: number;
  readonly rank: number;
  readonly score?: number;
  readonly beyond?: string;
}

/** Sorts above every entry of one score and below every entry of the next better one. */
const aboveAll = '~';

/** @param names real names of the tables */
export function createLeaderboardStore(
  client: DynamoDBDocumentClient,
  names: Pick<Readonly<Record<TableName, string>>, 'leaderboards' | 'ranks'>,
  options: LeaderboardOptions = {},
): LeaderboardStore {
  const { retry = defaultRetryPolicy, now = Date.now, latest } = options;
  const TableName = names.leaderboards;
  const periods = createBoardPeriods(client, names.ranks, retry, now);
  const places = createRankPlaces(client, names.ranks, retry);
  const ownPlaces = createOwnPlaces(places, now);
  const own = createOwnScores(client, TableName, retry, latest);
  const cursors = createCursors(options.cursorKey ?? tableCursorKey(client, names.ranks, retry));

  /** A period; one that is not open yet may already have its first result in a standing. */
  async function periodOf(board: RankedBoard, period: string): Promise<BoardPeriod> {
    const found = await periods.find(board.board, period);
    const { decimals, direction } = board;
    return (
      found ?? {
        board: board.board,
        period,
        layouts: [firstLayout(board)],
        since: 0,
        decimals,
        direction,
        openedAt: 0,
      }
    );
  }

  /** The rank of the first entry of a page, when it shares its score with earlier entries. */
  async function rankOfFirst(
    board: RankedBoard,
    period: BoardPeriod,
    mine: OwnScore,
    stretch: readonly IndexedEntry[],
    keys: readonly Ordered[],
    from: number,
    { rank }: PlayerPlace,
    known: KnownNodes,
  ): Promise<number | undefined> {
    const [first] = stretch;
    const isComplete = keys[0]?.scoreKey !== keys[from]?.scoreKey || stretch.length <= from + 1;
    if (first === undefined || isComplete || first.score === mine.score) return undefined;
    // The page then begins with the best player of the board. Players of the same score are before it, too.
    const own = keys[stretch.findIndex(({ playerId }) => playerId === mine.playerId)]?.scoreKey ?? '';
    if (keys.filter((key) => key.scoreKey > own).length >= rank - 1) return undefined;
    const steps = stepsOf({ board: board.board, decimals: period.decimals }, first.score);
    return 1 + (await ownPlaces.others(board, period, mine, steps, known)).better;
  }

  async function firstPosition(
    board: RankedBoard,
    period: BoardPeriod,
    start: PageStart,
  ): Promise<{ readonly position: Position; readonly begins?: PageBeginning } | undefined> {
    if ('from' in start) return { position: { period: period.period, passed: 0, rank: 0 } };
    const found = await places.scoreAt(
      period,
      directionIn(board, period),
      'rank' in start ? { place: start.rank } : { percentile: start.percentile },
    );
    return (
      found && {
        position: {
          period: period.period,
          passed: found.better,
          rank: 0,
          beyond: `${scoreKey(directionIn(board, period), found.steps)}${aboveAll}`,
        },
        begins: {
          rank: found.better + 1,
          score: scoreOf({ decimals: period.decimals }, found.steps),
          players: found.total,
        },
      }
    );
  }

  return {
    periods: (board) => periods.list(board),
    period: (board, period) => periods.find(board, period),

    begunIn: async (board, cursor) => (await cursors.decode(board, cursor, readPosition)).period,

    async page(board, period, { limit, cursor }, start) {
      const from = cursor === undefined ? undefined : await cursors.decode(board.board, cursor, readPosition);
      if (from !== undefined && from.period !== period)
        throw new InvalidCursor(`the cursor is one of period ${from.period}`);
      const found = await periodOf(board, period);
      const first = from === undefined ? await firstPosition(board, found, start) : { position: from };
      if (first === undefined) return { items: [] };
      const { position, begins } = first;
      if (limit === 0) return { items: [], ...(begins && { begins }) };
      // One entry more than asked for tells whether there is a next page.
      const entries = await readIndex(
        client,
        TableName,
        retry,
        found,
        { ...(position.beyond === undefined ? {} : { beyond: position.beyond }), towards: 'worse' },
        limit + 1,
      );
      let { passed, rank, score } = position;
      const items = entries.slice(0, limit).map((entry): LeaderboardEntry => {
        passed += 1;
        if (entry.score !== score) rank = passed;
        score = entry.score;
        return shown(entry, rank);
      });
      const last = entries[items.length - 1];
      return {
        items,
        ...(begins && { begins }),
        ...(entries.length > limit && last !== undefined && score !== undefined
          ? {
              cursor: await cursors.encode(board.board, {
                period,
                passed,
                rank,
                score,
                beyond: last.gsk,
              } satisfies Position),
            }
          : {}),
      };
    },

    async place(board, period, playerId) {
      const found = await periodOf(board, period);
      const mine = await own.of(board, found, playerId);
      return mine && ownPlaces.of(board, found, mine);
    },

    async around(board, period, playerId, each) {
      const found = await periodOf(board, period);
      const mine = await own.of(board, found, playerId);
      if (mine === undefined) return undefined;
      const middle = sortKeyOf(directionIn(board, found), playerId, mine.steps, mine.at);
      const read = (towards: 'better' | 'worse', limit: number): Promise<readonly IndexedEntry[]> =>
        readIndex(client, TableName, retry, found, { beyond: middle, towards }, limit);
      const known: KnownNodes = new Map();
      const [place, better, worse] = await Promise.all([
        ownPlaces.of(board, found, mine, known),
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
      const ranks = ranksOf(
        keys,
        { scoreKey: middle.slice(0, scoreKeyLength), rank: place.rank, same: place.sharedBy },
        await rankOfFirst(board, found, mine, stretch, keys, from, place, known),
      );
      return stretch.slice(from).map((entry, index) => shown(entry, ranks[from + index] ?? place.rank));
    },

    async among(board, period, players, self) {
      const found = await periodOf(board, period);
      const listed = (await own.ofAll(board, found, players, self)).map((score): IndexedEntry => ({
        ...score,
        gsk: sortKeyOf(directionIn(board, found), score.playerId, score.steps, score.at),
      }));
      listed.sort((one, other) => (one.gsk > other.gsk ? -1 : 1));
      let rank = 0;
      return listed.map((entry, index) => {
        if (entry.score !== listed[index - 1]?.score) rank = index + 1;
        return shown(entry, rank);
      });
    },
  };
}

function shown({ playerId, profile, score, at }: IndexedEntry, rank: number): LeaderboardEntry {
  return { rank, playerId, ...profile, score, at };
}

function readPosition(value: unknown): Position | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const fields = fieldsOf({ ...value }, 'of a cursor');
  return {
    period: fields.text('period'),
    passed: fields.number('passed'),
    rank: fields.number('rank'),
    score: fields.number('score'),
    beyond: fields.text('beyond'),
  };
}
