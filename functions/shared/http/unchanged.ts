import { etag } from 'hono/etag';
import { type RestRoute } from '../../../contract/rest/declaration';
import { type HttpApp } from './app';

/** What a route answers that is out of date with the next result: asked for every time, and often 304. */
export const askedEveryTime = { 'cache-control': 'no-cache' } as const;

/** Gives the answers of routes an ETag, and 304 to who has it. Called before the routes are added. */
export function tellUnchanged(app: HttpApp, routes: ReadonlyArray<Pick<RestRoute, 'path'>>): void {
  for (const { path } of routes) app.get(path.replaceAll(/\{(\w+)\}/g, ':$1'), etag());
}
