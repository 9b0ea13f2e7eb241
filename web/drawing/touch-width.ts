/** A finger hits a target of this width, in CSS pixels. */
export const touchWidth = 44;

/**
 * Whether a press only aims at a cell: a finger may have met its neighbour.
 * @param pointer what has pressed: `PointerEvent.pointerType`; undefined for the keyboard and for scripts
 * @param width of the cell
 */
export const onlyAims = (
  pointer: string | undefined,
  width: number,
  cell: number,
  aimed: number | undefined,
): boolean => pointer === 'touch' && width < touchWidth && cell !== aimed;
