import { describe, expect, it } from '@jest/globals';
import { bestMoves, type SearchPosition } from '../../../core/bots/alpha-beta';
import { QuickChance } from '../../../core/bots/quick-chance';
import { type Seat } from '../../../core/ids';
import { MatchChance, seededChance } from '../../../core/match/chance';
import { shuffled } from '../../../core/shuffle';
import { squareName, squareOf } from '../../../core/squares';

/**
 * A tree that its path alone determines: two to four moves at each node, some of which leave the turn with
 * the same seat. The exhaustive search below finds its values.
 */
class DrawnTree implements SearchPosition<number> {
  toMove: Seat = 0;
  looked = 0;
  readonly #path: number[] = [];
  readonly #movers: Seat[] = [];

  constructor(
    readonly seed: string,
    readonly height: number,
  ) {}

  #draw(bound: number, purpose: string): number {
    return new MatchChance(seededChance(`${this.seed}:${purpose}:${this.#path.join()}`)).below(bound);
  }

  moves(): readonly number[] {
    if (this.#path.length === this.height) return [];
    return Array.from({ length: 2 + this.#draw(3, 'moves') }, (_, move) => move);
  }

  play(move: number): void {
    this.looked += 1;
    this.#movers.push(this.toMove);
    this.#path.push(move);
    if (this.#draw(4, 'pass') > 0) this.toMove = 1 - this.toMove;
  }

  undo(): void {
    this.#path.pop();
    this.toMove = this.#movers.pop() ?? 0;
  }

  score(): number {
    return this.#draw(1000, 'score') - 500;
  }
}

/** The value of each move for the seat to move, by exhaustive search. */
function worths(tree: DrawnTree): readonly number[] {
  const { toMove } = tree;
  return tree.moves().map((move) => {
    tree.play(move);
    const below = worths(tree);
    const value = below.length === 0 ? tree.score() * (tree.toMove === 0 ? 1 : -1) : Math.max(...below);
    const worth = tree.toMove === toMove ? value : -value;
    tree.undo();
    return worth;
  });
}

const random = (): MatchChance => new MatchChance(seededChance('search'));

describe('alpha-beta search', () => {
  it('finds a move that is as good as any, also where a seat moves twice', () => {
    for (let seed = 0; seed < 40; seed += 1) {
      const all = worths(new DrawnTree(String(seed), 5));
      const bounds = { maxDepth: 5, maxPositions: Infinity };
      const found = [...bestMoves(new DrawnTree(String(seed), 5), bounds, random())].at(-1);
      expect(all[found ?? -1]).toBe(Math.max(...all));
    }
  });

  it('visits far fewer positions than the tree has', () => {
    const every = new DrawnTree('wide', 8);
    worths(every);
    const searched = new DrawnTree('wide', 8);
    Array.from(bestMoves(searched, { maxDepth: 8, maxPositions: Infinity }, random()));
    expect(searched.looked).toBeLessThan(every.looked / 2);
  });

  it('yields before the first position, and again after every slice of positions', () => {
    const tree = new DrawnTree('sliced', 9);
    let before = 0;
    let yields = 0;
    for (const move of bestMoves(tree, { maxDepth: 9, maxPositions: 3_000, slice: 50 }, random())) {
      expect(typeof move).toBe('number');
      if (yields === 0) expect(tree.looked).toBe(0);
      expect(tree.looked - before).toBeLessThanOrEqual(50);
      before = tree.looked;
      yields += 1;
    }
    expect(yields).toBeGreaterThan(20);
    // The iteration that is running when the positions run out is discarded.
    expect(tree.looked).toBeLessThanOrEqual(3_000 + 9);
  });

  it('yields no more often than it must, and stops at its last position', () => {
    const tree = new DrawnTree('sliced', 9);
    const yields = [...bestMoves(tree, { maxDepth: 9, maxPositions: 3_000, slice: 50 }, random())].length;
    // Once at the start, once a slice, and once a depth.
    expect(yields).toBeLessThanOrEqual(1 + Math.floor(tree.looked / 50) + 9);
    for (const positions of [1, 2]) {
      const short = new DrawnTree('short', 3);
      expect(
        [...bestMoves(short, { maxDepth: 1, maxPositions: positions }, random())].length,
      ).toBeGreaterThan(0);
      expect(short.looked).toBe(positions);
    }
  });

  it('returns no move for a position that is finished', () => {
    expect([...bestMoves(new DrawnTree('over', 0), { maxDepth: 3, maxPositions: 10 }, random())]).toEqual([]);
  });
});

describe('chance for playouts', () => {
  it('draws every number about equally often, and the same numbers from the same state', () => {
    const chance = new QuickChance(random());
    const counts = Array.from({ length: 6 }, () => 0);
    for (let draw = 0; draw < 6_000; draw += 1) {
      const face = chance.below(6);
      counts[face] = (counts[face] ?? 0) + 1;
    }
    for (const count of counts) expect(Math.abs(count - 1_000)).toBeLessThan(150);
    const draws = (): readonly number[] => {
      const again = new QuickChance(random());
      return Array.from({ length: 20 }, () => again.below(1_000));
    };
    expect(draws()).toEqual(draws());
  });
});

describe('the first word of quick chance', () => {
  /** Draws from 65,536 that follow from a first word, as xorshift32 gives them. */
  const draws = (drawn: number) => {
    const bounds: number[] = [];
    const chance = new QuickChance({
      below(bound) {
        bounds.push(bound);
        return drawn;
      },
    });
    expect(bounds).toEqual([2 ** 32 - 1]);
    return [chance.below(65_536), chance.below(65_536)];
  };

  it('is any but zero, at which the generator would stand still', () => {
    // xorshift32 takes 1 to 270,369 and on to 67,634,689.
    expect(draws(0)).toEqual([270_369, 67_634_689].map((word) => Math.floor(word / 65_536)));
    expect(draws(5)).toEqual([1_622_214, 402_756_614].map((word) => Math.floor(word / 65_536)));
  });
});

describe('shuffled', () => {
  it('draws every order about equally often, and does not modify the list', () => {
    const chance = random();
    const items = ['a', 'b', 'c'];
    const orders = new Map<string, number>();
    for (let draw = 0; draw < 1_200; draw += 1) {
      const order = shuffled(items, chance).join('');
      orders.set(order, (orders.get(order) ?? 0) + 1);
    }
    expect([...orders.keys()].sort()).toEqual(['abc', 'acb', 'bac', 'bca', 'cab', 'cba']);
    for (const count of orders.values()) expect(Math.abs(count - 200)).toBeLessThan(60);
    expect(items).toEqual(['a', 'b', 'c']);
  });
});

describe('names of squares', () => {
  it('are a column letter and a row number, in both directions', () => {
    expect(squareName({ column: 3, row: 2 })).toBe('d3');
    for (let row = 0; row < 10; row += 1)
      for (let column = 0; column < 10; column += 1)
        expect(squareOf(squareName({ column, row }), 10, 10)).toEqual({ column, row });
  });

  it.each([['k1'], ['a11'], ['a0'], ['A1'], ['a01'], ['1a'], [''], [7], [null], [['a1']]])(
    '%j is not a square of a board of ten by ten',
    (value) => expect(squareOf(value, 10, 10)).toBeUndefined(),
  );
});
