import fs from 'node:fs';
import { type IncomingMessage, type ServerResponse } from 'node:http';
import path from 'node:path';
import { pageCaching, pageContentTypes, pagePolicy, pageReferrerPolicy } from '../../contract/pages';

/** Connections to the API, which is of the page's origin, and to matches, which have ports of their own. */
const contentSecurityPolicy = pagePolicy(["'self'", 'ws:', 'wss:']);

/** Answers a request, or says that the path is not one of its own. */
export type Site = (pathname: string, request: IncomingMessage, response: ServerResponse) => boolean;

/**
 * A built page (tools/build/pages) under a path: `index.html` is always read anew, files with a hash in
 * their name are cached for ever.
 * @param at `/play`
 * @param folder where index.html and assets/ are
 */
export function staticSite(at: string, folder: string): Site {
  return (pathname, request, response) => {
    if (pathname === at) {
      const search = new URL(request.url ?? '/', 'http://local').search;
      response.writeHead(308, { location: `${at}/${search}` }).end();
      return true;
    }
    if (!pathname.startsWith(`${at}/`)) return false;
    const name = pathname === `${at}/` ? 'index.html' : pathname.slice(at.length + 1);
    // One folder deep, and no other characters: nothing leads out of the folder.
    if (!/^(?:index\.html|assets\/[\w-]+\.(?:js|css))$/.test(name)) return false;
    if (request.method !== 'GET' && request.method !== 'HEAD') return false;
    fs.readFile(path.join(folder, name), (error, bytes) => {
      if (error !== null) {
        response
          .writeHead(404, { 'content-type': 'text/plain; charset=utf-8' })
          .end(`${name} is not built: run npm run build.\n`);
        return;
      }
      response.writeHead(200, {
        'content-type': pageContentTypes.get(path.extname(name)) ?? 'application/octet-stream',
        'cache-control': name === 'index.html' ? pageCaching.index : pageCaching.hashed,
        'content-security-policy': contentSecurityPolicy,
        'referrer-policy': pageReferrerPolicy,
        'x-content-type-options': 'nosniff',
      });
      response.end(request.method === 'HEAD' ? undefined : bytes);
    });
    return true;
  };
}
