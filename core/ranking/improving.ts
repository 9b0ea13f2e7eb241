import { type BoardDeclaration } from './boards';

/**
 * True when a score of a board can only get better within a period: a result that leaves it unchanged then
 * needs no write. Ratings and last numbers can fall; sums can fall when a number is negative.
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
