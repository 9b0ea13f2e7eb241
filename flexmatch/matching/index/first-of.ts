/**
 * Binary search: the index of the first item for which `behind` is true. It must then be true for all later
 * items of the list. Without such an item, it is the length of the list.
 */
export function firstOf<Item>(sorted: readonly Item[], behind: (item: Item) => boolean): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const item = sorted[middle];
    if (item !== undefined && !behind(item)) low = middle + 1;
    else high = middle;
  }
  return low;
}
