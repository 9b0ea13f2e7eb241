import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { uniformInt } from 'pure-rand/distribution/uniformInt';

/** How rude delivery is on purpose: the real one promises neither order nor exactly one copy. */
export const rudeWays = ['duplicate', 'reorder', 'delay'] as const;
export type RudeWay = (typeof rudeWays)[number];

const reorderWithin = 400;
const delayWithin = 5000;

/** When to deliver each copy of an event, in milliseconds from now; `[0]` is politeness itself. */
export function createRudeness(ways: readonly RudeWay[], seed: number): () => readonly number[] {
  if (ways.length === 0) return () => [0];
  const random = xoroshiro128plus(seed);
  const upTo = (most: number): number => uniformInt(random, 0, most);
  const wait = (): number =>
    (ways.includes('reorder') ? upTo(reorderWithin) : 0) +
    (ways.includes('delay') && upTo(2) === 0 ? upTo(delayWithin) : 0);
  return () => (ways.includes('duplicate') && upTo(2) === 0 ? [wait(), wait()] : [wait()]);
}
