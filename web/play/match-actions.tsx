import { type PlayedMatch } from './seat';

/** Resign, offer a draw, answer an offer. */
export function MatchActions({ match }: { readonly match: PlayedMatch }) {
  const { live, standing, sending } = match;
  const { offer, left } = standing.value;
  if (left.includes(live.seat)) return <p class="calm">You are out. The others play on.</p>;
  const asked = offer !== null && offer.by !== live.seat && !offer.acceptedBy.includes(live.seat);
  return (
    <div class="actions">
      {asked ? (
        <>
          <span>A draw is offered.</span>
          <button type="button" class="accent" onClick={() => match.answerDraw(true)}>
            Accept
          </button>
          <button type="button" onClick={() => match.answerDraw(false)}>
            Decline
          </button>
        </>
      ) : (
        <button type="button" disabled={sending.value || offer !== null} onClick={() => match.offerDraw()}>
          {offer?.by === live.seat ? 'Draw offered' : 'Offer a draw'}
        </button>
      )}
      <button
        type="button"
        disabled={sending.value}
        onClick={() => {
          if (confirm('Resign the match?')) match.resign();
        }}
      >
        Resign
      </button>
    </div>
  );
}
