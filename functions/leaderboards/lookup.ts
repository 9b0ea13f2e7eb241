import { type boardSchema } from '../../contract/rest/leaderboard-documents';
import { type z } from '@hono/zod-openapi';
import { type BoardDeclaration } from '../../core/ranking/boards';
import { keptUntil, kindOfPeriod } from '../../core/ranking/index-layout';
import { boundsOfPeriod, periodAt, type Season } from '../../core/ranking/periods';
import { type PeriodKind, periodKinds } from '../../core/ranking/score-change';
import { type BoardPeriod, declaredIn } from '../../store/board-periods';
import { type LeaderboardStore } from '../../store/leaderboards';
import { ApiProblem } from '../shared/http/problem';

export type Board = BoardDeclaration;
type BoardDocument = z.infer<typeof boardSchema>;

/** Finds the boards and periods that a request names among those of the backend. */
export interface BoardLookup {
  /** The boards that a caller may read. */
  documents(isPlayer: boolean): BoardDocument[];
  /** @throws ApiProblem `board-not-found`, also for a board that the caller may not read */
  board(name: string, isPlayer: boolean): Board;
  /**
   * A period of a board.
   * @param asked a period's name, or a kind of period: its current one; absent: the board's first kind
   * @param begun the period of the page before: a page after it is of the same period, though the kind that
   * is asked for may have another current one by now
   * @throws ApiProblem `period-not-found`; `invalid-cursor` when the page before is of another kind
   */
  period(
    board: Board,
    asked: string | undefined,
    begun?: string,
  ): Promise<{ readonly board: Board; readonly period: string }>;
  /** Those periods of a board with scores that can be read: all others are `period-not-found`. */
  readable(stored: readonly BoardPeriod[]): readonly BoardPeriod[];
}

export function createBoardLookup({
  boards,
  seasons,
  leaderboards,
  now,
}: {
  readonly leaderboards: Pick<LeaderboardStore, 'period'>;
  readonly boards: readonly Board[];
  readonly seasons: readonly Season[];
  /** Epoch milliseconds. */
  readonly now: () => number;
}): BoardLookup {
  function mayRead({ visibility }: Board, isPlayer: boolean): boolean {
    return visibility === 'public' || (visibility === 'players' && isPlayer);
  }

  function board(name: string, isPlayer: boolean): Board {
    const found = boards.find((one) => one.board === name && mayRead(one, isPlayer));
    if (found === undefined) throw new ApiProblem('board-not-found', `There is no board ${name}.`);
    return found;
  }

  const kindOf = (period: string): PeriodKind | undefined => boundsOfPeriod(period, seasons)?.kind;

  /** Whether a period has begun, and is kept: an expired day may not be deleted yet. */
  function isReadable(period: string): boolean {
    const bounds = boundsOfPeriod(period, seasons);
    return bounds !== undefined && bounds.startsAt <= now() && (keptUntil(period) ?? Infinity) > now();
  }

  /**
   * Whether a period is one of a board: of a kind that it declares, or with scores from when it declared that
   * kind.
   */
  async function isOf({ board: name, periods }: Board, period: string): Promise<boolean> {
    const kind = kindOf(period);
    if (kind !== undefined && periods.includes(kind)) return true;
    return (await leaderboards.period(name, period)) !== undefined;
  }

  function wantedOf(
    { periods }: Board,
    asked: string | undefined,
    begun: string | undefined,
  ): { readonly wanted: string; readonly period: string | undefined } {
    if (begun !== undefined && (asked === undefined || isKind(asked))) {
      if (asked !== undefined && kindOf(begun) !== asked)
        throw new ApiProblem('invalid-cursor', `The cursor is one of period ${begun}.`);
      return { wanted: begun, period: begun };
    }
    const wanted = asked ?? periods[0] ?? 'all';
    if (!isKind(wanted)) return { wanted, period: wanted };
    return { wanted, period: periods.includes(wanted) ? periodAt(wanted, now(), seasons) : undefined };
  }

  return {
    documents: (isPlayer) =>
      boards.flatMap((one) => {
        const { visibility } = one;
        if (visibility === 'hidden' || !mayRead(one, isPlayer)) return [];
        const { board: name, game, metric, direction, decimals, periods } = one;
        return [
          { board: name, game, metric: metric.kind, direction, decimals, periods: [...periods], visibility },
        ];
      }),

    board,

    async period(of, asked, begun) {
      const { wanted, period } = wantedOf(of, asked, begun);
      if (period === undefined || !isReadable(period) || !(await isOf(of, period)))
        throw new ApiProblem('period-not-found', `Board ${of.board} has no period ${wanted}.`);
      return { board: of, period };
    },

    readable: (stored) => stored.filter(({ period }) => isReadable(period)),
  };
}

function isKind(text: string): text is PeriodKind {
  return periodKinds.some((kind) => kind === text);
}

/** The direction and decimals of a period. @param period undefined: it has no score yet */
export function declarationOf(board: Board, period: BoardPeriod | undefined) {
  const { direction, decimals } = period === undefined ? board : declaredIn(board, period);
  return { direction, decimals };
}

/** A period as the list of periods shows it. */
export function periodDocument(period: string, seasons: readonly Season[]) {
  const bounds = boundsOfPeriod(period, seasons);
  return {
    period,
    kind: bounds?.kind ?? kindOfPeriod(period),
    ...(bounds !== undefined && Number.isFinite(bounds.startsAt) ? { startsAt: bounds.startsAt } : {}),
    ...(bounds !== undefined && Number.isFinite(bounds.endsAt) ? { endsAt: bounds.endsAt } : {}),
  };
}
