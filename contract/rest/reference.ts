import { errorCodes, errors } from '../errors';
import { type RestRoute, throttles } from './declaration';
import { errorsOfEveryRoute } from './openapi';
import { routes } from './routes';
import { keysOf } from '../../core/keys-of';

/** The tables of docs/rest.md, made from the declaration; a test compares the page with them. */

function row(...cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}

function codes(route: RestRoute): string {
  return errorCodes
    .filter((code) => route.errors.includes(code))
    .map((code) => `\`${code}\``)
    .join(' ');
}

/** Every route: its callers, its purpose, and its errors besides those of every route. */
export function routeTable(): string {
  return [
    row('route', 'needs', 'throttle', 'what it does', 'errors'),
    row('---', '---', '---', '---', '---'),
    ...routes.map((route) =>
      row(
        `\`${route.method} ${route.path}\``,
        route.authentication === 'none' ? '–' : route.authentication,
        route.throttle,
        route.schemas.summary ?? '',
        codes(route),
      ),
    ),
  ].join('\n');
}

/** Every error code: status, meaning, what to do. */
export function errorTable(): string {
  return [
    row('code', 'status', 'meaning', 'what to do'),
    row('---', '---', '---', '---'),
    ...errorCodes.map((code) =>
      row(
        `\`${code}\``,
        `${errors[code].status}${'by' in errors[code] ? ' (gateway)' : ''}`,
        errors[code].title,
        errors[code].remedy,
      ),
    ),
  ].join('\n');
}

/** The codes that any route may answer with. */
export function commonErrors(): string {
  return errorsOfEveryRoute.map((code) => `\`${code}\``).join(', ');
}

/** The throttle classes. */
export function throttleTable(): string {
  return [
    row('class', 'requests a second', 'burst'),
    row('---', '---', '---'),
    ...keysOf(throttles).map((name) =>
      row(name, String(throttles[name].requestsPerSecond), String(throttles[name].burst)),
    ),
  ].join('\n');
}
