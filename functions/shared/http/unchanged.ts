import { etag } from 'hono/etag';
import { type RestRoute } from '../../../contract/rest/declaration';
import { type HttpApp } from './app';

/** For answers that the next result changes: clients revalidate them each time, and often get 304. */
export const askedEveryTime = { 'cache-control': 'no-cache' } as const;

/**
 * Gives the answers of routes an ETag, and answers 304 to a client that has the same version. Called before
 * the routes are added.
 */
export function answerUnchanged(app: HttpApp, routes: ReadonlyArray<Pick<RestRoute, 'path'>>): void {
  for (const { path } of routes) app.get(path.replaceAll(/\{(\w+)\}/g, ':$1'), etag());
}
