import path from 'node:path';
import { errors } from '../../../contract/errors';
import { openApiDocument } from '../../../contract/rest/openapi';
import { wordsElsewhere } from './elsewhere';
import { code, files, type Finding, findings, missing, type NamingText, read } from './tree';

/** Released versions say what they had. */
const current = (naming: readonly NamingText[]): readonly NamingText[] =>
  naming.filter(({ file }) => file !== 'CHANGELOG.md');

const token = /(?<![\w-])[a-z][a-z0-9]*(?:[-.:][a-z0-9]+)+/g;
const data = files.filter((file) => /\.(json|css|html)$/.test(file) && file !== 'package-lock.json');

/** Names of several words in code and data, and names of files, with and without their ending. */
const tokens: ReadonlySet<string> = new Set([
  ...code.flatMap(([, text]) => text.match(token) ?? []),
  ...data.flatMap((file) => read(file).flatMap((line) => line.match(token) ?? [])),
  ...files.flatMap((file) => [
    ...file.split('/'),
    path.basename(file).replace(/\.\w+$/, ''),
    path.basename(file).replace(/\..*$/, ''),
  ]),
]);

/**
 * Names of several words in code spans: codes of errors, types of events, alarms, games, suites, files. A
 * name that is computed is in the code without its last word.
 */
export function unknownValues(naming: readonly NamingText[]): readonly Finding[] {
  return missing(
    current(naming),
    /`([a-z][a-z0-9]*(?:[-.:][a-z0-9]+)+)`/g,
    (name) => tokens.has(name) || wordsElsewhere.has(name),
  );
}

const isError = (name: string): boolean => Object.hasOwn(errors, name);

/** Codes behind the status of an answer that are not errors of the contract. */
export const unknownErrors = (naming: readonly NamingText[]): readonly Finding[] =>
  missing(current(naming), /\b[45]\d\d:? `([a-z]+(?:-[a-z]+)*)`/g, isError);

const documented = Object.entries(openApiDocument([]).paths ?? {});
const routes = new Set(
  documented.flatMap(([route, methods]) =>
    Object.keys(methods).map((method) => `${method.toUpperCase()} ${shapeOf(route)}`),
  ),
);
const starts = new Set(
  documented.flatMap(([route]) => {
    const parts = shapeOf(route).split('/');
    return parts.map((_, index) => parts.slice(0, index + 1).join('/'));
  }),
);

/** A route with the names of its parameters left out, and without its query. */
function shapeOf(route: string): string {
  return route.replace(/[?#].*$/, '').replace(/\{[^}]*\}|:\w+|\b[A-Z]+\b|…|<[^>]*>|\$\{?\w+\}?/g, '{}');
}

/** Routes that the contract of the REST API lacks. Without a method, the start of a route is enough. */
export const unknownRoutes = (naming: readonly NamingText[]): readonly Finding[] =>
  findings(
    current(naming),
    /(?:\b(GET|POST|PUT|PATCH|DELETE) )?(?<=^|[\s`'\"(>]|\$\{?\w+\}?|\d)(\/v1\/[^\s`'"|),;]*)/g,
    ([, method, found = '']) => {
      const route = found.replace(/[.:*]+$/, '').replace(/\/$/, '');
      const holds =
        method === undefined ? starts.has(shapeOf(route)) : routes.has(`${method} ${shapeOf(route)}`);
      return holds ? [] : [method === undefined ? route : `${method} ${route}`];
    },
  );

const consoleCode = code
  .filter(([file]) => /^(local\/console|contract\/console|web\/console)\//.test(file))
  .map(([, text]) => text)
  .join('\n');

/** Paths of the console's own API whose first part its code does not name. */
export const unknownConsolePaths = (naming: readonly NamingText[]): readonly Finding[] =>
  missing(
    current(naming),
    /\/console\/(?:api\/)?([a-z][\w-]*)/g,
    (name) => name === 'api' || new RegExp(`/${name}\\b`).test(consoleCode),
  );
