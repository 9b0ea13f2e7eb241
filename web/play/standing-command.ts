import { type Seat } from '../../core/ids';
import { type ShownEntry } from './seat';

type Logged = Pick<ShownEntry, 'seat' | 'action'>;

/**
 * Whether a seat has a command that a takeback could undo, in a match of two. A takeback undoes the newest
 * command of the seat that asked for it, and all that came after it.
 * @param entries oldest first
 */
export function hasStandingCommand(seat: Seat, entries: readonly Logged[]): boolean {
  let standing: readonly (Seat | null)[] = [];
  let asking: Seat | null = null;
  for (const { seat: by, action } of entries) {
    if (action.kind === 'play') standing = [...standing, by];
    else if (action.kind === 'offer' && action.offer === 'takeback') asking = by;
    else if (action.kind === 'answer' && action.offer === 'takeback' && action.accept)
      standing = standing.slice(0, newestOf(standing, asking));
  }
  return standing.includes(seat);
}

/** The index of the newest command of a seat; the length when it has none. */
function newestOf(standing: readonly (Seat | null)[], seat: Seat | null): number {
  const index = standing.lastIndexOf(seat);
  return index === -1 ? standing.length : index;
}
