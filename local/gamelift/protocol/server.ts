import http from 'node:http';
import { type Ids } from '../identity';
import { foreignRequest } from '../../foreign-request';
import { type HttpAnswer, type ProtocolHandler, type Head, jsonAnswer } from './exchange';
import { listeningPort } from '../../listening-port';

/** A script zip may have 5 MB, which base64 makes a third longer. */
const maxBodyBytes = 12 * 1024 * 1024;

/** The port, and the protocols that share it. */
export interface ProtocolServerOptions {
  /** 0: any free port. */
  readonly port: number;
  /** Default 127.0.0.1. */
  readonly host?: string;
  readonly claimants: readonly ProtocolHandler[];
  readonly ids: Ids;
  readonly failed: (error: unknown) => void;
}

/** A running HTTP server. */
export interface ProtocolServer {
  readonly url: string;
  readonly port: number;
  close(): Promise<void>;
}

function tooLarge(): HttpAnswer {
  return jsonAnswer(413, {
    __type: 'RequestEntityTooLargeException',
    Message: `The body of a request may have ${maxBodyBytes} bytes.`,
  });
}

/** @returns undefined when the body is larger than allowed */
function readBody(request: http.IncomingMessage): Promise<Buffer | undefined> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    request.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size <= maxBodyBytes) chunks.push(chunk);
      else chunks.length = 0; // read to the end, so that the caller receives the answer
    });
    request.on('end', () =>
      resolve(size > maxBodyBytes ? undefined : chunks.length === 1 ? chunks[0] : Buffer.concat(chunks)),
    );
    request.on('error', reject);
    request.on('aborted', () => reject(new Error('the caller went away')));
  });
}

const noQuery = new URLSearchParams();

function headOf(request: http.IncomingMessage): Head {
  const target = request.url ?? '/';
  const mark = target.indexOf('?');
  return {
    method: request.method ?? 'GET',
    path: mark < 0 ? target : target.slice(0, mark),
    query: mark < 0 ? noQuery : new URLSearchParams(target.slice(mark + 1)),
    headers: request.headers,
  };
}

/** Serves several protocols on one port. @throws Error (EADDRINUSE …) when the port is not available */
export async function serveProtocols(options: ProtocolServerOptions): Promise<ProtocolServer> {
  const answer = async (request: http.IncomingMessage, requestId: string): Promise<HttpAnswer> => {
    const foreign = foreignRequest(request.headers, options.host);
    if (foreign !== undefined) return jsonAnswer(403, { __type: 'AccessDeniedException', Message: foreign });
    const head = headOf(request);
    const body = await readBody(request);
    if (body === undefined) return tooLarge();
    const claimant = options.claimants.find((candidate) => candidate.claims(head));
    if (claimant === undefined)
      return jsonAnswer(404, {
        __type: 'UnknownOperationException',
        Message:
          `Nothing here answers ${head.method} ${head.path}: send X-Amz-Target: GameLift.<Operation> to ` +
          'POST /.',
      });
    return claimant.answer({ ...head, body, requestId });
  };
  const server = http.createServer({ keepAliveTimeout: 65_000, noDelay: true }, (request, response) => {
    const requestId = options.ids.uuid();
    const send = ({ status, headers, body }: HttpAnswer): void => {
      if (response.destroyed) return;
      response.writeHead(status, {
        ...headers,
        'x-amzn-RequestId': requestId,
        'content-length': Buffer.byteLength(body),
      });
      response.end(body);
    };
    answer(request, requestId).then(send, (error: unknown) => {
      if (response.destroyed) return;
      options.failed(error);
      send(
        jsonAnswer(500, {
          __type: 'InternalFailure',
          Message: 'The request failed for a reason of the server’s own; its log says more.',
        }),
      );
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, options.host ?? '127.0.0.1', () => {
      server.off('error', reject);
      resolve();
    });
  });
  const port = listeningPort(server);
  return {
    port,
    url: `http://${options.host ?? '127.0.0.1'}:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
