import { type Drawing } from '../../core/drawing';
import { type Json } from '../../core/json';
import { loadGame } from '../parts/games';
import { seatColours } from '../drawing/draw-match';
import { DrawingView } from '../drawing/drawing';
import { pictureOf } from '../drawing/picture';

/** The picture of a game by its own code; undefined without its code or drawing. */
export async function loadPicture(game: string): Promise<Drawing<Json> | undefined> {
  const loaded = await loadGame(game);
  return loaded && pictureOf(loaded);
}

export function GamePicture({ drawing }: { readonly drawing: Drawing<Json> }) {
  return (
    <div class="drawn" style={seatColours({ drawing, failure: undefined })}>
      <DrawingView drawing={drawing} context={{ nameOf: (seat) => `${seat + 1}`, play: undefined }} />
    </div>
  );
}
