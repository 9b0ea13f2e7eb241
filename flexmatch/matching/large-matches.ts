import { type OpenQuestions } from '../engine-types';
import { type Entry } from './entry';
import { type PoolIndex } from './pool-index';
import { type Program } from './program';
import { type Found } from './search';

export interface LargeMatchOptions { readonly seed: number; readonly searchBudget: number; readonly open: OpenQuestions }

/** Forms matches of 41 to 200 players by the balanced algorithm. */
export class LargeMatches {
  constructor(readonly program: Program, readonly index: PoolIndex, readonly options: LargeMatchOptions) {}

  form(_emit: (found: Found) => void): readonly Entry[] {
    return [];
  }
}
