import path from 'node:path';
import { openApiDocument } from '../../../contract/rest/openapi';
import { files, type Finding, isPage, missing, type NamingText, places, read, words } from './tree';

/** Released versions name what they had. */
const current = (naming: readonly NamingText[]): readonly NamingText[] =>
  naming.filter(({ file }) => file !== 'CHANGELOG.md');

/** Names that the project only writes, computes or quotes. */
const namedElsewhere: ReadonlySet<string> = new Set([
  'AllViewerExceptHostHeader', // a policy of CloudFront
  'CachingOptimized',
  'AWS_ENDPOINT_URL_DYNAMODB_STREAMS', // read by AWS's SDK
  'AWS_PLAN_ROLE_DEV', // made by a workflow of the name of an environment
  'AWS_REGION_DEV',
  'SpotBlue', // examples of names that are made of others
  'MatchmakingEvents',
  'applicationName',
]);

/** Types, functions, their members, and constants in code spans and links that no code has. */
export function unknownNames(naming: readonly NamingText[]): readonly Finding[] {
  const patterns = [
    // A name in camel case, also with members, arguments or type arguments.
    /`#?([A-Za-z][a-z]+[A-Z][A-Za-z]*(?:\.\w+)*)(?:\([^`]*\)|<[^`]*>)?`/g,
    // Any function, and any type: one word may be a value of the game, but then code has it too.
    /`([a-z]\w*(?:\.\w+)*)\(\)`/g,
    /`([A-Z][a-z]+(?:\.\w+)*)(?:<[^`]*>)?`/g,
    // A constant or an environment variable.
    /`([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+)`/g,
    // A call outside of a code span.
    /(?<![\w.`/$-])([a-z]+[A-Z]\w*)\(\)/g,
    /\{@link ([\w.]+)[^}]*\}/g,
  ];
  return patterns.flatMap((pattern) =>
    missing(
      current(naming),
      pattern,
      (name) => namedElsewhere.has(name) || name.split('.').every((part) => words.has(part)),
    ),
  );
}

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

const routes = new Set(
  Object.entries(openApiDocument([]).paths ?? {}).flatMap(([route, methods]) =>
    Object.keys(methods).map((method) => `${method.toUpperCase()} ${shapeOf(route)}`),
  ),
);

/** A route with the names of its parameters left out, and without its query. */
function shapeOf(route: string): string {
  return route.replace(/[?#].*$/, '').replace(/\{[^}]*\}|:\w+|\b[A-Z]+\b|…|<[^>]*>|\$\{?\w+\}?/g, '{}');
}

/** Routes of the REST API that its contract does not have. */
export function unknownRoutes(naming: readonly NamingText[]): readonly Finding[] {
  return missing(current(naming), /\b((?:GET|POST|PUT|PATCH|DELETE) \/v1\/[^\s`'"|),;]*)/g, (name) => {
    const [method = '', route = ''] = name.split(' ');
    return routes.has(`${method} ${shapeOf(route.replace(/[.:]$/, ''))}`);
  });
}
