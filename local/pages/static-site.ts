import fs from 'node:fs';
import { type IncomingMessage, type ServerResponse } from 'node:http';
import path from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip as gzipCompress } from 'node:zlib';
import { pageCaching, pageContentTypes, pagePolicy, pageReferrerPolicy } from '../../contract/pages';
import { acceptedCoding } from '../accepted-coding';
import { requestTarget } from '../request-target';

type Compress = (bytes: Buffer) => Promise<Buffer>;
const [brotli, gzip] = [promisify(brotliCompress), promisify(gzipCompress)];
/**
 * How files are compressed, the best first, by what browsers call it. Beyond level 5 files of brotli are
 * hardly smaller, and take ten times as long. Browsers offer it over TLS and to this machine itself.
 */
const codings: ReadonlyArray<readonly [name: string, compress: Compress]> = [
  ['br', (bytes) => brotli(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } })],
  ['gzip', (bytes) => gzip(bytes)],
];

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
  /** Compressed files: a name with a hash has one content. */
  const compressed = new Map<string, Promise<Buffer>>();
  const keptFor = (key: string, make: () => Promise<Buffer>): Promise<Buffer> => {
    const made = compressed.get(key) ?? make();
    compressed.set(key, made);
    made.catch(() => compressed.delete(key));
    return made;
  };
  const send = async (
    name: string,
    request: IncomingMessage,
    response: ServerResponse,
    status: number,
  ): Promise<void> => {
    const isHashed = name !== 'index.html';
    const coding = acceptedCoding(request, codings);
    const read = (): Promise<Buffer> => fs.promises.readFile(path.join(folder, name));
    const make = coding === undefined ? read : async () => coding[1](await read());
    const bytes = await (
      isHashed && coding !== undefined ? keptFor(`${coding[0]} ${name}`, make) : make()
    ).catch(() => undefined);
    if (bytes === undefined) {
      response
        .writeHead(404, { 'content-type': 'text/plain; charset=utf-8' })
        .end(`${name} is not built: run npm run build.\n`);
      return;
    }
    response.writeHead(status, {
      'content-type': pageContentTypes.get(path.extname(name)) ?? 'application/octet-stream',
      'cache-control': isHashed ? pageCaching.hashed : pageCaching.index,
      'content-security-policy': contentSecurityPolicy,
      'referrer-policy': pageReferrerPolicy,
      'x-content-type-options': 'nosniff',
      vary: 'accept-encoding',
      ...(coding === undefined ? {} : { 'content-encoding': coding[0] }),
    });
    response.end(request.method === 'HEAD' ? undefined : bytes);
  };
  const index = (request: IncomingMessage, response: ServerResponse, status = 200): void => {
    const { pathname, search } = requestTarget(request.url);
    if (pathname === at) response.writeHead(308, { location: `${at}/${search}` }).end();
    else void send('index.html', request, response, status);
  };
  const file: Site = (pathname, request, response) => {
    const name = pathname.startsWith(`${at}/`) ? pathname.slice(at.length + 1) : '';
    // One folder deep, and no other characters: a path cannot leave the folder.
    if (!/^assets\/[\w-]+\.(?:js|css)$/.test(name)) return false;
    if (request.method !== 'GET' && request.method !== 'HEAD') return false;
    void send(name, request, response, 200);
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
