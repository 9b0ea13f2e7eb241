import { fittedExponent } from '../bench';
import { medianPass } from './passes';
import { pairNaively, population, ruleSets } from './populations';

/** Seconds of a pass over n tickets. */
export interface GrowthPoint {
  readonly n: number;
  readonly time: number;
}

/** The largest pool that the naive rival is measured on: its time grows faster than ours. */
const maxNaiveTickets = 30_000;

/** Measures and prints how the time of a 1v1 pass grows with the pool, beside the naive rival's. */
export function measureGrowth(
  quick: boolean,
  rounds: number,
  print: (line: string) => void,
): { readonly growth: readonly GrowthPoint[]; readonly exponent: number } {
  const sizes = quick ? [1_000, 3_000, 10_000] : [1_000, 3_000, 10_000, 30_000, 100_000];
  const growth = sizes.map((n) => ({
    n,
    time: medianPass(ruleSets.duel, (seed) => population(n, false, seed), rounds).seconds,
  }));
  const naive = sizes
    .filter((n) => n <= maxNaiveTickets)
    .map((n) => {
      const tickets = population(n, false, 11);
      const begun = performance.now();
      pairNaively(tickets);
      return { n, time: (performance.now() - begun) / 1000 };
    });
  const exponent = fittedExponent(growth);
  print(
    `growth of 1v1 over ${sizes.map((n) => n.toLocaleString('en')).join(', ')}: ` +
      `${growth.map(({ time }) => `${time.toFixed(3)} s`).join(', ')}`,
  );
  print(`time grows as n^${exponent.toFixed(2)}; the naive rival as n^${fittedExponent(naive).toFixed(2)}`);
  return { growth, exponent };
}
