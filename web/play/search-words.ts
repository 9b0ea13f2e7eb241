import { type TicketDocument } from '../../client/index';
import { limitWords, stepWords } from '../parts/needs-words';
import { timeText } from '../parts/time-text';
import { type RunningSearch } from './search';

/** The wait of a match for its server. The API gives a reason once no server was free for a second. */
export const placingWords = ({ reason }: Pick<TicketDocument, 'reason'>): string =>
  reason === undefined ? 'Its server is starting.' : 'No server is free: it waits for one.';

/** The warning for a player who may cancel a match that is being placed. */
export const cancelWarning = 'Cancelling now ends the match for all its players, without a result.';

/** That a page shows the search of another tab. @param isOtherGame it is not only for other options */
export const otherWords = (title: string, isOtherGame: boolean): string =>
  `You already look for a match of ${title}${isOtherGame ? '' : ' with other options'}, in another ` +
  'tab or on another device. This page follows that search.';

/** The heading of a search whose match another tab of its player has opened. */
export const elsewhereTitle = 'You play in another tab';

/** @param missed the game that the player wanted in this tab, where it is another one */
export const elsewhereWords = (title: string, missed: string | undefined): string =>
  `Your match of ${title} is open in the tab that you used ` +
  `last.${missed === undefined ? '' : ` Once it has ended, you can look for ${missed} here.`}`;

/** Why a search continues with another ticket. */
export const secondWords = 'Another player left the match before it began: the search continues.';

type Search = NonNullable<TicketDocument['search']>;

/** How many players are here, and how many are missing. */
export function presenceWords({ players: { min }, waiting }: Pick<Search, 'players' | 'waiting'>): string {
  if (waiting === undefined) return `Many players are waiting. A match needs ${min} of them.`;
  const missing = min - waiting;
  if (missing <= 0) return `${waiting} players are here. They must suit each other.`;
  return (
    `${waiting} of ${min} players ${waiting === 1 ? 'is' : 'are'} here: ${missing} more ` +
    `${missing === 1 ? 'is' : 'are'} needed.`
  );
}

/** The players whom only their options keep away; '' where there are none. */
export function optionsWords({ withOtherOptions = 0 }: Pick<Search, 'withOtherOptions'>): string {
  if (withOtherOptions === 0) return '';
  const [who, look] =
    withOtherOptions === 1 ? ['1 player', 'looks'] : [`${withOtherOptions} players`, 'look'];
  return `${who} ${look} for this game with other options: a match needs the same ones.`;
}

/** The limits that every match needs now; '' where the rule set has none. */
export function limitsWords({ limits }: Pick<Search, 'limits'>): string {
  return limits.length === 0 ? '' : `A match needs ${limits.map(limitWords).join(' and ')}.`;
}

/**
 * The next change of the search; '' when there is none, and while it helps no waiting player. It helps none
 * when other options separate them, and fewer are left than a match needs.
 */
export function nextWords(search: Search): string {
  const { next, widensWith, waiting = 0, withOtherOptions = 0 } = search;
  if (next === undefined || (withOtherOptions > 0 && waiting < next.players.min)) return '';
  const among = widensWith === 'newest' ? ', among players who wait as long as you' : '';
  return `In ${next.inSeconds} s: ${stepWords(search, next)}${among}.`;
}

/** When the search ends by itself; '' when that is not known. */
export function endWords({ endsInSeconds }: Pick<Search, 'endsInSeconds'>): string {
  return endsInSeconds === undefined
    ? ''
    : `The search ends in ${timeText(endsInSeconds * 1000)} if no match is found.`;
}

/** The wait so far, and what is usual. */
export function waitWords(seconds: number, estimatedSeconds: number | undefined): string {
  if (estimatedSeconds === undefined) return `${seconds} s so far`;
  const usual = estimatedSeconds < 1 ? 'at once' : `about ${Math.round(estimatedSeconds)} s`;
  return `${seconds} s so far, usually ${usual}`;
}

/** A page reads its ticket once a second. After this many ms without an answer, the connection is lost. */
const maxSilenceMs = 5000;

/**
 * Says that the connection is lost; '' while the backend answers.
 * @param now epoch milliseconds
 */
export function silenceWords(
  { heardAt, isLeft, ticket }: Pick<RunningSearch, 'heardAt' | 'isLeft'> & { readonly ticket?: unknown },
  now: number,
): string {
  if (now - heardAt <= maxSilenceMs) return '';
  if (!isLeft && ticket === undefined) return 'The connection is lost. The search begins when it comes back.';
  return isLeft
    ? 'The connection is lost. Cancelling as soon as it is back.'
    : 'The connection is lost. The search continues when it comes back, unless that takes more than a ' +
        'minute.';
}
