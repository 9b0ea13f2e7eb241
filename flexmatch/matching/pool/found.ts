import { type Entry } from './entry';
import { type Unit } from '../../roster/unit';

export interface Found {
  readonly entries: readonly Entry[];
  readonly slots: ReadonlyArray<readonly Unit[]>;
  readonly stage: number;
  readonly players: number;
}
