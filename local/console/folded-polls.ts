/** The part of a tree that decides whether it repeats another. */
interface Poll {
  readonly id: string;
  readonly kind: string;
  readonly title: string;
  readonly at: number;
  readonly status: string;
  readonly units: number;
  readonly playerIds: readonly string[];
  readonly shell?: string;
}

/** Requests further apart are not of one wait. */
const gapMs = 15_000;

/** How often a request was repeated, and since when. */
export interface Repeats {
  readonly count: number;
  /** Epoch milliseconds of the first. */
  readonly since: number;
}

/**
 * Repeats of the same GET by the same player with the same answer, folded into the newest of them. A page
 * that waits asks once a second, and would hide everything else.
 * @param trees newest first
 */
export function foldPolls<Tree extends Poll>(
  trees: readonly Tree[],
): ReadonlyArray<Tree & { readonly repeats?: Repeats }> {
  const folds: { tree: Tree; since: Tree; count: number; units: number }[] = [];
  const newest = new Map<string, (typeof folds)[number]>();
  for (const tree of trees) {
    const key = JSON.stringify([tree.shell, tree.status, tree.playerIds]);
    const isPoll = tree.kind === 'rest' && tree.title.startsWith('GET ');
    const fold = isPoll ? newest.get(key) : undefined;
    if (fold !== undefined && fold.since.at - tree.at < gapMs) {
      fold.since = tree;
      fold.count += 1;
      fold.units += tree.units;
    } else {
      const begun = { tree, since: tree, count: 1, units: tree.units };
      folds.push(begun);
      if (isPoll) newest.set(key, begun);
    }
  }
  return folds.map(({ tree, since, count, units }) =>
    count === 1
      ? tree
      : // The first of them keeps its id while others follow, so an open line stays open.
        { ...tree, id: `${since.id} polls`, units, repeats: { count, since: since.at } },
  );
}
