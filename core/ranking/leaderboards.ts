import { type GameName, type PlayerId } from '../ids';
import { type Json } from '../json';
import { type SeatOutcome } from '../results';
import { storedNumber } from '../stored-number';
import {
  type Direction,
  type PeriodKind,
  type RankedLeaderboard,
  type ScoreChange,
  type Scored,
} from './score-change';
import { maxScoreSteps, type Steps, stepsOf } from './score-order';

/** The value that a leaderboard measures. `number` names a number that results give for every seat. */
export type Metric =
  | { readonly kind: 'rating' }
  /** Matches won. */
  | { readonly kind: 'wins' }
  /** Sum of the points of results (`scores`). */
  | { readonly kind: 'points' }
  /** The best points of one result. */
  | { readonly kind: 'best-score' }
  /** Milliseconds of the shortest match that the player won. */
  | { readonly kind: 'fastest-win' }
  /** Most wins in a row. */
  | { readonly kind: 'longest-streak' }
  | { readonly kind: 'sum' | 'last' | 'best'; readonly number: string };

/** Who may read a leaderboard: everyone, signed-in players, or code of the backend alone. */
export const visibilities = ['public', 'players', 'hidden'] as const;
export type Visibility = (typeof visibilities)[number];

/** A player's place on a leaderboard at the end of a period. */
export interface FinalPlace {
  readonly playerId: PlayerId;
  /** Id of the period. */
  readonly period: string;
  readonly rank: number;
  readonly score: number;
}

/** Rewards of players at the end of a leaderboard's period. */
export interface Rewards {
  /** The lowest rewarded rank; players who share it are included. */
  readonly places: number;
  /** The reward for a place; undefined: none. It may be called more than once for a place. */
  readonly give: (place: FinalPlace) => Json | undefined;
}

/** The pattern of a leaderboard's own name; the whole name is `<game>.<name>`. */
export const leaderboardNamePattern = /^[a-z][a-z0-9-]{0,15}$/;

/** A checked declaration of a leaderboard. Its name is `<game>.<name>`. */
export interface LeaderboardDeclaration extends RankedLeaderboard {
  /** Lower-case letters, digits and hyphens; standings keep the score by this name. */
  readonly name: string;
  readonly metric: Metric;
  /** Rated matches that a player must have finished within the period to be shown. */
  readonly minimumGames: number;
  /** True: a player whose rating is not certain yet is not shown (core/rating, `isProvisional`). */
  readonly hidesProvisional: boolean;
  readonly visibility: Visibility;
  readonly rewards?: Rewards;
}

/** A value and since when the player has it. */
export interface ReachedValue {
  /** Exact; a period shows it in its own decimals (`leaderboardScore`). */
  readonly value: number;
  /** Epoch milliseconds: end of the match with which the shown score became this one. */
  readonly at: number;
}

/**
 * A player's score on a leaderboard in a period. A changed declaration holds only in later periods, so both
 * ends are kept.
 */
export interface ReachedScore extends ReachedValue {
  /**
   * The decimals that the leaderboard had when the player's score began: `at` goes by them. Undefined in rows
   * of earlier versions.
   */
  readonly decimals?: number;
  /** Of a leaderboard of best numbers: the best one in the other direction, where it is another number. */
  readonly opposite?: ReachedValue;
  /** Of a leaderboard of streaks: wins in a row up to the newest match. */
  readonly run?: number;
}

/** A player's scores in the current period of a kind. A new period begins with none. */
export interface PeriodScores {
  /** Id of the period. */
  readonly period: string;
  /** Rated matches within the period. */
  readonly games: number;
  /** By the leaderboard's name. Leaderboards that this version does not declare are among them. */
  readonly scores: Readonly<Record<string, ReachedScore>>;
  /** Of a season: its start, for versions that do not declare it. Undefined in rows of earlier versions. */
  readonly startsAt?: number;
}

/** A player's scores in the current period of each kind; absent kinds have none. */
export type PeriodsOfPlayer = { readonly [Kind in PeriodKind]?: PeriodScores };

/** The parts of a player's record in a game that leaderboards need. */
export interface ScoredStanding {
  readonly playerId: PlayerId;
  readonly game: GameName;
  /** Rises with every result of the player in the game. */
  readonly version: number;
  readonly provisional: boolean;
  readonly periods: PeriodsOfPlayer;
}

/** A value as a leaderboard shows it: rounded to its decimals, and within the limits. */
export function leaderboardScore(value: number, decimals: number): number {
  const unit = 10 ** decimals;
  const most = Math.floor(maxScoreSteps / unit);
  // + 0 makes zero of negative zero.
  return Math.round(Math.min(most, Math.max(-most, value)) * unit) / unit + 0;
}

/** The contribution of one rated match to one seat's leaderboards. */
export interface SeatScores {
  readonly outcome: SeatOutcome;
  /** Public rating after the match. */
  readonly rating: number;
  /** Absent when the result has no points. */
  readonly score?: number;
  readonly numbers: Readonly<Record<string, number>>;
  /** Milliseconds from start to end of the match. */
  readonly durationMs: number;
  /** Epoch milliseconds. */
  readonly endedAt: number;
}

/**
 * A leaderboard's score after one more rated match.
 * @param before undefined: the player has none in this period
 * @returns undefined when the player still has none
 */
