/**
 * The element at an index that is known to exist.
 * @throws RangeError when there is none, which is a defect of the caller
 */
export function at<Element>(list: readonly Element[], place: number): Element {
  const element = list[place];
  if (element === undefined) throw new RangeError(`the list of ${list.length} has no element at ${place}`);
  return element;
}
