import { useEffect, useRef } from 'preact/hooks';
import { type Result } from '../../client/index';
import { type Seat } from '../../core/ids';
import { useAfterMatch } from './after-match';
import { AroundLeaderboard } from './around-leaderboard';
import { reasonWords } from '../parts/reason-words';
import { endingWords } from './ending-words';
import { CopyLinkButton } from './copy-link';
import { knownEntries } from './known-entries';
import { nameAt } from './names';
import { asOptions } from './as-options';
import { outcomeOf } from './outcome';
import { ratingWords } from './rating-words';
import { Rematch } from './rematch';
import { hashOf, linkTo } from './route';
import { startSearch } from './search';
import { type PlayedMatch } from './seat';
import { unratedWords } from './unrated';

/** The result in words, what it changed, the player's place on a leaderboard, and what to do next. */
export function Ending({ match, ended }: { readonly match: PlayedMatch; readonly ended: Result }) {
  const { live } = match;
  const after = useAfterMatch(live, live.rated);
  const { standing, entry, leaderboard } = after.value;
  const rating =
    live.unratedBecause === undefined
      ? ratingWords(live.rated && ended.void !== true, entry, standing)
      : unratedWords[live.unratedBecause];
  const again = (): void => startSearch({ game: live.game, options: asOptions(live.options) });
  return (
    <>
      <ResultHeading match={match} ended={ended} rating={rating} />
      <section class="ending" aria-label="after the match">
        <div class="field">
          <Rematch
            matchId={live.matchId}
            seat={live.seat}
            endedAt={ended.endedAt}
            nameOf={(seat) => nameAt(live.players, seat)}
          />
          {live.matchmaking === null ? null : (
            <button type="button" onClick={again}>
              Another opponent
            </button>
          )}
          <a class="button" href={hashOf({ at: 'replay', matchId: live.matchId })}>
            Replay
          </a>
          <CopyLinkButton link={linkTo(hashOf({ at: 'replay', matchId: live.matchId }))} />
          <a class="button" href="#/">
            Other games
          </a>
        </div>
        <AroundLeaderboard shown={leaderboard} standing={standing} playerId={live.players[live.seat] ?? ''} />
      </section>
    </>
  );
}

/** Gets the focus when the match ends, and comes onto the screen: on a phone the board may fill it. */
function ResultHeading({
  match,
  ended,
  rating,
}: {
  readonly match: PlayedMatch;
  readonly ended: Result;
  readonly rating: string;
}) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    heading.current?.focus({ preventScroll: true });
    heading.current?.scrollIntoView({ block: 'nearest' });
  }, []);
  const { live, game } = match;
  const { outcome, words } = outcomeOf(ended, live.seat);
  const { entries } = knownEntries(match);
  const nameOf = (seat: Seat): string => (seat === live.seat ? 'You' : nameAt(live.players, seat));
  return (
    <header class="result">
      <h2 ref={heading} tabIndex={-1} class={outcome}>
        {words}
      </h2>
      <p class="calm">{endingWords(false, reasonWords(game, ended.reason), entries, nameOf)}</p>
      <p role="status">{rating}</p>
    </header>
  );
}
