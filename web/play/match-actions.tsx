import { isYoung, knownEntries } from './known-entries';
import { type PlayedMatch } from './seat';
import { hasStandingCommand } from './standing-command';

/** Resign, call off, offer a draw or a takeback, answer an offer. */
export function MatchActions({ match }: { readonly match: PlayedMatch }) {
  const { live, position, sending } = match;
  const { offer, left } = position.value;
  if (left.includes(live.seat)) return <p class="calm">You are out. The others play on.</p>;
  const asked = offer !== null && offer.by !== live.seat && !offer.acceptedBy.includes(live.seat);
  const young = isYoung(match);
  return (
    <div class="actions">
      {asked ? <Answer match={match} /> : <Offers match={match} />}
      <button
        type="button"
        disabled={sending.value}
        onClick={() => {
          if (young) match.abort();
          else if (confirm('Resign the match?')) match.resign();
        }}
      >
        {young ? 'Call off' : 'Resign'}
      </button>
    </div>
  );
}

function Answer({ match }: { readonly match: PlayedMatch }) {
  const { offer } = match.position.value;
  return (
    <>
      <span>{offer?.offer === 'takeback' ? 'May the last move be taken back?' : 'A draw is offered.'}</span>
      <button type="button" class="accent" onClick={() => match.answer(true)}>
        Accept
      </button>
      <button type="button" onClick={() => match.answer(false)}>
        Decline
      </button>
    </>
  );
}

function Offers({ match }: { readonly match: PlayedMatch }) {
  const { live, position, sending } = match;
  const { offer } = position.value;
  const closed = sending.value || offer !== null;
  const mine = offer?.by === live.seat ? offer.offer : undefined;
  const { entries, missed } = knownEntries(match);
  // More seats than two must all accept, which the entries alone do not tell.
  const isCounted = missed === 0 && live.players.length === 2;
  const hasPlayed = isCounted
    ? hasStandingCommand(live.seat, entries)
    : missed > 0 || entries.some(({ seat, action }) => seat === live.seat && action.kind === 'play');
  return (
    <>
      <button type="button" disabled={closed} onClick={() => match.offerDraw()}>
        {mine === 'draw' ? 'Draw offered' : 'Offer a draw'}
      </button>
      {live.hasTakebacks ? (
        <button type="button" disabled={closed || !hasPlayed} onClick={() => match.askTakeback()}>
          {mine === 'takeback' ? 'Takeback asked' : 'Take back'}
        </button>
      ) : null}
    </>
  );
}
