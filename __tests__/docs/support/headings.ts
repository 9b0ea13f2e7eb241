import path from 'node:path';
import { files, type Finding, isPage, missing, type NamingText, places, read } from './tree';

/** The anchor that GitHub generates for a heading. */
const anchorOf = (heading: string): string =>
  heading
    .trim()
    .toLowerCase()
    .replace(/[^\p{L}\p{N} _-]/gu, '')
    .replaceAll(' ', '-');

export function anchorsOf(file: string): ReadonlySet<string> {
  return new Set(
    read(file)
      .filter((line) => /^#+ /.test(line))
      .map((line) => anchorOf(line.replace(/^#+ /, ''))),
  );
}

/** The pages that a name means: from the root, beside the file that names it, or anywhere. */
function pagesNamed(named: string, from: string): readonly string[] {
  const beside = path.normalize(path.join(path.dirname(from), named));
  const page = [named, beside].find((place) => places.has(place));
  return page === undefined ? files.filter((file) => path.basename(file) === named) : [page];
}

/** Anchors of pages, outside of links, whose page has no such heading. */
export function unknownAnchors(naming: readonly NamingText[]): readonly Finding[] {
  return missing(naming, /(?<![\w/:(.-])([\w./-]+\.md#[\w-]+)/g, (name, from) => {
    const [named = '', anchor = ''] = name.split('#');
    return pagesNamed(named, from).some((page) => isPage(page) && anchorsOf(page).has(anchor));
  });
}

/** Lines of a file that it does not have. Files of a team change without a change of the project. */
export function unknownLines(naming: readonly NamingText[]): readonly Finding[] {
  return missing(
    naming,
    /(?<![\w/:.>-])(?!\/)([\w./-]+\.(?:ts|tsx|mjs|js|md|sh|yml|css):\d+)/g,
    (name, from) => {
      if (name.startsWith('game/')) return true;
      const [named = '', line = ''] = name.split(':');
      return pagesNamed(named, from).some((file) => Number(line) <= read(file).length);
    },
  );
}
