import { type RandomSource } from './game-rules';

/** The items in an order that `random` draws (Fisher–Yates); the list given stays as it is. */
export function shuffled<Item>(items: readonly Item[], random: RandomSource): readonly Item[] {
  const left = [...items];
  const drawn: Item[] = [];
  while (left.length > 0) drawn.push(...left.splice(random.below(left.length), 1));
  return drawn;
}
