import { type ComponentChildren } from 'preact';
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { type MatchDocument } from '../../client/index';
import { type Game } from '../../core/define';
import { type Ending, voidWords } from '../parts/called-off';
import { Later } from '../parts/later';
import { reasonWords } from '../parts/reason-words';
import { loadGame, titleOf } from '../parts/games';
import { account } from './account';
import { type AfterMatch, useAfterMatch } from './after-match';
import { AroundLeaderboard } from './around-leaderboard';
import { CopyLinkButton } from './copy-link';
import { endingWords } from './ending-words';
import { Heading } from './heading';
import { nameAt } from './names';
import { outcomeOf, winnersOf } from './outcome';
import { ratingWords } from './rating-words';
import { Rematch } from './rematch';
import { hashOf, linkTo } from './route';
import { unwatchedWords } from './trouble';
import { unratedWords } from './unrated';

/** Loaded on demand: a replay folds matches with the whole engine. */
const loadReplay = async () => (await import('./replay.js')).Replay;

/** The title of a match; its words are the game's own once the game and the log are loaded. */
export type TitleOf = (game?: Game, entries?: readonly Ending[]) => ComponentChildren;

/** A match that is over, or in which this player has no seat. */
export function MatchReport({ match }: { readonly match: MatchDocument }) {
  const own = ownSeat(match);
  const isOwnResult = match.result !== undefined && own !== -1;
  const { value: after } = useAfterMatch({ ...match, players: match.seats }, match.rated && isOwnResult);
  const title: TitleOf = (game, entries = []) => (
    <ReportTitle match={match} game={game} entries={entries} after={after} />
  );
  const actions = (
    <>
      <ReportActions match={match} />
      <AroundLeaderboard
        shown={after.leaderboard}
        standing={after.standing}
        playerId={match.seats[own] ?? ''}
        level="h2"
      />
    </>
  );
  if (match.status !== 'active')
    return (
      <Later
        load={loadReplay}
        what="the replay"
        props={{ match, title, actions }}
        meanwhile={
          <>
            {title()}
            {actions}
          </>
        }
      />
    );
  return (
    <section class="report">
      {title()}
      <ol class="seats">
        {match.seats.map((playerId, seat) => (
          <li key={playerId} data-seat={seat}>
            <span class="who">{nameAt(match.seats, seat)}</span>
          </li>
        ))}
      </ol>
      {actions}
    </section>
  );
}

const ownSeat = ({ seats }: MatchDocument): number => seats.indexOf(account.value?.player.playerId ?? '');

/** The game, and how the match ended. */
function ReportTitle({
  match,
  game,
  entries,
  after: { entry, standing },
}: {
  readonly match: MatchDocument;
  readonly game: Game | undefined;
  readonly entries: readonly Ending[];
  readonly after: AfterMatch;
}) {
  const { status, result, reason = result?.reason ?? '', unratedBecause } = match;
  const own = ownSeat(match);
  const nameOf = (seat: number): string => nameAt(match.seats, seat);
  const end = result === undefined ? undefined : endOf(result);
  const won = end && (own === -1 ? winnersOf(end, nameOf) : outcomeOf(end, own).words);
  return (
    <header class="result">
      <Heading>{`${status === 'active' ? '' : 'Replay of '}${titleOf(match.game)}`}</Heading>
      <p>
        {won === undefined ? null : <b>{won}. </b>}
        {status === 'active'
          ? 'This match is being played.'
          : endingWords(status === 'abandoned', reasonWords(game, reason), entries, nameOf)}
      </p>
      {result?.counted === 'void' && own === -1 ? <p class="calm">{voidWords(reason)}</p> : null}
      {unratedBecause === undefined ? null : <p class="calm">{unratedWords[unratedBecause]}</p>}
      {entry === undefined ? null : <p>{ratingWords(match.rated, entry, standing)}</p>}
    </header>
  );
}

function ReportActions({ match }: { readonly match: MatchDocument }) {
  const { matchId, seats, status, result } = match;
  const own = ownSeat(match);
  return (
    <div class="field">
      {status === 'active' ? <WatchLink match={match} /> : null}
      {result === undefined || own === -1 ? null : (
        <Rematch
          matchId={matchId}
          seat={own}
          endedAt={result.endedAt}
          nameOf={(seat) => nameAt(seats, seat)}
        />
      )}
      {status === 'active' ? null : <CopyLinkButton link={linkTo(hashOf({ at: 'replay', matchId }))} />}
      <a class="button" href="#/">
        Back to the games
      </a>
    </div>
  );
}

/** The way to a running match, where its game lets others watch. */
function WatchLink({ match: { matchId, game } }: { readonly match: MatchDocument }) {
  const watched = useSignal<boolean | undefined>(undefined);
  useEffect(() => {
    loadGame(game).then(
      (loaded) => {
        watched.value = loaded?.with(({ spectators }) => spectators !== undefined) !== false;
      },
      () => {
        watched.value = true; // the page of the match shows the reason
      },
    );
  }, [game]);
  if (watched.value === undefined) return null;
  if (!watched.value) return <p class="calm">{unwatchedWords}</p>;
  return (
    <a class="button" href={hashOf({ at: 'watch', matchId })}>
      Watch
    </a>
  );
}

type EndOfMatch = NonNullable<MatchDocument['result']>;

/** The result as the match published it to its players. */
export const endOf = ({ places, outcomes, counted }: EndOfMatch): Parameters<typeof outcomeOf>[0] => ({
  places,
  outcomes,
  ...(counted === 'void' ? { void: true } : {}),
});
