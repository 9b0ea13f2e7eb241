import { type IncomingMessage, type ServerResponse } from 'node:http';
import { problemOf } from '../../contract/errors';
import { foreignRequest } from '../foreign-request';
import { type Site, type SitePage } from '../pages/static-site';
import { requestTarget } from '../request-target';
import { type ConsoleAccess } from './access';
import { ConsoleAnswers } from './answers';
import { answerApi, sendJson, refuseMethod } from './api';
import { consoleRoutes } from './routes';
import { type ConsoleSources } from './sources';

/** The pages of the laptop, each a folder of the build. */
export interface LocalPages {
  /** The page to play on. */
  readonly play: Site;
  /** The OpenAPI document as a page. */
  readonly reference: Site;
  /** The console's files; its page is answered with a status that depends on the visit. */
  readonly consolePage: SitePage;
  readonly access: ConsoleAccess;
  /** The address or name that the pages are served on. */
  readonly host: string;
  /** The data that the console shows. */
  readonly sources: ConsoleSources;
  readonly log: (line: string) => void;
}

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

/**
 * Answers `/play` (the page to play on), `/reference` (the REST API), `/console` (the page) and its requests
 * below it: `/console/api/…` as JSON, `/console/live?watch=…` as server-sent events. `/` redirects to
 * `/play`; every other path is a 404 that names these.
 */
export function localPages(pages: LocalPages): Answer {
  const console = consoleAnswers(pages);
  return (request, response) => {
    const { pathname } = requestTarget(request.url);
    if (pathname === '/') {
      response.writeHead(302, { location: '/play/' }).end();
      return;
    }
    if (pages.play(pathname, request, response) || pages.reference(pathname, request, response)) return;
    if (/^\/console(?:\/|$)/.test(pathname)) console(request, response);
    else notFound(request, response, pathname);
  };
}

function notFound(request: IncomingMessage, response: ServerResponse, pathname: string): void {
  response
    .writeHead(404, { 'content-type': 'application/problem+json' })
    .end(
      JSON.stringify(
        problemOf(
          'not-found',
          `Nothing answers ${request.method ?? 'GET'} ${pathname}; see /play, /reference and /console.`,
        ),
      ),
    );
}

/** Processor time of this process, in milliseconds. */
function spentMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

/** The console shows and controls the whole backend, so only its own pages may use it. */
function consoleAnswers({ consolePage, access, host, sources, log }: LocalPages): Answer {
  const answers = new ConsoleAnswers(consoleRoutes(sources), () => performance.now(), spentMs, log);
  const api = { answers, sources, log };
  return (request, response) => {
    response.removeHeader('access-control-allow-origin');
    const foreign = foreignRequest(request.headers, host);
    if (foreign !== undefined) {
      response
        .writeHead(403, { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' })
        .end(`${foreign}\n`);
      return;
    }
    const { pathname, searchParams } = requestTarget(request.url);
    if (pathname === '/console' || pathname === '/console/') {
      if (refuseMethod(request, response, pathname, ['GET', 'HEAD'])) return;
      const shown = searchParams.get('token');
      const invited = shown !== null && access.isToken(shown);
      if (invited) response.setHeader('set-cookie', access.cookie(request.headers));
      consolePage(request, response, invited || access.allows(request.headers) ? 200 : 401);
      return;
    }
    if (consolePage.file(pathname, request, response)) return;
    if (!access.allows(request.headers)) {
      const says = 'The console needs the address that npm start prints, with its token.';
      sendJson(response, { status: 401, body: { says } });
      return;
    }
    if (!answerApi(api, request, response)) notFound(request, response, pathname);
  };
}
