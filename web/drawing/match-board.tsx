import { type Standing } from '../../client/index';
import { AnyGame } from './any-game';
import { type DrawnMatch } from './draw-match';
import { type DrawingContext, DrawingView } from './drawing';

/** A match at one moment: by the game's drawing, else as its view and the commands that are legal. */
export function MatchBoard({
  drawn: { drawing, failure },
  standing,
  context,
}: {
  readonly drawn: DrawnMatch;
  readonly standing: Standing;
  readonly context: DrawingContext;
}) {
  if (drawing !== undefined) return <DrawingView drawing={drawing} context={context} />;
  return (
    <>
      {failure === undefined ? null : (
        <p class="notice bad" role="alert">
          The drawing of this game failed: {failure}. The match goes on below.
        </p>
      )}
      <AnyGame view={standing.view} legal={standing.legal} context={context} />
    </>
  );
}
