import { type IncomingMessage, type ServerResponse } from 'node:http';
import { type Transform, type Writable } from 'node:stream';
import { constants, createBrotliCompress, createGzip } from 'node:zlib';
import { type LiveAnswer } from '../../contract/console/lists';
import { acceptedCoding } from '../accepted-coding';
import { type ConsoleAnswers } from './answers';
import { type ConsoleAnswer } from './failures';

/** The minimum interval of requests for a path. */
const pauseMs = 1_000;
/** A stream without a change says that the server runs: the longest silence, about, in milliseconds. */
const beatMs = 5_000;
/** The number of paths that one page may watch. */
const maxWatched = 8;

/**
 * How a stream is compressed, the best first. Each event is flushed: a browser reads it at once. The window
 * of 256 KB has the document before, and a stream takes as little memory as that.
 */
const codings: ReadonlyArray<readonly [name: string, compress: () => Transform]> = [
  [
    'br',
    () =>
      createBrotliCompress({
        flush: constants.BROTLI_OPERATION_FLUSH,
        params: { [constants.BROTLI_PARAM_QUALITY]: 5, [constants.BROTLI_PARAM_LGWIN]: 18 },
      }),
  ],
  ['gzip', () => createGzip({ flush: constants.Z_SYNC_FLUSH })],
];

/** Begins the answer of a stream. @returns where its events are written */
function openStream(request: IncomingMessage, response: ServerResponse): Writable {
  const coding = acceptedCoding(request, codings);
  response.writeHead(200, {
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    vary: 'accept-encoding',
    ...(coding === undefined ? {} : { 'content-encoding': coding[0] }),
  });
  if (coding === undefined) return response;
  const compressed = coding[1]();
  compressed.pipe(response);
  response.on('close', () => compressed.destroy());
  return compressed;
}

/**
 * Sends the answers of paths over server-sent events, each at once and then after each change. A page that is
 * closed or hidden ends its stream, and all work for it.
 * @param watched paths and queries of `/console/api`
 */
export function sendLive(
  answers: ConsoleAnswers,
  watched: readonly string[],
  request: IncomingMessage,
  response: ServerResponse,
): void {
  const stream = openStream(request, response);
  const sent = new Map<string, { readonly answer: ConsoleAnswer; readonly text: string }>();
  let timer: NodeJS.Timeout | undefined;
  let over = false;
  let writtenAt = performance.now();
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
      stream.write(`data: ${text}\n\n`);
      writtenAt = performance.now();
    }
    // Pages do not hear comments. They tell a frozen server by its silence.
    if (performance.now() - writtenAt > beatMs) {
      stream.write('data: {}\n\n');
      writtenAt = performance.now();
    }
    // Browsers notice a lost server by the connection; proxies need traffic.
    stream.write(': \n\n');
    if (!over) timer = setTimeout(() => void round(), pauseMs);
  };
  response.on('close', () => {
    over = true;
    clearTimeout(timer);
  });
  void round();
}
