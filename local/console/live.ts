import { type ServerResponse } from 'node:http';
import { type LiveAnswer } from '../../contract/console/lists';
import { type ConsoleAnswers } from './answers';
import { type ConsoleAnswer } from './failures';

/** The minimum interval of requests for a path. */
const pauseMs = 1_000;
/** The number of paths that one page may watch. */
const maxWatched = 8;

/**
 * Sends the answers of paths over server-sent events, each at once and then after each change. A page that is
 * closed or hidden ends its stream, and all work for it.
 * @param watched paths and queries of `/console/api`
 */
export function sendLive(
  answers: ConsoleAnswers,
  watched: readonly string[],
  response: ServerResponse,
): void {
  response.writeHead(200, {
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
  });
  const sent = new Map<string, { readonly answer: ConsoleAnswer; readonly text: string }>();
  let timer: NodeJS.Timeout | undefined;
  let over = false;
  const round = async (): Promise<void> => {
    for (const watch of watched.slice(0, maxWatched)) {
      const answer = await answers.of(watch);
      if (over) return;
      const before = sent.get(watch);
      // The cached answer is still the same.
      if (before?.answer === answer) continue;
      const { status, body } = answer;
      const text = JSON.stringify({ watch, status, body } satisfies LiveAnswer);
      sent.set(watch, { answer, text });
      if (before?.text === text) continue;
      response.write(`data: ${text}\n\n`);
    }
    // Browsers notice a lost server by the connection; proxies need traffic.
    response.write(': \n\n');
    if (!over) timer = setTimeout(() => void round(), pauseMs);
  };
  response.on('close', () => {
    over = true;
    clearTimeout(timer);
  });
  void round();
}
