import { type RandomSource } from '../game-rules';
import { type Seat } from '../ids';
import { shuffled } from '../shuffle';

/**
 * A position of a two-seat game without hidden information. It is mutable: `play` makes a move, `undo` takes
 * back the newest one.
 */
export interface SearchPosition<Move> {
  /** The seat that moves next. It can be the seat that moved last, when the other has to pass. */
  readonly toMove: Seat;
  /** Every legal move, most promising first; empty exactly when the game is finished. */
  moves(): readonly Move[];
  /** Makes a move, in place. */
  play(move: Move): void;
  /** Takes the last move back. */
  undo(): void;
  /** Value of the position for seat 0: an estimate, or the exact result once the game is finished. */
  score(): number;
}

/** Limits of a search. */
export interface SearchBounds {
  /** Maximum number of moves that are looked ahead. */
  readonly maxDepth: number;
  /** Maximum number of positions that are evaluated. */
  readonly maxPositions: number;
  /** Positions between two yields; a game with a slow `score` sets fewer. Default 500. */
  readonly slice?: number;
}

/**
 * Iterative-deepening alpha-beta search. It yields the best move found so far: first at once, then after
 * every slice of positions. So the caller can stop it at any time.
 * @param position must not be finished; it is left in a later position when the caller stops early
 * @param random decides among moves of equal value
 */
export function* bestMoves<Move>(
  position: SearchPosition<Move>,
  { maxDepth, maxPositions, slice = 500 }: SearchBounds,
  random: RandomSource,
): Generator<Move, void> {
  const search = new Search(position, maxPositions, slice);
  let order = shuffled(position.moves(), random);
  let [best] = order;
  if (best === undefined) return;
  yield best;
  for (let depth = 1; depth <= maxDepth && !search.exhausted; depth += 1) {
    const rankings = search.rank(order, depth);
    for (let step = rankings.next(); ; step = rankings.next()) {
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
  /** The best move of this depth so far; undefined until the first one is evaluated. */
  readonly best: Move | undefined;
  /** The moves in the order in which the next depth looks at them. */
  readonly order: readonly Move[];
}

class Search<Move> {
  #evaluated = 0;

  constructor(
    readonly position: SearchPosition<Move>,
    readonly maxPositions: number,
    readonly slice: number,
  ) {}

  get exhausted(): boolean {
    return this.#evaluated >= this.maxPositions;
  }

  /** Evaluates every first move. Returns what was found when the positions run out early. */
  *rank(moves: readonly Move[], depth: number): Generator<Ranking<Move>, Ranking<Move>> {
    let best: Move | undefined;
    let alpha = -Infinity;
    for (const move of moves) {
      const evaluation = this.#after(move, depth, alpha, Infinity);
      let step = evaluation.next();
      for (; step.done !== true; step = evaluation.next()) yield { best, order: moves };
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

  /** Value of a move for the seat that makes it. */
  *#after(move: Move, depth: number, alpha: number, beta: number): Generator<undefined, number> {
    const { position } = this;
    const mover = position.toMove;
    position.play(move);
    this.#evaluated += 1;
    if (this.#evaluated % this.slice === 0) yield undefined;
    const movesAgain = position.toMove === mover;
    const value = movesAgain
      ? yield* this.#valueOf(depth - 1, alpha, beta)
      : -(yield* this.#valueOf(depth - 1, -beta, -alpha));
    position.undo();
    return value;
  }

  /** Value of the position for the seat to move. */
  *#valueOf(depth: number, alpha: number, beta: number): Generator<undefined, number> {
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
