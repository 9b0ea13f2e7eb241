import { type boardSchema } from '../../contract/rest/leaderboard-documents';
import { type z } from '@hono/zod-openapi';
import { type BoardDeclaration } from '../../core/ranking/boards';
import { keptUntil, kindOfPeriod } from '../../core/ranking/index-layout';
import { boundsOfPeriod, periodAt, type Season } from '../../core/ranking/periods';
import { type PeriodKind, periodKinds } from '../../core/ranking/score-change';
import { type BoardPeriod, declaredIn } from '../../store/board-periods';
import { type LeaderboardStore } from '../../store/leaderboards';
import { ApiProblem } from '../shared/http/problem';

export type ReadableBoard = BoardDeclaration;
type BoardDocument = z.infer<typeof boardSchema>;

export interface BoardLookupParts {
  readonly leaderboards: Pick<LeaderboardStore, 'period'>;
  readonly boards: readonly ReadableBoard[];
  readonly seasons: readonly Season[];
  /** Epoch milliseconds. */
  readonly now: () => number;
}

/** Finds the boards and periods that a request names among those of the backend. */
export class BoardLookup {
  readonly #parts: BoardLookupParts;

  constructor(parts: BoardLookupParts) {
    this.#parts = parts;
  }

  /** The boards that a caller may read. */
  documents(isPlayer: boolean): BoardDocument[] {
    return this.#parts.boards.flatMap((one) => {
      const { visibility } = one;
      if (visibility === 'hidden' || !mayRead(one, isPlayer)) return [];
      const { board, game, metric, direction, decimals, periods } = one;
      return [{ board, game, metric: metric.kind, direction, decimals, periods: [...periods], visibility }];
    });
  }

  /** @throws ApiProblem `board-not-found`, also for a board that the caller may not read */
  board(name: string, isPlayer: boolean): ReadableBoard {
    const found = this.#parts.boards.find((one) => one.board === name && mayRead(one, isPlayer));
    if (found === undefined) throw new ApiProblem('board-not-found', `There is no board ${name}.`);
    return found;
  }

  /**
   * A period of a board.
   * @param asked a period's name, or a kind of period: its current one; absent: the board's first kind
   * @param begun the period of the page before: a page after it is of the same period, though the kind that
   * is asked for may have another current one by now
   * @throws ApiProblem `period-not-found`; `invalid-cursor` when the page before is of another kind
   */
  async period(
    board: ReadableBoard,
    asked: string | undefined,
    begun?: string,
  ): Promise<{ readonly board: ReadableBoard; readonly period: string }> {
    const { wanted, period } = this.#wantedOf(board, asked, begun);
    if (period === undefined || !this.#isReadable(period) || !(await this.#isOf(board, period)))
      throw new ApiProblem('period-not-found', `Board ${board.board} has no period ${wanted}.`);
    return { board, period };
  }

  /** Those periods of a board with scores that can be read: all others are `period-not-found`. */
  readable(stored: readonly BoardPeriod[]): readonly BoardPeriod[] {
    return stored.filter(({ period }) => this.#isReadable(period));
  }

  #wantedOf(
    { periods }: ReadableBoard,
    asked: string | undefined,
    begun: string | undefined,
  ): { readonly wanted: string; readonly period: string | undefined } {
    if (begun !== undefined && (asked === undefined || isKind(asked))) {
      if (asked !== undefined && this.#kindOf(begun) !== asked)
        throw new ApiProblem('invalid-cursor', `The cursor is one of period ${begun}.`);
      return { wanted: begun, period: begun };
    }
    const { now, seasons } = this.#parts;
    const wanted = asked ?? periods[0] ?? 'all';
    if (!isKind(wanted)) return { wanted, period: wanted };
    return { wanted, period: periods.includes(wanted) ? periodAt(wanted, now(), seasons) : undefined };
  }

  #kindOf(period: string): PeriodKind | undefined {
    return boundsOfPeriod(period, this.#parts.seasons)?.kind;
  }

  /** Whether a period has begun, and is kept: an expired day may not be deleted yet. */
  #isReadable(period: string): boolean {
    const { now, seasons } = this.#parts;
    const bounds = boundsOfPeriod(period, seasons);
    return bounds !== undefined && bounds.startsAt <= now() && (keptUntil(period) ?? Infinity) > now();
  }

  /**
   * Whether a period is one of a board: of a kind that it declares, or with scores from when it declared that
   * kind.
   */
  async #isOf({ board, periods }: ReadableBoard, period: string): Promise<boolean> {
    const kind = this.#kindOf(period);
    if (kind !== undefined && periods.includes(kind)) return true;
    return (await this.#parts.leaderboards.period(board, period)) !== undefined;
  }
}

function mayRead({ visibility }: ReadableBoard, isPlayer: boolean): boolean {
  return visibility === 'public' || (visibility === 'players' && isPlayer);
}

function isKind(text: string): text is PeriodKind {
  return periodKinds.some((kind) => kind === text);
}

/** The direction and decimals of a period. @param period undefined: it has no score yet */
export function declarationOf(board: ReadableBoard, period: BoardPeriod | undefined) {
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
