import { type boardSchema } from '../../contract/rest/leaderboards';
import { type z } from '@hono/zod-openapi';
import { type BoardDeclaration } from '../../core/ranking/boards';
import { keptUntil, kindOfPeriod } from '../../core/ranking/index-layout';
import { boundsOfPeriod, periodAt, type Season } from '../../core/ranking/periods';
import { type PeriodKind, periodKinds } from '../../core/ranking/score-change';
import { type BoardPeriod, declaredIn } from '../../store/board-periods';
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
   * A board and one of its periods.
   * @param asked a period's name, or a kind of period: its current one; absent: the board's first kind
   * @throws ApiProblem `board-not-found` or `period-not-found`
   */
  period(
    name: string,
    asked: string | undefined,
    isPlayer: boolean,
  ): { readonly board: Board; readonly period: string };
  /** Whether a period that has scores may be read: an expired day may not be deleted yet. */
  isReadable(period: string): boolean;
}

export function createBoardLookup({
  boards,
  seasons,
  now,
}: {
  readonly boards: readonly Board[];
  readonly seasons: readonly Season[];
  /** Epoch milliseconds. */
  readonly now: () => number;
}): BoardLookup {
  function readable({ visibility }: Board, isPlayer: boolean): boolean {
    return visibility === 'public' || (visibility === 'players' && isPlayer);
  }

  function board(name: string, isPlayer: boolean): Board {
    const found = boards.find((one) => one.board === name && readable(one, isPlayer));
    if (found === undefined) throw new ApiProblem('board-not-found', `There is no board ${name}.`);
    return found;
  }

  return {
    documents: (isPlayer) =>
      boards.flatMap((one) => {
        const { visibility } = one;
        if (visibility === 'hidden' || !readable(one, isPlayer)) return [];
        const { board: name, game, metric, direction, decimals, periods } = one;
        return [
          { board: name, game, metric: metric.kind, direction, decimals, periods: [...periods], visibility },
        ];
      }),

    board,

    period(name, asked, isPlayer) {
      const found = board(name, isPlayer);
      const wanted = asked ?? found.periods[0] ?? 'all';
      const period = isKind(wanted) ? periodAt(wanted, now(), seasons) : wanted;
      const bounds = period === undefined ? undefined : boundsOfPeriod(period, seasons);
      if (
        period === undefined ||
        bounds === undefined ||
        !found.periods.includes(bounds.kind) ||
        bounds.startsAt > now() ||
        isGone(period)
      )
        throw new ApiProblem('period-not-found', `Board ${name} has no period ${wanted}.`);
      return { board: found, period };
    },

    isReadable: (period) => boundsOfPeriod(period, seasons) !== undefined && !isGone(period),
  };

  function isGone(period: string): boolean {
    return (keptUntil(period) ?? Infinity) <= now();
  }
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
