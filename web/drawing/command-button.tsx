import { type Json } from '../../core/json';
import { type DrawingContext } from './drawing-context';

/** A button that plays a command; disabled while no command may be played. */
export function CommandButton({
  label,
  command,
  context: { play },
}: {
  readonly label: string;
  readonly command: Json;
  readonly context: DrawingContext;
}) {
  return (
    <button type="button" class="command" disabled={play === undefined} onClick={() => play?.(command)}>
      {label}
    </button>
  );
}
