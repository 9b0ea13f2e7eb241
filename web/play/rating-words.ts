import {
  type DeclaredLeaderboardDocument,
  type HistoryEntryDocument,
  type MeDocument,
} from '../../client/index';
import { voidWords } from '../parts/called-off';
import { titleOf } from '../parts/title-of';

type Standing = MeDocument['standings'][number];

/** `+22`, `−14`, `±0`, of ratings as they are shown. */
export function changeText(before: number, after: number): string {
  const change = Math.round(after) - Math.round(before);
  if (change === 0) return '±0';
  return change > 0 ? `+${change}` : `−${-change}`;
}

/** The change of the player's rating by the result; '' while it is not known. */
export function ratingWords(
  rated: boolean,
  entry: Pick<HistoryEntryDocument, 'counted' | 'reason' | 'ratingBefore' | 'ratingAfter'> | undefined,
  standing: Pick<Standing, 'rating' | 'provisional'> | undefined,
): string {
  const { ratingBefore, ratingAfter } = entry ?? {};
  const certain = standing?.provisional === true ? ', still provisional' : '';
  if (ratingBefore !== undefined && ratingAfter !== undefined)
    return (
      `Your rating: ${Math.round(ratingBefore)} → ${Math.round(ratingAfter)} ` +
      `(${changeText(ratingBefore, ratingAfter)})${certain}`
    );
  if (rated && entry === undefined) return 'Your rating is being counted …';
  const unchanged = standing === undefined ? '' : ` It stays ${Math.round(standing.rating)}.`;
  return `${entry === undefined ? 'Your rating does not change.' : countedText(entry)}${unchanged}`;
}

const countedText = ({ counted, reason }: Pick<HistoryEntryDocument, 'counted' | 'reason'>): string =>
  counted === 'void' ? `${voidWords(reason)} Your rating does not change.` : countedWords[counted];

const countedWords: Readonly<Record<Exclude<HistoryEntryDocument['counted'], 'void'>, string>> = {
  rated: 'Your rating is counted.',
  'too-short': 'The match was too short to change your rating.',
  'same-opponents': 'You have met too often today: your rating does not change.',
  'with-bots': 'A bot played for a seat: your rating does not change.',
  unrated: 'Your rating does not change.',
};

/** `tic-tac-toe.best-day` and `2026-11` → `Best day · 2026-11`. */
export function leaderboardTitle(
  { board: leaderboard, game }: Pick<DeclaredLeaderboardDocument, 'board' | 'game'>,
  period: string,
): string {
  return `${titleOf(leaderboard.slice(game.length + 1))} · ${period === 'all' ? 'all time' : period}`;
}

/** A score with the decimals of its leaderboard; ratings as whole numbers, as everywhere on the page. */
export function scoreText(
  { metric, decimals }: Pick<DeclaredLeaderboardDocument, 'metric' | 'decimals'>,
  score: number,
): string {
  return score.toFixed(metric === 'rating' ? 0 : decimals);
}

/** Why a player has no place on a leaderboard. */
export function placelessWords(
  { metric }: Pick<DeclaredLeaderboardDocument, 'metric'>,
  standing: Pick<Standing, 'provisional'> | undefined,
): string {
  if (standing === undefined) return 'Your first match that counts can bring you here.';
  if (metric === 'rating' && standing.provisional)
    return 'You come onto this leaderboard when your rating is certain: after some more rated matches.';
  return 'You have no place on this leaderboard yet.';
}
