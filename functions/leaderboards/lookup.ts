import { type declaredLeaderboardSchema } from '../../contract/rest/leaderboard-documents';
import { type z } from '@hono/zod-openapi';
import { type LeaderboardDeclaration } from '../../core/ranking/leaderboards';
import { keptUntil, kindOfPeriod } from '../../core/ranking/index-layout';
import { boundsOfPeriod, periodAt, type Season } from '../../core/ranking/periods';
import { type PeriodKind, periodKinds } from '../../core/ranking/score-change';
import { type LeaderboardPeriod, declaredIn } from '../../store/leaderboard-periods';
import { type LeaderboardStore } from '../../store/leaderboards';
import { ApiProblem } from '../shared/http/problem';

export type ReadableLeaderboard = LeaderboardDeclaration;
type DeclaredLeaderboardDocument = z.infer<typeof declaredLeaderboardSchema>;

export interface LeaderboardLookupParts {
  readonly leaderboards: Pick<LeaderboardStore, 'period'>;
  readonly declared: readonly ReadableLeaderboard[];
  readonly seasons: readonly Season[];
  /** Epoch milliseconds. */
  readonly now: () => number;
}

/** Finds the leaderboards and periods that a request names among those of the backend. */
export class LeaderboardLookup {
  readonly #parts: LeaderboardLookupParts;

  constructor(parts: LeaderboardLookupParts) {
    this.#parts = parts;
  }

  /** The leaderboards that a caller may read. */
  documents(isPlayer: boolean): DeclaredLeaderboardDocument[] {
    return this.#parts.declared.flatMap((one) => {
      const { visibility } = one;
      if (visibility === 'hidden' || !mayRead(one, isPlayer)) return [];
      const { id: leaderboard, game, metric, direction, decimals, periods } = one;
      return [
        {
          board: leaderboard,
          game,
          metric: metric.kind,
          direction,
          decimals,
          periods: [...periods],
          visibility,
        },
      ];
    });
  }

  /** @throws ApiProblem `board-not-found`, also for a leaderboard that the caller may not read */
  leaderboard(name: string, isPlayer: boolean): ReadableLeaderboard {
    const found = this.#parts.declared.find((one) => one.id === name && mayRead(one, isPlayer));
    if (found === undefined) throw new ApiProblem('board-not-found', `There is no leaderboard ${name}.`);
    return found;
  }

  /**
   * A period of a leaderboard.
   * @param asked a period's name, or a kind of period: its current one; absent: the leaderboard's first kind
   * @param begun the period of the page before: a page after it is of the same period, though the kind that
   * is asked for may have another current one by now
   * @throws ApiProblem `period-not-found`; `invalid-cursor` when the page before is of another kind
   */
  async period(
    leaderboard: ReadableLeaderboard,
    asked: string | undefined,
    begun?: string,
  ): Promise<{ readonly leaderboard: ReadableLeaderboard; readonly period: string }> {
    const { wanted, period } = this.#wantedOf(leaderboard, asked, begun);
    if (period === undefined || !this.#isReadable(period) || !(await this.#isOf(leaderboard, period)))
      throw new ApiProblem('period-not-found', `Leaderboard ${leaderboard.id} has no period ${wanted}.`);
    return { leaderboard, period };
  }

  /** Those periods of a leaderboard with scores that can be read: all others are `period-not-found`. */
  readable(stored: readonly LeaderboardPeriod[]): readonly LeaderboardPeriod[] {
    return stored.filter(({ period }) => this.#isReadable(period));
  }

  #wantedOf(
    { periods }: ReadableLeaderboard,
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
   * Whether a period is one of a leaderboard: of a kind that it declares, or with scores from when it
   * declared that kind.
   */
  async #isOf({ id: leaderboard, periods }: ReadableLeaderboard, period: string): Promise<boolean> {
    const kind = this.#kindOf(period);
    if (kind !== undefined && periods.includes(kind)) return true;
    return (await this.#parts.leaderboards.period(leaderboard, period)) !== undefined;
  }
}

function mayRead({ visibility }: ReadableLeaderboard, isPlayer: boolean): boolean {
  return visibility === 'public' || (visibility === 'players' && isPlayer);
}

function isKind(text: string): text is PeriodKind {
  return periodKinds.some((kind) => kind === text);
}

/** The direction and decimals of a period. @param period undefined: it has no score yet */
export function declarationOf(leaderboard: ReadableLeaderboard, period: LeaderboardPeriod | undefined) {
  const { direction, decimals } = period === undefined ? leaderboard : declaredIn(leaderboard, period);
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
