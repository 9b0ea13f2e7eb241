import { type RankedLeaderboard } from './score-change';
import { type Steps } from './score-order';
import { type ScoreRange } from './score-bands';
import { nodeName, type ScorePath, ScorePaths } from './score-paths';

/** A node's counters: how many players are below each child. */
export type NodeCounts = ReadonlyMap<number, number>;

/**
 * The increments of a set of changes: by node, then by child. Zeros are omitted. A node whose counters all
 * stay the same has an empty map, and is written for its time alone.
 */
export type CounterChanges = ReadonlyMap<string, ReadonlyMap<number, number>>;

type Direction = RankedLeaderboard['direction'];

/** A player's score before and after a change; absent: not on the leaderboard. */
export interface Move {
  readonly before: Steps | undefined;
  readonly after: Steps | undefined;
}

/** Sums up the changes of a tree. */
export class ChangeSum {
  readonly #nodes = new Map<string, Map<number, number>>();
  readonly #paths: ScorePaths;

  /** @param range that the leaderboard declares */
  constructor(range?: ScoreRange) {
    this.#paths = new ScorePaths(range);
  }

  /** A player with this score is on the leaderboard. */
  count(steps: Steps): void {
    this.#add(this.#paths.of(steps), 0, 1);
  }

  /**
   * A change: counted in the node where the two paths part, and below. Nodes above count the same players.
   */
  move({ before, after }: Move): void {
    const [from, to] = this.#pathsOf({ before, after });
    const parting = partingOf(from, to);
    this.#add(from, parting, -1);
    this.#add(to, parting, 1);
  }

  #add(path: ScorePath, fromLevel: number, players: 1 | -1): void {
    for (const [level, digit] of path.entries()) {
      if (level < fromLevel) continue;
      const name = nodeName(path.slice(0, level));
      const counters = this.#nodes.get(name) ?? new Map<number, number>();
      this.#nodes.set(name, counters);
      const sum = (counters.get(digit) ?? 0) + players;
      if (sum === 0) counters.delete(digit);
      else counters.set(digit, sum);
    }
  }

  /** The sum of all changes, by node and counter; counters that stay the same are left out. */
  changes(): CounterChanges {
    return this.#nodes;
  }

  #pathsOf({ before, after }: Move): readonly [ScorePath, ScorePath] {
    return [
      before === undefined ? [] : this.#paths.of(before),
      after === undefined ? [] : this.#paths.of(after),
    ];
  }
}

/** The level of the node in which two paths part: the root's, 0, for a player who comes or goes. */
function partingOf(from: ScorePath, to: ScorePath): number {
  let level = 0;
  while (level < from.length && level < to.length && from[level] === to[level]) level += 1;
  return level;
}

/** The names of the nodes on a path, the root first. */
export function nodesOnPath(path: ScorePath): readonly string[] {
  return path.map((_, level) => nodeName(path.slice(0, level)));
}

/** The number of players below a node. */
export function sumOf(node: NodeCounts): number {
  let sum = 0;
  for (const count of node.values()) sum += count;
  return sum;
}

/** A place on a leaderboard in numbers of players. The rank is `better + 1`. */
export interface RankPlace {
  /** Players with a better score. */
  readonly better: number;
  /** Players with this very score. */
  readonly same: number;
  /** Players on the leaderboard. */
  readonly total: number;
}

/**
 * The place of a score, from the nodes on its path.
 * @param nodes the root first; an empty map where there is no node
 */
export function placeOf(path: ScorePath, nodes: readonly NodeCounts[], direction: Direction): RankPlace {
  let better = 0;
  for (const [level, digit] of path.entries())
    for (const [child, count] of nodes[level] ?? [])
      if (direction === 'highest' ? child > digit : child < digit) better += count;
  return {
    better,
    same: nodes[path.length - 1]?.get(path.at(-1) ?? 0) ?? 0,
    total: sumOf(nodes[0] ?? new Map<number, number>()),
  };
}

/**
 * True when the nodes on a path are from different states. A node's sum is what its parent counts, unless the
 * two were read while a change was being written.
 */
export function isTorn(path: ScorePath, nodes: readonly NodeCounts[]): boolean {
  return nodes.slice(1).some((node, level) => sumOf(node) !== (nodes[level]?.get(path[level] ?? 0) ?? 0));
}

/**
 * The child of a node that holds the place-th best player below it.
 * @param place 1 is the best
 * @returns the child, and the player's place within it; undefined when there are fewer players
 */
export function childAt(
  node: NodeCounts,
  place: number,
  direction: Direction,
): { readonly child: number; readonly place: number } | undefined {
  let left = place;
  const children = [...node].sort(([one], [other]) => (direction === 'highest' ? other - one : one - other));
  for (const [child, count] of children) {
    if (count > 0 && left <= count) return { child, place: left };
    left -= Math.max(0, count);
  }
  return undefined;
}

/** Counters of several lanes together. */
export function together(nodes: readonly NodeCounts[]): NodeCounts {
  const [only] = nodes;
  if (only !== undefined && nodes.length === 1) return only;
  const sum = new Map<number, number>();
  for (const node of nodes) for (const [child, count] of node) sum.set(child, (sum.get(child) ?? 0) + count);
  return sum;
}

/**
 * The lowest place that still has a share of the leaderboard's players below it; place 1 if there is no such
 * place.
 * @param percentile 0 to 100, to the millionth
 */
export function placeOfPercentile(percentile: number, players: number): number {
  const whole = 100_000_000n;
  const below = BigInt(players) * BigInt(Math.round(percentile * 1e6));
  return Math.max(1, players - Number((below + whole - 1n) / whole));
}
