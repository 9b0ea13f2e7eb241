/**
 * Index of the first item that is behind, in a list in which all later ones are behind too; its length when
 * none is.
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
