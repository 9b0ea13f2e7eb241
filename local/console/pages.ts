import { type IncomingMessage, type ServerResponse } from 'node:http';
import { messageOf } from '../../core/message-of';
import { problemOf } from '../../contract/errors';
import { type LogLine } from '../stack/log-file';
import { foreignRequest } from '../foreign-request';
import { type Site } from '../pages/static-site';
import { consolePage } from './page';

export interface ConsoleSources {
  /** Base URL of the local GameLift. */
  readonly gamelift: string;
  /** The stack's newest log lines, oldest first. */
  readonly recentLog: () => readonly LogLine[];
  /** The page to play on. */
  readonly play: Site;
}

/** GameLift's side door, as far as the page reads it. */
const passedOn = new Set(['state', 'events', 'requests', 'matches']);

/**
 * Answers `/console` (the page), `/console/log` and `/console/<what GameLift's side door gives>`; `/play` is
 * the page to play on, `/` leads there; everything else is a 404 that says where to go.
 */
export function consolePages({
  gamelift,
  recentLog,
  play,
}: ConsoleSources): (request: IncomingMessage, response: ServerResponse) => void {
  const json = (response: ServerResponse, status: number, text: string): void => {
    response
      .writeHead(status, { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' })
      .end(text);
  };
  return (request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://local');
    if (pathname === '/') {
      response.writeHead(302, { location: '/play/' }).end();
      return;
    }
    if (play(pathname, request, response)) return;
    // Everything below tells what the whole backend does: it is for pages of this origin alone.
    const foreign = pathname.startsWith('/console') ? foreignRequest(request.headers) : undefined;
    if (foreign !== undefined) {
      response.removeHeader('access-control-allow-origin');
      response
        .writeHead(403, { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' })
        .end(`${foreign}\n`);
      return;
    }
    if (pathname === '/console') {
      response
        .writeHead(200, {
          'content-type': 'text/html; charset=utf-8',
          'content-security-policy':
            "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; connect-src 'self'",
        })
        .end(consolePage);
      return;
    }
    if (pathname === '/console/log') {
      json(response, 200, JSON.stringify(recentLog()));
      return;
    }
    const what = pathname.startsWith('/console/') ? pathname.slice('/console/'.length) : undefined;
    if (what !== undefined && passedOn.has(what)) {
      fetch(`${gamelift}/_local/${what}`).then(
        async (answer) => json(response, answer.status, await answer.text()),
        (error: unknown) => json(response, 502, JSON.stringify({ error: messageOf(error) })),
      );
      return;
    }
    response
      .writeHead(404, { 'content-type': 'application/problem+json' })
      .end(
        JSON.stringify(
          problemOf(
            'not-found',
            `Nothing answers ${request.method ?? 'GET'} ${pathname}; see /play, /console and /v1/openapi.json.`,
          ),
        ),
      );
  };
}
