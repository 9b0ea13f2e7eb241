import { type PoolEntry } from './entry';
import { type Unit } from '../../roster/unit';

/** A match that was found: its tickets, and their units by slot of the roster. */
export interface Found {
  readonly entries: readonly PoolEntry[];
  readonly slots: ReadonlyArray<readonly Unit[]>;
  readonly stage: number;
  readonly players: number;
}
