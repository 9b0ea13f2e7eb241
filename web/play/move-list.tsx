import { useEffect, useRef } from 'preact/hooks';
import { type Seat } from '../../core/ids';
import { actionWords } from '../parts/action-words';
import { type PlayedMatch } from './seat';

/** The commands of the match since the page joined, newest at the end. */
export function MoveList({
  match: { events, game },
  nameOf,
}: {
  readonly match: PlayedMatch;
  readonly nameOf: (seat: Seat) => string;
}) {
  const list = useRef<HTMLOListElement>(null);
  const count = events.value.length;
  useEffect(() => {
    if (list.current !== null) list.current.scrollTop = list.current.scrollHeight;
  }, [count]);
  return (
    <ol class="moves" ref={list} aria-label="moves" tabIndex={0}>
      {events.value.map((event) => (
        <li key={event.sequence} data-seat={event.seat ?? undefined}>
          <span class="chip" aria-hidden="true" />
          <b>{event.seat === null ? 'The match' : nameOf(event.seat)}</b> {actionWords(game, event)}
        </li>
      ))}
    </ol>
  );
}
