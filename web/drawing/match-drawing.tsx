import { AnyGame } from './any-game';
import { type DrawnMatch, type Seen } from './draw-match';
import { DrawingView } from './drawing';
import { type DrawingContext } from './drawing-context';

/** A match at one entry: with the game's drawing, or with its view and the legal commands. */
export function MatchDrawing({
  drawn: { drawing, failure },
  seen,
  context,
}: {
  readonly drawn: DrawnMatch;
  readonly seen: Seen;
  readonly context: DrawingContext;
}) {
  if (drawing !== undefined) return <DrawingView drawing={drawing} context={context} />;
  return (
    <>
      {failure === undefined ? null : (
        <p class="notice bad" role="alert">
          The drawing of this game failed: {failure}. The match continues below.
        </p>
      )}
      <AnyGame view={seen.view} legal={seen.legal} context={context} />
    </>
  );
}
