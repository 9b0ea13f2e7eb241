import { type Program } from '../program/program';
import { type PoolEntry } from './entry';

/**
 * Counts verdicts of a rule for a ticket.
 * @param rule its index among the rules that a match must satisfy
 */
export function countVerdict(
  entry: PoolEntry,
  { stages }: Program,
  rule: number,
  passed: boolean,
  times = 1,
): void {
  entry.counts ??= new Array<number>(2 * (stages[0]?.rules.length ?? 0)).fill(0);
  const at = 2 * rule + (passed ? 0 : 1);
  entry.counts[at] = (entry.counts[at] ?? 0) + times;
}
