import { type BoardDeclaration } from './boards';

/**
 * Can a score of a board only get better within a period? Then a result that leaves it as it is needs no
 * write. Ratings and last numbers fall; sums fall when a number is negative.
 */
export function onlyImproves({ metric }: Pick<BoardDeclaration, 'metric'>): boolean {
  switch (metric.kind) {
    case 'wins':
    case 'best-score':
    case 'fastest-win':
    case 'longest-streak':
    case 'best':
      return true;
    case 'rating':
    case 'points':
    case 'sum':
    case 'last':
      return false;
  }
}
