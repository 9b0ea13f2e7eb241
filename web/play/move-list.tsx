import { useEffect, useRef } from 'preact/hooks';
import { type MatchEvent } from '../../client/index';
import { type Game } from '../../core/define';
import { type Seat } from '../../core/ids';
import { commandWords } from '../drawing/command-words';
import { type PlayedMatch } from './seat';

/** The commands of the match since we joined, newest at the end. */
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
        <li key={event.sequence} data-seat={event.seat}>
          <span class="chip" aria-hidden="true" />
          <b>{nameOf(event.seat)}</b> {wordsOf(game, event)}
        </li>
      ))}
    </ol>
  );
}

function wordsOf(game: Game | undefined, { action }: MatchEvent): string {
  switch (action.kind) {
    case 'play':
      return action.command === null ? 'has chosen' : commandWords(game, action.command);
    case 'resign':
      return 'resigned';
    case 'offer':
      return 'offered a draw';
    case 'answer':
      return action.accept ? 'accepted the draw' : 'declined the draw';
    case 'abandon':
      return 'stayed away';
  }
}
