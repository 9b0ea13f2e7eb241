import { type GameName, type MatchId, type PlayerId } from '../ids';

/** The relation of a seat to another at the end of a match. */
export const relations = ['ahead', 'level', 'behind'] as const;
export type Relation = (typeof relations)[number];

/** A match in which two players were opponents. */
export interface Meeting {
  readonly matchId: MatchId;
  /** Epoch milliseconds at which the result was recorded. */
  readonly recordedAt: number;
  /** True when it changed ratings. */
  readonly rated: boolean;
}

/** The record of two players against each other in one game; `first` has the id that sorts first. */
export interface HeadToHead {
  readonly first: PlayerId;
  readonly second: PlayerId;
  readonly game: GameName;
  readonly firstWins: number;
  readonly secondWins: number;
  readonly draws: number;
  /** Meetings of the last two days: to detect repeated records, and to count how often they met. */
  readonly recent: readonly Meeting[];
}

const dayMs = 86_400_000;
/**
 * A stream delivers a record within a day of its write, possibly more than once (DynamoDB guide, "Streams").
 * A meeting that is remembered for two days is never counted twice.
 */
const rememberedMs = 2 * dayMs;
/** Bounds the row. Meetings beyond this number in two days are not needed for a fair record. */
const maxRemembered = 200;

/** Two players in the order of their ids. */
export function inOrder(one: PlayerId, other: PlayerId): readonly [PlayerId, PlayerId] {
  return one < other ? [one, other] : [other, one];
}

/**
 * The record of two players after a meeting.
 * @param relation how `of` stood to the other player
 * @returns undefined when the meeting was counted before
 */
export function afterMeeting(
  before: HeadToHead,
  meeting: Meeting,
  of: PlayerId,
  relation: Relation,
): HeadToHead | undefined {
  if (before.recent.some(({ matchId }) => matchId === meeting.matchId)) return undefined;
  const firstWon = relation !== 'level' && (relation === 'ahead') === (of === before.first);
  const recent = [...before.recent, meeting].sort((a, b) => a.recordedAt - b.recordedAt);
  const newest = recent.at(-1)?.recordedAt ?? meeting.recordedAt;
  return {
    ...before,
    firstWins: before.firstWins + (firstWon ? 1 : 0),
    secondWins: before.secondWins + (relation !== 'level' && !firstWon ? 1 : 0),
    draws: before.draws + (relation === 'level' ? 1 : 0),
    recent: recent.filter(({ recordedAt }) => newest - recordedAt < rememberedMs).slice(-maxRemembered),
  };
}

/** Two players who have not met. */
export function notMet(one: PlayerId, other: PlayerId, game: GameName): HeadToHead {
  const [first, second] = inOrder(one, other);
  return { first, second, game, firstWins: 0, secondWins: 0, draws: 0, recent: [] };
}

/** Rated matches of two players in the 24 hours before a moment. @param at epoch milliseconds */
export function ratedWithinDay({ recent }: Pick<HeadToHead, 'recent'>, at: number): number {
  return recent.filter(({ rated, recordedAt }) => rated && at - recordedAt < dayMs).length;
}
