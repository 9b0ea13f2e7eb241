import { timeDefaults } from './time-rules';

/**
 * ms that a seat may stay away now, of a budget that holds for the whole match. A short absence is always
 * allowed, so that a blink of the network never ends a match.
 * @param budgetMs of the whole match
 * @param spentMs what the seat's absences took so far
 */
export function absenceLeft(budgetMs: number, spentMs: number): number {
  return Math.max(Math.min(timeDefaults.leastAbsenceMs, budgetMs), budgetMs - spentMs);
}
