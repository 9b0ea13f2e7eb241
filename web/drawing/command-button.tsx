import { type Json } from '../../core/json';
import { type DrawingContext } from './drawing-context';

export interface CommandCell {
  /** Screen readers read it before the words. */
  readonly column: string;
  readonly words: string;
}

/** A button that plays a command; disabled while no command may be played. */
export function CommandButton({
  label,
  cells,
  command,
  context: { play },
}: {
  readonly label: string;
  /** The label as the cells of a line, each with the name of its column. */
  readonly cells?: readonly CommandCell[] | undefined;
  readonly command: Json;
  readonly context: DrawingContext;
}) {
  return (
    <button type="button" class="command" disabled={play === undefined} onClick={() => play?.(command)}>
      {cells?.map(({ column, words }) => (
        <span key={column}>
          <span class="unseen">{column} </span>
          {words}{' '}
        </span>
      )) ?? label}
    </button>
  );
}
