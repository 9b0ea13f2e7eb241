import { pictures } from 'turnlift:pictures';
import { type Drawing } from '../../core/drawing';
import { type Json } from '../../core/json';
import { seatColours } from '../drawing/draw-match';
import { DrawingView } from '../drawing/drawing';
import { type Preview } from '../drawing/picture';

/** The picture that the page has of a game without the game's code. */
export const previewOf = (game: string): Preview => pictures[game] ?? {};

export function GamePicture({ drawing }: { readonly drawing: Drawing<Json> }) {
  return (
    <div class="drawn" style={seatColours({ drawing, failure: undefined })}>
      <DrawingView drawing={drawing} context={{ nameOf: (seat) => `${seat + 1}`, play: undefined }} />
    </div>
  );
}
