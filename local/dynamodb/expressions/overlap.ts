import { type Problems } from './problems';
import { type Path, pathText } from './references';

/**
 * Notes two paths of which one is a part of the other, or which take the same value once for a list and once
 * for a map.
 */
export function refuseOverlap(paths: readonly Path[], problems: Problems): void {
  for (const [index, path] of paths.entries())
    for (const earlier of paths.slice(0, index)) {
      const found = relation(earlier, path);
      if (found !== undefined)
        problems.note(
          found,
          `Two document paths ${found} with each other; must remove or rewrite one of these paths; ` +
            `path one: ${pathText(earlier)}, path two: ${pathText(path)}`,
        );
    }
}

function relation(left: Path, right: Path): 'overlap' | 'conflict' | undefined {
  const shared = Math.min(left.length, right.length);
  for (let at = 0; at < shared; at += 1) {
    if (typeof left[at] !== typeof right[at]) return 'conflict';
    if (left[at] !== right[at]) return undefined;
  }
  return 'overlap';
}
