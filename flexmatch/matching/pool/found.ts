import { type PoolEntry } from './entry';
import { type Unit } from '../../roster/unit';

export interface Found {
  readonly entries: readonly PoolEntry[];
  readonly slots: ReadonlyArray<readonly Unit[]>;
  readonly stage: number;
  readonly players: number;
}
