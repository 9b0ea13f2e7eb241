/**
 * The element at an index that is known to exist.
 * @throws RangeError when there is none, which is a defect of the caller
 */
export function at<Element>(list: ArrayLike<Element>, place: number): Element {
  const element = list[place];
  if (element === undefined) throw new RangeError(`the list of ${list.length} has no element at ${place}`);
  return element;
}

/** The count at an index of a sparse list of counts: 0 where nothing was counted. */
export const countAt = (counts: readonly (number | undefined)[], key: number): number => counts[key] ?? 0;
