import {
  type LeaderboardDeclaration,
  type PeriodScores,
  type PeriodsOfPlayer,
  reachedAfter,
  type ReachedScore,
  type SeatScores,
} from './leaderboards';
import { boundsOfPeriod, periodAt, type Season, settlingMs } from './periods';
import { type PeriodKind, periodKinds } from './score-change';

/** The match that changes the periods of a player, and its seasons. */
export interface PeriodsContext {
  readonly match: SeatScores;
  /** In the order of their starts. */
  readonly seasons: readonly Season[];
  /** Epoch milliseconds: decides in which periods the match counts. */
  readonly countedAt: number;
}

/**
 * Leaderboards of periods restart by themselves, because scores carry the id of their period. Periods never
 * go back: a match that is recorded after one of a later period counts in the later one.
 *
 * Two versions may record results of one player at the same time, or by turns. So what this version does not
 * declare (a leaderboard, a kind of period, a season) is carried over as it is.
 */
export function periodsAfter(
  before: PeriodsOfPlayer,
  leaderboards: readonly LeaderboardDeclaration[],
  context: PeriodsContext,
): PeriodsOfPlayer {
  return Object.fromEntries(
    periodKinds.flatMap((kind) => {
      const own = leaderboards.filter(({ periods }) => periods.includes(kind));
      const after =
        own.length === 0 ? unlessOver(before[kind], context) : periodAfter(kind, before[kind], own, context);
      return after === undefined ? [] : [[kind, after]];
    }),
  );
}

function periodAfter(
  kind: PeriodKind,
  known: PeriodScores | undefined,
  leaderboards: readonly LeaderboardDeclaration[],
  { match, seasons, countedAt }: PeriodsContext,
): PeriodScores | undefined {
  const current = periodAt(kind, countedAt, seasons);
  const stays =
    known !== undefined &&
    (known.period === current || startOf(known, seasons) > startOf({ period: current }, seasons));
  const period = stays ? known.period : current;
  if (period === undefined) return undefined;
  const { games, scores } = stays ? known : { games: 0, scores: {} };
  const startsAt = kind === 'season' ? startOf(stays ? known : { period }, seasons) : -Infinity;
  return {
    period,
    games: games + 1,
    scores: { ...undeclaredOf(scores, leaderboards), ...scoresAfter(scores, match, leaderboards) },
    ...(Number.isFinite(startsAt) ? { startsAt } : {}),
  };
}

/** Epoch milliseconds. The start of a season that this version does not declare is known from its scores. */
function startOf(
  { period, startsAt }: Partial<Pick<PeriodScores, 'period' | 'startsAt'>>,
  seasons: readonly Season[],
): number {
  const bounds = period === undefined ? undefined : boundsOfPeriod(period, seasons);
  return bounds?.startsAt ?? startsAt ?? -Infinity;
}

/**
 * Scores of a kind of period that no leaderboard of this version has; undefined once no match can count in
 * it.
 */
function unlessOver(
  known: PeriodScores | undefined,
  { seasons, countedAt }: PeriodsContext,
): PeriodScores | undefined {
  if (known === undefined) return undefined;
  const endsAt = boundsOfPeriod(known.period, seasons)?.endsAt ?? Infinity;
  return endsAt + settlingMs <= countedAt ? undefined : known;
}

/** The most scores of undeclared leaderboards that a period carries over, so that a row stays small. */
const maxUndeclared = 12;

function undeclaredOf(
  scores: PeriodScores['scores'],
  leaderboards: readonly LeaderboardDeclaration[],
): PeriodScores['scores'] {
  const declared = new Set(leaderboards.map(({ name }) => name));
  const left = Object.entries(scores).filter(([name]) => !declared.has(name));
  if (left.length > maxUndeclared) left.sort(([, one], [, other]) => other.at - one.at);
  return Object.fromEntries(left.slice(0, maxUndeclared));
}

function scoresAfter(
  before: PeriodScores['scores'],
  match: SeatScores,
  leaderboards: readonly LeaderboardDeclaration[],
): PeriodScores['scores'] {
  return Object.fromEntries(
    leaderboards.flatMap((leaderboard): ReadonlyArray<readonly [string, ReachedScore]> => {
      const reached = reachedAfter(leaderboard, before[leaderboard.name], match);
      return reached === undefined ? [] : [[leaderboard.name, reached]];
    }),
  );
}
