import { isVoid } from '../match/conduct';
import { type Conduct } from '../match/log';
import { type MatchHeader, type MatchEnding } from '../match/log';
import { type Counting, type UnratedReason } from '../results';

/** Why a match changes no rating; undefined when it does. */
export function whyUnrated({
  rated,
  unratedBecause = 'matchmaking',
}: Pick<MatchHeader, 'rated' | 'unratedBecause'>): UnratedReason | undefined {
  return rated ? undefined : unratedBecause;
}

/** True for a match that appears only in histories. A match of the same opponents counts in statistics. */
export function countsNowhere(match: Pick<MatchHeader, 'rated' | 'unratedBecause'>): boolean {
  const why = whyUnrated(match);
  return why !== undefined && why !== 'same-opponents';
}

/**
 * Whether a match is rated, and if not, why. `minimumCommands`: commands that every seat must have played.
 * `metTooOften`: two opponents of the match have used up their rated matches of a day (`ratedWithinDay`).
 */
export function countingOf(
  ending: MatchEnding,
  {
    rated,
    minimumCommands,
    metTooOften,
  }: { readonly rated: boolean; readonly minimumCommands: number; readonly metTooOften: boolean },
): Counting {
  if (isVoid(ending)) return 'void';
  if (!rated) return 'unrated';
  if (ending.conduct.bots.length > 0) return 'with-bots';
  if (ending.conduct.turns.some((turns) => turns < minimumCommands)) return 'too-short';
  return metTooOften ? 'same-opponents' : 'rated';
}

/** True for a seat that left its opponents waiting: it stayed away, or never came to play. */
export function hasAbandoned({ turns, left }: Conduct, seat: number): boolean {
  const leave = left.find((each) => each.seat === seat);
  return leave?.reason === 'abandoned' || (leave?.reason === 'timeout' && turns[seat] === 0);
}
