/**
 * The step that a key leads to.
 * @param key `KeyboardEvent.key`
 * @returns undefined for another key
 */
export function stepAt(key: string, at: number, last: number): number | undefined {
  switch (key) {
    case 'ArrowLeft':
      return Math.max(0, at - 1);
    case 'ArrowRight':
      return Math.min(last, at + 1);
    case 'Home':
      return 0;
    case 'End':
      return last;
    default:
      return undefined;
  }
}

/** Elements that need these keys themselves: fields, the slider, and the cells of a board. */
const own = 'input, select, textarea, [role="grid"]';

/** Whether a key is for the page: no modifier is held, and the focused element does not need it. */
export function isForPage({ target, altKey, ctrlKey, metaKey, shiftKey }: KeyboardEvent): boolean {
  const isModified = altKey || ctrlKey || metaKey || shiftKey;
  return !isModified && !(target instanceof Element && target.closest(own) !== null);
}
