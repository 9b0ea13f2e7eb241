import { type Cell, type Piece } from '../../core/drawing';
import { type Json } from '../../core/json';

interface CellProps {
  readonly number: number;
  readonly cell: Cell<Json>;
  /** `row 3 column 2`. */
  readonly name: string;
  /** Whether it may be chosen now. */
  readonly ready: boolean;
  /** Whether the highlighted command would occupy this cell. */
  readonly covered: boolean;
  /** Whether a second press plays it. */
  readonly aimed: boolean;
  readonly tabbable: boolean;
  readonly choose: (event: MouseEvent) => void;
  readonly preview: () => void;
}

/**
 * One cell. It stays focusable while it cannot be chosen, so that the board can be read with the keyboard.
 */
export function GridCell(props: CellProps) {
  const { number, cell, name, ready, covered, aimed, tabbable, choose, preview } = props;
  const { label, piece, mark } = cell;
  const classes = [
    'cell',
    ready ? 'ready' : '',
    covered ? 'covered' : '',
    aimed ? 'aimed' : '',
    mark ?? '',
  ].filter(Boolean);
  return (
    <div role="gridcell" class={classes.join(' ')}>
      <button
        type="button"
        data-cell={number}
        tabIndex={tabbable ? 0 : -1}
        aria-label={`${name}, ${label}${mark === 'last' ? ', last move' : ''}`}
        aria-disabled={!ready}
        onClick={choose}
        onPointerEnter={preview}
        onFocus={preview}
      >
        {piece === undefined ? null : <PieceView piece={piece} />}
      </button>
    </div>
  );
}

export function PieceView({ piece }: { readonly piece: Piece }) {
  const seat = 'seat' in piece ? piece.seat : undefined;
  switch (piece.shape) {
    case 'cross':
      return (
        <svg class="piece" data-seat={seat} viewBox="0 0 10 10" aria-hidden="true">
          <path d="M2 2 8 8 M8 2 2 8" />
        </svg>
      );
    case 'ring':
      return (
        <svg class="piece" data-seat={seat} viewBox="0 0 10 10" aria-hidden="true">
          <circle cx="5" cy="5" r="3.1" />
        </svg>
      );
    case 'text':
      return (
        <span class="piece text" data-seat={seat} aria-hidden="true">
          {piece.text}
        </span>
      );
    case 'disc':
    case 'block':
    case 'hit':
    case 'miss':
    case 'wreck':
      return <span class={`piece ${piece.shape}`} data-seat={seat} aria-hidden="true" />;
  }
}
