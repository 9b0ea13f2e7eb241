import { timeDefaults } from './time-rules';

/**
 * Milliseconds that a seat may stay away now, out of a budget for the whole match. A short absence is always
 * allowed, so that a brief network failure never ends a match.
 * @param budgetMs of the whole match
 * @param spentMs total of the seat's absences so far
 */
export function absenceLeft(budgetMs: number, spentMs: number): number {
  return Math.max(Math.min(timeDefaults.leastAbsenceMs, budgetMs), budgetMs - spentMs);
}