export function reachedAfter(
  leaderboard: Pick<LeaderboardDeclaration, 'metric' | 'direction' | 'decimals'>,
  before: ReachedScore | undefined,
  match: SeatScores,
): ReachedScore | undefined {
  const { metric } = leaderboard;
  const { outcome, score, numbers, rating, durationMs } = match;
  const now = (value: number): ReachedScore => moved(leaderboard, before, value, match.endedAt);
  const sum = (value: number): ReachedScore => now(storedNumber((before?.value ?? 0) + value));
  const best = (value: number): ReachedScore =>
    before !== undefined && !isBetter(leaderboard.direction, value, before.value) ? before : now(value);
  const bestBothWays = (value: number): ReachedScore => bothEnds(leaderboard, before, value, match.endedAt);
  switch (metric.kind) {
    case 'rating':
      return now(rating);
    case 'wins':
      return outcome === 'win' ? sum(1) : before;
    case 'points':
      return score === undefined ? before : sum(score);
    case 'best-score':
      return score === undefined ? before : bestBothWays(score);
    case 'fastest-win':
      return outcome === 'win' ? best(durationMs) : before;
    case 'longest-streak': {
      const run = outcome === 'win' ? (before?.run ?? 0) + 1 : 0;
      return before === undefined && run === 0 ? undefined : { ...best(run), run };
    }
    default: {
      const number = numbers[metric.number];
      if (number === undefined) return before;
      return metric.kind === 'sum'
        ? sum(number)
        : metric.kind === 'last'
          ? now(number)
          : bestBothWays(number);
    }
  }
}

function isBetter(direction: Direction, value: number, than: number): boolean {
  return direction === 'highest' ? value > than : value < than;
}

/** A score that the leaderboard shows unchanged keeps the time at which it was reached. */
function moved(
  leaderboard: Pick<RankedLeaderboard, 'decimals'>,
  before: ReachedScore | undefined,
  value: number,
  at: number,
): ReachedScore {
  const decimals = before?.decimals ?? leaderboard.decimals;
  return { ...movedValue(decimals, before, value, at), decimals };
}

function movedValue(
  decimals: number,
  before: ReachedValue | undefined,
  value: number,
  at: number,
): ReachedValue {
  if (before === undefined) return { value, at };
  const stays = leaderboardScore(before.value, decimals) === leaderboardScore(value, decimals);
  // Results may be recorded in another order than their matches ended: a score is never older than its parts.
  return { value, at: stays ? before.at : Math.max(at, before.at) };
}

/**
 * The best numbers in both directions: which of them counts is up to the period, which keeps the direction
 * with which it began.
 */
function bothEnds(
  leaderboard: Pick<RankedLeaderboard, 'direction' | 'decimals'>,
  before: ReachedScore | undefined,
  value: number,
  at: number,
): ReachedScore {
  const decimals = before?.decimals ?? leaderboard.decimals;
  const end = (direction: Direction): ReachedValue => {
    const best = before === undefined ? undefined : bestIn(direction, before);
    return best !== undefined && !isBetter(direction, value, best.value)
      ? best
      : movedValue(decimals, best, value, at);
  };
  const other = leaderboard.direction === 'highest' ? 'lowest' : 'highest';
  const [first, opposite] = [end(leaderboard.direction), end(other)];
  return { ...first, decimals, ...(opposite.value === first.value ? {} : { opposite }) };
}

/** The best value of a direction. */
function bestIn(direction: Direction, { value, at, opposite }: ReachedScore): ReachedValue {
  return opposite !== undefined && isBetter(direction, opposite.value, value) ? opposite : { value, at };
}

/** A score as a period places it. */
export interface PlacedScore extends Scored {
  readonly steps: Steps;
}

/** The score of a change in a period, which may have begun with other decimals or another direction. */
export function placedScore(
  { score, at, opposite }: Scored & Pick<ScoreChange, 'opposite'>,
  period: Pick<RankedLeaderboard, 'id' | 'direction' | 'decimals'>,
): PlacedScore {
  const taken =
    opposite !== undefined && isBetter(period.direction, opposite.score, score) ? opposite : { score, at };
  const shown = leaderboardScore(taken.score, period.decimals);
  return { score: shown, at: taken.at, steps: stepsOf(period, shown) };
}

/**
 * A player's scores on the leaderboards of the game, in the current periods. Values are absolute: of two
 * records of one player and game, the record with the higher version is right.
 * @param leaderboards of any games
 */
export function scoreChanges(
  { playerId, game, version, provisional, periods }: ScoredStanding,
  leaderboards: readonly LeaderboardDeclaration[],
): readonly ScoreChange[] {
  return leaderboards
    .filter((leaderboard) => leaderboard.game === game)
    .flatMap(({ id: leaderboard, name, periods: kinds, minimumGames, hidesProvisional }) =>
      kinds.flatMap((kind): readonly ScoreChange[] => {
        const current = periods[kind];
        const reached = current?.scores[name];
        if (current === undefined || reached === undefined) return [];
        const { value, at, opposite } = reached;
        return [
          {
            leaderboard,
            period: current.period,
            playerId,
            score: value,
            at,
            ...(opposite === undefined ? {} : { opposite: { score: opposite.value, at: opposite.at } }),
            version,
            hidden: current.games < minimumGames || (hidesProvisional && provisional),
          },
        ];
      }),
    );
}

/** The leaderboards of a game whose developers declare none: rating and wins, of all time and by month. */
export function defaultLeaderboards(game: GameName): readonly LeaderboardDeclaration[] {
  return (['rating', 'wins'] as const).map((kind) => ({
    id: `${game}.${kind}`,
    game,
    name: kind,
    metric: { kind },
    direction: 'highest',
    decimals: 0,
    periods: ['all', 'month'],
    minimumGames: 0,
    hidesProvisional: false,
    visibility: 'public',
  }));
}
