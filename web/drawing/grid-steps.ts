/**
 * The cell that an arrow key leads to.
 * @param key `KeyboardEvent.key`
 * @returns undefined for another key, or at the edge
 */
export function steps(key: string, cell: number, columns: number, cells: number): number | undefined {
  const column = cell % columns;
  switch (key) {
    case 'ArrowLeft':
      return column > 0 ? cell - 1 : undefined;
    case 'ArrowRight':
      return column < columns - 1 ? cell + 1 : undefined;
    case 'ArrowUp':
      return cell >= columns ? cell - columns : undefined;
    case 'ArrowDown':
      return cell + columns < cells ? cell + columns : undefined;
    case 'Home':
      return cell - column;
    case 'End':
      return cell - column + columns - 1;
    default:
      return undefined;
  }
}
