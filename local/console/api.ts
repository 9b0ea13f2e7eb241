import { type IncomingMessage, type ServerResponse } from 'node:http';
import { BodyTooLarge, readBody } from '../lambda/gateway-event';
import { discard } from '../lambda/gateway-refusals';
import { requestTarget } from '../request-target';
import { type ConsoleAnswers } from './answers';
import { executeAction, isAction } from './actions';
import { type ConsoleAnswer, failureOf } from './failures';
import { sendLive } from './live';
import { isDocument } from './routes';
import { type ConsoleSources } from './sources';

export const sendJson = (
  response: ServerResponse,
  { status, body }: ConsoleAnswer,
  headers: Readonly<Record<string, string>> = {},
): void => {
  response
    .writeHead(status, {
      'content-type': 'application/json; charset=utf-8',
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      ...headers,
    })
    .end(JSON.stringify(body));
};

/** The console's API below `/console`, with the sources of its answers. */
export interface ConsoleApi {
  readonly answers: ConsoleAnswers;
  readonly sources: ConsoleSources;
  readonly log: (line: string) => void;
}

const targetOf = (pathname: string): string | undefined => /^\/console\/api(\/.*)$/.exec(pathname)?.[1];

/** The methods of a path below `/console`; none: the path is unknown. */
function methodsOf(pathname: string): readonly string[] {
  if (pathname === '/console/live') return ['GET'];
  const target = targetOf(pathname) ?? '';
  return [...(isDocument(target) ? ['GET', 'HEAD'] : []), ...(isAction(target) ? ['POST'] : [])];
}

/** Answers a method that a path does not have. @returns false, with nothing sent, when the path has it */
export function refuseMethod(
  { method = 'GET' }: IncomingMessage,
  response: ServerResponse,
  pathname: string,
  allowed: readonly string[],
): boolean {
  if (allowed.includes(method)) return false;
  const says = `${pathname} answers ${allowed.join(' and ')}, not ${method}.`;
  sendJson(response, { status: 405, body: { says } }, { allow: allowed.join(', ') });
  return true;
}

/**
 * Answers requests below `/console`: `/console/api/…` as JSON, `/console/live?watch=…` as server-sent events.
 * @returns false, with nothing sent, when the path is neither
 */
export function answerApi(api: ConsoleApi, request: IncomingMessage, response: ServerResponse): boolean {
  const { pathname, searchParams } = requestTarget(request.url);
  const target = targetOf(pathname);
  if (target === undefined && pathname !== '/console/live') return false;
  const allowed = methodsOf(pathname);
  if (allowed.length === 0) sendJson(response, { status: 404, body: { says: `Nothing is at ${pathname}.` } });
  else if (!refuseMethod(request, response, pathname, allowed)) {
    if (target === undefined) sendLive(api.answers, searchParams.getAll('watch'), request, response);
    else
      void (
        request.method === 'POST'
          ? runAction(api, target, searchParams, request)
          : api.answers.of(`${target}?${searchParams.toString()}`)
      ).then((answer) => sendJson(response, answer));
  }
  return true;
}

/** Executes a POST of the page. */
async function runAction(
  { answers, sources, log }: ConsoleApi,
  target: string,
  query: URLSearchParams,
  request: IncomingMessage,
): Promise<ConsoleAnswer> {
  try {
    const body = await readBody(request);
    return await executeAction(sources, target, query, body.toString('utf8'));
  } catch (error) {
    // A caller that is still sending could not read the answer.
    if (error instanceof BodyTooLarge) discard(request);
    return failureOf(error, log);
  } finally {
    answers.forget();
  }
}
