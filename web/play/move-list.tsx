import { useEffect, useRef } from 'preact/hooks';
import { type Game } from '../../core/define';
import { type Seat } from '../../core/ids';
import { actionWords } from '../parts/action-words';
import { type ShownEntry } from './seat';

/** The entries of a match's log, newest at the end. */
export function MoveList({
  entries,
  game,
  nameOf,
  at,
  choose,
}: {
  readonly entries: readonly ShownEntry[];
  readonly game: Game | undefined;
  readonly nameOf: (seat: Seat) => string;
  /** The sequence number of the entry that is shown; absent: the newest. */
  readonly at?: number;
  /** Shows the match at an entry. */
  readonly choose?: (sequence: number) => void;
}) {
  const list = useRef<HTMLOListElement>(null);
  const current = at ?? entries.length;
  useEffect(() => {
    const { current: box } = list;
    const row = box?.children[current - 1];
    // Only the list scrolls, not the page.
    if (box !== null && row instanceof HTMLElement)
      box.scrollTop = row.offsetTop - box.offsetTop - (box.clientHeight - row.offsetHeight) / 2;
    else if (box !== null) box.scrollTop = 0;
  }, [current, entries.length]);
  return (
    <ol class="moves" ref={list} aria-label="moves" tabIndex={0}>
      {entries.map((entry) => {
        const { sequence, seat } = entry;
        const words = (
          <>
            <span class="chip" aria-hidden="true" />
            <b>{seat === null ? 'The match' : nameOf(seat)}</b>
            {actionWords(game, entry, nameOf)}
          </>
        );
        return (
          <li
            key={sequence}
            data-seat={seat ?? undefined}
            aria-current={sequence === at ? 'step' : undefined}
          >
            {choose === undefined ? (
              words
            ) : (
              <button type="button" class="quiet" onClick={() => choose(sequence)}>
                {words}
              </button>
            )}
          </li>
        );
      })}
    </ol>
  );
}
