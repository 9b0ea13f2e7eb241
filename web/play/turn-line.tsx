import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { type Seat } from '../../core/ids';
import { NearEnd } from './near-end';
import { type PlayedMatch } from './seat';

/** A command that takes longer than this is shown as being sent, in milliseconds. */
const slowMs = 400;

/** Whose turn it is, what happens to the player's own move, and when waiting ends the match. */
export function TurnLine({
  match,
  nameOf,
}: {
  readonly match: PlayedMatch;
  readonly nameOf: (seat: Seat) => string;
}) {
  const { toAct } = match.position.value;
  const mine = toAct.includes(match.live.seat);
  const connection = match.connection.value;
  // Another tab has the seat, and shows its turns.
  if (connection === 'replaced') return null;
  // Only a turn that can be played now looks like one.
  const canPlay = mine && connection === 'here';
  const own = connection === 'lost' ? 'Your turn, once the connection is back' : 'Your turn';
  return (
    <>
      <p class={`turn${canPlay ? ' mine' : ''}`} role="status" aria-live="polite">
        <Situation match={match} words={mine ? own : waitingFor(toAct.map(nameOf))} />
      </p>
      <NearEnd match={match} nameOf={nameOf} />
    </>
  );
}

function Situation({ match, words }: { readonly match: PlayedMatch; readonly words: string }) {
  const isSlow = useSignal(false);
  const isSending = match.sending.value;
  useEffect(() => {
    isSlow.value = false;
    if (!isSending) return undefined;
    const timer = setTimeout(() => {
      isSlow.value = true;
    }, slowMs);
    return () => clearTimeout(timer);
  }, [isSending]);
  if (!isSending || !isSlow.value) return <>{words}</>;
  return match.connection.value === 'lost' ? (
    <>Your move is kept. It is sent once the connection is back.</>
  ) : (
    <>Sending your move …</>
  );
}

const waitingFor = (names: readonly string[]): string =>
  names.length === 0 ? 'One moment …' : `Waiting for ${names.join(', ')}`;
