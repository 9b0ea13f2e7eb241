import { type MatchDocument } from '../../client/index';
import { type Game } from '../../core/define';
import { Later } from '../parts/later';
import { reasonWords } from '../parts/reason-words';
import { titleOf } from '../parts/games';
import { account } from './account';
import { useAfterMatch } from './after-match';
import { AroundBoard } from './around-board';
import { Heading } from './heading';
import { nameAt } from './names';
import { ordinal, outcomeOf, voidWords } from './outcome';
import { ratingWords } from './rating-words';
import { Rematch } from './rematch';
import { hashOf } from './route';
import { unratedWords } from './unrated';

/** Loaded on demand: a replay folds matches with the whole engine. */
const loadReplay = async () => (await import('./replay.js')).Replay;

/** A match that is over, or in which this player has no seat. */
export function ToldMatchView({ match }: { readonly match: MatchDocument }) {
  const title = (game?: Game) => <ToldTitle match={match} game={game} />;
  const actions = <ToldActions match={match} />;
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
    <section class="told">
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
function ToldTitle({ match, game }: { readonly match: MatchDocument; readonly game: Game | undefined }) {
  const { status, result, reason = result?.reason ?? '', unratedBecause } = match;
  const own = ownSeat(match);
  const ending =
    status === 'active' ? 'This match is being played.' : endingOf(status, reasonWords(game, reason));
  return (
    <header class="result">
      <Heading>{titleOf(match.game)}</Heading>
      <p>
        {result === undefined || own === -1 ? null : <b>{outcomeOf(endOf(result), own).words}. </b>}
        {ending}
      </p>
      {result?.counted === 'void' && own === -1 ? <p class="calm">{voidWords}</p> : null}
      {unratedBecause === undefined ? null : <p class="calm">{unratedWords[unratedBecause]}</p>}
      {result === undefined || own === -1 ? null : <ToldChanges match={match} own={own} />}
    </header>
  );
}

/** What the match changed for the player, while it is among the newest of the player's history. */
function ToldChanges({
  match: { game, matchId, rated, seats },
  own,
}: {
  readonly match: MatchDocument;
  readonly own: number;
}) {
  const { entry, standing, board } = useAfterMatch(game, matchId).value;
  if (entry === undefined) return null;
  return (
    <>
      <p>{ratingWords(rated, entry, standing)}</p>
      {board === undefined ? null : (
        <AroundBoard shown={board} standing={standing} playerId={seats[own] ?? ''} level="h2" />
      )}
    </>
  );
}

function ToldActions({ match }: { readonly match: MatchDocument }) {
  const { matchId, seats, status, result } = match;
  const own = ownSeat(match);
  return (
    <div class="field">
      {status === 'active' ? (
        <a class="button" href={hashOf({ at: 'watch', matchId })}>
          Watch
        </a>
      ) : null}
      {result === undefined || own === -1 ? null : (
        <Rematch
          matchId={matchId}
          seat={own}
          endedAt={result.endedAt}
          nameOf={(seat) => nameAt(seats, seat)}
        />
      )}
      <a class="button" href="#/">
        Back to the games
      </a>
    </div>
  );
}

const endingOf = (status: MatchDocument['status'], reason: string): string =>
  `${status === 'abandoned' ? 'It ended without a result' : 'It is over'}: ${reason}.`;

type EndOfMatch = NonNullable<MatchDocument['result']>;

/** The result as the match told it to its players. */
const endOf = ({ places, outcomes, counted }: EndOfMatch): Parameters<typeof outcomeOf>[0] => ({
  places,
  outcomes,
  ...(counted === 'void' ? { void: true } : {}),
});

/** A seat's place and outcome in an ended match: `2nd, loss`; '' in a match that does not count. */
export function placeText(result: MatchDocument['result'], seat: number): string {
  return result === undefined || result.counted === 'void'
    ? ''
    : `${ordinal(result.places[seat] ?? 0)}, ${result.outcomes[seat] ?? ''}`;
}
