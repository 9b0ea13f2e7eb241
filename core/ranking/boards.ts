import { type GameName, type PlayerId } from '../ids';
import { type Json } from '../json';
import { type SeatOutcome } from '../results';
import { storedNumber } from '../stored-number';
import { type PeriodKind, type RankedBoard, type ScoreChange } from './score-change';
import { mostSteps } from './score-order';

/** What a board measures. `number` names a number that results of the game give for every seat. */
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

/** Who may read a board: everybody, signed-in players, or code of the backend alone. */
export const visibilities = ['public', 'players', 'hidden'] as const;
export type Visibility = (typeof visibilities)[number];

/** A player's place on a board at the end of a period. */
export interface FinalPlace {
  readonly playerId: PlayerId;
  /** Id of the period. */
  readonly period: string;
  readonly rank: number;
  readonly score: number;
}

/** Rewards of players at the end of a board's period. */
export interface Rewards {
  /** The lowest rewarded rank; players who share it are included. */
  readonly places: number;
  /** The reward for a place; undefined: none. It may be called more than once for a place. */
  readonly give: (place: FinalPlace) => Json | undefined;
}

/** The pattern of a board's own name; the whole name is `<game>.<name>`. */
export const boardNamePattern = /^[a-z][a-z0-9-]{0,15}$/;

/** A checked declaration of a board. Its name is `<game>.<name>`. */
export interface BoardDeclaration extends RankedBoard {
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

/** A score and since when the player has it. */
export interface ReachedScore {
  /** Exact; boards show it in their own decimals (`boardScore`). */
  readonly value: number;
  /** Epoch milliseconds: end of the match with which the board's score became this one. */
  readonly at: number;
  /** Of a board of streaks: wins in a row up to the newest match. */
  readonly run?: number;
}

/** A player's scores in the current period of a kind. A new period begins with none. */
export interface PeriodScores {
  /** Id of the period. */
  readonly period: string;
  /** Rated matches within the period. */
  readonly games: number;
  /** By the board's name. */
  readonly scores: Readonly<Record<string, ReachedScore>>;
}

export type PeriodsOfPlayer = { readonly [Kind in PeriodKind]?: PeriodScores };

/** The parts of a player's record in a game that boards need. */
export interface ScoredStanding {
  readonly playerId: PlayerId;
  readonly game: GameName;
  /** Rises with every result of the player in the game. */
  readonly version: number;
  readonly provisional: boolean;
  readonly periods: PeriodsOfPlayer;
}

/** A value as a board shows it: rounded to its decimals, and within the limits. */
export function boardScore(value: number, decimals: number): number {
  const unit = 10 ** decimals;
  const most = Math.floor(mostSteps / unit);
  // + 0 makes zero of negative zero.
  return Math.round(Math.min(most, Math.max(-most, value)) * unit) / unit + 0;
}

/** The contribution of one rated match to one seat's boards. */
export interface SeatScores {
  readonly outcome: SeatOutcome;
  /** Public rating after the match. */
  readonly rating: number;
  /** Absent when the result has no points. */
  readonly score?: number;
  readonly numbers: Readonly<Record<string, number>>;
  /** Milliseconds from start to end of the match. */
  readonly duration: number;
  /** Epoch milliseconds. */
  readonly endedAt: number;
}

/**
 * A board's score after one more rated match.
 * @param before undefined: the player has none in this period
 * @returns undefined when the player still has none
 */
export function reachedAfter(
  board: Pick<BoardDeclaration, 'metric' | 'direction' | 'decimals'>,
  before: ReachedScore | undefined,
  match: SeatScores,
): ReachedScore | undefined {
  const { metric } = board;
  const { outcome, score, numbers, rating, duration } = match;
  const now = (value: number): ReachedScore => moved(board, before, value, match.endedAt);
  const sum = (value: number): ReachedScore => now(storedNumber((before?.value ?? 0) + value));
  const best = (value: number): ReachedScore =>
    before !== undefined && !isBetter(board, value, before.value) ? before : now(value);
  switch (metric.kind) {
    case 'rating':
      return now(rating);
    case 'wins':
      return outcome === 'win' ? sum(1) : before;
    case 'points':
      return score === undefined ? before : sum(score);
    case 'best-score':
      return score === undefined ? before : best(score);
    case 'fastest-win':
      return outcome === 'win' ? best(duration) : before;
    case 'longest-streak': {
      const run = outcome === 'win' ? (before?.run ?? 0) + 1 : 0;
      return before === undefined && run === 0 ? undefined : { ...best(run), run };
    }
    default: {
      const number = numbers[metric.number];
      if (number === undefined) return before;
      return metric.kind === 'sum' ? sum(number) : metric.kind === 'last' ? now(number) : best(number);
    }
  }
}

function isBetter({ direction }: Pick<RankedBoard, 'direction'>, value: number, than: number): boolean {
  return direction === 'highest' ? value > than : value < than;
}

/** A score that the board shows unchanged keeps the time at which it was reached. */
function moved(
  { decimals }: Pick<RankedBoard, 'decimals'>,
  before: ReachedScore | undefined,
  value: number,
  at: number,
): ReachedScore {
  if (before === undefined) return { value, at };
  const stays = boardScore(before.value, decimals) === boardScore(value, decimals);
  // Results may be recorded in another order than their matches ended: a score is never older than its parts.
  return { value, at: stays ? before.at : Math.max(at, before.at) };
}

/**
 * A player's scores on the boards of the game, in the current periods. Values are absolute: of two records of
 * one player and game, the one with the higher version is right.
 * @param boards of any games
 */
export function scoreChanges(
  { playerId, game, version, provisional, periods }: ScoredStanding,
  boards: readonly BoardDeclaration[],
): readonly ScoreChange[] {
  return boards
    .filter((board) => board.game === game)
    .flatMap(({ board, name, decimals, periods: kinds, minimumGames, hidesProvisional }) =>
      kinds.flatMap((kind): readonly ScoreChange[] => {
        const current = periods[kind];
        const reached = current?.scores[name];
        if (current === undefined || reached === undefined) return [];
        return [
          {
            board,
            period: current.period,
            playerId,
            score: boardScore(reached.value, decimals),
            at: reached.at,
            version,
            hidden: current.games < minimumGames || (hidesProvisional && provisional),
          },
        ];
      }),
    );
}

/** The boards of a game whose team declares none: rating and wins, of all time and by month. */
export function defaultBoards(game: GameName): readonly BoardDeclaration[] {
  return (['rating', 'wins'] as const).map((kind) => ({
    board: `${game}.${kind}`,
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
