import { type BenchRun, type BenchOutcome } from '../bench';
import { measureGrowth } from './growth';
import { largeMatches } from './large';
import { addAndCancel, leftOver, medianPass, pass } from './passes';
import {
  choosers,
  groupByModesNaively,
  groupNearestNaively,
  orderedRuleSets,
  pairNaively,
  population,
  ruleSets,
} from './populations';
import { Limits } from '../limits';
import { roles } from './roles';
import { type Figures, tableOf, type Timed } from './report';
import { validRuleSet } from './valid-rule-set';

export const title = 'flexmatch: whole passes over a pool, single thread, medians';

/** The rules of 1v1 over this many tickets are the pool on which ours and the naive rival are compared. */
const largeSizeOf = (quick: boolean): number => (quick ? 20_000 : 100_000);

/** The compiler needs some passes to warm up. */
function warmUp(): void {
  for (let seed = 0; seed < 4; seed += 1) {
    pass(validRuleSet(ruleSets.duel), population(5_000, false, seed));
    pass(validRuleSet(ruleSets.fives), population(5_000, true, seed));
  }
}

function timed(work: () => number): Timed {
  const begun = performance.now();
  const matched = work();
  return { seconds: (performance.now() - begun) / 1000, matched };
}

/** The naive rivals, each on the tickets of our first round. */
function measureNaive(quick: boolean): Figures['naive'] {
  const tickets = population(10_000, false, 11);
  const duel10 = Array.from({ length: quick ? 1 : 3 }, () => timed(() => pairNaively(tickets) * 2));
  const many = population(largeSizeOf(quick), false, 11);
  const duel100 = timed(() => pairNaively(many) * 2);
  const listed = choosers(10_000, 11);
  return {
    duel10,
    duel100,
    modes: timed(() => groupByModesNaively(listed, 10)),
    nearest: timed(() => groupNearestNaively(listed, 10, 400)),
  };
}

function measurePools(quick: boolean, rounds: number): Figures {
  const largeSize = largeSizeOf(quick);
  const singleSize = quick ? 10_000 : 100_000;
  return {
    largeSize,
    singleSize,
    duel10: medianPass(ruleSets.duel, (seed) => population(10_000, false, seed), rounds),
    duel100: medianPass(ruleSets.duel, (seed) => population(largeSize, false, seed), rounds),
    fives: medianPass(ruleSets.fives, (seed) => population(10_000, true, seed), rounds),
    battle: medianPass(ruleSets.battle, (seed) => population(20_000, false, seed), rounds),
    modes: medianPass(orderedRuleSets.modes, (seed) => choosers(10_000, seed), rounds),
    nearest: medianPass(orderedRuleSets.nearest, (seed) => choosers(10_000, seed), rounds),
    single: addAndCancel(singleSize),
    naive: measureNaive(quick),
  };
}

/** Prints the tables and the growth. Simulations with roles have a limit, the others none. */
export async function run({ quick, print }: BenchRun): Promise<BenchOutcome> {
  const rounds = quick ? 1 : 5;
  warmUp();
  const figures = measurePools(quick, rounds);
  const { naive, largeSize, singleSize: _size, ...pools } = figures;
  print(tableOf(figures));
  const same = leftOver(validRuleSet(ruleSets.duel), population(largeSize, false, 11));
  print(
    `who is left over, pair by pair: of ${largeSize.toLocaleString('en')} tickets the naive rival ` +
      `matched ${naive.duel100.matched.toLocaleString('en')}, ours ` +
      `${same.matched.toLocaleString('en')}; pairs missed among the ` +
      `${same.waiting.toLocaleString('en')} that wait: ${same.missed}`,
  );
  const growth = measureGrowth(quick, rounds, print);
  const large = largeMatches(quick, print);
  const limits = new Limits();
  const withRoles = await roles(quick, print, limits);
  if (globalThis.gc === undefined)
    print('memory is measured with node --expose-gc dist/bench/main.js flexmatch');
  return {
    missed: limits.missed,
    figures: {
      ...pools,
      large,
      roles: withRoles,
      naive: { ...naive, duel10: naive.duel10[0] },
      leftOver: same,
      ...growth,
    },
  };
}
