import fs from 'node:fs';
import { type IncomingMessage, type ServerResponse } from 'node:http';
import path from 'node:path';
import { pageCaching, pageContentTypes, pagePolicy, pageReferrerPolicy } from '../../contract/pages';
import { requestTarget } from '../request-target';

/** Connections to the API, which has the page's origin, and to matches, which have ports of their own. */
const contentSecurityPolicy = pagePolicy(["'self'", 'ws:', 'wss:']);

/** Answers a request, or returns false when the path is not its own. */
export type Site = (pathname: string, request: IncomingMessage, response: ServerResponse) => boolean;

/** A built page whose document the caller serves. */
export interface SitePage {
  /** Serves the document with a status: 401 for a page that requires access. */
  (request: IncomingMessage, response: ServerResponse, status?: number): void;
  /** A file of the page. */
  readonly file: Site;
}

/**
 * A built page (tools/build/pages) under a path: `index.html` is read again for each request, files with a
 * hash in their name are cached for ever.
 * @param at `/play`
 * @param folder with index.html and assets/
 */
export function sitePage(at: string, folder: string): SitePage {
  const send = (name: string, request: IncomingMessage, response: ServerResponse, status: number): void => {
    fs.readFile(path.join(folder, name), (error, bytes) => {
      if (error !== null) {
        response
          .writeHead(404, { 'content-type': 'text/plain; charset=utf-8' })
          .end(`${name} is not built: run npm run build.\n`);
        return;
      }
      response.writeHead(status, {
        'content-type': pageContentTypes.get(path.extname(name)) ?? 'application/octet-stream',
        'cache-control': name === 'index.html' ? pageCaching.index : pageCaching.hashed,
        'content-security-policy': contentSecurityPolicy,
        'referrer-policy': pageReferrerPolicy,
        'x-content-type-options': 'nosniff',
      });
      response.end(request.method === 'HEAD' ? undefined : bytes);
    });
  };
  const index = (request: IncomingMessage, response: ServerResponse, status = 200): void => {
    const { pathname, search } = requestTarget(request.url);
    if (pathname === at) response.writeHead(308, { location: `${at}/${search}` }).end();
    else send('index.html', request, response, status);
  };
  const file: Site = (pathname, request, response) => {
    const name = pathname.startsWith(`${at}/`) ? pathname.slice(at.length + 1) : '';
    // One folder deep, and no other characters: a path cannot leave the folder.
    if (!/^assets\/[\w-]+\.(?:js|css)$/.test(name)) return false;
    if (request.method !== 'GET' && request.method !== 'HEAD') return false;
    send(name, request, response, 200);
    return true;
  };
  return Object.assign(index, { file });
}

/** A built page with public access. */
export function staticSite(at: string, folder: string): Site {
  const page = sitePage(at, folder);
  return (pathname, request, response) => {
    if (pathname === at || [`${at}/`, `${at}/index.html`].includes(pathname)) {
      if (pathname !== at && request.method !== 'GET' && request.method !== 'HEAD') return false;
      page(request, response);
      return true;
    }
    return page.file(pathname, request, response);
  };
}
