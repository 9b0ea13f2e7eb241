import { checkFields, checkObject, DefinitionError, textOf } from '../core/definition-error';
import { isRange } from '../core/ranking/index-layout';
import { maxRangeScores } from '../core/ranking/score-bands';
import { type RankedLeaderboard } from '../core/ranking/score-change';
import { stepsOf } from '../core/ranking/score-order';

/** The range in which most scores of a leaderboard are expected; the index is divided by it. */
export type ExpectedScores = NonNullable<RankedLeaderboard['scores']>;

/** @throws DefinitionError when paths cannot be laid out for them */
export function expectedScores(here: string, scores: ExpectedScores, decimals: number): ExpectedScores {
  checkObject(`${here}: scores`, scores, '{ from, to }');
  checkFields(`${here}: scores`, scores, ['from', 'to']);
  for (const end of ['from', 'to'] as const) {
    const value: unknown = scores[end];
    if (Number.isFinite(value)) continue;
    throw new DefinitionError(`${here}: scores.${end} is ${textOf(value)}: write a number`);
  }
  const [from, to] = [scores.from, scores.to].map((score) => stepsOf({ id: here, decimals }, score));
  if (from === undefined || to === undefined || !isRange({ from, to }))
    throw new DefinitionError(
      `${here}: scores from ${scores.from} to ${scores.to}: write a range from a lower to a higher score, ` +
        `of at most ${maxRangeScores} steps${decimals === 0 ? '' : `, of which 1 has ${10 ** decimals}`}; ` +
        'declare fewer decimals, take a coarser number, or leave scores out (docs/leaderboards.md)',
    );
  return scores;
}
