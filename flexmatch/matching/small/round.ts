import { type OpenQuestions } from '../../engine-types';
import { SizedLines } from '../index/pool-index';
import { type PoolEntry } from '../pool/entry';
import { countVerdict } from '../pool/verdicts';
import { type Program } from '../program/program';
import { type Budget, type Count } from '../budgets/budget';
import { type Reads } from './candidates';
import { type SearchRequest } from './search-request';

/** Options of the matcher, complete with defaults. */
export interface SmallMatchOptions {
  readonly seed: number;
  readonly searchBudget: number;
  readonly open: OpenQuestions;
  /** False: a search may look at any number of tickets, since it looks at all of them. */
  readonly indexes: boolean;
}

/** The tickets of one round of searches. */
export interface Round {
  /** The whole batch, for a round inside one; undefined: the pool's index. */
  readonly batch: SizedLines | undefined;
  /** A search without a result proves that there is no match. */
  readonly proves: boolean;
  /** Every match of the round contains one of these tickets; undefined: any match may be new. */
  readonly newcomers?: readonly PoolEntry[] | undefined;
  /** Remaining evaluations of the round; below zero, every anchor gets only the minimum. */
  share: number;
  /** The same for reads of tickets. */
  reads: number;
}

/**
 * The possible partners of an anchor: where backfill tickets come last, others are matched without them
 * first.
 */
export type Partners = 'later' | 'no-backfill' | 'all';

export function linesOf(entries: readonly PoolEntry[]): SizedLines {
  const lines = new SizedLines();
  for (const entry of entries) lines.add(entry);
  return lines;
}

/** Counts verdicts of rules for a ticket. */
export function counter(entry: PoolEntry, program: Program): Count {
  return (rule, passed) => countVerdict(entry, program, rule, passed);
}

/** One search around an anchor. */
export interface Attempt {
  readonly request: Omit<SearchRequest, 'candidates'>;
  readonly partners: Partners;
  readonly round: Round;
  /** Tickets before the anchor in line that are candidates all the same. */
  readonly earlier: readonly PoolEntry[];
  readonly reads: Reads;
  readonly budget: Budget;
  readonly count: Count;
}
