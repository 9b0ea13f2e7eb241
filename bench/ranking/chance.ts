import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

/** The highest score that a player of the bench has. */
export const maxScore = 2 ** 24 - 1;

export interface RankingChance {
  /** Uniform in [0, 1). */
  random(): number;
  below(limit: number): number;
  /** With mean 0 and deviation 1. */
  normal(): number;
  /** 15 % of players have no score yet, 25 % a round number, the others a log-normal one. */
  score(): number;
  /** An improved score. */
  better(score: number): number;
}

export function chanceOf(seed: number): RankingChance {
  const generator = xoroshiro128plus(seed);
  const random = (): number => uniformFloat64(generator);
  const normal = (): number => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  return {
    random,
    normal,
    below: (limit) => Math.floor(random() * limit),
    score() {
      const kind = random();
      if (kind < 0.15) return 0;
      if (kind < 0.4) return Math.floor(random() * 50) * 10;
      return Math.min(maxScore, Math.floor(Math.exp(9 + 2 * normal())));
    },
    better: (score) => Math.min(maxScore, Math.floor((score + 1) * (1 + random()))),
  };
}
