import { type RandomSource } from '../game-rules';
import { type Seat } from '../ids';
import { shuffled } from '../shuffle';

/**
 * A position of a game of two seats in which everything is open. It is changed in place: `play` makes a move,
 * `undo` takes back the newest one.
 */
export interface SearchPosition<Move> {
  /** The seat that moves now. It may be the seat that moved before (the other had to pass). */
  readonly toMove: Seat;
  /** Every legal move, most promising first; empty exactly when the game is finished. */
  moves(): readonly Move[];
  play(move: Move): void;
  undo(): void;
  /** Worth of the position for seat 0: an estimate, or the exact result once the game is finished. */
  score(): number;
}

/** How far a search goes. */
export interface SearchBounds {
  /** Most moves that are looked ahead. */
  readonly depth: number;
  /** Most positions that are looked at. */
  readonly positions: number;
  /** Positions between two yields; a game with a slow `score` takes fewer. Default 500. */
  readonly slice?: number;
}

/**
 * Iterative-deepening alpha-beta search. Yields the best move that it knows, first at once and then after
 * every slice of positions, so that the caller can stop it at any time.
 * @param position must not be finished; it is left in some later position when the caller stops early
 * @param random decides among moves of equal worth
 */
export function* bestMoves<Move>(
  position: SearchPosition<Move>,
  { depth: deepest, positions, slice = 500 }: SearchBounds,
  random: RandomSource,
): Generator<Move, void> {
  const search = new Search(position, positions, slice);
  let order = shuffled(position.moves(), random);
  let [best] = order;
  if (best === undefined) return;
  yield best;
  for (let depth = 1; depth <= deepest && !search.exhausted; depth += 1) {
    const improved = search.ranked(order, depth);
    for (let step = improved.next(); ; step = improved.next()) {
      best = step.value.best ?? best;
      yield best;
      if (step.done === true) {
        order = step.value.order;
        break;
      }
    }
  }
}

interface Ranking<Move> {
  /** The best move of this depth so far; undefined until the first one is worth something. */
  readonly best: Move | undefined;
  /** The moves in the order in which the next depth looks at them. */
  readonly order: readonly Move[];
}

class Search<Move> {
  #seen = 0;

  constructor(
    readonly position: SearchPosition<Move>,
    readonly most: number,
    readonly slice: number,
  ) {}

  get exhausted(): boolean {
    return this.#seen >= this.most;
  }

  /** Looks at every first move; returns what it found, also when the positions run out on the way. */
  *ranked(moves: readonly Move[], depth: number): Generator<Ranking<Move>, Ranking<Move>> {
    let best: Move | undefined;
    let alpha = -Infinity;
    for (const move of moves) {
      const following = this.#after(move, depth, alpha, Infinity);
      let step = following.next();
      for (; step.done !== true; step = following.next()) yield { best, order: moves };
      if (this.exhausted) break;
      if (best === undefined || step.value > alpha) {
        best = move;
        alpha = step.value;
      }
    }
    if (best === undefined) return { best, order: moves };
    const first = best;
    return { best, order: [first, ...moves.filter((move) => move !== first)] };
  }

  /** Worth of a move for the seat that makes it. */
  *#after(move: Move, depth: number, alpha: number, beta: number): Generator<undefined, number> {
    const { position } = this;
    const mover = position.toMove;
    position.play(move);
    this.#seen += 1;
    if (this.#seen % this.slice === 0) yield undefined;
    const again = position.toMove === mover;
    const worth = again
      ? yield* this.#worth(depth - 1, alpha, beta)
      : -(yield* this.#worth(depth - 1, -beta, -alpha));
    position.undo();
    return worth;
  }

  /** Worth of the position for the seat to move. */
  *#worth(depth: number, alpha: number, beta: number): Generator<undefined, number> {
    const { position } = this;
    const moves = depth === 0 ? [] : position.moves();
    if (moves.length === 0) return position.toMove === 0 ? position.score() : -position.score();
    let best = -Infinity;
    for (const move of moves) {
      best = Math.max(best, yield* this.#after(move, depth, Math.max(alpha, best), beta));
      if (best >= beta || this.exhausted) break;
    }
    return best;
  }
}
