import { type PoolEntry } from '../pool/entry';
import { type Candidates } from './candidates';

/** A request to search for a match around an anchor. */
export interface SearchRequest {
  readonly anchor: PoolEntry;
  readonly candidates: Candidates;
  /** The oldest stage of any candidate; only used when the oldest ticket gives the age. */
  readonly topStage: number;
  /**
   * Ids of the kinds in the pool, for what can still be filled; undefined when backfill tickets make them
   * uncertain.
   */
  readonly available: readonly number[] | undefined;
  /** `full`: only a match with the maximum number of players. */
  readonly fill: 'fullest' | 'first' | 'full';
  /**
   * Filters the candidates before the first pass, not only before long ones: for anchors that probably have
   * no match, and for budgets that end with the first pass.
   */
  readonly narrowsFirst: boolean;
}
