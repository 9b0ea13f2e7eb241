import { type Json } from '../json';
import { type MatchEvent } from './match-event';

/** The field of a log entry that these functions read. */
export type Logged = Pick<MatchEvent, 'action'>;

/**
 * The newest entry by which a seat played, if the position still shows it. It does not after a takeback, or
 * after a move that the clock made.
 * @param entries oldest first
 */
export function lastPlayed<Entry extends Logged>(entries: readonly Entry[]): Entry | undefined {
  for (let index = entries.length - 1; index >= 0; index -= 1) {
    const entry = entries[index];
    if (entry === undefined || entry.action.kind === 'play') return entry;
    if (changesPosition(entry)) return undefined;
  }
  return undefined;
}

/** The command of an entry; undefined where the viewer may not see it. */
export function commandOfEntry(entry: Logged | undefined): Json | undefined {
  return entry?.action.kind === 'play' ? (entry.action.command ?? undefined) : undefined;
}

function changesPosition({ action }: Logged): boolean {
  return (
    action.kind === 'timeout' || (action.kind === 'answer' && action.offer === 'takeback' && action.accept)
  );
}
