import { type RandomSource } from './game-rules';

/** The items in a random order drawn from `random` (Fisher–Yates); the given list is unchanged. */
export function shuffled<Item>(items: readonly Item[], random: RandomSource): readonly Item[] {
  const left = [...items];
  const drawn: Item[] = [];
  while (left.length > 0) drawn.push(...left.splice(random.below(left.length), 1));
  return drawn;
}
